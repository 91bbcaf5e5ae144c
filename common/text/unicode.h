/*
 * Characters: strict UTF-8 (RFC 3629) and the few classes that the cutting of words asks about.
 * Inner part of common/text/. Any thread.
 */
#ifndef RACINE_TEXT_UNICODE_H
#define RACINE_TEXT_UNICODE_H

#include "base/str.h"

enum char_class {
    CHAR_SEPARATOR, /* everything else, invalid bytes and the end of the text included */
    CHAR_LETTER,    /* Unicode categories L* and Nl, and digits other than 0–9 */
    CHAR_DIGIT,     /* 0–9 */
    CHAR_MARK,      /* combining, M*: belongs to the letter before it */
    CHAR_LOGOGRAM,  /* Chinese characters and Japanese kana: each is a word */
    CHAR_APOSTROPHE,
    CHAR_HYPHEN,
    CHAR_INVISIBLE, /* soft hyphen, zero-width and other format characters, variation selectors */
};

struct rune {
    uint32_t code; /* 0 for an invalid byte */
    uint8_t len;   /* bytes; 0 only at the end of the text */
    uint8_t class; /* enum char_class */
};

/* The character at byte `at` (≤ text.len). */
struct rune rune_at(struct str text, size_t at);

/* True for a letter, digit or mark: what a word goes on with. */
static inline bool rune_continues(struct rune r)
{
    return r.class >= CHAR_LETTER && r.class <= CHAR_MARK;
}

/* The largest length ≤ `max` at which valid UTF-8 can be cut between two characters. */
static inline size_t utf8_cut(struct str s, size_t max)
{
    if (s.len <= max)
        return s.len;
    while (max && ((unsigned char)s.ptr[max] & 0xC0) == 0x80)
        max--;
    return max;
}

/* Appends a character's UTF-8 at out[len] and returns the new length; the old one if `cap` forbids it. */
size_t utf8_put(char *out, size_t len, size_t cap, uint32_t code);

#endif
