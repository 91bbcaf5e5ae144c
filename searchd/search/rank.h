/*
 * From a plan to a page of ranked documents. Neither snippets nor texts here.
 */
#ifndef RACINE_SEARCHD_SEARCH_RANK_H
#define RACINE_SEARCHD_SEARCH_RANK_H

#include "searchd/search/matching.h"

struct ranking {
    const struct xap_hit *hits; /* the page, in the request's arena */
    uint32_t count;
    uint32_t with_all;     /* MATCH_BEST: so many of the page have all words, the others some */
    bool words_alike;      /* no other mode, nor the words asked for, makes that difference */
    bool relaxed, partial; /* answer.h */
    bool more;             /* likewise */
    struct answer_totals totals;
};

/*
 * MATCH_BEST is one list for all pages: the documents with all words by score, then the others by theirs.
 * Scores fall along the list: those with all words have plan.bound added. The second kind is looked for only
 * where the page reaches it.
 *
 * Totals are those of the matching set (matching.h), whatever the page: exact when the page and the look at
 * the best that every page begins with have seen all of it, or when it goes on past the estimate; else the
 * estimate of the first page.
 */
int rank_search(struct plan *plan, struct xap_reader *reader, const struct request *request,
                uint64_t deadline_ns, struct ranking *out, struct err *e);

/* What a document of MATCH_BEST gains by having all the words. */
double rank_all_words(const struct plan *plan);

#endif
