/*
 * Where the daemon listens, each door at places of its own: TCP addresses, a Unix socket, sockets that
 * systemd passed. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_LISTEN_H
#define RACINE_SEARCHD_NET_LISTEN_H

#include <uv.h>

#include "base/err.h"

struct door;

struct listeners;

/* Where one door is. */
struct listen_place {
    struct door *door;
    const char *name;      /* what its sockets are called among those that systemd passes */
    const char *option;    /* the option that `addresses` come from, for messages: "--listen" */
    const char *addresses; /* HOST:PORT, several joined by commas; "none"; NULL for the default */
    const char *by_default;
    const char *unix_option; /* likewise */
    const char *unix_path;   /* NULL for none */
};

enum { LISTEN_PLACES = 2 };

typedef void (*listen_fn)(void *context, struct door *door, uv_stream_t *listener);

/*
 * Opens all that the places name; from then on the system queues connections, and once the loop runs,
 * `incoming` is called for each. A socket that systemd passed belongs to the place whose name is in its own
 * (LISTEN_FDNAMES), else the first to the first place, the second to the second, and so on; if any was
 * passed, nothing is opened by default. `places` are copied, their strings are not. ERR_USAGE for an address
 * that is none, ERR_LOCKED for one in use, ERR_REFUSED for one that we may not have, ERR_NOT_FOUND for a host
 * that nobody knows, ERR_IO.
 */
int listeners_open(uv_loop_t *loop, const struct listen_place places[LISTEN_PLACES], listen_fn incoming,
                   void *context, struct listeners **out, struct err *e);

/* Logs where each listens. */
void listeners_announce(const struct listeners *all);

/* Stops listening, removes the Unix sockets, frees itself once the loop turns again. */
void listeners_close(struct listeners *all);

#endif
