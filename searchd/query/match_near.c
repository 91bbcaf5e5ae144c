/*
 * See match_near.h. Places are met in the order of their ends, and a place of several words began before
 * others that are known already have ended; so the ends of chains are remembered for as many words back as a
 * phrase can have. Only the last end before a place matters: a nearer chain is never worse.
 */
#include "searchd/query/match_near.h"

#include <assert.h>

#include "index/codes.h"
#include "searchd/query/match_table.h"

enum { SETS = 1 << NEAR_PHRASES_MAX, RECENT = MATCH_POSITIONS_MAX };

struct match_near {
    struct match_table table;
    uint64_t starts, lasts;                 /* first and last positions of the phrases */
    uint8_t phrase_of[MATCH_POSITIONS_MAX]; /* by last position */
    uint32_t count, distance;
    bool title;
};

int match_near_new(const struct near_phrases *phrases, uint32_t distance, bool title, struct arena *arena,
                   struct match_near **out, struct err *e)
{
    assert(phrases->count >= 1 && phrases->count <= NEAR_PHRASES_MAX);
    struct match_near *n = *out = arena_alloc(arena, sizeof *n);
    if (!n)
        return err_memory(e);
    uint32_t at = 0;
    for (uint32_t i = 0; i < phrases->count; i++) {
        n->starts |= UINT64_C(1) << at;
        at += phrases->lengths[i];
        assert(phrases->lengths[i] >= 1 && at <= MATCH_POSITIONS_MAX);
        n->lasts |= UINT64_C(1) << (at - 1);
        n->phrase_of[at - 1] = (uint8_t)i;
    }
    n->count = phrases->count;
    n->distance = distance;
    n->title = title;
    return match_table_init(&n->table, phrases->accepts, phrases->accept_count, arena, e);
}

/* --- chains --- */

/* Where chains of one set of phrases end. */
struct ends {
    uint32_t last;   /* the last end, 0 for none */
    uint32_t before; /* the last of those RECENT words and more before it, 0 for none */
    uint64_t recent; /* bit i: last − i is one */
};

static void add_end(struct ends *ends, uint32_t end)
{
    uint32_t shift = end - ends->last;
    if (shift >= RECENT) {
        ends->before = ends->last;
        ends->recent = 0;
    } else if (shift > 0) {
        uint64_t leaving = ends->recent >> (RECENT - shift);
        if (leaving)
            ends->before = ends->last - (RECENT - shift) - (uint32_t)__builtin_ctzll(leaving);
        ends->recent <<= shift;
    }
    ends->recent |= 1;
    ends->last = end;
}

/* The last end at or before `position`, which is less than RECENT + 1 words before the last; 0 for none. */
static uint32_t end_before(const struct ends *ends, uint32_t position)
{
    if (ends->last <= position)
        return ends->last;
    uint32_t back = ends->last - position;
    uint64_t left = back < RECENT ? ends->recent >> back : 0;
    return left ? position - (uint32_t)__builtin_ctzll(left) : ends->before;
}

/* Chains over the title, or over the text. */
struct chains {
    struct ends ends[SETS];
};

static void chains_clear(struct chains *c, uint32_t phrases)
{
    memset(c->ends, 0, sizeof *c->ends << phrases);
}

/* Adds a place of a phrase; true if a chain of all phrases ends in it. */
static bool add_place(struct chains *c, const struct match_near *n, uint32_t first, uint32_t end,
                      uint32_t phrase)
{
    uint32_t own = 1u << phrase, all = (1u << n->count) - 1;
    for (uint32_t set = 0; set <= all; set++) {
        if (set & own)
            continue;
        uint32_t last = set ? end_before(&c->ends[set], first) : 0;
        if (set && (last == 0 || first - last > n->distance))
            continue;
        add_end(&c->ends[set | own], end);
    }
    return c->ends[all].last == end;
}

/* --- in a document --- */

/* The last tokens, for the beginnings of phrases. */
struct walk {
    uint32_t ids[RECENT];
    uint32_t from; /* no place begins before it: the title, or the text */
    uint32_t at;   /* position of the last */
    uint64_t state;
};

/* Goes on to the token at `position`; returns the last positions of the phrases that end there. */
static uint64_t step(struct walk *w, const struct match_near *n, uint32_t position, uint32_t id)
{
    w->ids[position % RECENT] = id;
    w->at = position;
    w->state = match_step(&n->table, n->starts, w->state, id);
    return w->state & n->lasts;
}

/* Calls `each` with every place that ends with the last token as the position `last` of the phrases. */
typedef bool (*place_fn)(void *context, uint32_t first, uint32_t end, uint32_t phrase);

static bool each_place(const struct walk *w, const struct match_near *n, uint64_t last, place_fn each,
                       void *context)
{
    uint32_t phrase = n->phrase_of[__builtin_ctzll(last)];
    bool done = false;
    for (uint32_t at = w->at; last; at--) {
        if (match_step_back(&n->table, n->starts, &last, w->ids[at % RECENT]))
            done |= each(context, at, w->at + 1, phrase);
        if (at == w->from)
            break;
    }
    return done;
}

struct looking {
    const struct match_near *near;
    struct chains *chains;
};

static bool look(void *context, uint32_t first, uint32_t end, uint32_t phrase)
{
    struct looking *l = context;
    return add_place(l->chains, l->near, first, end, phrase);
}

bool match_near_in(const struct match_near *n, const struct token_view *view)
{
    struct chains chains;
    struct looking looking = {n, &chains};
    struct walk walk = {.from = 0};
    struct str codes = view->codes;
    uint32_t end = n->title ? view->title_count : view->count, id;
    chains_clear(&chains, n->count);
    for (uint32_t at = 0; at < end && code_take(&codes, &id); at++) {
        if (at == view->title_count) {
            walk = (struct walk){.from = at};
            chains_clear(&chains, n->count);
        }
        for (uint64_t lasts = step(&walk, n, at, id); lasts; lasts &= lasts - 1)
            if (each_place(&walk, n, lasts & -lasts, look, &looking))
                return true;
    }
    return false;
}

/* --- places --- */

/* A place with the sets of phrases of which chains end in it, as bits. */
struct linked {
    struct near_place place;
    uint64_t sets[SETS / 64];
    bool shown;
};

struct gathering {
    const struct match_near *near;
    struct arena *arena;
    struct linked *list;
    uint32_t count, cap, most;
    uint32_t barrier; /* places before this one are of the title */
    bool failed;
};

/* Whether a chain of just these phrases ends in the place. */
static bool is_in(const struct linked *l, uint32_t set)
{
    return l->sets[set / 64] >> set % 64 & 1;
}

static bool grow(struct gathering *g)
{
    uint32_t cap = g->cap ? 2 * g->cap : 64;
    struct linked *grown = arena_array(g->arena, cap, sizeof *grown);
    g->failed |= !grown;
    if (!grown)
        return false;
    if (g->count)
        memcpy(grown, g->list, g->count * sizeof *grown);
    g->list = grown;
    g->cap = cap;
    return true;
}

/* True if the place `before` can stand next to the left of one that begins at `first`. */
static bool is_beside(const struct match_near *n, const struct linked *before, uint32_t first)
{
    return before->place.end <= first && first - before->place.end <= n->distance;
}

/* Places are in the order of their ends: none further back than this can be beside one that begins at
 * `first`. */
static bool is_too_far(const struct match_near *n, const struct linked *before, uint32_t first)
{
    return before->place.end < first && first - before->place.end > n->distance;
}

static bool gather(void *context, uint32_t first, uint32_t end, uint32_t phrase)
{
    struct gathering *g = context;
    uint32_t own = 1u << phrase;
    if (g->count == g->most || (g->count == g->cap && !grow(g)))
        return true;
    struct linked *linked = &g->list[g->count];
    linked->place = (struct near_place){first, end, phrase};
    linked->sets[own / 64] |= UINT64_C(1) << own % 64;
    for (uint32_t i = g->count; i-- > g->barrier && !is_too_far(g->near, &g->list[i], first);)
        for (uint32_t set = 1; is_beside(g->near, &g->list[i], first) && set < 1u << g->near->count; set++)
            if (!(set & own) && is_in(&g->list[i], set))
                linked->sets[(set | own) / 64] |= UINT64_C(1) << (set | own) % 64;
    g->count++;
    return false;
}

/* Shows the place, by which all phrases are near, and those before it that it completes. */
static void show(struct gathering *g, uint32_t at)
{
    for (uint32_t set = (1u << g->near->count) - 1; is_in(&g->list[at], set);) {
        struct linked *linked = &g->list[at];
        linked->shown = true;
        set &= ~(1u << linked->place.phrase);
        while (at > g->barrier && set) {
            const struct linked *before = &g->list[--at];
            if (is_beside(g->near, before, linked->place.first) && is_in(before, set))
                break;
        }
    }
}

static void gather_part(struct gathering *g, const uint32_t *ids, uint32_t from, uint32_t to)
{
    const struct match_near *n = g->near;
    struct walk walk = {.from = from};
    g->barrier = g->count;
    for (uint32_t at = from; at < to; at++)
        for (uint64_t lasts = step(&walk, n, at, ids[at]); lasts; lasts &= lasts - 1)
            if (each_place(&walk, n, lasts & -lasts, gather, g))
                to = at;
    for (uint32_t i = g->barrier; i < g->count; i++)
        show(g, i);
}

int match_near_places(const struct match_near *n, const uint32_t *ids, uint32_t count, uint32_t title_count,
                      uint32_t most, struct arena *arena, struct near_place **out, uint32_t *out_count,
                      struct err *e)
{
    struct gathering g = {.near = n, .arena = arena, .most = most};
    gather_part(&g, ids, 0, title_count);
    if (!n->title)
        gather_part(&g, ids, title_count, count);
    *out_count = 0;
    *out = arena_array(arena, g.count, sizeof **out);
    if (g.failed || !*out)
        return err_memory(e);
    for (uint32_t i = 0; i < g.count; i++)
        if (g.list[i].shown)
            (*out)[(*out_count)++] = g.list[i].place;
    return 0;
}
