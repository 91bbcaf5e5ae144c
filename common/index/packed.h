/*
 * Columns of small numbers: as many bits for each as the largest of them needs, one after another, in one
 * section of a file:
 *
 *   8      bits of a number, 0 to 32
 *   …      number i in bits i·bits … (i + 1)·bits - 1, low bits first
 *   8      zero bytes, so that any number can be read as a part of 8 bytes
 *
 * Only the files beside this one include it.
 */
#ifndef RACINE_INDEX_PACKED_H
#define RACINE_INDEX_PACKED_H

#include "index/sections.h"

enum { PACKED_BITS_MAX = 32, PACKED_HEAD = 8, PACKED_TAIL = 8 };

/* Writes a whole section. ERR_MEMORY. */
int packed_put(struct sections_writer *w, uint32_t section, const uint32_t *numbers, uint64_t count,
               struct err *e);

struct packed {
    const unsigned char *bytes;
    uint64_t mask;
    uint32_t bits;
};

/* ERR_FORMAT if the section is not exactly as long as `count` numbers make it. */
int packed_open(struct packed *out, const struct sections *s, uint32_t section, uint64_t count,
                struct err *e);

/* `i` is below the count. */
static inline uint32_t packed_get(const struct packed *p, uint64_t i)
{
    uint64_t at = i * p->bits, word;
    memcpy(&word, p->bytes + at / 8, sizeof word);
    return (uint32_t)(word >> at % 8 & p->mask);
}

#endif
