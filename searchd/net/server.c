/* See server.h. */
#include "searchd/net/server.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/log.h"
#include "searchd/net/conn.h"
#include "searchd/net/exchange.h"
#include "searchd/net/http_door.h"
#include "searchd/net/line_door.h"
#include "searchd/net/listen.h"
#include "searchd/net/systemd.h"
#include "searchd/net/watch.h"
#include "searchd/snapshot.h"
#include "searchd/worker.h"

/* Files of two generations for each worker, listeners, the loop's own. */
enum { SPARE_DESCRIPTORS = 32, DESCRIPTORS_A_WORKER = 8 };
enum { TICK_MOST_MS = 250 };

enum { SIGNALS = 3 };

struct server {
    uv_loop_t loop;
    struct options *options;
    const struct search_limits *limits;
    struct snapshots *snapshots;
    struct listeners *listeners;
    struct watch *watch;
    struct line_door line;
    struct http_door http;
    struct conn_shared shared;
    struct stats stats;
    uv_signal_t signals[SIGNALS];
    uv_timer_t tick, drain;
    uint64_t began_ns;
    bool draining, ending;
};

static struct server *server_of(struct conn_shared *shared)
{
    return (struct server *)((char *)shared - offsetof(struct server, shared));
}

/* A connection that cannot be had is better told -BUSY than dropped for want of a descriptor. */
static void fit_descriptors(struct options *options)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    uint64_t reserved = SPARE_DESCRIPTORS + DESCRIPTORS_A_WORKER * options->workers;
    uint64_t room = limit.rlim_cur > reserved ? limit.rlim_cur - reserved : 1;
    if (options->connections <= room)
        return;
    log_write(LOG_LEVEL_NOTICE, "%llu connections at most, for the system grants %llu descriptors",
              (unsigned long long)room, (unsigned long long)limit.rlim_cur);
    options->connections = room;
}

/* --- the end --- */

/* No connection is left: let go of everything, so that the loop runs out of things to do. */
static void end(struct server *server)
{
    if (server->ending)
        return;
    server->ending = true;
    listeners_close(server->listeners);
    server->listeners = NULL;
    pool_close(server->shared.pool);
    watch_close(server->watch);
    for (size_t i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&server->signals[i], NULL);
    uv_close((uv_handle_t *)&server->tick, NULL);
    uv_close((uv_handle_t *)&server->drain, NULL);
    uv_close((uv_handle_t *)&server->shared.ready.idle, NULL);
}

static void on_emptied(struct conn_shared *shared)
{
    struct server *server = server_of(shared);
    if (server->draining)
        end(server);
}

static void on_drain_over(uv_timer_t *timer)
{
    struct server *server = timer->data;
    log_warning("%llu connections were not done in time", (unsigned long long)server->stats.connections);
    conn_close_all(&server->shared);
}

static void stop(struct server *server)
{
    if (server->draining) {
        conn_close_all(&server->shared);
        return;
    }
    log_info("stopping: %llu connections are open", (unsigned long long)server->stats.connections);
    systemd_notify("STOPPING=1");
    server->draining = true;
    server->http.manner.ending = true;
    listeners_close(server->listeners);
    server->listeners = NULL;
    uv_timer_start(&server->drain, on_drain_over, server->options->drain_ms, 0);
    conn_drain_all(&server->shared);
    if (!server->shared.all)
        end(server);
}

/* --- events --- */

static void on_signal(uv_signal_t *handle, int number)
{
    struct server *server = handle->data;
    if (number == SIGHUP)
        watch_reload(server->watch);
    else
        stop(server);
}

static void on_tick(uv_timer_t *timer)
{
    struct server *server = timer->data;
    server->stats.uptime_s = (uv_hrtime() - server->began_ns) / 1000000000;
    conn_tick(&server->shared);
}

static void on_incoming(void *context, struct door *door, uv_stream_t *listener)
{
    struct server *server = context;
    conn_accept(&server->shared, door, listener);
}

static void on_changed(void *context)
{
    struct server *server = context;
    pool_refresh(server->shared.pool);
    cache_follow(server->shared.cache, snapshots_facts(server->snapshots).generation);
}

static int make_worker(void *context, void **worker, struct err *e)
{
    struct server *server = context;
    struct worker *made;
    int code = worker_new(server->snapshots, server->limits, &made, e);
    *worker = made;
    return code;
}

static void free_worker(void *worker)
{
    worker_free(worker);
}

static void refresh_worker(void *worker)
{
    worker_refresh(worker);
}

static void on_done(void *context, struct pool_job *job)
{
    struct server *server = context;
    conn_exchange_done(&server->shared, job);
}

/* --- beginning --- */

static int start_pool(struct server *server, struct err *e)
{
    const struct pool_hooks hooks = {
        .context = server,
        .worker_new = make_worker,
        .worker_free = free_worker,
        .refresh = refresh_worker,
        .run = exchange_run,
        .done = on_done,
    };
    return pool_open(&server->loop, server->options->workers, server->options->queue, &hooks,
                     &server->shared.pool, e);
}

static void start_handles(struct server *server)
{
    static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < SIGNALS; i++) {
        uv_signal_init(&server->loop, &server->signals[i]);
        server->signals[i].data = server;
        uv_signal_start(&server->signals[i], on_signal, numbers[i]);
    }
    uint64_t every = server->options->idle_ms / 4 + 1;
    every = every < TICK_MOST_MS ? every : TICK_MOST_MS;
    uv_timer_init(&server->loop, &server->tick);
    uv_timer_init(&server->loop, &server->drain);
    server->tick.data = server->drain.data = server;
    uv_timer_start(&server->tick, on_tick, every, every);
    conn_shared_init(&server->shared);
}

static int start_listening(struct server *server, struct err *e)
{
    const struct options *options = server->options;
    const struct listen_place places[LISTEN_PLACES] = {
        {&server->line.door, "line", "--listen", options->listen, OPTIONS_DEFAULT_LISTEN, "--unix",
         options->unix_path},
        {&server->http.door, "http", "--http", options->http, OPTIONS_DEFAULT_HTTP, "--http-unix",
         options->http_unix},
    };
    return listeners_open(&server->loop, places, on_incoming, server, &server->listeners, e);
}

int server_open(struct options *options, const struct search_limits *limits, struct snapshots *snapshots,
                struct server **out, struct err *e)
{
    *out = NULL;
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        return err_memory(e);
    server->options = options;
    server->limits = limits;
    server->snapshots = snapshots;
    server->shared.cache = cache_new(options->cache);
    if (!server->shared.cache) {
        free(server);
        return err_memory(e);
    }
    int status = uv_loop_init(&server->loop);
    if (status < 0) {
        cache_free(server->shared.cache);
        free(server);
        return err_set(e, ERR_IO, "cannot start the event loop: %s", uv_strerror(status));
    }
    if (options->workers == 0)
        options->workers = uv_available_parallelism();
    fit_descriptors(options);
    signal(SIGPIPE, SIG_IGN);
    server->shared.loop = &server->loop;
    server->shared.options = options;
    server->shared.stats = &server->stats;
    server->shared.local = (struct local){&server->stats, options, snapshots};
    server->shared.emptied = on_emptied;
    line_door_init(&server->line, options);
    http_door_init(&server->http, options, &server->shared.local);
    start_handles(server);
    if (start_listening(server, e) < 0) {
        server_close(server);
        return e->code;
    }
    *out = server;
    return 0;
}

int server_run(struct server *server, struct err *e)
{
    server->began_ns = uv_hrtime();
    if (start_pool(server, e) < 0 || watch_open(&server->loop, server->options, server->snapshots, on_changed,
                                                server, &server->watch, e) < 0)
        return e->code;
    cache_follow(server->shared.cache, snapshots_facts(server->snapshots).generation);
    listeners_announce(server->listeners);
    systemd_notify("READY=1");
    uv_run(&server->loop, UV_RUN_DEFAULT);
    return 0;
}

void server_close(struct server *server)
{
    if (!server)
        return;
    end(server);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    uv_loop_close(&server->loop);
    http_door_fini(&server->http);
    conn_shared_fini(&server->shared);
    cache_free(server->shared.cache);
    free(server);
}
