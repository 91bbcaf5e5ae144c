/*
 * The Xapian runs of a build, one a range of documents, and their merging into one database. Merging
 * begins while runs are still being written: whenever a group of neighbours is complete, whoever completed
 * it merges it, and so on up a tree whose shape depends on the number of runs alone. The last to finish
 * leaves the whole at the destination.
 *
 *   ranges      0 1 2 … 31 | 32 33 … 63 | 64 … 99
 *   level 1         0            1            2
 *   level 2                      0                 = the postings of the generation
 */
#ifndef RACINE_INDEXER_RUNS_H
#define RACINE_INDEXER_RUNS_H

#include "base/err.h"

#include <limits.h>
#include <stdint.h>

struct runs;

/* `dir` holds scratch and is borrowed, as is `dest`; `count` is at least 1. */
int runs_new(const char *dir, const char *dest, uint32_t count, struct runs **out, struct err *e);
void runs_free(struct runs *r);

/* Where the run of a range is to be written. */
void runs_path(const struct runs *r, uint32_t range, char out[PATH_MAX]);

/* The run of a range is complete: merges what can be merged now. Any thread. */
int runs_done(struct runs *r, uint32_t range, struct err *e);

#endif
