/*
 * A number of threads that do the same job side by side until one of them fails: the first error is kept,
 * the others learn that they may stop. Used by both phases of a build.
 */
#ifndef RACINE_INDEXER_TEAM_H
#define RACINE_INDEXER_TEAM_H

#include "base/err.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct team;

/* `number` counts the members from 0. 0, or a negative code with *e filled. */
typedef int (*team_member_fn)(void *context, unsigned number, struct err *e);
/* Called once, by the first that fails, to wake those who wait for something; may be NULL. */
typedef void (*team_failed_fn)(void *context);

/* Starts `count` threads. ERR_IO if not even one could be started; fewer than asked for are enough. */
int team_start(unsigned count, team_member_fn member, team_failed_fn failed, void *context, struct team **out,
               struct err *e);

/* Tells the team of an error outside of it. */
void team_fail(struct team *t, const struct err *why);

/* Waits for all; the first error, if any. Frees `t`. */
int team_join(struct team *t, struct err *e);

#endif
