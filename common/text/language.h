/*
 * The two languages Racine knows, and which of them a document or a paragraph is in.
 * Any thread.
 */
#ifndef RACINE_TEXT_LANGUAGE_H
#define RACINE_TEXT_LANGUAGE_H

#include "base/str.h"

/* The order is stored in indexes: it may grow, not change. */
enum lang {
    LANG_NONE, /* another language, or unknown: words are folded but not stemmed */
    LANG_FR,
    LANG_EN,
    LANG_COUNT
};

/* Sets of languages are bit masks of these. */
#define LANG_BIT(lang) (1u << (lang))

/* "fr", "en", and "und" (BCP 47: undetermined) for LANG_NONE. */
const char *lang_code(enum lang lang);

/* The language of a BCP 47 tag by its first subtag, in any case: fr, fr-CA, FRA, en_GB. */
enum lang lang_parse(struct str tag);

/*
 * Detects the languages of a text by its paragraphs (lines): the set that make up a substantial part of
 * it, 0 if the text is too short to be trusted (under about 100 bytes of letters) or reliably another
 * language's. `*main` is the one with most text, LANG_NONE for an empty set.
 */
unsigned language_detect(struct str text, enum lang *main);

#endif
