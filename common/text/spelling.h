/*
 * British spellings of English rewritten the American way by rule, so that both have one stem: -isation,
 * -ise, -yse and -lysis, -our. Single words are in exceptions.c. Inner part of common/text/. Any thread.
 */
#ifndef RACINE_TEXT_SPELLING_H
#define RACINE_TEXT_SPELLING_H

#include "base/str.h"

/* Rewrites the case-folded word in place; returns its length, never longer than before. */
size_t spelling_rewrite(char *word, size_t len);

#endif
