/* What the command line of racine-indexer asks for. */
#ifndef RACINE_INDEXER_OPTIONS_H
#define RACINE_INDEXER_OPTIONS_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { WORKERS_MAX = 256 };

struct options {
    const char *index;
    uint64_t memory;         /* bytes; what for: build.c */
    uint64_t workers;        /* at least 1 */
    const char *lexicon_dir; /* with lists of the site (lists.h); NULL: none */
    const char *report;      /* NULL: none */
    bool strict, force, quiet, help, version;
    uint64_t max_document;
    const char *format; /* of standard input */
    char **sources;
    int source_count;
};

/* Borrows argv. ERR_USAGE. With --help or --version nothing else is checked. */
int options_parse(int argc, char **argv, struct options *out, struct err *e);

void options_print_help(void);

#endif
