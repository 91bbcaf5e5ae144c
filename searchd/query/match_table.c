/* See match_table.h: an open hash table, half empty. */
#include "searchd/query/match_table.h"

#include <assert.h>

/* Bits of the filter: so many for each form, within these bounds, and a power of two. */
enum { FILTER_PER_FORM = 16, FILTER_MIN = 1024, FILTER_MAX = 1 << 20 };

static struct match_slot *add(struct match_table *t, uint32_t id)
{
    uint32_t at = match_table_first(t, id);
    while (t->slots[at].id != LEXICON_NONE && t->slots[at].id != id)
        at = (at + 1) & t->mask;
    t->slots[at].id = id;
    t->filter[(id & t->filter_mask) / 64] |= UINT64_C(1) << id % 64;
    return &t->slots[at];
}

static void fill(struct match_table *t, const struct match_accept *accept)
{
    for (uint32_t i = 0; i < accept->forms.count; i++) {
        struct match_slot *slot = add(t, accept->forms.ids[i]);
        if (accept->span == 1) {
            slot->one |= UINT64_C(1) << accept->first;
            continue;
        }
        if (!slot->joined)
            slot->joined = ++t->joined_count;
        uint32_t end = accept->first + accept->span - 1;
        t->joined[slot->joined].ends[accept->span - 2] |= UINT64_C(1) << end;
    }
}

int match_table_init(struct match_table *t, const struct match_accept *accepts, uint32_t count,
                     struct arena *arena, struct err *e)
{
    size_t forms = 0, joined = 0, size = 4, bits = FILTER_MIN;
    for (uint32_t i = 0; i < count; i++) {
        assert(accepts[i].span >= 1 && accepts[i].span <= MATCH_SPAN_MAX);
        assert(accepts[i].first + accepts[i].span <= MATCH_POSITIONS_MAX);
        forms += accepts[i].forms.count;
        joined += accepts[i].span > 1 ? accepts[i].forms.count : 0;
    }
    while (size < 2 * forms)
        size *= 2;
    while (bits < FILTER_PER_FORM * forms && bits < FILTER_MAX)
        bits *= 2;
    t->filter_mask = (uint32_t)(bits - 1);
    t->filter = arena_array(arena, bits / 64, sizeof *t->filter);
    t->slots = arena_array(arena, size, sizeof *t->slots);
    t->joined = arena_array(arena, joined + 1, sizeof *t->joined);
    if (!t->filter || !t->slots || !t->joined)
        return err_memory(e);
    t->mask = (uint32_t)(size - 1);
    for (size_t i = 0; i < size; i++)
        t->slots[i].id = LEXICON_NONE;
    for (uint32_t i = 0; i < count; i++)
        fill(t, &accepts[i]);
    return 0;
}
