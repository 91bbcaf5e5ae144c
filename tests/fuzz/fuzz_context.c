/* Pieces of any bytes in their context: sides no wider than asked, and made of the text's own bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "searchd/search/context.h"
#include "searchd/search/one_line.h"
#include "text/width.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact)
        abort();
}

static void require_line(struct str s)
{
    for (size_t at = 0; at < s.len; at++)
        require(s.ptr[at] == ' ' || one_line_blank(s, at) == 0);
}

/* The first three bytes say where the piece is and how wide its sides are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct context context;
    struct err e = {0};
    if (size < 3)
        return 0;
    struct str text = {(const char *)data + 3, size - 3};
    size_t start = utf8_cut(text, data[0] * text.len / 255);
    size_t end = start + utf8_cut(str_slice(text, start, text.len), data[1]);
    require(context_cut(text, (uint32_t)start, (uint32_t)end, data[2], &arena, &context, &e) == 0);
    require(width_of_text(context.left) <= data[2] && width_of_text(context.right) <= data[2]);
    require(context.left.len + context.right.len <= 2u * (data[2] + 1u) * CONTEXT_CELL_BYTES);
    require(context.left.len + context.middle.len + context.right.len <= text.len + strlen("…"));
    require_line(context.left);
    require_line(context.middle);
    require_line(context.right);
    arena_fini(&arena);
    return 0;
}
