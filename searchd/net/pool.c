/*
 * See pool.h. Two lists under one lock: jobs waiting for a worker, in order, and jobs that are done. The
 * loop is woken once for however many were done meanwhile.
 */
#include "searchd/net/pool.h"

#include <stdlib.h>
#include <string.h>

/* Query trees are bounded, so this is ample, and does not follow the caller's ulimit. */
enum { WORKER_STACK = 2 << 20 };

struct list {
    struct pool_job *first, **last;
};

struct pool_worker {
    struct pool *pool;
    void *worker; /* the hooks' */
    uv_thread_t thread;
    unsigned refreshed; /* the last refresh it has seen */
};

struct pool {
    struct pool_hooks hooks;
    uv_async_t async; /* tells the loop that `finished` is no longer empty */
    uv_mutex_t lock;
    uv_cond_t wake;
    struct list waiting, finished;
    size_t waiting_count, limit;
    unsigned refreshes;
    bool closing;
    size_t worker_count;
    struct pool_worker workers[];
};

static void list_init(struct list *list)
{
    list->first = NULL;
    list->last = &list->first;
}

static void list_push(struct list *list, struct pool_job *job)
{
    job->next = NULL;
    *list->last = job;
    list->last = &job->next;
}

static struct pool_job *list_pop(struct list *list)
{
    struct pool_job *job = list->first;
    list->first = job->next;
    if (!list->first)
        list->last = &list->first;
    return job;
}

/* --- workers --- */

/* Waits for a job; NULL if there is none and will be none. Refreshes the worker on the way. */
static struct pool_job *next_job(struct pool_worker *w)
{
    struct pool *pool = w->pool;
    for (;;) {
        if (w->refreshed != pool->refreshes) {
            w->refreshed = pool->refreshes;
            uv_mutex_unlock(&pool->lock);
            pool->hooks.refresh(w->worker);
            uv_mutex_lock(&pool->lock);
        } else if (pool->waiting.first) {
            pool->waiting_count--;
            return list_pop(&pool->waiting);
        } else if (pool->closing) {
            return NULL;
        } else {
            uv_cond_wait(&pool->wake, &pool->lock);
        }
    }
}

static void worker_main(void *argument)
{
    struct pool_worker *w = argument;
    struct pool *pool = w->pool;
    uv_mutex_lock(&pool->lock);
    for (;;) {
        struct pool_job *job = next_job(w);
        if (!job)
            break;
        uv_mutex_unlock(&pool->lock);
        pool->hooks.run(w->worker, job);
        uv_mutex_lock(&pool->lock);
        bool first = !pool->finished.first;
        list_push(&pool->finished, job);
        if (first)
            uv_async_send(&pool->async);
    }
    uv_mutex_unlock(&pool->lock);
    pool->hooks.worker_free(w->worker);
}

/* --- the loop's side --- */

static void hand_back(struct pool *pool)
{
    uv_mutex_lock(&pool->lock);
    struct pool_job *job = pool->finished.first;
    list_init(&pool->finished);
    uv_mutex_unlock(&pool->lock);
    while (job) {
        struct pool_job *next = job->next;
        pool->hooks.done(pool->hooks.context, job);
        job = next;
    }
}

static void on_finished(uv_async_t *async)
{
    hand_back(async->data);
}

static void on_closed(uv_handle_t *handle)
{
    struct pool *pool = handle->data;
    uv_cond_destroy(&pool->wake);
    uv_mutex_destroy(&pool->lock);
    free(pool);
}

void pool_close(struct pool *pool)
{
    if (!pool)
        return;
    uv_mutex_lock(&pool->lock);
    pool->closing = true;
    uv_cond_broadcast(&pool->wake);
    uv_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->worker_count; i++)
        uv_thread_join(&pool->workers[i].thread);
    hand_back(pool);
    uv_close((uv_handle_t *)&pool->async, on_closed);
}

static int start_worker(struct pool *pool, struct err *e)
{
    struct pool_worker *w = &pool->workers[pool->worker_count];
    w->pool = pool;
    w->refreshed = pool->refreshes - 1;
    if (pool->hooks.worker_new(pool->hooks.context, &w->worker, e) < 0)
        return e->code;
    uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = WORKER_STACK};
    int status = uv_thread_create_ex(&w->thread, &options, worker_main, w);
    if (status < 0) {
        pool->hooks.worker_free(w->worker);
        return err_set(e, ERR_MEMORY, "cannot start worker thread %zu: %s", pool->worker_count + 1,
                       uv_strerror(status));
    }
    pool->worker_count++;
    return 0;
}

int pool_open(uv_loop_t *loop, size_t workers, size_t limit, const struct pool_hooks *hooks,
              struct pool **out, struct err *e)
{
    *out = NULL;
    struct pool *pool = calloc(1, sizeof *pool + workers * sizeof pool->workers[0]);
    if (!pool)
        return err_memory(e);
    pool->hooks = *hooks;
    pool->limit = limit;
    list_init(&pool->waiting);
    list_init(&pool->finished);
    int status = uv_async_init(loop, &pool->async, on_finished);
    if (status < 0) {
        free(pool);
        return err_set(e, ERR_IO, "cannot watch for answers: %s", uv_strerror(status));
    }
    pool->async.data = pool;
    uv_mutex_init(&pool->lock);
    uv_cond_init(&pool->wake);
    for (size_t i = 0; i < workers; i++)
        if (start_worker(pool, e) < 0) {
            pool_close(pool);
            return e->code;
        }
    *out = pool;
    return 0;
}

bool pool_submit(struct pool *pool, struct pool_job *job)
{
    uv_mutex_lock(&pool->lock);
    bool room = pool->waiting_count < pool->limit;
    if (room) {
        list_push(&pool->waiting, job);
        pool->waiting_count++;
        uv_cond_signal(&pool->wake);
    }
    uv_mutex_unlock(&pool->lock);
    return room;
}

size_t pool_waiting(struct pool *pool)
{
    uv_mutex_lock(&pool->lock);
    size_t count = pool->waiting_count;
    uv_mutex_unlock(&pool->lock);
    return count;
}

void pool_refresh(struct pool *pool)
{
    uv_mutex_lock(&pool->lock);
    pool->refreshes++;
    uv_cond_broadcast(&pool->wake);
    uv_mutex_unlock(&pool->lock);
}
