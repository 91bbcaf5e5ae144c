/* Token records of any bytes: no read or write out of bounds, and what is decoded keeps its promises. */
#include <stdint.h>
#include <stdlib.h>

#include "index/tokens.h"

enum { ZONES = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert(), in every build. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_marks(const struct token_view *view)
{
    uint32_t step = view->count / 16 + 1;
    struct token_mark last = {view->title_count, 0};
    for (uint64_t p = view->title_count; p <= view->count; p += step) {
        struct token_mark mark = tokens_seek(view, (uint32_t)p);
        require(mark.position >= last.position && mark.position <= p && mark.byte >= last.byte);
        last = mark;
    }
    tokens_seek(view, 0);
    tokens_seek(view, UINT32_MAX);
}

static void check_zones(const struct token_view *view)
{
    struct token_zone zones[ZONES];
    uint32_t n = tokens_zones(view, zones, ZONES);
    uint64_t end = 0;
    require(n <= ZONES && tokens_zones(view, zones, 0) == 0);
    for (uint32_t i = 0; i < n; i++) {
        require(zones[i].first >= end);
        end = (uint64_t)zones[i].first + zones[i].count;
        require(end <= view->count);
    }
}

/* Ids that were decoded, encoded again, decode to the same. */
static void check_again(const struct token_view *view, const uint32_t *ids)
{
    struct token_record record = {.ids = ids, .count = view->count, .title_count = view->title_count};
    struct buf bytes = {0};
    struct token_view again;
    uint32_t *ids_again = malloc(view->count * sizeof *ids_again + 1);
    tokens_encode(&record, &bytes);
    if (ids_again && !buf_failed(&bytes)) {
        require(tokens_parse(buf_str(&bytes), &again) && again.count == view->count);
        require(tokens_decode(&again, ids_again));
        require(memcmp(ids, ids_again, view->count * sizeof *ids) == 0);
    }
    free(ids_again);
    buf_fini(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct token_view view;
    if (!tokens_parse((struct str){(const char *)data, size}, &view))
        return 0;
    require(view.count <= size && view.title_count <= view.count);
    uint32_t *ids = malloc(view.count * sizeof *ids + 1);
    if (ids && tokens_decode(&view, ids))
        check_again(&view, ids);
    free(ids);
    check_marks(&view);
    check_zones(&view);
    return 0;
}
