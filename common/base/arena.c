/* See arena.h. Blocks are chained; a request larger than a block gets a block of its own. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t size;
    alignas(max_align_t) char bytes[];
};

void arena_fini(struct arena *a)
{
    while (a->blocks) {
        struct arena_block *older = a->blocks->older;
        free(a->blocks);
        a->blocks = older;
    }
    a->next = a->end = NULL;
}

void arena_reset(struct arena *a)
{
    struct arena_block *kept = a->blocks;
    if (!kept)
        return;
    a->blocks = kept->older;
    arena_fini(a);
    kept->older = NULL;
    a->blocks = kept;
    a->next = kept->bytes;
    a->end = kept->bytes + kept->size;
}

static bool grow(struct arena *a, size_t size)
{
    size_t bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    if (bytes > SIZE_MAX - sizeof(struct arena_block))
        return false;
    struct arena_block *block = malloc(sizeof *block + bytes);
    if (!block)
        return false;
    block->older = a->blocks;
    block->size = bytes;
    a->blocks = block;
    a->next = block->bytes;
    a->end = block->bytes + bytes;
    return true;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        return NULL;
    size = ((size ? size : 1) + align - 1) / align * align;
    if ((size_t)(a->end - a->next) < size && !grow(a, size))
        return NULL;
    void *given = a->next;
    a->next += size;
    return memset(given, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(a, count * size);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *copy = s.len < SIZE_MAX ? arena_alloc(a, s.len + 1) : NULL;
    if (!copy)
        return (struct str){NULL, 0};
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (struct str){copy, s.len};
}
