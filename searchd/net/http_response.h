/*
 * HTTP's responder: heads, and bodies for errors; answers are printed by searchd/answer/. A response's `form`
 * is its status and the type of its body (http_form); the head is written when it is sent.
 */
#ifndef RACINE_SEARCHD_NET_HTTP_RESPONSE_H
#define RACINE_SEARCHD_NET_HTTP_RESPONSE_H

#include "searchd/responder.h"

enum http_type {
    HTTP_TYPE_JSON,
    HTTP_TYPE_TEXT,
    HTTP_TYPE_TSV,
    HTTP_TYPE_METRICS,
    HTTP_TYPE_OPENSEARCH,
    HTTP_TYPE_SUGGESTIONS,
    HTTP_TYPE_HTML,
    HTTP_TYPE_CSS,
    HTTP_TYPE_SCRIPT,
    HTTP_TYPE_SVG,
    HTTP_TYPE_NONE, /* no body */
    HTTP_TYPES
};

/* What all of a door's responses have in common; read-only once it serves. */
struct http_manner {
    size_t gzip_from;      /* bytes of a body from which it is compressed for who asks for it */
    uint64_t max_age_s;    /* how long others may keep an answer */
    bool varies_by_origin; /* there is a list of origins */
    bool ending;           /* the server takes no more requests: every response closes. The loop's. */
};

struct http_responder {
    struct responder head;
    const struct http_manner *manner;
    uint64_t built_at; /* when the index being served was built: a part of ETags */
    unsigned status;   /* of errors; 0: by their code */
    struct str origin; /* the site whose scripts may read this, empty for none; outlives the responder */
    const char *allow; /* the methods there are, for 405 and OPTIONS */
    bool bare;         /* no body is sent: HEAD */
    bool gzip;         /* taken by the other side */
    bool newer;        /* asked in HTTP/1.1 */
    bool last;         /* nothing comes after this response */
    bool preflight;    /* a browser asks if a script may ask */
};

extern const struct responder_kind http_responder_kind;

/* The `form` of a response of this status and type. */
unsigned http_form(unsigned status, enum http_type type);

/* The entity tag of whatever is answered from this generation. */
void http_etag(uint64_t generation, uint64_t built_at, struct buf *out);

/* Compresses the body if that is wanted and worth it. */
void http_compress(const struct http_responder *r, struct response *response);

/* The whole response to one connection too many, and to who asked too much. */
void http_busy(const struct http_responder *r, const char *why, struct response *out);

#endif
