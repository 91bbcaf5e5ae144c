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
    bool explain, suggest, similar, kwic, count;
    const char *facets; /* which, NULL for none */
    const char *trend;  /* by what, NULL for none */
    const char *sort;   /* of a list or a concordance, NULL: as the query says, or as the texts are */
    uint64_t width;
    const char *id; /* of the document whose score is explained, NULL for none */
    const char *batch;
    uint64_t top, window;
    const char *format; /* of the batch */
    const char *color;
    uint64_t timeout_ms;
    bool help, version;
};

#endif
