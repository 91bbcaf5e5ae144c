/*
 * Documents like a given one: its characteristic words, those that it has more often than others do (tf·idf;
 * Salton & Buckley 1988), as a query of which any word will do. Read from the token stream, so that no copy
 * of the document is kept for it.
 */
#ifndef RACINE_SEARCHD_SEARCH_SIMILAR_H
#define RACINE_SEARCHD_SEARCH_SIMILAR_H

#include "index/generation.h"
#include "searchd/query/variants.h"
#include "searchd/search/stream.h"

enum {
    SIMILAR_WORDS = 25,        /* of the query */
    SIMILAR_TOLD = 8,          /* named in the note */
    SIMILAR_TERMS_MAX = 1000,  /* different terms of a document that are looked up: the most frequent */
    SIMILAR_DOCUMENTS_MIN = 2, /* a word of the document alone finds nothing else */
    SIMILAR_MAX = 100          /* similar documents, at most */
};

struct similar_words {
    struct str list[SIMILAR_WORDS]; /* the most characteristic first */
    uint32_t count;
};

/* The words of a document, in its main language. */
int similar_words(const struct generation *g, const struct vocabulary *v, struct stream *stream,
                  uint32_t docid, struct arena *arena, struct similar_words *out, struct err *e);

/* A query for them: in documents of one language, unless it is LANG_NONE. */
int similar_query(const struct similar_words *words, enum lang lang, struct arena *arena, struct str *out,
                  struct err *e);

/* "by a, b, c": the first few of them. */
int similar_note(const struct similar_words *words, struct arena *arena, struct str *out, struct err *e);

#endif
