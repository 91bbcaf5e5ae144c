/*
 * Worker threads with a bounded queue between the loop and them. What a job is, is its owner's affair.
 * The loop's thread calls all of it; `run`, `refresh` and `worker_free` are called on a worker's thread.
 */
#ifndef RACINE_SEARCHD_NET_POOL_H
#define RACINE_SEARCHD_NET_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/err.h"

/* Embedded in whatever is to be done; the pool's from pool_submit() until `done`. */
struct pool_job {
    struct pool_job *next;
};

struct pool_hooks {
    void *context;
    int (*worker_new)(void *context, void **worker, struct err *e); /* before the threads begin */
    void (*worker_free)(void *worker);
    void (*refresh)(
        void *worker); /* at first, and after pool_refresh(), between two jobs, soon even if idle */
    void (*run)(void *worker, struct pool_job *job);
    void (*done)(void *context, struct pool_job *job); /* on the loop's thread */
};

struct pool;

/* Starts `workers` threads; at most `limit` jobs wait. `hooks` is copied. */
int pool_open(uv_loop_t *loop, size_t workers, size_t limit, const struct pool_hooks *hooks,
              struct pool **out, struct err *e);

/* False if the queue is full: the job is still the caller's. */
bool pool_submit(struct pool *pool, struct pool_job *job);

/* How many jobs wait for a worker. */
size_t pool_waiting(struct pool *pool);

void pool_refresh(struct pool *pool);

/* Runs what is queued, ends the threads, calls `done` for all; frees itself once the loop turns again. */
void pool_close(struct pool *pool);

#endif
