/* See line_door.h. */
#include "searchd/net/line_door.h"

#include "searchd/net/local.h"
#include "searchd/net/reply.h"

static void answer_here(const struct local *local, const struct request *request,
                        const struct responder *responder, struct response *out)
{
    (void)responder;
    local_answer(local, request, &out->body);
}

static int next(struct door *door, void *reader, struct str bytes, size_t *used, struct asked *out,
                struct err *e)
{
    const struct line_door *self = (struct line_door *)door;
    int got = line_next(reader, &self->limits, bytes, used, &out->request, e);
    if (got == 0)
        return 0;
    out->responder = &reply_responder;
    if (got < 0) {
        out->request = (struct request){0};
        out->local = NULL;
        out->last = got == ERR_REFUSED;
    } else {
        out->local = local_is(out->request.verb) ? answer_here : NULL;
        out->last = out->request.verb == REQUEST_QUIT;
    }
    return got;
}

/* Half a line for so long is nothing to be answered. */
static int late(struct door *door, void *reader, struct asked *out, struct err *e)
{
    (void)door;
    (void)reader;
    (void)out;
    (void)e;
    return 0;
}

static void full(struct door *door, struct buf *out)
{
    (void)door;
    reply_busy(out, "too many connections are open");
}

void line_door_init(struct line_door *door, const struct options *options)
{
    *door = (struct line_door){
        .door = {.reader_size = sizeof(struct line_reader),
                 .end = STR("\n"), /* a last line need not be ended: printf 'sécurité' | nc */
                 .idle_ms = options->idle_ms,
                 .next = next,
                 .late = late,
                 .full = full},
        .limits = {options->line_bytes, {(uint32_t)options->hits, (uint32_t)options->offset}},
    };
}
