/* See occurrences.h. A heap whose root is the last of those kept: what comes after it is passed over at once.
 */
#include "searchd/search/occurrences.h"

#include <assert.h>

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_words(const struct lexicon *lexicon, const uint32_t *a, const uint32_t *b)
{
    for (uint32_t i = 0; i < OCCURRENCE_WORDS; i++) {
        if (a[i] == LEXICON_NONE || b[i] == LEXICON_NONE)
            return (b[i] == LEXICON_NONE) - (a[i] == LEXICON_NONE);
        int order = a[i] == b[i] ? 0 : str_compare(lexicon_key(lexicon, a[i]), lexicon_key(lexicon, b[i]));
        if (order)
            return order;
    }
    return 0;
}

static int compare(const struct occurrences *o, const struct occurrence *a, const struct occurrence *b)
{
    int order = 0;
    if (o->prefer != LANG_NONE)
        order = (a->lang != o->prefer) - (b->lang != o->prefer);
    if (order == 0 && o->order == ORDER_DATE)
        order = compare_numbers(a->date - 1, b->date - 1); /* without a date: last */
    else if (order == 0 && o->order != ORDER_TEXT)
        order = compare_words(o->lexicon, a->words, b->words);
    if (order == 0)
        order = compare_numbers(a->docid, b->docid);
    return order ? order : compare_numbers(a->first, b->first);
}

/* --- the heap --- */

static void sink(struct occurrences *o, uint32_t at, uint32_t count)
{
    struct occurrence moving = o->list[at];
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count && compare(o, &o->list[child], &o->list[child + 1]) < 0)
            child++;
        if (compare(o, &o->list[child], &moving) <= 0)
            break;
        o->list[at] = o->list[child];
        at = child;
    }
    o->list[at] = moving;
}

static void rise(struct occurrences *o, uint32_t at)
{
    struct occurrence moving = o->list[at];
    while (at > 0 && compare(o, &o->list[(at - 1) / 2], &moving) < 0) {
        o->list[at] = o->list[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    o->list[at] = moving;
}

static bool grow(struct occurrences *o)
{
    uint32_t cap = o->cap ? 2 * o->cap : 64;
    struct occurrence *grown = arena_array(o->arena, cap, sizeof *grown);
    if (!grown)
        return false;
    if (o->count)
        memcpy(grown, o->list, o->count * sizeof *grown);
    o->list = grown;
    o->cap = cap;
    return true;
}

int occurrences_offer(struct occurrences *o, const struct occurrence *one, struct err *e)
{
    assert(o->most >= 1);
    if (o->count == o->most) {
        if (compare(o, one, &o->list[0]) < 0) {
            o->list[0] = *one;
            sink(o, 0, o->count);
        }
        return 0;
    }
    if (o->count == o->cap && !grow(o))
        return err_memory(e);
    o->list[o->count] = *one;
    rise(o, o->count++);
    return 0;
}

void occurrences_sort(struct occurrences *o)
{
    for (uint32_t end = o->count; end > 1; end--) {
        struct occurrence last = o->list[0];
        o->list[0] = o->list[end - 1];
        o->list[end - 1] = last;
        sink(o, 0, end - 1);
    }
}
