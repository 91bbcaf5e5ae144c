/*
 * The daemon's loop: listens, serves connections, follows the index, obeys signals, ends in good order.
 *
 *   SIGTERM, SIGINT  stop listening, answer what has arrived, end; a second one: end now
 *   SIGHUP           open the index anew
 */
#ifndef RACINE_SEARCHD_NET_SERVER_H
#define RACINE_SEARCHD_NET_SERVER_H

#include "base/err.h"
#include "searchd/options.h"

struct search_limits;
struct server;
struct snapshots;

/* Listens: from now on connections are queued. The arguments are kept, not copied. `options` then tells the
 * number of workers if it was 0, and a lower limit of connections if the system does not grant that many
 * descriptors. Errors as in listen.h. */
int server_open(struct options *options, const struct search_limits *limits, struct snapshots *snapshots,
                struct server **out, struct err *e);

/* Serves until told to stop. */
int server_run(struct server *server, struct err *e);

void server_close(struct server *server);

#endif
