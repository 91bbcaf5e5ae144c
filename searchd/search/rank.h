/*
 * From a plan to a page of ranked documents, or to their number. Neither snippets nor texts here.
 */
#ifndef RACINE_SEARCHD_SEARCH_RANK_H
#define RACINE_SEARCHD_SEARCH_RANK_H

#include "searchd/answer/answer.h"
#include "searchd/query/plan.h"

struct ranking {
    const struct xap_hit *hits; /* the page, in the request's arena */
    uint32_t count;
    uint32_t with_all;     /* MATCH_BEST: so many of the page have all words, the others some */
    bool relaxed, partial; /* answer.h */
    struct answer_totals totals;
};

/*
 * MATCH_BEST is one list for all pages: the documents with all words by score, then the others by theirs.
 * Scores fall along the list: those with all words have plan.bound added. The second kind is looked for only
 * where the page reaches it.
 *
 * Totals are those of the list as far as the page made it needed: of the documents with all words, or of
 * both kinds. They are exact when the list was seen to its end.
 */
int rank_search(struct plan *plan, struct xap_reader *reader, const struct request *request,
                uint64_t deadline_ns, struct ranking *out, struct err *e);

/* What a document of MATCH_BEST gains by having all the words. */
double rank_all_words(const struct plan *plan);

/* Counts exactly: only totals and relaxed are set. MATCH_BEST: the documents with all words, or, if there
 * are none, those with some. */
int rank_count(struct plan *plan, struct xap_reader *reader, enum request_match match, uint64_t deadline_ns,
               struct ranking *out, struct err *e);

#endif
