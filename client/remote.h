/*
 * The client's end of the line protocol (docs/protocol.md): a connection on which requests are queued and
 * replies come back in order. Nothing blocks but remote_turn(), so requests may be sent ahead of replies
 * without either side waiting for the other. One thread.
 */
#ifndef RACINE_CLIENT_REMOTE_H
#define RACINE_CLIENT_REMOTE_H

#include "base/err.h"
#include "base/str.h"

struct remote;

enum reply_kind { REPLY_OK, REPLY_ERR, REPLY_BUSY };

struct reply {
    enum reply_kind kind;
    struct str status; /* after the +OK, -ERR or -BUSY */
    struct str body;   /* its lines */
};

/* Connects to HOST:PORT or unix:PATH. `server` is kept, not copied; it is named in messages. */
int remote_open(const char *server, uint64_t timeout_ms, struct remote **out, struct err *e);
void remote_close(struct remote *r);

/* Queues a line; its end is added. */
void remote_queue(struct remote *r, struct str line);

/* Sends and receives what it can, waiting until there is something. ERR_IO if the other side is silent or
 * gone, ERR_FORMAT if it does not speak our protocol. */
int remote_turn(struct remote *r, struct err *e);

/* Takes the next reply, if all of it is here. Borrowed until the next call. */
bool remote_take(struct remote *r, struct reply *out);

/* How many replies this connection has given. */
uint64_t remote_replies(const struct remote *r);

#endif
