/*
 * The first phase of a build: finds the sources, cuts them into units, and has every unit read and
 * digested by some worker. Which worker gets a unit is chance; units are numbered, so that the barrier can
 * put their documents back in order.
 */
#ifndef RACINE_INDEXER_INTAKE_H
#define RACINE_INDEXER_INTAKE_H

#include "base/err.h"
#include "indexer/options.h"
#include "indexer/progress.h"
#include "indexer/report.h"
#include "indexer/share.h"

struct intake {
    const struct options *options;
    size_t queue_bytes;
    struct report *report;
    struct progress *progress;
    struct share *shares; /* options->workers of them, initialised */
};

/* Before any work: ERR_NOT_FOUND for a source that is not there, a slip or an unmounted disk; ERR_IO. */
int intake_check(const struct options *options, struct err *e);

/*
 * Reads all sources into the shares and seals them. ERR_NOT_FOUND, ERR_IO,
 * ERR_MEMORY, ERR_LIMIT, ERR_CANCELLED. A document or file that is not fit goes to the report instead.
 */
int intake_run(const struct intake *in, struct err *e);

#endif
