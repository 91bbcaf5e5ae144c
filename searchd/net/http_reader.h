/*
 * The head of an HTTP/1.1 request (RFC 9112): bytes → what it asks for. llhttp, compiled strict, reads it;
 * lines are looked at here first, for what it lets pass: only CR LF ends a line, none is folded, no space
 * stands before a colon, no control character anywhere. What two programs could read in two ways is refused,
 * or a proxy in front and this server could disagree about where a request ends.
 *
 * No request has a body: one that says it has is refused, so a head is all there is between one request and
 * the next. After an error nothing more may be read: the connection ends.
 *
 * No input or output, nothing allocated, the same result however the bytes are cut into pieces. Any thread;
 * a reader belongs to one connection.
 */
#ifndef RACINE_SEARCHD_NET_HTTP_READER_H
#define RACINE_SEARCHD_NET_HTTP_READER_H

#include <llhttp.h>

#include "base/err.h"
#include "base/str.h"

struct http_limits {
    size_t head_bytes; /* request line and headers together, their ends included */
    size_t target_bytes;
    size_t headers;
};

/* Headers that matter here; others are read and forgotten. */
enum http_header {
    HTTP_HOST,
    HTTP_CONTENT_LENGTH,
    HTTP_TRANSFER_ENCODING,
    HTTP_EXPECT,
    HTTP_ORIGIN,
    HTTP_ACCEPT,
    HTTP_ACCEPT_ENCODING,
    HTTP_ACCEPT_LANGUAGE,
    HTTP_IF_NONE_MATCH,
    HTTP_REQUEST_METHOD, /* Access-Control-Request-Method */
    HTTP_HEADERS
};

enum http_method { HTTP_METHOD_GET, HTTP_METHOD_HEAD, HTTP_METHOD_OPTIONS, HTTP_METHOD_OTHER };

struct http_head {
    enum http_method method;
    struct str path;                  /* of the target, as it came: begins with /, or is * */
    struct str parameters;            /* what follows its first ?, as it came */
    struct str authority;             /* of a target that names one, else of Host; may be empty in HTTP/1.0 */
    struct str headers[HTTP_HEADERS]; /* the first of each name; empty if there is none */
    bool newer;                       /* HTTP/1.1, not 1.0 */
    bool last;                        /* the other side wants the connection closed after the response */
};

/* Zeroed at first. Where things are is counted from the first byte of the head. */
struct http_reader {
    llhttp_t parser;
    size_t seen; /* bytes of this head that were read */
    bool begun;

    /* The line being read. */
    char previous;
    bool in_value;   /* the header's colon has been seen */
    size_t line_len; /* without its end */
    size_t lines;    /* complete ones, but for empty ones before the request */
    size_t spaces;   /* of the request line */
    size_t target_len;

    struct http_range {
        size_t from, len;
    } target, name, value, headers[HTTP_HEADERS];
    size_t counts[HTTP_HEADERS];
    const char *base; /* where the head's first byte is now */

    /* Known once the head is complete. */
    bool complete, keep_alive, newer, has_length, has_encoding, is_chunked;
    unsigned method;
    uint64_t length;
};

/*
 * Reads the next head from the front of `bytes`: 1 and the head, its strings in `bytes`; 0: more bytes are
 * needed, `bytes` to be given again with those; ERR_USAGE, ERR_LIMIT, ERR_REFUSED: the status is in *status.
 * How many bytes are done with is in *used.
 */
int http_next(struct http_reader *reader, const struct http_limits *limits, struct str bytes, size_t *used,
              struct http_head *out, unsigned *status, struct err *e);

#endif
