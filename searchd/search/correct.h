/*
 * Did you mean: a query that finds little, with its mistyped words put right (slips.h). All else stays as it
 * was typed: operators, quotation marks, fields, the other words. A correction is offered only when it finds
 * more than the query did, which is asked, not guessed; of several the one whose words are likeliest and
 * stand together in most documents. Lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_CORRECT_H
#define RACINE_SEARCHD_SEARCH_CORRECT_H

#include "searchd/query/plan.h"
#include "searchd/request.h"

enum {
    CORRECT_FEW = 5,       /* a query that finds so many documents is left alone */
    CORRECT_FAULTS = 4,    /* words put right, at most */
    CORRECT_COUNTED = 1000 /* documents of a correction are counted up to here */
};

struct corrector {
    const struct generation *generation;
    const struct vocabulary *vocabulary;
    const struct search_limits *limits;
    const struct request *request;
    uint64_t deadline_ns;
    struct arena *arena;
};

/* `plan` is the request's, which found `found` documents, fewer than CORRECT_FEW. *out is empty if there is
 * nothing better to ask. ERR_MEMORY and what postings say; past the deadline nothing is offered. */
int correct(const struct corrector *c, const struct plan *plan, uint32_t found, struct str *out,
            struct err *e);

#endif
