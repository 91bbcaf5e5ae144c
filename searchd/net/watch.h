/*
 * Notices a new generation: told by the system, or by looking now and then, or by SIGHUP. It is opened and
 * verified on a thread of its own, while the old one answers. On the loop's thread; touches no index itself.
 */
#ifndef RACINE_SEARCHD_NET_WATCH_H
#define RACINE_SEARCHD_NET_WATCH_H

#include <uv.h>

#include "base/err.h"
#include "searchd/options.h"

struct snapshots;
struct watch;

/* `changed` is called after another generation was put in place. */
typedef void (*watch_fn)(void *context);

int watch_open(uv_loop_t *loop, const struct options *options, struct snapshots *snapshots, watch_fn changed,
               void *context, struct watch **out, struct err *e);

/* Opens the published generation anew, changed or not. */
void watch_reload(struct watch *w);

/* Frees itself once the loop turns again and a verification under way has ended. */
void watch_close(struct watch *w);

#endif
