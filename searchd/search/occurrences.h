/*
 * The first so many occurrences in an order, of however many there are: what a page of a concordance needs.
 * Lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_OCCURRENCES_H
#define RACINE_SEARCHD_SEARCH_OCCURRENCES_H

#include "base/arena.h"
#include "base/err.h"
#include "index/lexicon.h"
#include "searchd/request.h"
#include "text/date.h"

/* Words that an order by words looks at. */
enum { OCCURRENCE_WORDS = 6 };

struct occurrence {
    uint32_t docid;
    uint32_t first, end; /* positions */
    date_num date;
    enum lang lang;
    uint32_t words[OCCURRENCE_WORDS]; /* forms it is ordered by, nearest first; the rest LEXICON_NONE */
};

/* Orders are total, so the same for every page: what is equal follows by document and position. */
struct occurrences {
    enum request_order order;
    enum lang prefer;              /* occurrences in this language come first; LANG_NONE: none does */
    const struct lexicon *lexicon; /* words are ordered by their folded keys, no word before any */
    uint32_t most;                 /* ≥ 1 */
    struct arena *arena;
    struct occurrence *list; /* a heap, the last in order first, until occurrences_sort() */
    uint32_t count, cap;
};

/* Keeps a copy if it is among the first `most`. ERR_MEMORY. */
int occurrences_offer(struct occurrences *o, const struct occurrence *one, struct err *e);

/* Puts what was kept in order. */
void occurrences_sort(struct occurrences *o);

#endif
