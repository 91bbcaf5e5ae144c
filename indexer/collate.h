/*
 * The barrier between the phases of a build: all shares together become one numbered collection. What
 * comes out depends on the documents and the order of the sources alone, not on the number of workers.
 */
#ifndef RACINE_INDEXER_COLLATE_H
#define RACINE_INDEXER_COLLATE_H

#include "base/err.h"
#include "index/manifest.h"
#include "indexer/report.h"
#include "indexer/share.h"

/* Consecutive documents that are worked on together: at most so many, and at most about so many bytes of
 * records (one document is always allowed). Fixed, so that the same documents give the same index. */
enum { RANGE_DOCUMENTS = 1000, RANGE_BYTES = 16 << 20 };

struct range {
    uint32_t first; /* docid */
    uint32_t count;
};

struct collation {
    struct share *shares; /* borrowed */
    unsigned share_count;
    const struct entry **documents; /* the one with docid n is documents[n - 1] */
    uint32_t count;
    uint32_t *counterparts; /* likewise; docid of the translation, 0 for none */
    struct range *ranges;
    uint32_t range_count;
    uint32_t **numbers; /* of each share: from its form numbers to the lexicon's */
    struct buf dictionary;
    struct manifest_stats stats;
};

void collation_fini(struct collation *c);

/*
 * Orders the documents of the shares and drops those that a later one with the same id replaces, with a
 * line in the report; then finds translations, ranges and averages. ERR_EMPTY if there is no document.
 */
int collation_order(struct collation *c, struct share *shares, unsigned share_count, struct report *report,
                    struct err *e);

/* Writes the lexicon to `path` and fills `numbers`. Afterwards the shares' forms are gone. */
int collation_lexicon(struct collation *c, const char *path, size_t forms_max, struct err *e);

/* Trains the dictionary on an evenly spread sample of the documents. May run beside collation_lexicon(). */
int collation_dictionary(struct collation *c, struct err *e);

#endif
