/*
 * Form → positions: what a phrase, or a set of words, has for each form that it accepts. Inner part of
 * match.c and match_near.c. Immutable once made.
 *
 * The automaton has a bit for each position, those of several phrases one after another (Shift-And:
 * Baeza-Yates & Gonnet 1992): bit i of the state says that the positions of i's phrase up to i have just been
 * seen. `starts` are the first positions of the phrases. Forms that stand for several positions at once are
 * of one phrase, so that no phrase runs into the next.
 */
#ifndef RACINE_SEARCHD_QUERY_MATCH_TABLE_H
#define RACINE_SEARCHD_QUERY_MATCH_TABLE_H

#include "searchd/query/match.h"

struct match_joined {
    uint64_t ends[MATCH_SPAN_MAX - 1]; /* [span − 2]: last positions of what the form stands for */
};

struct match_slot {
    uint32_t id;     /* LEXICON_NONE: free */
    uint32_t joined; /* of joined[], 0 for none */
    uint64_t one;    /* positions (or words) that the form stands for alone */
};

struct match_table {
    struct match_slot *slots;
    uint32_t mask;
    struct match_joined *joined; /* [0] is not used */
    uint32_t joined_count;
    /* Most tokens are of no interest: this says so without touching the slots. */
    uint64_t *filter;
    uint32_t filter_mask;
};

/* ERR_MEMORY. */
int match_table_init(struct match_table *t, const struct match_accept *accepts, uint32_t count,
                     struct arena *arena, struct err *e);

static inline uint32_t match_table_first(const struct match_table *t, uint32_t id)
{
    return (uint32_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & t->mask;
}

static inline const struct match_slot *match_table_find(const struct match_table *t, uint32_t id)
{
    if (!(t->filter[(id & t->filter_mask) / 64] >> id % 64 & 1))
        return NULL;
    for (uint32_t at = match_table_first(t, id); t->slots[at].id != LEXICON_NONE; at = (at + 1) & t->mask)
        if (t->slots[at].id == id)
            return &t->slots[at];
    return NULL;
}

/* The state after one more token. */
static inline uint64_t match_step(const struct match_table *t, uint64_t starts, uint64_t state, uint32_t id)
{
    const struct match_slot *slot = match_table_find(t, id);
    if (!slot)
        return 0;
    uint64_t next = (state << 1 | starts) & slot->one;
    for (uint32_t span = 2; slot->joined && span <= MATCH_SPAN_MAX; span++)
        next |= (state << span | starts << (span - 1)) & t->joined[slot->joined].ends[span - 2];
    return next;
}

/* The automaton run backwards: `*wanted` are positions that the token may be the last of, and becomes those
 * that the token before it may be. True if a phrase begins with the token. */
static inline bool match_step_back(const struct match_table *t, uint64_t starts, uint64_t *wanted,
                                   uint32_t id)
{
    const struct match_slot *slot = match_table_find(t, id);
    uint64_t one = slot ? *wanted & slot->one : 0, before = (one & ~starts) >> 1;
    bool begins = (one & starts) != 0;
    for (uint32_t span = 2; slot && slot->joined && span <= MATCH_SPAN_MAX; span++) {
        uint64_t firsts = (*wanted & t->joined[slot->joined].ends[span - 2]) >> (span - 1);
        before |= (firsts & ~starts) >> 1;
        begins |= (firsts & starts) != 0;
    }
    *wanted = before;
    return begins;
}

#endif
