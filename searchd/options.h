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
    uint64_t deadline_ms; /* for one request, its wait included */
    uint64_t drain_ms;    /* to answer what was accepted once told to stop */

    uint64_t terms, depth, expansions, hits, offset; /* of one query: see struct search_limits */

    const char *log_format;
    bool check, help, version;
};

extern const struct setting options_table[];

#define OPTIONS_DEFAULT_LISTEN "127.0.0.1:7700"

#endif
