/*
 * See conn.h. Whatever happens to a connection only notes it and calls attend_later(); attend() alone then
 * decides what is to be done next.
 */
#include "searchd/net/conn.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "searchd/net/exchange.h"
#include "searchd/net/transport.h"

enum { LINGER_MS = 1000 };

enum conn_state { CONN_OPEN, CONN_ENDING, CONN_LINGERING, CONN_CLOSED, CONN_STATES };

static const bool may_move[CONN_STATES][CONN_STATES] = {
    [CONN_OPEN] = {[CONN_ENDING] = true, [CONN_CLOSED] = true},
    [CONN_ENDING] = {[CONN_LINGERING] = true, [CONN_CLOSED] = true},
    [CONN_LINGERING] = {[CONN_CLOSED] = true},
};

struct conn {
    struct transport transport;
    struct conn_shared *shared;
    struct door *door;
    struct conn *next, *previous; /* of all */
    struct ready ready;

    enum conn_state state;
    bool reading;   /* libuv reads for us */
    bool ended;     /* the other side has said that it writes no more */
    bool draining;  /* only `drain_left` more bytes are taken */
    bool hungry;    /* `in` holds no whole request */
    bool attending; /* what happens now is seen to already */
    size_t drain_left;

    struct buf in;                  /* not yet read as requests */
    struct exchange *first, **last; /* requests taken and not yet answered, in order */
    uint64_t in_flight;

    uint64_t expires;     /* loop time in ms; moved on by requests and by answers being read */
    uint64_t unfinished;  /* loop time since when `in` has waited for the end of a request */
    max_align_t reader[]; /* the door's */
};

static void attend_later(struct conn *c);
static void close_now(struct conn *c);

static struct conn *conn_of(struct transport *t)
{
    return (struct conn *)((char *)t - offsetof(struct conn, transport));
}

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
    c->expires = uv_now(c->shared->loop) + c->door->idle_ms;
}

/* Nothing more will be added to `in`. */
static bool input_is_over(const struct conn *c)
{
    return c->ended || (c->draining && c->drain_left == 0);
}

/* --- requests --- */

static struct exchange *take(struct conn *c, const struct asked *asked)
{
    uint64_t deadline = uv_hrtime() + c->shared->options->deadline_ms * 1000000;
    struct exchange *x = exchange_new(c, &asked->request, asked->responder, deadline);
    if (!x) {
        close_now(c);
        return NULL;
    }
    *c->last = x;
    c->last = &x->next;
    c->in_flight++;
    c->unfinished = uv_now(c->shared->loop);
    touch(c);
    if (asked->last)
        move_to(c, CONN_ENDING);
    return x;
}

static void refuse(struct conn *c, const struct asked *asked, const struct err *error)
{
    struct exchange *x = take(c, asked);
    if (!x)
        return;
    x->responder->kind->error(x->responder, &x->request, error, &x->response);
    x->response.code = error->code;
    x->done = true;
}

/* What the cache knows the response to a request by. */
static struct str key_of(struct conn_shared *shared, const struct exchange *x)
{
    const struct responder_kind *kind = x->responder->kind;
    unsigned variant = kind->variant(x->responder);
    buf_clear(&shared->key);
    buf_add(&shared->key, &kind, sizeof kind);
    buf_add(&shared->key, &variant, sizeof variant);
    request_key(&x->request, &shared->key);
    return buf_str(&shared->key);
}

/* Whether the response was at hand. */
static bool find_answer(struct conn_shared *shared, struct exchange *x)
{
    struct str key = key_of(shared, x);
    bool found = !buf_failed(&shared->key) && cache_find(shared->cache, key, &x->response);
    *(found ? &shared->stats->cache_hits : &shared->stats->cache_misses) += 1;
    return found;
}

static void keep_answer(struct conn_shared *shared, const struct exchange *x)
{
    struct str key = key_of(shared, x);
    if (!buf_failed(&shared->key))
        cache_keep(shared->cache, key, &x->response);
}

static void answer_here(struct conn_shared *shared, struct exchange *x, local_fn local)
{
    shared->stats->waiting = pool_waiting(shared->pool);
    shared->stats->cache_bytes = cache_bytes(shared->cache);
    shared->stats->cache_entries = cache_entries(shared->cache);
    local(&shared->local, &x->request, x->responder, &x->response);
}

static void begin(struct conn *c, const struct asked *asked)
{
    struct conn_shared *shared = c->shared;
    struct exchange *x = take(c, asked);
    if (!x)
        return;
    shared->stats->requests[x->request.verb]++;
    if (asked->local) {
        answer_here(shared, x, asked->local);
        x->done = true;
    } else if (find_answer(shared, x)) {
        x->done = true;
    } else if (!pool_submit(shared->pool, &x->job)) {
        shared->stats->busy++;
        x->responder->kind->busy(x->responder, &x->request, "too many requests are waiting", &x->response);
        x->done = true;
    }
}

/* Few enough in flight, and few enough answers that the other side has not read. */
static bool may_take(const struct conn *c)
{
    const struct options *options = c->shared->options;
    size_t waiting = c->transport.waiting;
    return c->state == CONN_OPEN && c->in_flight < options->in_flight && waiting < options->write_bytes &&
           (waiting == 0 || c->shared->waiting < options->write_total);
}

/* Moves complete responses at the front of the row to what is to be written. */
static void release_answers(struct conn *c)
{
    while (c->first && c->first->done && c->state != CONN_CLOSED) {
        struct exchange *x = c->first;
        c->first = x->next;
        if (!c->first)
            c->last = &c->first;
        c->in_flight--;
        c->shared->stats->errors += x->response.code < 0;
        struct buf *out = &c->transport.out;
        size_t before = out->len;
        x->responder->kind->send(x->responder, &x->response, out);
        exchange_free(x);
        transport_count(&c->transport, out->len - before);
    }
}

static void on_wrote(struct transport *t)
{
    struct conn *c = conn_of(t);
    touch(c);
    if (!c->attending)
        attend_later(c);
}

static void on_failed(struct transport *t)
{
    close_now(conn_of(t));
}

/* --- reading --- */

/* Reads `in` as requests, at most as many as its turn allows. */
static void take_requests(struct conn *c)
{
    size_t at = 0;
    c->hungry = false;
    for (uint64_t turn = 0; may_take(c); turn++) {
        if (turn == c->shared->options->turn) {
            attend_later(c);
            break;
        }
        struct asked asked = {0};
        struct err error;
        size_t used;
        int got = c->door->next(c->door, c->reader, str_slice(buf_str(&c->in), at, c->in.len), &used, &asked,
                                &error);
        at += used;
        if (got == 0) {
            c->hungry = true;
            break;
        }
        if (got < 0)
            refuse(c, &asked, &error);
        else
            begin(c, &asked);
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
    struct conn *c = conn_of(handle->data);
    *bytes = uv_buf_init(c->shared->chunk, CONN_CHUNK);
}

static void on_ended(struct conn *c)
{
    c->ended = true;
    c->reading = false;
    if (c->in.len && !c->draining)
        buf_add_str(&c->in, c->door->end);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *bytes)
{
    struct conn *c = conn_of(stream->data);
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
        if (c->in.len == 0)
            c->unfinished = uv_now(c->shared->loop);
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
        uv_read_stop(&c->transport.as.stream);
    else if (uv_read_start(&c->transport.as.stream, on_alloc, on_read) < 0)
        close_now(c);
}

/* --- the end --- */

static void on_closed(uv_handle_t *handle)
{
    struct conn *c = conn_of(handle->data);
    struct conn_shared *shared = c->shared;
    buf_fini(&c->in);
    transport_fini(&c->transport);
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
    while (c->first) {
        struct exchange *x = c->first;
        c->first = x->next;
        x->conn = NULL;
        if (x->done)
            exchange_free(x);
    }
    transport_close(&c->transport, on_closed);
}

/* All answers are written. */
static void finish(struct conn *c)
{
    if (c->ended || (c->draining && transport_is_received(&c->transport))) {
        close_now(c);
        return;
    }
    move_to(c, CONN_LINGERING);
    c->expires = uv_now(c->shared->loop) + LINGER_MS;
    transport_end(&c->transport);
}

/* --- attention --- */

static void attend(struct conn *c)
{
    release_answers(c);
    if (c->state == CONN_OPEN)
        take_requests(c);
    transport_flush(&c->transport);
    if (c->state == CONN_OPEN && c->hungry && input_is_over(c))
        move_to(c, CONN_ENDING);
    if (c->state == CONN_ENDING && !c->first && c->transport.waiting == 0)
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
    if (c->state == CONN_CLOSED)
        return;
    c->attending = true;
    attend(c);
    c->attending = false;
}

static void attend_later(struct conn *c)
{
    if (c->state != CONN_CLOSED)
        ready_add(&c->shared->ready, &c->ready);
}

void conn_exchange_done(void *context, struct pool_job *job)
{
    struct exchange *x = exchange_of(job);
    x->done = true;
    keep_answer(context, x);
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

void conn_shared_fini(struct conn_shared *shared)
{
    buf_fini(&shared->key);
}

static struct conn *conn_new(struct conn_shared *shared, struct door *door, uv_handle_type type)
{
    struct conn *c = calloc(1, sizeof *c + door->reader_size);
    if (!c)
        return NULL;
    c->shared = shared;
    c->door = door;
    c->last = &c->first;
    c->transport.total = &shared->waiting;
    c->transport.wrote = on_wrote;
    c->transport.failed = on_failed;
    transport_init(&c->transport, shared->loop, type);
    c->next = shared->all;
    if (c->next)
        c->next->previous = c;
    shared->all = c;
    shared->stats->connections++;
    return c;
}

static void turn_away(struct conn *c)
{
    struct buf words = {0};
    c->door->full(c->door, &words);
    uv_buf_t bytes = uv_buf_init(words.ptr, (unsigned)words.len);
    uv_try_write(&c->transport.as.stream, &bytes, 1);
    buf_fini(&words);
    c->shared->stats->refused++;
    close_now(c);
}

void conn_accept(struct conn_shared *shared, struct door *door, uv_stream_t *listener)
{
    bool full = shared->stats->connections >= shared->options->connections;
    struct conn *c = conn_new(shared, door, listener->type);
    if (!c)
        return;
    if (uv_accept(listener, &c->transport.as.stream) < 0) {
        close_now(c);
        return;
    }
    if (listener->type == UV_TCP)
        uv_tcp_nodelay(&c->transport.as.tcp, 1);
    touch(c);
    shared->stats->accepted++;
    if (full)
        turn_away(c);
    else
        attend_later(c);
}

/* Whether the beginning of a request has waited too long for its end. */
static bool is_late(const struct conn *c)
{
    return c->state == CONN_OPEN && c->hungry && c->in.len && c->door->unfinished_ms &&
           uv_now(c->shared->loop) >= c->unfinished + c->door->unfinished_ms;
}

static void give_up(struct conn *c)
{
    struct asked asked = {0};
    struct err error;
    if (c->door->late(c->door, c->reader, &asked, &error) == 0) {
        close_now(c);
        return;
    }
    refuse(c, &asked, &error);
    attend_later(c);
}

void conn_tick(struct conn_shared *shared)
{
    uint64_t now = uv_now(shared->loop);
    for (struct conn *c = shared->all; c; c = c->next) {
        bool moves = transport_moves(&c->transport);
        if (c->state != CONN_LINGERING && (c->first || moves))
            touch(c);
        if (is_late(c))
            give_up(c);
        else if (now >= c->expires)
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
        if (uv_fileno(&c->transport.as.handle, &fd) == 0)
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
