/*
 * One worker's half of a request: the generation in place → its searcher → the response. Knows nothing
 * of libuv, nor of protocols. A worker belongs to one thread.
 */
#ifndef RACINE_SEARCHD_WORKER_H
#define RACINE_SEARCHD_WORKER_H

#include "base/err.h"
#include "searchd/request.h"
#include "searchd/responder.h"

struct search_limits;
struct snapshots;
struct worker;

/* Both are kept, not copied. */
int worker_new(struct snapshots *snapshots, const struct search_limits *limits, struct worker **out,
               struct err *e);
void worker_free(struct worker *w);

/* Changes to the generation in place, so that the old one can be closed and the next request need not wait
 * for the new one to be opened. */
void worker_refresh(struct worker *w);

/* Answers a SEARCH, COUNT, EXPLAIN or GET: the responder makes a response of the answer or of the error. */
void worker_answer(struct worker *w, const struct request *request, const struct responder *responder,
                   uint64_t deadline_ns, struct response *out);

#endif
