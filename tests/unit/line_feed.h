/*
 * Feeds a stream to the line parser in pieces, as a connection does, and writes down what came of it: one
 * line a request or error. Shared by test_line.c and fuzz_line.c.
 */
#ifndef TESTS_LINE_FEED_H
#define TESTS_LINE_FEED_H

#include "searchd/net/line.h"

/* How long the next piece is, of `left` bytes; at least 1. */
typedef size_t (*piece_fn)(void *context, size_t left);

static const char *const line_verbs[] = {
    [REQUEST_SEARCH] = "SEARCH",   [REQUEST_COUNT] = "COUNT",     [REQUEST_GET] = "GET",
    [REQUEST_EXPLAIN] = "EXPLAIN", [REQUEST_SUGGEST] = "SUGGEST", [REQUEST_SIMILAR] = "SIMILAR",
    [REQUEST_KWIC] = "KWIC",       [REQUEST_STATS] = "STATS",     [REQUEST_PING] = "PING",
    [REQUEST_HELP] = "HELP",       [REQUEST_QUIT] = "QUIT",
};

static inline void line_describe(struct buf *out, int got, const struct request *r, const struct err *e)
{
    if (got < 0) {
        buf_printf(out, "error %d %s\n", got, e->text);
        return;
    }
    buf_printf(out, "%s format=%d match=%d offset=%u limit=%u lang=%d snippets=%d strict=%d [",
               line_verbs[r->verb], (int)r->format, (int)r->match, r->offset, r->limit, (int)r->prefer,
               r->snippets, r->strict);
    buf_add_str(out, r->query);
    buf_add_str(out, STR("]\n"));
}

static inline void line_feed(const struct line_limits *limits, struct str stream, piece_fn piece,
                             void *context, struct buf *out)
{
    struct line_reader reader = {0};
    struct buf in = {0};
    for (size_t at = 0; at < stream.len;) {
        size_t len = piece(context, stream.len - at);
        buf_add(&in, stream.ptr + at, len);
        at += len;
        for (;;) {
            struct request request;
            struct err error = {0};
            size_t used;
            int got = line_next(&reader, limits, buf_str(&in), &used, &request, &error);
            if (got != 0)
                line_describe(out, got, &request, &error);
            buf_consume(&in, used);
            if (got == ERR_REFUSED)
                at = stream.len; /* the connection is closed */
            if (got == 0 || got == ERR_REFUSED)
                break;
        }
    }
    buf_fini(&in);
}

#endif
