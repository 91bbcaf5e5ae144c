/*
 * Random queries about the documents of a shelf: most from words that stand in them, so that phrases and
 * fields do match; some from noise. A query follows from the seed and its number alone.
 */
#ifndef TESTS_ORACLE_ASKER_H
#define TESTS_ORACLE_ASKER_H

#include "oracle/shelf.h"

struct asker {
    const struct shelf *shelf;
    uint64_t seed;
    uint64_t state;                   /* of the random numbers (splitmix64, Steele et al. 2014) */
    const struct shelf_document *doc; /* that the query is about */
};

/* Writes query `number` to `out`, which is emptied first, and returns the name of its kind. */
const char *asker_ask(struct asker *a, uint32_t number, struct buf *out);

#endif
