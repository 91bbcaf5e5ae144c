/*
 * The order of titles: as in a French or an English catalogue, whichever language a title is in. Any thread.
 */
#ifndef RACINE_TEXT_TITLE_H
#define RACINE_TEXT_TITLE_H

#include "base/str.h"

/* Longer keys are cut: titles that are alike so far are alike. */
enum { TITLE_KEY_MAX = 512 };

/*
 * Appends the key of a title to `out`: compared by str_compare(), keys stand in the order of their titles.
 * Capitals and accents make no difference, nor does which signs stand between the words; articles count.
 * Words stand before longer ones that begin with them, and numbers (0–9) before words, by their value:
 *
 *   « 9 articles »,  10 articles,  Europe,  L'Europe,  La Paix,  Œuvre,  Offre  →  9, 10, Europe, L'Europe,
 *   La Paix, Œuvre, Offre
 *
 * A title without a letter or a digit comes after all others.
 */
void title_key(struct str title, struct buf *out);

#endif
