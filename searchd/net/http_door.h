/*
 * HTTP/1.1 (docs/http.md) as a door: http_reader.h reads heads, http_routes.h makes requests of them,
 * http_response.h writes. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_HTTP_DOOR_H
#define RACINE_SEARCHD_NET_HTTP_DOOR_H

#include "searchd/net/door.h"
#include "searchd/net/http_params.h"
#include "searchd/net/http_reader.h"
#include "searchd/net/http_response.h"
#include "searchd/net/verbs.h"

struct http_door {
    struct door door;
    const struct options *options;
    const struct local *local;
    struct http_limits limits;
    struct verb_limits verbs;
    struct http_manner manner;

    /* Of the request read last. */
    struct http_responder responder;
    struct http_params params;
    struct buf text;
};

/* Both are kept, not copied. */
void http_door_init(struct http_door *door, const struct options *options, const struct local *local);
void http_door_fini(struct http_door *door);

#endif
