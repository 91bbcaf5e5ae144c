/*
 * Facets: how many documents of a matching set have each language, type, tag, site, year and month.
 */
#ifndef RACINE_SEARCHD_SEARCH_FACETS_H
#define RACINE_SEARCHD_SEARCH_FACETS_H

#include "searchd/search/matching.h"

/*
 * Fills in out->facets, those that the request asks for, each with its most frequent values. ERR_DEADLINE,
 * ERR_MEMORY.
 */
int facets_count(const struct matching *m, const struct columns *columns, uint64_t deadline_ns,
                 struct arena *arena, struct answer *out, struct err *e);

#endif
