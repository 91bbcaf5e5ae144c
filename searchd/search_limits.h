/*
 * What a query may ask for at most, whichever door it came in by.
 */
#ifndef RACINE_SEARCHD_SEARCH_LIMITS_H
#define RACINE_SEARCHD_SEARCH_LIMITS_H

#include <stdint.h>

/* Defaults in search_limits.c, settable by the daemon. */
struct search_limits {
    uint32_t query_bytes;   /* 4096 */
    uint32_t terms;         /* 64 words */
    uint32_t depth;         /* 16 levels of parentheses */
    uint32_t expansions;    /* 100 variants of one word */
    uint32_t pattern_words; /* 5000 that vis* may stand for, in a language */
    uint32_t hits;          /* 1000 on a page */
    uint32_t offset;        /* 10000: how deep pages go */
    uint32_t trend_rows;    /* 2000 periods of a trend */
};

extern const struct search_limits search_limits_default;

#endif
