/*
 * Words that Snowball's stemmers take for others, or keep from their own kind, and the term they get
 * instead. Inner part of common/text/. Any thread.
 */
#ifndef RACINE_TEXT_EXCEPTIONS_H
#define RACINE_TEXT_EXCEPTIONS_H

#include "text/language.h"

struct exception {
    const char *key;  /* the word's folded key */
    const char *term; /* folded too */
};

/* The term of the word with this folded key; empty if it is no exception. */
struct str exception_term(enum lang lang, struct str key);

/* The table of a language, in byte order of keys; its length is stored in *count. */
const struct exception *exceptions(enum lang lang, size_t *count);

#endif
