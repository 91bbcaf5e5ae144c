/*
 * What there is at which address, and how its parameters become a request.
 *
 * To add an address: one row in the table of http_routes.c. If a verb answers it (verbs.h), the row is all:
 * its options are the address's parameters. If the loop answers it, write a local_fn (http_own.h has the
 * others). What a worker is to answer in another form than JSON gets a request_format, a writer in
 * searchd/answer/, and its type in http_response.c.
 */
#ifndef RACINE_SEARCHD_NET_HTTP_ROUTES_H
#define RACINE_SEARCHD_NET_HTTP_ROUTES_H

#include "searchd/net/door.h"
#include "searchd/net/http_params.h"
#include "searchd/net/verbs.h"

struct http_route {
    const char *path;
    const char *verb;     /* the request it makes, and is counted as */
    const char *argument; /* the parameter that is the verb's argument; NULL if it takes no parameters */
    local_fn local; /* who answers on the loop: all, or, of a verb that needs an argument, those without;
                       NULL: a worker does */
    enum request_format format; /* unless a parameter says otherwise */
};

/* NULL if there is nothing at that path. */
const struct http_route *http_route_find(struct str path);

/* Makes the request; strings are borrowed from `params` and from `text`, to which filters are appended.
 * ERR_USAGE, ERR_LIMIT name the parameter. */
int http_route_request(const struct http_route *route, const struct verb_limits *limits,
                       const struct http_params *params, struct str languages, struct buf *text,
                       struct request *out, struct err *e);

#endif
