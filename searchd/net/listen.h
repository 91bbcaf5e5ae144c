/*
 * Where the daemon listens: TCP addresses, a Unix socket, sockets that systemd passed. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_LISTEN_H
#define RACINE_SEARCHD_NET_LISTEN_H

#include <uv.h>

#include "base/err.h"
#include "searchd/options.h"

struct listeners;

typedef void (*listen_fn)(void *context, uv_stream_t *listener);

/*
 * Opens all that the options name; from then on the system queues connections, and once the loop runs,
 * `incoming` is called for each. ERR_USAGE for an address that is none, ERR_LOCKED for one in use,
 * ERR_REFUSED for one that we may not have, ERR_NOT_FOUND for a host that nobody knows, ERR_IO.
 */
int listeners_open(uv_loop_t *loop, const struct options *options, listen_fn incoming, void *context,
                   struct listeners **out, struct err *e);

/* Logs where each listens. */
void listeners_announce(const struct listeners *all);

/* Stops listening, removes the Unix socket, frees itself once the loop turns again. */
void listeners_close(struct listeners *all);

#endif
