/*
 * Spellings of a word brought together before it is stemmed: by the lists (colour, theatre, travaux)
 * and by a rule for each language: English -isation, -ise, -yse and -lysis are read with a z, French plurals
 * that Snowball leaves alone lose their s. Inner part of common/text/. Any
 * thread.
 */
#ifndef RACINE_TEXT_SPELLING_H
#define RACINE_TEXT_SPELLING_H

#include "text/lists.h"

/*
 * Rewrites the case-folded word of `len` bytes in place, in `cap` bytes of room (at most FOLD_MAX), and
 * returns its length.
 * Sets *whole if the lists say that it is a term as it stands.
 */
size_t spelling_rewrite(const struct lists *lists, enum lang lang, char *word, size_t len, size_t cap,
                        bool *whole);

#endif
