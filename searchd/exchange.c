/* See exchange.h. */
#include "searchd/exchange.h"

#include <stdlib.h>

#include "searchd/worker.h"

struct exchange *exchange_new(struct conn *conn, const struct request *request, uint64_t deadline_ns)
{
    struct exchange *x = calloc(1, sizeof *x + request->query.len);
    if (!x)
        return NULL;
    x->conn = conn;
    x->request = *request;
    if (request->query.len)
        memcpy(x->query, request->query.ptr, request->query.len);
    x->request.query.ptr = x->query;
    x->deadline_ns = deadline_ns;
    return x;
}

void exchange_free(struct exchange *x)
{
    buf_fini(&x->reply);
    free(x);
}

struct exchange *exchange_of(struct pool_job *job)
{
    return (struct exchange *)((char *)job - offsetof(struct exchange, job));
}

void exchange_run(void *worker, struct pool_job *job)
{
    struct exchange *x = exchange_of(job);
    x->code = worker_answer(worker, &x->request, x->deadline_ns, &x->reply);
}
