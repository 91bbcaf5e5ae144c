/*
 * The matching set of a query: the documents that totals, facets, trends and sorted lists speak of, whatever
 * page of the list is shown. MATCH_BEST: those with all words or, if there are none, those with some; else
 * what the mode says. Found in a pass of its own over the postings, without weights. Lives in the request's
 * arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_MATCHING_H
#define RACINE_SEARCHD_SEARCH_MATCHING_H

#include "searchd/answer/answer.h"
#include "searchd/query/plan.h"

struct matching {
    uint64_t *bits; /* by docid */
    uint64_t words; /* of `bits` */
    uint32_t count;
    bool relaxed; /* MATCH_BEST: no document has all words; these have some */
};

/* ERR_DEADLINE when time ran out before all were found; else as the libraries say. */
int matching_find(struct plan *plan, struct xap_reader *reader, enum request_match match,
                  uint64_t deadline_ns, struct matching *out, struct err *e);

/* The next docid after `docid`, beginning from 0; 0 after the last. */
uint32_t matching_next(const struct matching *m, uint32_t docid);

/* How many there are, exactly, in all and by main language. */
struct answer_totals matching_totals(const struct matching *m, const struct columns *columns);

/* For loops over many documents that are no matching set's: looks at the clock now and then, ERR_DEADLINE. */
struct pacer {
    uint64_t deadline_ns;
    uint32_t steps;
};
int pacer_step(struct pacer *p, struct err *e);

#endif
