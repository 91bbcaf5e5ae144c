/*
 * Memory that is given piece by piece and taken back all at once: one arena belongs to one request or
 * one document. Not shared between threads.
 */
#ifndef RACINE_BASE_ARENA_H
#define RACINE_BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* the newest first */
    char *next, *end;           /* what is free in it */
};

/* A zeroed struct is an empty arena. */
void arena_fini(struct arena *a);

/* Takes everything back and keeps one block for the next use. */
void arena_reset(struct arena *a);

/* Zeroed bytes aligned for any type, or NULL when memory is out. */
void *arena_alloc(struct arena *a, size_t size);

/* Zeroed `count` items of `size` bytes, or NULL (also if the product overflows). */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of `s`, ended by a NUL that is not counted; ptr is NULL when memory is out. */
struct str arena_str(struct arena *a, struct str s);

#endif
