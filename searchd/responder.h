/*
 * What stands between a request and its response. A door (net/door.h) makes a responder of each request it
 * reads; from there to the bytes that go out, nobody knows which door it was: the worker, or whoever answers
 * on the loop, hands what it has found to the responder and gets a response.
 *
 *   door ──▶ request + responder ──▶ worker: answer, error      (any thread, one at a time)
 *                                    loop:   error, busy, local answers
 *                                       │
 *                                    response ──▶ send ──▶ bytes of the connection   (loop)
 */
#ifndef RACINE_SEARCHD_RESPONDER_H
#define RACINE_SEARCHD_RESPONDER_H

#include "base/err.h"
#include "base/str.h"

struct answer;
struct request;
struct responder;

struct response {
    struct buf body;
    int code;            /* 0, or of the error it tells of */
    uint64_t generation; /* it was made from; 0 for none */
    bool repeatable;     /* the same request gets the same again while the generation stays */
    unsigned form;       /* the door's own: what `send` is to write around the body */
};

/* A failure to grow a buf stays in it. */
struct responder_kind {
    size_t size; /* of the struct that begins with the struct responder: it is copied with its request */

    /* Each makes a whole response; `out` is zeroed. */
    void (*answer)(const struct responder *r, const struct answer *a, struct response *out);
    void (*error)(const struct responder *r, const struct request *request, const struct err *error,
                  struct response *out);
    void (*busy)(const struct responder *r, const struct request *request, const char *why,
                 struct response *out);

    /* What of the responder a response's body and form depend on: with the same, a response can be sent
     * again. */
    unsigned (*variant)(const struct responder *r);

    /* Appends the bytes of a response, or moves them, leaving its body empty. */
    void (*send)(const struct responder *r, struct response *response, struct buf *out);
};

struct responder {
    const struct responder_kind *kind;
};

#endif
