/*
 * Stop words: the words of grammar that a bag-of-words query leaves out, as they are spelled. Words that
 * are other words too stay in: French son, été, est, sommes, as. Inner part of common/text/. Any thread.
 */
#ifndef RACINE_TEXT_STOP_H
#define RACINE_TEXT_STOP_H

#include "text/language.h"

/* `word` is case-folded with its accents, and without a joining hyphen. */
bool stop_has(enum lang lang, struct str word);

/* The list of a language, in byte order; its length is stored in *count. */
const char *const *stop_words(enum lang lang, size_t *count);

#endif
