/* See passage.h. Words are runs of letters, digits and marks: near enough for a border. */
#include "searchd/search/passage.h"

#include "text/unicode.h"

static bool is_word(struct str text, size_t at)
{
    struct rune r = rune_at(text, at);
    return rune_continues(r) || r.class == CHAR_LOGOGRAM;
}

/* Where the character that holds byte `at` begins. */
static size_t character(struct str text, size_t at)
{
    size_t start = at;
    while (start > 0 && at - start < 3 && start < text.len && ((unsigned char)text.ptr[start] & 0xc0) == 0x80)
        start--;
    return start + rune_at(text, start).len > at ? start : at;
}

static size_t before(struct str text, size_t at)
{
    return character(text, at - 1);
}

/* True if a word goes on across byte `at`, the beginning of a character. */
static bool is_inside(struct str text, size_t at)
{
    return at > 0 && at < text.len && is_word(text, at) && is_word(text, before(text, at));
}

static size_t word_start(struct str text, size_t at)
{
    size_t start = at;
    while (is_inside(text, start) && at - start < PASSAGE_WIDEN_MAX)
        start = before(text, start);
    return is_inside(text, start) ? at : start;
}

static size_t word_end(struct str text, size_t at)
{
    size_t end = at;
    while (is_inside(text, end) && end - at < PASSAGE_WIDEN_MAX)
        end += rune_at(text, end).len;
    return is_inside(text, end) ? at : end;
}

struct span passage_cut(struct str text, uint32_t from, uint32_t to)
{
    size_t start = character(text, from < text.len ? from : text.len);
    size_t end = to < text.len ? to : text.len;
    size_t whole = character(text, end);
    if (whole < end)
        end = whole + rune_at(text, whole).len;
    if (end < start)
        end = start;
    return (struct span){(uint32_t)word_start(text, start), (uint32_t)word_end(text, end)};
}

struct span passage_around(struct str text, uint32_t at, uint32_t words)
{
    size_t middle = word_start(text, character(text, at < text.len ? at : text.len));
    size_t start = middle, end = middle;
    for (uint32_t left = words / 2; start > 0 && middle - start < PASSAGE_AROUND_MAX;) {
        size_t previous = before(text, start);
        bool begins = is_word(text, start) && !is_inside(text, start) && start < middle;
        if (begins && --left == 0)
            break;
        if (words / 2 == 0)
            break;
        start = previous;
    }
    for (uint32_t left = words - words / 2; end < text.len && end - middle < PASSAGE_AROUND_MAX;) {
        end += rune_at(text, end).len;
        bool ends = is_word(text, before(text, end)) && !is_inside(text, end);
        if (ends && --left == 0)
            break;
    }
    return (struct span){(uint32_t)start, (uint32_t)end};
}
