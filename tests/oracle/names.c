/* See names.h. */
#include "oracle/names.h"

#include <err.h>
#include <stdlib.h>

void *grow(void *array, size_t count, size_t size)
{
    void *grown = reallocarray(array, count ? count : 1, size);
    if (!grown)
        err(2, NULL);
    return grown;
}

void names_fini(struct names *n)
{
    free(n->list);
    free(n->slots);
    arena_fini(&n->bytes);
    *n = (struct names){0};
}

/* FNV-1a (Fowler, Noll, Vo). */
static uint64_t hash_of(struct str s)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return hash ^ hash >> 32;
}

/* The slot that holds the string, or the free one where it would be. */
static uint32_t *slot_of(const struct names *n, struct str s)
{
    uint32_t at = (uint32_t)hash_of(s) & (n->slot_count - 1);
    while (n->slots[at] && !str_equal(n->list[n->slots[at] - 1], s))
        at = (at + 1) & (n->slot_count - 1);
    return &n->slots[at];
}

static void make_room(struct names *n)
{
    if (n->count == n->cap) {
        n->cap = n->cap ? n->cap * 2 : 1024;
        n->list = grow(n->list, n->cap, sizeof *n->list);
    }
    if (n->slot_count && n->count < n->slot_count / 2)
        return;
    n->slot_count = n->slot_count ? n->slot_count * 2 : 4096;
    free(n->slots);
    n->slots = calloc(n->slot_count, sizeof *n->slots);
    if (!n->slots)
        err(2, NULL);
    for (uint32_t i = 0; i < n->count; i++)
        *slot_of(n, n->list[i]) = i + 1;
}

uint32_t names_find(const struct names *n, struct str s)
{
    return n->slot_count && *slot_of(n, s) ? *slot_of(n, s) - 1 : NAMES_NONE;
}

uint32_t names_add(struct names *n, struct str s)
{
    make_room(n);
    uint32_t *slot = slot_of(n, s);
    if (*slot)
        return *slot - 1;
    struct str copy = arena_str(&n->bytes, s);
    if (!copy.ptr)
        err(2, NULL);
    n->list[n->count] = copy;
    *slot = ++n->count;
    return n->count - 1;
}
