/*
 * Why a query finds what it finds: what each of its words means in each language, and what a document's score
 * is made of. For people who ask; nothing here is in the way of those who search.
 */
#ifndef RACINE_SEARCHD_SEARCH_EXPLAIN_H
#define RACINE_SEARCHD_SEARCH_EXPLAIN_H

#include "searchd/answer/answer.h"
#include "searchd/query/plan.h"

/* Fills in the answer's rows and, for a docid other than 0, its score. Errors as rank_search()'s. */
int explain(struct plan *plan, struct xap_reader *reader, enum request_match match, uint32_t docid,
            uint64_t deadline_ns, struct answer *out, struct err *e);

#endif
