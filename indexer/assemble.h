/*
 * The second phase of a build: from the collated shares to the token, document, column and postings files.
 * Workers take ranges of documents; what a range appends to a file goes there in the order of the ranges.
 */
#ifndef RACINE_INDEXER_ASSEMBLE_H
#define RACINE_INDEXER_ASSEMBLE_H

#include "base/err.h"
#include "index/lexicon.h"
#include "indexer/collate.h"
#include "indexer/progress.h"

struct assembly {
    const struct collation *collation;
    const struct lexicon *lexicon;
    const char *dir; /* of the draft */
    unsigned workers;
    struct progress_counters *counters;
};

/* Writes DIR/tokens, DIR/documents, DIR/columns and DIR/postings. ERR_IO, ERR_MEMORY, ERR_CANCELLED … */
int assembly_run(const struct assembly *a, struct err *e);

#endif
