/*
 * A page of the matching set in an order that has nothing to do with words: by date or by title.
 */
#ifndef RACINE_SEARCHD_SEARCH_ORDER_H
#define RACINE_SEARCHD_SEARCH_ORDER_H

#include "searchd/query/query.h"
#include "searchd/search/rank.h"

/* Fills in what rank_search() does; scores are 0. Not for QUERY_SORT_RELEVANCE. ERR_DEADLINE, ERR_MEMORY. */
int order_page(const struct matching *m, const struct columns *columns, enum query_sort sort,
               const struct request *request, uint64_t deadline_ns, struct arena *arena, struct ranking *out,
               struct err *e);

#endif
