/*
 * Numbers in 1–5 bytes of 7 bits, low bits first, the last byte with its high bit set: the code of the
 * token streams (tokens.h), used for every small number inside a record. Only the files beside this one
 * include it, and searchd/query/match.c, which looks for codes in streams.
 */
#ifndef RACINE_INDEX_CODES_H
#define RACINE_INDEX_CODES_H

#include "base/str.h"

enum { CODE_MAX = 5, CODE_LAST = 0x80, CODE_ROOM = 8 };

/* Writes the code of `number`, returns its length; may write anything into the rest of the room. Without
 * a branch, since lengths of words' codes cannot be foreseen. */
static inline size_t code_write(uint32_t number, unsigned char out[CODE_ROOM])
{
    uint64_t n = number;
    uint64_t word =
        (n & 0x7f) | (n << 1 & 0x7f00) | (n << 2 & 0x7f0000) | (n << 3 & 0x7f000000) | (n << 4 & 0xf00000000);
    unsigned bytes_before_last = (31 - (unsigned)__builtin_clz(number | 1)) / 7;
    word |= (uint64_t)CODE_LAST << (8 * bytes_before_last);
    memcpy(out, &word, sizeof word);
    return bytes_before_last + 1;
}

static inline void code_add(struct buf *out, uint32_t number)
{
    unsigned char code[CODE_ROOM];
    buf_add(out, code, code_write(number, code));
}

/* Takes one number off the front of `s`; false if there is no whole code of 32 bits. */
static inline bool code_take(struct str *s, uint32_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < s->len && i < CODE_MAX; i++) {
        unsigned char byte = (unsigned char)s->ptr[i];
        value |= (uint64_t)(byte & (CODE_LAST - 1)) << (7 * i);
        if (byte & CODE_LAST) {
            *number = (uint32_t)value;
            *s = str_slice(*s, i + 1, s->len);
            return value <= UINT32_MAX;
        }
    }
    return false;
}

/* Takes `len` bytes off the front of `s`; false if there are not so many. */
static inline bool bytes_take(struct str *s, size_t len, struct str *out)
{
    if (len > s->len)
        return false;
    *out = str_slice(*s, 0, len);
    *s = str_slice(*s, len, s->len);
    return true;
}

#endif
