/*
 * Cuts text into words with their byte ranges. One pass, no allocation, the same for documents and
 * queries and for every language; what a word means in a language is analyze.h's.
 *
 * A word's *form* is its normalised spelling and describes itself:
 *
 *   énergie       NFC, invisible characters (U+00AD, U+200B…) gone; case and accents kept
 *   l'            an elided clitic ends in an ASCII apostrophe, whichever was typed; the word after it
 *                 is a word of its own (l'énergie → "l'", "énergie"); aujourd'hui stays whole
 *   -parole       a word joined to the one before by a hyphen begins with one (porte-parole →
 *                 "porte", "-parole")
 *   ONU           dots inside an acronym are gone (O.N.U.)
 *   110000        thousands separators are gone (110 000, 110,000, 110.000); 3.5 for 3,5
 *   coalition     an English possessive is gone (coalition's, states')
 *
 * Bytes that are no valid UTF-8 separate words, as do control characters and all white space.
 * A `struct words` belongs to one thread; forms are borrowed until the next call.
 */
#ifndef RACINE_TEXT_WORDS_H
#define RACINE_TEXT_WORDS_H

#include "base/str.h"

/* A longer form is cut here, at a character's border; its range still covers all of its bytes. */
enum { WORD_FORM_MAX = 96 };

struct word {
    uint32_t start, end; /* bytes of the text; never includes the apostrophe, dots or quote around it,
                            except a clitic's own apostrophe and an acronym's own dots */
    struct str form;     /* never empty */
    bool restart;        /* words_init() at `start` yields this word and the same words after it */
};

struct words {
    struct str text; /* at most UINT32_MAX bytes */
    size_t next;     /* where the search for the next word begins */
    bool joined;     /* the next word follows a hyphen */
    char form[WORD_FORM_MAX + 8];
};

/* Begins at byte `from` of `text`: 0, or the start of a word whose `restart` was set. */
void words_init(struct words *w, struct str text, size_t from);

/* The next word; false at the end. */
bool words_next(struct words *w, struct word *out);

#endif
