/*
 * Numbers in 1–5 bytes of 7 bits, low bits first, the last byte with its high bit set: the code of the
 * token streams (tokens.h), used for every small number inside a record. Only the files beside this one
 * include it.
 */
#ifndef RACINE_INDEX_CODES_H
#define RACINE_INDEX_CODES_H

#include "base/str.h"

enum { CODE_MAX = 5, CODE_LAST = 0x80 };

/* Writes the code of `number`, returns its length. */
static inline size_t code_write(uint32_t number, unsigned char out[CODE_MAX])
{
    size_t len = 0;
    for (; number >= CODE_LAST; number >>= 7)
        out[len++] = number & (CODE_LAST - 1);
    out[len++] = (unsigned char)(number | CODE_LAST);
    return len;
}

static inline void code_add(struct buf *out, uint32_t number)
{
    unsigned char code[CODE_MAX];
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
