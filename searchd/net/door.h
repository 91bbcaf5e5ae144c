/*
 * A door: how the bytes of a connection are read as requests, and what stands at its ends. There are two,
 * the line protocol (line_door.h) and HTTP (http_door.h); connections (conn.h) know no more of them than
 * this. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_DOOR_H
#define RACINE_SEARCHD_NET_DOOR_H

#include "searchd/options.h"
#include "searchd/request.h"
#include "searchd/responder.h"

struct local;

/* Answers a request on the loop, at once, from what the loop knows. */
typedef void (*local_fn)(const struct local *local, const struct request *request,
                         const struct responder *responder, struct response *out);

/* What was read: everything in it is borrowed until the next is read. */
struct asked {
    struct request request;
    const struct responder *responder;
    local_fn local; /* who answers it on the loop; NULL: a worker does */
    bool last;      /* nothing after it is read */
};

struct door {
    size_t reader_size;     /* of what it remembers of a connection; zeroed at first */
    struct str end;         /* counts as sent when the other side ends in the middle of a request */
    uint64_t idle_ms;       /* a connection without a whole request is closed after */
    uint64_t unfinished_ms; /* the beginning of a request waits for its end so long; 0: as idle_ms */

    /*
     * Reads the next request from the front of `bytes`: 1 and the request; 0: more bytes are needed; a
     * negative code if it is wrong: `out` then has who says so, and whether anything after it is read.
     * In each case how many bytes are done with is in *used.
     */
    int (*next)(struct door *door, void *reader, struct str bytes, size_t *used, struct asked *out,
                struct err *e);

    /* An unfinished request has waited too long: as `next` when it fails; 0 to close without a word. */
    int (*late)(struct door *door, void *reader, struct asked *out, struct err *e);

    /* Says that there is no room for one more connection. */
    void (*full)(struct door *door, struct buf *out);
};

#endif
