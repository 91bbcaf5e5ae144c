/*
 * A whole build, from the sources on the command line to a published generation.
 */
#ifndef RACINE_INDEXER_BUILD_H
#define RACINE_INDEXER_BUILD_H

#include "base/err.h"
#include "index/manifest.h"
#include "indexer/options.h"
#include "indexer/report.h"

enum build_phase { BUILD_READ, BUILD_MERGE, BUILD_WRITE, BUILD_PUBLISH, BUILD_PHASE_COUNT };

/* "read", "merge" … */
const char *build_phase_name(enum build_phase phase);

struct build_result {
    bool sources_found;  /* all that were named are there */
    bool draft_made;     /* the index could be created and locked */
    uint64_t generation; /* 0: nothing was published */
    uint64_t seen;       /* documents, whatever became of them */
    struct manifest_stats stats;
    double seconds[BUILD_PHASE_COUNT];
};

/*
 * Builds and publishes. On an error the generation that was published before still is, and nothing of the
 * build is left behind. ERR_NOT_FOUND (a source), ERR_EMPTY, ERR_REFUSED, ERR_LOCKED, ERR_CANCELLED,
 * ERR_LIMIT, ERR_IO, ERR_MEMORY. *out tells how far it came in any case.
 */
int build_run(const struct options *options, struct report *report, struct build_result *out, struct err *e);

#endif
