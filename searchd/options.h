/*
 * What the daemon can be told: one table for the command line, --help and STATS (settings.h). Read-only
 * once main() has filled it in; any thread.
 */
#ifndef RACINE_SEARCHD_OPTIONS_H
#define RACINE_SEARCHD_OPTIONS_H

#include "base/settings.h"

struct options {
    const char *index;
    const char *listen; /* HOST:PORT, several joined by commas; "none"; NULL for the default */
    const char *unix_path;
    const char *http; /* as `listen`, for HTTP */
    const char *http_unix;
    uint64_t workers; /* 0: as many as cores */
    uint64_t poll_ms; /* how often the index is looked at where the system does not tell of changes */

    uint64_t connections; /* open at once */
    uint64_t idle_ms;     /* without a whole request or an answer being taken */
    uint64_t line_bytes;
    uint64_t turn;        /* requests of one connection before it is another's turn */
    uint64_t in_flight;   /* requests of one connection being worked on */
    uint64_t write_bytes; /* answers of one connection waiting to be read by it */
    uint64_t write_total; /* of all connections */
    uint64_t queue;       /* requests waiting for a worker */
    uint64_t cache;       /* bytes of answers kept to be given again */
    uint64_t deadline_ms; /* for one request, its wait included */
    uint64_t drain_ms;    /* to answer what was accepted once told to stop */

    const char *http_url;   /* where visitors reach this server, without a / at the end; NULL: as they ask */
    const char *http_hosts; /* names of this server, joined by commas; NULL for none but the usual */
    const char *http_origins; /* sites whose scripts may ask, likewise */
    uint64_t http_idle_ms;    /* a connection kept alive without a request */
    uint64_t http_head_ms;    /* from the first byte of a request's head to its last */
    uint64_t http_head;       /* bytes of a request's head */
    uint64_t http_target;     /* … of the address in it */
    uint64_t http_headers;    /* … how many headers */
    uint64_t http_gzip;       /* bytes of an answer from which it is compressed */
    uint64_t http_max_age_ms; /* how long others may keep an answer */

    /* Of one query: see struct search_limits. */
    uint64_t terms, depth, expansions, pattern_words, hits, offset, trend_rows;

    const char *log_format;
    bool check, help, version;
};

extern const struct setting options_table[];

#define OPTIONS_DEFAULT_LISTEN "127.0.0.1:7700"
#define OPTIONS_DEFAULT_HTTP "127.0.0.1:7780"

#endif
