/*
 * One worker's half of a request: the generation in place → its searcher → the reply's bytes. Where the
 * line protocol meets the index; knows nothing of libuv. A worker belongs to one thread.
 */
#ifndef RACINE_SEARCHD_WORKER_H
#define RACINE_SEARCHD_WORKER_H

#include "base/err.h"
#include "searchd/request.h"

struct search_limits;
struct snapshots;
struct worker;

/* Both are kept, not copied. */
int worker_new(struct snapshots *snapshots, const struct search_limits *limits, struct worker **out,
               struct err *e);
void worker_free(struct worker *w);

/* Lets go of a generation that is no longer the one in place, so that it can be closed. */
void worker_refresh(struct worker *w);

/* Appends the whole reply to a SEARCH, COUNT or GET. Returns 0, or the code of the -ERR it wrote. */
int worker_answer(struct worker *w, const struct request *request, uint64_t deadline_ns, struct buf *reply);

#endif
