/* What the client can be told (settings.h). Read-only once main() has filled it in. */
#ifndef RACINE_CLIENT_OPTIONS_H
#define RACINE_CLIENT_OPTIONS_H

#include "base/settings.h"

struct options {
    const char *server;
    bool json, tsv;
    uint64_t limit, offset;
    const char *match;
    const char *lang; /* NULL: none preferred */
    const char *batch;
    uint64_t top, window;
    const char *format; /* of the batch */
    const char *color;
    uint64_t timeout_ms;
    bool help, version;
};

/* As grep has it. */
enum { FOUND = 0, NONE_FOUND = 1, TROUBLE = 2 };

/* Prints an error and its hint to standard error; returns TROUBLE. */
int complain(const struct err *error);

#endif
