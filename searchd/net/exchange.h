/*
 * One request on its way: it owns its words, goes to a worker and comes back with the response. If the
 * connection is gone by then, so is whoever would read it.
 */
#ifndef RACINE_SEARCHD_NET_EXCHANGE_H
#define RACINE_SEARCHD_NET_EXCHANGE_H

#include "searchd/net/pool.h"
#include "searchd/request.h"
#include "searchd/responder.h"

struct conn;

struct exchange {
    struct pool_job job;   /* a worker's while it is in the pool; all but `conn` and `next` is then its own */
    struct exchange *next; /* the next request of the same connection */
    struct conn *conn;     /* NULL: nobody waits for the response */
    bool done;             /* the response is complete */
    struct request request;
    const struct responder *responder;
    uint64_t deadline_ns;
    struct response response;
    max_align_t rest[]; /* the responder, and the strings that the request borrows */
};

/* Copies of the request and of its responder, to be answered for `conn`; NULL when memory is out. */
struct exchange *exchange_new(struct conn *conn, const struct request *request,
                              const struct responder *responder, uint64_t deadline_ns);
void exchange_free(struct exchange *x);

struct exchange *exchange_of(struct pool_job *job);

/* The pool's `run`: `worker` is a struct worker. */
void exchange_run(void *worker, struct pool_job *job);

#endif
