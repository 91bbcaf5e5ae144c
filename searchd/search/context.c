/* See context.h. */
#include "searchd/search/context.h"

#include "searchd/search/one_line.h"
#include "text/width.h"

/* Whole words only, if that fills at least this share of the width. */
#define FILLED 0.5

/* What was passed on the way from the middle outwards. */
struct reach {
    uint32_t width;
    size_t cells;
    size_t words_at, words_cells; /* where the last whole word ended, and the cells up to there */
    bool blank;                   /* the last character was one */
};

/* Takes the character at `at`, whose end towards the middle is `inner`; false if there is no room for it. */
static bool take(struct reach *r, struct str text, size_t at, size_t inner)
{
    bool blank = one_line_blank(text, at) > 0;
    size_t cells = blank ? !r->blank : width_of(rune_at(text, at));
    if (blank && !r->blank) {
        r->words_at = inner;
        r->words_cells = r->cells;
    }
    if (r->cells + cells > r->width)
        return false;
    r->cells += cells;
    r->blank = blank;
    return true;
}

static bool fills(const struct reach *r)
{
    return (double)r->words_cells >= FILLED * r->width;
}

/* Where the character before byte `at` begins, which is not 0. */
static size_t before(struct str text, size_t at)
{
    size_t start = at - 1;
    while (start > 0 && at - start < 4 && ((unsigned char)text.ptr[start] & 0xc0) == 0x80)
        start--;
    return rune_at(text, start).len == at - start ? start : at - 1;
}

/* True if the character at `at` goes with the one before it. */
static bool leans(struct str text, size_t at)
{
    return at < text.len && width_of(rune_at(text, at)) == 0;
}

static size_t reach_left(struct str text, size_t start, uint32_t width)
{
    struct reach r = {.width = width, .words_at = start};
    size_t most = ((size_t)width + 1) * CONTEXT_CELL_BYTES, at = start;
    while (at > 0 && start - at < most) {
        size_t previous = before(text, at);
        if (!take(&r, text, previous, at))
            break;
        at = previous;
    }
    if (at == 0 || r.blank)
        return at;
    if (fills(&r) || one_line_blank(text, before(text, at)))
        return one_line_blank(text, before(text, at)) ? at : r.words_at;
    while (at < start && leans(text, at))
        at += rune_at(text, at).len;
    return at;
}

static size_t reach_right(struct str text, size_t end, uint32_t width)
{
    struct reach r = {.width = width, .words_at = end};
    size_t most = ((size_t)width + 1) * CONTEXT_CELL_BYTES, at = end;
    while (at < text.len && at - end < most) {
        size_t blank = one_line_blank(text, at);
        if (!take(&r, text, at, at))
            break;
        at += blank ? blank : rune_at(text, at).len;
    }
    if (at == text.len || r.blank || one_line_blank(text, at))
        return at;
    if (fills(&r))
        return r.words_at;
    while (at > end && leans(text, at))
        at = before(text, at);
    return at;
}

int context_cut(struct str text, uint32_t start, uint32_t end, uint32_t width, struct arena *arena,
                struct context *out, struct err *e)
{
    struct str middle = str_slice(text, start, end);
    size_t shown = utf8_cut(middle, CONTEXT_MIDDLE_MAX);
    size_t from = reach_left(text, start, width), to = reach_right(text, end, width);
    char *line = arena_alloc(arena, start - from + shown + strlen("…") + to - end);
    if (!line)
        return err_memory(e);
    size_t left = one_line_add(line, 0, str_slice(text, from, start));
    size_t right = one_line_add(line, left, str_slice(middle, 0, shown));
    if (shown < middle.len) {
        right = one_line_add(line, right, STR("…"));
    }
    size_t len = one_line_add(line, right, str_slice(text, end, to));
    len -= len > right && line[len - 1] == ' ';
    out->left = (struct str){line, left};
    out->middle = (struct str){line + left, right - left};
    out->right = (struct str){line + right, len - right};
    return 0;
}
