/*
 * The line protocol (docs/protocol.md), coming in: bytes → struct request. No input or output, nothing
 * allocated, the same requests however the bytes are cut into pieces. Any thread; a reader belongs to one
 * connection.
 */
#ifndef RACINE_SEARCHD_NET_LINE_H
#define RACINE_SEARCHD_NET_LINE_H

#include "base/err.h"
#include "searchd/net/verbs.h"

struct line_limits {
    size_t bytes; /* of a line, its end not counted */
    struct verb_limits verbs;
};

struct line_reader {
    bool greeted;  /* a line was understood: from now on none is taken for HTTP */
    bool skipping; /* what comes is the rest of a line that was too long */
};

/*
 * Reads the next request from the front of `bytes`. Returns
 *
 *    1            a request; its strings point into `bytes`
 *    0            more bytes are needed
 *    ERR_REFUSED  this is HTTP or the like: say so and close
 *    ERR_…        the line is wrong: say so and go on (ERR_USAGE, ERR_LIMIT)
 *
 * and in each case how many bytes are done with in *used.
 */
int line_next(struct line_reader *reader, const struct line_limits *limits, struct str bytes, size_t *used,
              struct request *out, struct err *e);

#endif
