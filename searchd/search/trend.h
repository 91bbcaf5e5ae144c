/*
 * The trend of a query: how many documents of its matching set there are in each year, month or day, and how
 * many that is per thousand of all documents of that period.
 */
#ifndef RACINE_SEARCHD_SEARCH_TREND_H
#define RACINE_SEARCHD_SEARCH_TREND_H

#include "searchd/search/matching.h"

/* Fills in out->trend and its table, of at most `rows_max` rows. ERR_LIMIT past that; ERR_DEADLINE,
 * ERR_MEMORY. */
int trend_make(const struct matching *m, const struct columns *columns, uint32_t rows_max,
               uint64_t deadline_ns, struct arena *arena, struct answer *out, struct err *e);

#endif
