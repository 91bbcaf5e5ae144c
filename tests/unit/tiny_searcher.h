/*
 * A searcher on a small index (tiny_index.h) for all tests of a program, with an arena for its answers. To be
 * included after cmocka.h.
 */
#ifndef TESTS_TINY_SEARCHER_H
#define TESTS_TINY_SEARCHER_H

#include "searchd/search/searcher.h"
#include "tiny_index.h"

static struct generation *generation;
static struct searcher *searcher;
static struct arena arena;

/* The group's setup: scratch_make(), then this. */
static inline int tiny_open(const struct tiny_document *documents, size_t count)
{
    struct err e = {0};
    generation = tiny_index(documents, count);
    return searcher_new(generation, &search_limits_default, &searcher, &e);
}

/* The group's teardown. */
static inline int tiny_close(void **state)
{
    searcher_free(searcher);
    generation_close(generation);
    arena_fini(&arena);
    return scratch_remove(state);
}

#endif
