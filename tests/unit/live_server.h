/*
 * A server with connections on a real loopback socket, in the test's own process and thread, and clients of
 * it. The clients' end is non-blocking and moved by the same loop's turns, so nothing waits for luck. The
 * test defines worker_answer(), and so answers by itself.
 */
#ifndef TESTS_LIVE_SERVER_H
#define TESTS_LIVE_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "searchd/net/conn.h"
#include "searchd/net/exchange.h"
#include "searchd/net/http_door.h"
#include "searchd/net/line_door.h"
#include "searchd/snapshot.h"
#include "searchd/worker.h"

struct snapshot_facts snapshots_facts(struct snapshots *all)
{
    (void)all;
    return (struct snapshot_facts){.generation = 3, .documents = 7, .built_at = 1000};
}

/* --- a server of its own for each test --- */

static struct {
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_timer_t tick;
    struct sockaddr_in address;
    struct options options;
    struct stats stats;
    struct line_door line;
    struct http_door http;
    struct door *door; /* of those who connect */
    struct conn_shared shared;
    size_t emptied;
} server;

static inline int make(void *context, void **worker, struct err *e)
{
    (void)context;
    (void)e;
    *worker = NULL;
    return 0;
}

static inline void ignore(void *worker)
{
    (void)worker;
}

static inline void on_incoming(uv_stream_t *stream, int status)
{
    assert_int_equal(status, 0);
    conn_accept(&server.shared, server.door, stream);
}

static inline void on_tick(uv_timer_t *timer)
{
    (void)timer;
    conn_tick(&server.shared);
}

static inline void on_emptied(struct conn_shared *shared)
{
    (void)shared;
    server.emptied++;
}

/* Makes the doors anew, from options that a test has changed. */
static inline void server_doors(void)
{
    line_door_init(&server.line, &server.options);
    http_door_fini(&server.http);
    http_door_init(&server.http, &server.options, &server.shared.local);
    server.door = server.door ? server.door : &server.line.door;
}

static inline int set_up(void **state)
{
    (void)state;
    static const struct pool_hooks hooks = {.context = &server.shared,
                                            .worker_new = make,
                                            .worker_free = ignore,
                                            .refresh = ignore,
                                            .run = exchange_run,
                                            .done = conn_exchange_done};
    struct err e;
    int none;
    char *no_arguments[] = {NULL};
    memset(&server, 0, sizeof server);
    if (settings_parse(options_table, &server.options, 0, no_arguments, &none, &e) < 0)
        return -1;
    uv_loop_init(&server.loop);
    server.shared.loop = &server.loop;
    server.shared.options = &server.options;
    server.shared.stats = &server.stats;
    server.shared.local = (struct local){&server.stats, &server.options, NULL};
    server.shared.cache = cache_new(server.options.cache);
    cache_follow(server.shared.cache, 3);
    server_doors();
    server.shared.emptied = on_emptied;
    conn_shared_init(&server.shared);
    if (pool_open(&server.loop, 4, 1024, &hooks, &server.shared.pool, &e) < 0)
        return -1;
    uv_timer_init(&server.loop, &server.tick);
    uv_timer_start(&server.tick, on_tick, 1, 1);
    uv_tcp_init(&server.loop, &server.listener);
    uv_ip4_addr("127.0.0.1", 0, &server.address);
    uv_tcp_bind(&server.listener, (const struct sockaddr *)&server.address, 0);
    int size = sizeof server.address;
    int failed = uv_listen((uv_stream_t *)&server.listener, 64, on_incoming);
    return failed ? failed : uv_tcp_getsockname(&server.listener, (struct sockaddr *)&server.address, &size);
}

static inline int tear_down(void **state)
{
    (void)state;
    conn_close_all(&server.shared);
    pool_close(server.shared.pool);
    uv_close((uv_handle_t *)&server.listener, NULL);
    uv_close((uv_handle_t *)&server.tick, NULL);
    uv_run(&server.loop, UV_RUN_NOWAIT);
    uv_close((uv_handle_t *)&server.shared.ready.idle, NULL);
    uv_run(&server.loop, UV_RUN_DEFAULT);
    http_door_fini(&server.http);
    conn_shared_fini(&server.shared);
    cache_free(server.shared.cache);
    assert_int_equal(server.stats.connections, 0);
    assert_int_equal(server.shared.waiting, 0);
    return uv_loop_close(&server.loop);
}

/* --- clients --- */

struct client {
    int fd;
    struct buf got;
    bool ended;
    size_t counted, ends; /* of the line protocol: replies that end before `counted` */
};

static inline struct client client_open(void)
{
    struct client c = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    assert_int_equal(connect(c.fd, (struct sockaddr *)&server.address, sizeof server.address), 0);
    fcntl(c.fd, F_SETFL, O_NONBLOCK);
    return c;
}

static inline void client_close(struct client *c)
{
    close(c->fd);
    buf_fini(&c->got);
}

static inline void turn(void)
{
    uv_run(&server.loop, UV_RUN_ONCE);
}

static inline void client_receive(struct client *c)
{
    char *room = buf_room(&c->got, 65536);
    ssize_t len = recv(c->fd, room, 65536, 0);
    if (len > 0)
        c->got.len += (size_t)len;
    else if (len == 0)
        c->ended = true;
    else
        assert_true(errno == EAGAIN);
}

/* Sends all, turning the loop as needed; reads nothing. */
static inline void client_send(struct client *c, struct str bytes)
{
    while (bytes.len) {
        ssize_t len = send(c->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (len > 0)
            bytes = str_slice(bytes, (size_t)len, bytes.len);
        turn();
    }
}

static inline void client_finish(struct client *c)
{
    while (!c->ended) {
        turn();
        client_receive(c);
    }
}

static inline void assert_got(struct client *c, const char *expected)
{
    buf_add_char(&c->got, '\0');
    assert_string_equal(c->got.ptr, expected);
}

#endif
