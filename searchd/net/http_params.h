/*
 * Parameters of an address, `q=l%27%C3%A9nergie&lang=fr`, as HTML forms send them
 * (application/x-www-form-urlencoded of the URL standard): + is a space, %XX a byte. What comes out is UTF-8
 * without control characters; tabs and ends of lines are spaces. Any thread.
 */
#ifndef RACINE_SEARCHD_NET_HTTP_PARAMS_H
#define RACINE_SEARCHD_NET_HTTP_PARAMS_H

#include "base/err.h"
#include "base/str.h"

enum { HTTP_PARAMS_MAX = 64 };

struct http_params {
    struct {
        struct str key, value;
    } each[HTTP_PARAMS_MAX];
    size_t count;
};

/* What may be appended to `text` after it was read, without moving what is there: as much as was read, and
 * this. */
enum { HTTP_PARAMS_SPARE = 64 };

/* Reads `raw`, decoding into `text`, which is emptied first and must live as long as *out. ERR_USAGE: wrong
 * escapes, not UTF-8, control characters; ERR_LIMIT: too many; ERR_MEMORY. */
int http_params_read(struct str raw, struct buf *text, struct http_params *out, struct err *e);

#endif
