/* See local.h. */
#include "searchd/net/local.h"

#include <stdio.h>

#include "searchd/net/help.h"
#include "searchd/net/reply.h"

bool local_is(enum request_verb verb)
{
    return verb == REQUEST_STATS || verb == REQUEST_PING || verb == REQUEST_HELP || verb == REQUEST_QUIT;
}

static void answer_stats(const struct local *local, const struct request *request, struct buf *reply)
{
    struct buf body = {0};
    char status[40];
    size_t count = stats_print(local->stats, local->options, local->snapshots, request->format, &body);
    snprintf(status, sizeof status, "%zu values", count);
    reply_ok(reply, status, buf_str(&body));
    reply->failed |= body.failed;
    buf_fini(&body);
}

void local_answer(const struct local *local, const struct request *request, struct buf *reply)
{
    switch (request->verb) {
    case REQUEST_STATS:
        answer_stats(local, request, reply);
        break;
    case REQUEST_HELP:
        reply_ok(reply, "help", help_text());
        break;
    case REQUEST_QUIT:
        reply_ok(reply, "bye", STR(""));
        break;
    default:
        reply_ok(reply, "pong", STR(""));
    }
}
