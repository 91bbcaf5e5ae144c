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
 * Letters are those of Unicode, with the combining marks after them; Chinese characters and kana are a
 * word each. Everything else separates: punctuation, symbols, white space, control characters, bytes that
 * are no valid UTF-8, and _ @ / & too. What looks like two words but is one, and the reverse:
 *
 *   Apostrophes are ' ’ ‘ ʼ ´. The clitics l d qu jusqu lorsqu puisqu quoiqu are cut off before a letter or
 *   digit; j m t s n c only before a vowel, h or y (n'a, but N'Djamena is one word). After any other word an
 *   apostrophe between letters is part of it: aujourd'hui, presqu'île, quelqu'un, O'Brien, rock'n'roll,
 *   don't. An apostrophe and a last s are the possessive, it's included.
 *
 *   Hyphens are - U+2010 U+2011, alone between two letters or digits. Dashes separate.
 *
 *   An acronym is single letters with a dot between each two; its last dot is not in the range:
 *   U.S., e.g., J.R.R. (word.Word is two words).
 *
 *   Digits touching letters are one form: 1er, XXIe, G20. A number in digits only:
 *   - thousands: 1–3 digits not beginning with 0, then groups of exactly 3 digits, at most 6, each after the
 *     same separator, which is one of , . U+0020 U+00A0 U+202F U+2009. Neither that separator and a digit,
 *     nor, after spaced groups, a letter may follow: otherwise there are no thousands;
 *   - decimals: digits after one . or , that is not the thousands separator (110.000 is 110000, 0.125 and
 *     3.5 are decimals);
 *   - any other chain of digits with . or , between is plain numbers: 25.06.2019, 1,2,3, 192.168.1.1.
 *
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
    size_t plain;    /* numbers before this byte are plain digits: the rest of a chain (25.06.2019) */
    bool joined;     /* the next word follows a hyphen */
    char form[WORD_FORM_MAX + 8];
};

/* Begins at byte `from` of `text`: 0, or the start of a word whose `restart` was set. */
void words_init(struct words *w, struct str text, size_t from);

/* The next word; false at the end. */
bool words_next(struct words *w, struct word *out);

#endif
