/* See exchange.h. */
#include "searchd/net/exchange.h"

#include <stdlib.h>

#include "searchd/worker.h"

/* Copies `s` to `to`, as the connection's bytes are gone when a worker reads it; returns what follows. */
static char *keep(struct str *s, char *to)
{
    if (s->len)
        memcpy(to, s->ptr, s->len);
    s->ptr = to;
    return to + s->len;
}

struct exchange *exchange_new(struct conn *conn, const struct request *request,
                              const struct responder *responder, uint64_t deadline_ns)
{
    size_t head = responder->kind->size;
    struct exchange *x = calloc(1, sizeof *x + head + request->query.len + request->id.len);
    if (!x)
        return NULL;
    x->conn = conn;
    x->request = *request;
    x->responder = memcpy(x->rest, responder, head);
    keep(&x->request.id, keep(&x->request.query, (char *)x->rest + head));
    x->deadline_ns = deadline_ns;
    return x;
}

void exchange_free(struct exchange *x)
{
    buf_fini(&x->response.body);
    free(x);
}

struct exchange *exchange_of(struct pool_job *job)
{
    return (struct exchange *)((char *)job - offsetof(struct exchange, job));
}

void exchange_run(void *worker, struct pool_job *job)
{
    struct exchange *x = exchange_of(job);
    worker_answer(worker, &x->request, x->responder, x->deadline_ns, &x->response);
}
