/*
 * One connection, by whichever door: its bytes in, its requests on their way, its answers out, in the order
 * of the requests. It lives on the loop's thread and frees itself when it is closed.
 *
 *            EOF, a last request, drain         all answers written
 *   OPEN ───────────────────────────▶ ENDING ───────────────────▶ LINGERING ──▶ CLOSED
 *     │                                 │                             ▲
 *     └─────────────────────────────────┴── error, idle too long ─────┴──▶ CLOSED
 *
 * OPEN       reads requests while it may: few enough in flight, few enough answers waiting to be read
 * ENDING     takes no more requests; answers what it took
 * LINGERING  has said that it will write no more, and throws away what still comes, so that closing does
 *            not reset the connection while answers are on their way
 * CLOSED     waits for the callback that frees it
 *
 * Nothing here grows without bound: a request, a chunk that was read, `in_flight` requests with their
 * replies, and `write_bytes` (plus the replies in flight) of answers.
 */
#ifndef RACINE_SEARCHD_NET_CONN_H
#define RACINE_SEARCHD_NET_CONN_H

#include <uv.h>

#include "searchd/net/cache.h"
#include "searchd/net/door.h"
#include "searchd/net/local.h"
#include "searchd/net/pool.h"
#include "searchd/net/ready.h"

struct conn;

/* How much is read at once. */
enum { CONN_CHUNK = 16 * 1024 };

/* What all connections of a server share; the server's. */
struct conn_shared {
    uv_loop_t *loop;
    struct pool *pool;
    const struct options *options;
    struct stats *stats;
    struct cache *cache;
    struct local local;                          /* for what is answered on the loop */
    void (*emptied)(struct conn_shared *shared); /* the last connection was freed */

    struct conn *all;
    struct ready_list ready;
    size_t waiting; /* bytes of answers waiting in all connections */
    struct buf key; /* of the request at hand */
    char chunk[CONN_CHUNK];
};

/* Of a zeroed one whose other members are set; `emptied` and `cache` are the owner's. */
void conn_shared_init(struct conn_shared *shared);
void conn_shared_fini(struct conn_shared *shared);

/* Accepts one connection from a listener, to be read by `door`; past the limit it is told so and closed. */
void conn_accept(struct conn_shared *shared, struct door *door, uv_stream_t *listener);

/* Closes those that have been idle, or lingering, for too long. Call it a few times a second. */
void conn_tick(struct conn_shared *shared);

/* All take no more than what has arrived by now, answer it and close. */
void conn_drain_all(struct conn_shared *shared);
void conn_close_all(struct conn_shared *shared);

/* The pool's `done`: `shared` is a struct conn_shared. */
void conn_exchange_done(void *shared, struct pool_job *job);

#endif
