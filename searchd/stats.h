/*
 * What the daemon counts, and how STATS tells it, with every limit and the index being served. Belongs to
 * the loop's thread.
 */
#ifndef RACINE_SEARCHD_STATS_H
#define RACINE_SEARCHD_STATS_H

#include "searchd/options.h"
#include "searchd/request.h"

struct snapshots;

struct stats {
    uint64_t connections; /* open now */
    uint64_t accepted;    /* connections since the start */
    uint64_t refused;     /* … turned away, because so many were open */
    uint64_t requests[REQUEST_VERBS];
    uint64_t errors;                     /* requests answered -ERR */
    uint64_t busy;                       /* requests answered -BUSY */
    uint64_t cache_hits, cache_misses;   /* requests that the index would have answered */
    uint64_t cache_entries, cache_bytes; /* kept now; set by who prints */
    uint64_t waiting;                    /* requests waiting for a worker; set by who prints */
    uint64_t uptime_s;
};

/* Appends one value a line: "name value", with a tab in TSV, or one JSON object. Returns how many. */
size_t stats_print(const struct stats *stats, const struct options *options, struct snapshots *snapshots,
                   enum request_format format, struct buf *out);

/* Appends the counters and the index in Prometheus' text format 0.0.4. */
void stats_metrics(const struct stats *stats, const struct options *options, struct snapshots *snapshots,
                   struct buf *out);

/* "search", of a request_verb; NULL past the last. */
const char *stats_verb(size_t verb);

#endif
