/*
 * Folding of forms (words.h) on Unicode's data. Any thread.
 */
#ifndef RACINE_TEXT_FOLD_H
#define RACINE_TEXT_FOLD_H

#include "base/str.h"

/* Room for what any form folds to; longer results are cut at a character's border. */
enum { FOLD_MAX = 128 };

/* The form case-folded, accents and joining hyphen kept: ÉTAT → état. Returns its length in `out`. */
size_t fold_case(struct str form, char out[FOLD_MAX]);

/*
 * The folded key, under which all spellings of a word meet: case folded, accents off, ligatures opened
 * (œuvre → oeuvre, ﬁ → fi), a joining hyphen and a clitic's apostrophe off. Never empty for a form.
 */
size_t fold_key(struct str form, char out[FOLD_MAX]);

/* True if every letter is a capital and there are at least two of them: ONU, UN, ÉTAT. */
bool fold_is_capitals(struct str form);

#endif
