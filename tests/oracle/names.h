/*
 * Strings numbered from 0 in the order in which they are first met: the oracle's own, so that it shares
 * nothing with what it checks. Part of a test program: want of memory ends it.
 */
#ifndef TESTS_ORACLE_NAMES_H
#define TESTS_ORACLE_NAMES_H

#include "base/arena.h"

#define NAMES_NONE UINT32_MAX

struct names {
    struct str *list;
    uint32_t count, cap;
    uint32_t *slots; /* number + 1, 0 for a free one; a power of two of them */
    uint32_t slot_count;
    struct arena bytes;
};

/* A zeroed struct is empty. */
void names_fini(struct names *n);

/* The number of the string, NAMES_NONE if it was never added. */
uint32_t names_find(const struct names *n, struct str s);

/* The same; a new string gets the next number and is copied. */
uint32_t names_add(struct names *n, struct str s);

/* realloc() of `count` items of `size` bytes that ends the program rather than fail. */
void *grow(void *array, size_t count, size_t size);

#endif
