/*
 * What FACETS and TREND say of a set of documents, counted anew over their fields.
 */
#ifndef TESTS_ORACLE_COUNTS_H
#define TESTS_ORACLE_COUNTS_H

#include "oracle/shelf.h"
#include "searchd/answer/answer.h"

struct counted_set {
    const struct shelf *shelf;
    const unsigned char *marks; /* by docid: in the set if it has the bit */
    unsigned char bit;
};

/* NULL if the answer's facets are those of the set, else the first that is not and why. */
const char *counts_of_facets(const struct counted_set *set, const struct answer *answer);

/* Likewise of its trend. */
const char *counts_of_trend(const struct counted_set *set, const struct answer *answer);

#endif
