/*
 * How a word is usually written: of the spellings under a folded key, the one that stands most often in
 * documents of a language. Any thread.
 */
#ifndef RACINE_SEARCHD_QUERY_USUAL_H
#define RACINE_SEARCHD_QUERY_USUAL_H

#include "index/lexicon.h"

struct usual {
    struct str spelling; /* without a joining hyphen; empty if the language has no such word */
    uint32_t id;         /* the form's number */
    uint64_t count;      /* occurrences of all the spellings */
};

/* `same_key`: as lexicon_with_key() gives them. A clitic is no word by itself. Borrowed from the lexicon. */
struct usual usual_spelling(const struct lexicon *lex, enum lang lang, struct lexicon_ids same_key);

/* A form without its joining hyphen. */
struct str usual_bare(struct str form);

#endif
