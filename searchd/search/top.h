/*
 * The first few of many items in some order, without sorting all: a heap of those kept, the last of them on
 * top. Lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_TOP_H
#define RACINE_SEARCHD_SEARCH_TOP_H

#include "base/arena.h"

/* Whether `a` comes before `b`; a total order. */
typedef bool (*top_before_fn)(const void *context, uint32_t a, uint32_t b);

struct top {
    uint32_t *items;
    uint32_t count, most;
    top_before_fn before;
    const void *context;
};

/* False when memory is out. */
bool top_init(struct top *t, uint32_t most, top_before_fn before, const void *context, struct arena *arena);
void top_offer(struct top *t, uint32_t item);
/* Puts the items kept in order; nothing is offered after. */
void top_sort(struct top *t);

#endif
