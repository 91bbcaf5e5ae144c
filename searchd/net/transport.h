/*
 * The sending side of a socket, TCP or Unix: bytes go out in order, at most one write is under way, and what
 * waits is counted, for itself and for all. Embedded in its connection. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_TRANSPORT_H
#define RACINE_SEARCHD_NET_TRANSPORT_H

#include <stdbool.h>
#include <uv.h>

#include "base/str.h"

struct transport {
    union {
        uv_handle_t handle; /* its `data` is the transport */
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } as;
    struct buf out;  /* what is to be sent, and is not yet being written; the owner appends to it */
    struct buf sent; /* being written */
    size_t waiting;  /* bytes of `out`, and of `sent` not yet taken by the system */
    size_t *total;   /* `waiting` of all transports */

    void (*wrote)(struct transport *t);  /* the system has taken some */
    void (*failed)(struct transport *t); /* nothing can be sent any more */

    bool closed;
    bool writing;         /* `write` is under way with `sent` */
    size_t unsent_before; /* when transport_moves() was asked last */
    uv_write_t write;
    uv_shutdown_t shutdown;
};

/* Of a zeroed one whose callbacks and `total` are set. */
void transport_init(struct transport *t, uv_loop_t *loop, uv_handle_type type);

/* Counts `more` bytes that were appended to `out`; fails if memory ran out meanwhile. */
void transport_count(struct transport *t, size_t more);

/* Writes what it can at once, and the rest when the system has room. */
void transport_flush(struct transport *t);

/* Whether the system has taken bytes since this was asked last. */
bool transport_moves(struct transport *t);

/* Whether the other side's system has all that was written. */
bool transport_is_received(const struct transport *t);

/* Says that nothing more will be sent. */
void transport_end(struct transport *t);

/* Closes the socket and forgets what waits. Once; `closed` is called when nothing of it is in use any more.
 */
void transport_close(struct transport *t, uv_close_cb closed);
void transport_fini(struct transport *t);

#endif
