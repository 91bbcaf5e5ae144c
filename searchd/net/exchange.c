/* See exchange.h. */
#include "searchd/net/exchange.h"

#include <stdlib.h>

#include "searchd/worker.h"

struct exchange *exchange_new(struct conn *conn, const struct request *request,
                              const struct responder *responder, uint64_t deadline_ns)
{
    size_t head = responder->kind->size;
    struct exchange *x = calloc(1, sizeof *x + head + request_bytes(request));
    if (!x)
        return NULL;
    x->conn = conn;
    x->request = *request;
    x->responder = memcpy(x->rest, responder, head);
    /* The connection's bytes are gone when a worker reads it. */
    request_keep(&x->request, (char *)x->rest + head);
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
