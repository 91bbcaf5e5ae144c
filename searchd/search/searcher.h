/*
 * Answers requests from one generation. A searcher belongs to one worker thread; the generation is
 * shared. It knows neither protocols nor formats nor libuv.
 */
#ifndef RACINE_SEARCHD_SEARCH_SEARCHER_H
#define RACINE_SEARCHD_SEARCH_SEARCHER_H

#include "base/arena.h"
#include "base/err.h"
#include "index/generation.h"
#include "searchd/answer/answer.h"
#include "searchd/request.h"
#include "searchd/search_limits.h"

struct searcher;

/* `g` must outlive the searcher. */
int searcher_new(const struct generation *g, const struct search_limits *limits, struct searcher **out,
                 struct err *e);
void searcher_free(struct searcher *s);

/*
 * Answers a SEARCH, COUNT, EXPLAIN, GET, SUGGEST or KWIC; all memory of the answer comes from `arena`.
 * `deadline_ns` is on CLOCK_MONOTONIC, 0 for none. ERR_QUERY (strict, or nothing to search for), ERR_LIMIT,
 * ERR_NOT_FOUND (GET, EXPLAIN), ERR_DEADLINE when time ran out before anything was found, else as the
 * libraries say.
 */
int searcher_run(struct searcher *s, const struct request *request, uint64_t deadline_ns, struct arena *arena,
                 struct answer *out, struct err *e);

#endif
