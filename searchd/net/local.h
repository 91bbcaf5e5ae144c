/* Requests that need no index and no worker: STATS, PING, HELP, QUIT. On the loop's thread. */
#ifndef RACINE_SEARCHD_NET_LOCAL_H
#define RACINE_SEARCHD_NET_LOCAL_H

#include "searchd/request.h"
#include "searchd/stats.h"

/* What can be told without asking a worker; borrowed. */
struct local {
    const struct stats *stats;
    const struct options *options;
    struct snapshots *snapshots;
};

bool local_is(enum request_verb verb);

/* Appends the whole reply to one of them. */
void local_answer(const struct local *local, const struct request *request, struct buf *reply);

#endif
