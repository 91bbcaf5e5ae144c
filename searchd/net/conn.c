/*
 * See conn.h. Whatever happens to a connection only notes it and calls attend_later(); attend() alone then
 * decides what is to be done next. At most one write is under way.
 */
#include "searchd/net/conn.h"

#include <assert.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "searchd/net/exchange.h"
#include "searchd/net/line.h"
#include "searchd/net/local.h"
#include "searchd/net/reply.h"

enum { LINGER_MS = 1000 };

enum conn_state { CONN_OPEN, CONN_ENDING, CONN_LINGERING, CONN_CLOSED, CONN_STATES };

static const bool may_move[CONN_STATES][CONN_STATES] = {
    [CONN_OPEN] = {[CONN_ENDING] = true, [CONN_CLOSED] = true},
    [CONN_ENDING] = {[CONN_LINGERING] = true, [CONN_CLOSED] = true},
    [CONN_LINGERING] = {[CONN_CLOSED] = true},
};

struct conn {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } as;
    struct conn_shared *shared;
    struct conn *next, *previous; /* of all */
    struct ready ready;

    enum conn_state state;
    bool reading;  /* libuv reads for us */
    bool writing;  /* `write` is under way with `sent` */
    bool ended;    /* the other side has said that it writes no more */
    bool draining; /* only `drain_left` more bytes are taken */
    bool hungry;   /* `in` holds no whole line */
    size_t drain_left;

    struct line_reader reader;
    struct buf in;   /* not yet read as requests */
    struct buf out;  /* answers, in order, not yet being written */
    struct buf sent; /* being written */
    size_t waiting;  /* bytes of `out`, and of `sent` not yet taken by the system */

    struct exchange *first, **last; /* requests taken and not yet answered, in order */
    uint64_t in_flight;

    uint64_t expires;     /* loop time in ms; moved on by requests and by answers being read */
    size_t unsent_before; /* at the last tick */
    uv_write_t write;
    uv_shutdown_t shutdown;
};

static void attend_later(struct conn *c);
static void close_now(struct conn *c);

/* --- states and time --- */

static void move_to(struct conn *c, enum conn_state state)
{
    bool permitted = may_move[c->state][state];
    assert(permitted);
    (void)permitted; /* without assertions */
    c->state = state;
}

static void touch(struct conn *c)
{
    c->expires = uv_now(c->shared->loop) + c->shared->options->idle_ms;
}

/* Nothing more will be added to `in`. */
static bool input_is_over(const struct conn *c)
{
    return c->ended || (c->draining && c->drain_left == 0);
}

/* --- requests --- */

static struct exchange *take(struct conn *c, const struct request *request)
{
    uint64_t deadline = uv_hrtime() + c->shared->options->deadline_ms * 1000000;
    struct exchange *x = exchange_new(c, request, deadline);
    if (!x) {
        close_now(c);
        return NULL;
    }
    *c->last = x;
    c->last = &x->next;
    c->in_flight++;
    touch(c);
    return x;
}

static void refuse(struct conn *c, const struct err *error)
{
    struct exchange *x = take(c, &(struct request){0});
    if (!x)
        return;
    reply_error(&x->reply, error);
    x->code = error->code;
    x->done = true;
    if (error->code == ERR_REFUSED)
        move_to(c, CONN_ENDING);
}

static void answer_here(struct conn *c, struct exchange *x)
{
    struct conn_shared *shared = c->shared;
    shared->stats->waiting = pool_waiting(shared->pool);
    local_answer(&x->request, shared->stats, shared->options, shared->snapshots, &x->reply);
    x->done = true;
    if (x->request.verb == REQUEST_QUIT)
        move_to(c, CONN_ENDING);
}

static void begin(struct conn *c, const struct request *request)
{
    struct exchange *x = take(c, request);
    if (!x)
        return;
    c->shared->stats->requests[request->verb]++;
    if (local_is(request->verb)) {
        answer_here(c, x);
    } else if (!pool_submit(c->shared->pool, &x->job)) {
        c->shared->stats->busy++;
        reply_busy(&x->reply, "too many requests are waiting");
        x->done = true;
    }
}

/* Few enough in flight, and few enough answers that the other side has not read. */
static bool may_take(const struct conn *c)
{
    const struct options *options = c->shared->options;
    return c->state == CONN_OPEN && c->in_flight < options->in_flight && c->waiting < options->write_bytes &&
           (c->waiting == 0 || c->shared->waiting < options->write_total);
}

/* --- answers --- */

/* Moves complete replies at the front of the row to `out`. */
static void release_answers(struct conn *c)
{
    while (c->first && c->first->done && c->state != CONN_CLOSED) {
        struct exchange *x = c->first;
        c->first = x->next;
        if (!c->first)
            c->last = &c->first;
        c->in_flight--;
        c->shared->stats->errors += x->code < 0;
        size_t before = c->out.len;
        if (before == 0) {
            struct buf empty = c->out;
            c->out = x->reply;
            x->reply = empty;
        } else {
            buf_add_str(&c->out, buf_str(&x->reply));
            c->out.failed |= x->reply.failed;
        }
        c->waiting += c->out.len - before;
        c->shared->waiting += c->out.len - before;
        exchange_free(x);
        if (buf_failed(&c->out))
            close_now(c);
    }
}

static void count_written(struct conn *c, size_t bytes)
{
    c->waiting -= bytes;
    c->shared->waiting -= bytes;
    touch(c);
}

static void on_written(uv_write_t *write, int status)
{
    struct conn *c = write->handle->data;
    c->writing = false;
    buf_fini(&c->sent);
    if (c->state == CONN_CLOSED)
        return;
    if (status < 0) {
        close_now(c);
        return;
    }
    count_written(c, c->waiting - c->out.len);
    attend_later(c);
}

static void write_answers(struct conn *c)
{
    if (c->writing || c->out.len == 0 || c->state == CONN_CLOSED)
        return;
    uv_buf_t bytes = uv_buf_init(c->out.ptr, (unsigned)c->out.len);
    int done = uv_try_write(&c->as.stream, &bytes, 1);
    if (done < 0 && done != UV_EAGAIN) {
        close_now(c);
        return;
    }
    if (done > 0)
        count_written(c, (size_t)done);
    if ((size_t)done == c->out.len) {
        buf_fini(&c->out);
        return;
    }
    if (done > 0) {
        bytes.base += done;
        bytes.len -= (size_t)done;
    }
    c->sent = c->out;
    c->out = (struct buf){0};
    c->writing = uv_write(&c->write, &c->as.stream, &bytes, 1, on_written) == 0;
    if (!c->writing)
        close_now(c);
}

/* --- reading --- */

/* Reads `in` as requests, at most as many as its turn allows. */
static void take_requests(struct conn *c)
{
    const struct options *options = c->shared->options;
    const struct line_limits limits = {options->line_bytes,
                                       {(uint32_t)options->hits, (uint32_t)options->offset}};
    size_t at = 0;
    c->hungry = false;
    for (uint64_t turn = 0; may_take(c); turn++) {
        if (turn == options->turn) {
            attend_later(c);
            break;
        }
        struct request request;
        struct err error;
        size_t used;
        int got = line_next(&c->reader, &limits, str_slice(buf_str(&c->in), at, c->in.len), &used, &request,
                            &error);
        at += used;
        if (got == 0) {
            c->hungry = true;
            break;
        }
        if (got < 0)
            refuse(c, &error);
        else
            begin(c, &request);
        release_answers(c);
    }
    if (at == c->in.len)
        buf_fini(&c->in); /* an idle connection holds no buffer */
    else if (at)
        buf_consume(&c->in, at);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *bytes)
{
    (void)suggested;
    struct conn *c = handle->data;
    *bytes = uv_buf_init(c->shared->chunk, CONN_CHUNK);
}

static void on_ended(struct conn *c)
{
    c->ended = true;
    c->reading = false;
    /* A last line need not be ended: printf 'sécurité' | nc */
    if (c->in.len && !c->draining)
        buf_add_char(&c->in, '\n');
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *bytes)
{
    struct conn *c = stream->data;
    if (len == 0 || c->state == CONN_CLOSED)
        return;
    if (len == UV_EOF) {
        on_ended(c);
    } else if (len < 0) {
        close_now(c);
        return;
    } else if (c->state == CONN_OPEN) {
        size_t taken = (size_t)len;
        if (c->draining) {
            taken = taken < c->drain_left ? taken : c->drain_left;
            c->drain_left -= taken;
        }
        buf_add(&c->in, bytes->base, taken);
    }
    if (buf_failed(&c->in))
        close_now(c);
    else
        attend_later(c);
}

static void read_or_pause(struct conn *c)
{
    bool wanted = (c->state == CONN_OPEN && c->hungry && !input_is_over(c)) ||
                  (c->state == CONN_LINGERING && !c->ended);
    if (wanted == c->reading || c->state == CONN_CLOSED)
        return;
    c->reading = wanted;
    if (!wanted)
        uv_read_stop(&c->as.stream);
    else if (uv_read_start(&c->as.stream, on_alloc, on_read) < 0)
        close_now(c);
}

/* --- the end --- */

static void on_closed(uv_handle_t *handle)
{
    struct conn *c = handle->data;
    struct conn_shared *shared = c->shared;
    buf_fini(&c->in);
    buf_fini(&c->out);
    buf_fini(&c->sent);
    if (c->previous)
        c->previous->next = c->next;
    else
        shared->all = c->next;
    if (c->next)
        c->next->previous = c->previous;
    shared->stats->connections--;
    ready_remove(&c->ready);
    free(c);
    if (!shared->all)
        shared->emptied(shared);
}

static void close_now(struct conn *c)
{
    if (c->state == CONN_CLOSED)
        return;
    move_to(c, CONN_CLOSED);
    c->shared->waiting -= c->waiting;
    c->waiting = 0;
    while (c->first) {
        struct exchange *x = c->first;
        c->first = x->next;
        x->conn = NULL;
        if (x->done)
            exchange_free(x);
    }
    uv_close(&c->as.handle, on_closed);
}

static void on_shut(uv_shutdown_t *shutdown, int status)
{
    struct conn *c = shutdown->handle->data;
    if (status < 0 && status != UV_ECANCELED)
        close_now(c);
}

/* Whether the other side's system has all we wrote. */
static bool all_is_received(struct conn *c)
{
    uv_os_fd_t fd;
    int unsent = 0;
    return uv_fileno(&c->as.handle, &fd) == 0 && ioctl(fd, SIOCOUTQ, &unsent) == 0 && unsent == 0;
}

/* All answers are written. */
static void finish(struct conn *c)
{
    if (c->ended || (c->draining && all_is_received(c))) {
        close_now(c);
        return;
    }
    move_to(c, CONN_LINGERING);
    c->expires = uv_now(c->shared->loop) + LINGER_MS;
    if (uv_shutdown(&c->shutdown, &c->as.stream, on_shut) < 0)
        close_now(c);
}

/* --- attention --- */

static void attend(struct conn *c)
{
    release_answers(c);
    if (c->state == CONN_OPEN)
        take_requests(c);
    write_answers(c);
    if (c->state == CONN_OPEN && c->hungry && input_is_over(c))
        move_to(c, CONN_ENDING);
    if (c->state == CONN_ENDING && !c->first && c->waiting == 0)
        finish(c);
    if (c->state == CONN_LINGERING && c->ended)
        close_now(c);
    /* What was written at once has made room. */
    if (!c->hungry && may_take(c))
        attend_later(c);
    read_or_pause(c);
}

static void on_ready(struct ready *item)
{
    struct conn *c = (struct conn *)((char *)item - offsetof(struct conn, ready));
    if (c->state != CONN_CLOSED)
        attend(c);
}

static void attend_later(struct conn *c)
{
    if (c->state != CONN_CLOSED)
        ready_add(&c->shared->ready, &c->ready);
}

void conn_exchange_done(void *context, struct pool_job *job)
{
    (void)context;
    struct exchange *x = exchange_of(job);
    x->done = true;
    if (x->conn)
        attend_later(x->conn);
    else
        exchange_free(x);
}

/* --- all of them --- */

void conn_shared_init(struct conn_shared *shared)
{
    ready_list_init(&shared->ready, shared->loop, on_ready);
}

static struct conn *conn_new(struct conn_shared *shared, uv_stream_t *listener)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->shared = shared;
    c->last = &c->first;
    if (listener->type == UV_TCP)
        uv_tcp_init(shared->loop, &c->as.tcp);
    else
        uv_pipe_init(shared->loop, &c->as.pipe, 0);
    c->as.handle.data = c;
    c->next = shared->all;
    if (c->next)
        c->next->previous = c;
    shared->all = c;
    shared->stats->connections++;
    return c;
}

void conn_accept(struct conn_shared *shared, uv_stream_t *listener)
{
    bool full = shared->stats->connections >= shared->options->connections;
    struct conn *c = conn_new(shared, listener);
    if (!c)
        return;
    if (uv_accept(listener, &c->as.stream) < 0) {
        close_now(c);
        return;
    }
    if (listener->type == UV_TCP)
        uv_tcp_nodelay(&c->as.tcp, 1);
    touch(c);
    shared->stats->accepted++;
    if (full) {
        struct buf busy = {0};
        reply_busy(&busy, "too many connections are open");
        uv_buf_t bytes = uv_buf_init(busy.ptr, (unsigned)busy.len);
        uv_try_write(&c->as.stream, &bytes, 1);
        buf_fini(&busy);
        shared->stats->refused++;
        close_now(c);
        return;
    }
    attend_later(c);
}

void conn_tick(struct conn_shared *shared)
{
    uint64_t now = uv_now(shared->loop);
    for (struct conn *c = shared->all; c; c = c->next) {
        size_t unsent = uv_stream_get_write_queue_size(&c->as.stream);
        if (c->state != CONN_LINGERING && (c->first || unsent < c->unsent_before))
            touch(c);
        c->unsent_before = unsent;
        if (now >= c->expires)
            close_now(c);
    }
}

void conn_drain_all(struct conn_shared *shared)
{
    for (struct conn *c = shared->all; c; c = c->next) {
        if (c->state != CONN_OPEN)
            continue;
        uv_os_fd_t fd;
        int arrived = 0;
        if (uv_fileno(&c->as.handle, &fd) == 0)
            ioctl(fd, FIONREAD, &arrived);
        c->draining = true;
        c->drain_left = (size_t)arrived;
        attend_later(c);
    }
}

void conn_close_all(struct conn_shared *shared)
{
    for (struct conn *c = shared->all; c; c = c->next)
        close_now(c);
}
