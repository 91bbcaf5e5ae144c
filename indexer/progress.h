/*
 * Tells a person how far a build is: on a terminal one line that is written over, several times a second;
 * elsewhere a plain line now and then; nothing when quiet. All on standard error.
 *
 * The counters may be raised from any thread. A thread of its own prints.
 */
#ifndef RACINE_INDEXER_PROGRESS_H
#define RACINE_INDEXER_PROGRESS_H

#include "base/err.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress_counters {
    _Atomic uint64_t documents;                    /* done in this phase */
    _Atomic uint64_t bytes;                        /* likewise */
    _Atomic uint64_t documents_total, bytes_total; /* 0: not known */
};

struct progress;

/* ERR_MEMORY. A thread that cannot be started costs the display, not the build. */
int progress_new(bool quiet, struct progress **out, struct err *e);
/* Stops the display and clears its line. */
void progress_free(struct progress *p);

struct progress_counters *progress_counters(struct progress *p);

/* Begins a phase ("reading"): the counters start from 0. `name` is kept. */
void progress_phase(struct progress *p, const char *name);

struct progress_state {
    const char *phase;
    uint64_t documents, bytes, documents_total, bytes_total;
    double seconds; /* since the phase began */
};

/* The line for a terminal of `columns`, or with 0 for elsewhere; no newline. Returns its length in columns.
 */
size_t progress_format(const struct progress_state *state, unsigned columns, char *out, size_t size);

#endif
