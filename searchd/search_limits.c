/* See search_limits.h. */
#include "searchd/search_limits.h"

#include "searchd/query/query.h"

const struct search_limits search_limits_default = {
    .query_bytes = 4096,
    .terms = QUERY_WORDS_MAX,
    .depth = 16,
    .expansions = 100,
    .pattern_words = 5000,
    .hits = 1000,
    .offset = 10000,
    .trend_rows = 2000,
};
