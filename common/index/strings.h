/*
 * Lists of strings in a file of sections, and hash tables over them. A list is two sections: offsets
 * (4 bytes each, one more than strings) and the bytes run together. A table is one section of 4-byte
 * slots, half as many again as items: the value of an item stands in the slot that its text's hash (XXH3,
 * the low 32 bits, as a share of all slots) tells or, where that is taken, in the next free one; free slots
 * hold STRINGS_NONE. Only the files beside this one include it.
 */
#ifndef RACINE_INDEX_STRINGS_H
#define RACINE_INDEX_STRINGS_H

#include "index/sections.h"

#define STRINGS_NONE UINT32_MAX

/* --- writing --- */

/* A growing list; a zeroed struct, cleared before use. Failures are kept for pool_put(). */
struct pool {
    struct buf bytes;
    struct buf offsets; /* of uint32_t */
};

void pool_clear(struct pool *p);
void pool_fini(struct pool *p);
void pool_add(struct pool *p, const char *bytes, size_t len);
/* ERR_MEMORY, or ERR_LIMIT over 4 GB. Strings are got after a successful check. */
int pool_check(const struct pool *p, struct err *e);
/* Borrowed until the next pool_add(). */
struct str pool_get(const struct pool *p, uint32_t i);
/* Checks, then writes both sections. */
int pool_put(const struct pool *p, struct sections_writer *w, uint32_t offsets_section,
             uint32_t bytes_section, struct err *e);

struct slots {
    uint32_t *slots;
    uint64_t size;
};

int slots_init(struct slots *s, uint32_t items, struct err *e);
/* Texts are distinct, and no more than were announced. */
void slots_add(struct slots *s, struct str text, uint32_t value);
/* Writes the section and frees the slots. */
void slots_put(struct slots *s, struct sections_writer *w, uint32_t section);

/* --- reading: in place; checked at opening, so that nothing later leaves the map --- */

struct strings {
    const uint32_t *offsets;
    struct str bytes;
    uint32_t count;
};

int strings_open(struct strings *out, const struct sections *s, uint32_t offsets_section,
                 uint32_t bytes_section, uint32_t count, struct err *e);

static inline struct str strings_get(const struct strings *s, uint32_t i)
{
    return str_slice(s->bytes, s->offsets[i], s->offsets[i + 1]);
}

struct table {
    const uint32_t *slots;
    uint64_t size;
};

int table_open(struct table *out, const struct sections *s, uint32_t section, struct err *e);

/* The value whose text it is, or STRINGS_NONE. A value is the number of a string or, with `order`, the
 * place in it (it has as many entries as there are strings, all in range). */
uint32_t table_find(const struct table *t, const struct strings *s, const uint32_t *order, struct str text);

#endif
