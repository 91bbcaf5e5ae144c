/* See watch.h. At most one generation is being opened; what happens meanwhile is looked at afterwards. */
#include "searchd/net/watch.h"

#include <stdlib.h>

#include "base/log.h"
#include "searchd/snapshot.h"

/* After a generation was refused, it is tried again no sooner. */
enum { RETRY_MS = 30000 };

struct watch {
    uv_fs_event_t events;
    uv_timer_t poll;
    uv_work_t load;
    struct snapshots *snapshots;
    watch_fn changed;
    void *context;
    bool loading, again, closing;
    uint64_t not_before; /* loop time in ms */
    size_t handles;      /* not yet closed */
    int code;            /* what the thread brought back */
    struct err error;
};

static void on_load(uv_work_t *work)
{
    struct watch *w = work->data;
    w->code = snapshots_load(w->snapshots, &w->error);
}

static void begin_load(struct watch *w);

static void free_when_idle(struct watch *w)
{
    if (w->handles == 0 && !w->loading)
        free(w);
}

static void on_loaded(uv_work_t *work, int status)
{
    struct watch *w = work->data;
    (void)status; /* work is never cancelled */
    w->loading = false;
    if (w->code < 0) {
        log_error("the new index is refused, the old one stays: %s%s%s", w->error.text,
                  w->error.hint[0] ? "; " : "", w->error.hint);
        w->not_before = uv_now(work->loop) + RETRY_MS;
    } else {
        log_info("generation %llu answers from now on",
                 (unsigned long long)snapshots_facts(w->snapshots).generation);
        w->not_before = 0;
    }
    if (w->closing) {
        free_when_idle(w);
        return;
    }
    if (w->code == 0)
        w->changed(w->context);
    if (w->again)
        begin_load(w);
}

static void begin_load(struct watch *w)
{
    w->again = w->loading;
    if (w->loading)
        return;
    w->loading = uv_queue_work(w->poll.loop, &w->load, on_load, on_loaded) == 0;
}

static void on_poll(uv_timer_t *timer)
{
    struct watch *w = timer->data;
    if (!w->loading && uv_now(timer->loop) >= w->not_before && snapshots_outdated(w->snapshots))
        begin_load(w);
}

static void on_event(uv_fs_event_t *handle, const char *name, int events, int status)
{
    struct watch *w = handle->data;
    (void)name;
    (void)events;
    if (status == 0 && snapshots_outdated(w->snapshots))
        begin_load(w);
}

void watch_reload(struct watch *w)
{
    begin_load(w);
}

int watch_open(uv_loop_t *loop, const struct options *options, struct snapshots *snapshots, watch_fn changed,
               void *context, struct watch **out, struct err *e)
{
    struct watch *w = *out = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    w->snapshots = snapshots;
    w->changed = changed;
    w->context = context;
    w->load.data = w->poll.data = w->events.data = w;
    uv_timer_init(loop, &w->poll);
    uv_fs_event_init(loop, &w->events);
    w->handles = 2;
    uv_timer_start(&w->poll, on_poll, options->poll_ms, options->poll_ms);
    int status = uv_fs_event_start(&w->events, on_event, options->index, 0);
    if (status < 0)
        log_info("%s: the system does not tell of changes (%s); looking every %llu ms", options->index,
                 uv_strerror(status), (unsigned long long)options->poll_ms);
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct watch *w = handle->data;
    w->handles--;
    free_when_idle(w);
}

void watch_close(struct watch *w)
{
    if (!w)
        return;
    w->closing = true;
    uv_close((uv_handle_t *)&w->poll, on_closed);
    uv_close((uv_handle_t *)&w->events, on_closed);
}
