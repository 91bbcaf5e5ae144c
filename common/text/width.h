/*
 * How many cells text takes where every letter is as wide as the next: a terminal. Combining marks and
 * invisible characters take none, Chinese characters and kana two (Unicode Standard Annex 11), what
 * escape_line() replaces one. Any thread.
 */
#ifndef RACINE_TEXT_WIDTH_H
#define RACINE_TEXT_WIDTH_H

#include "text/unicode.h"

size_t width_of(struct rune r);

size_t width_of_text(struct str s);

#endif
