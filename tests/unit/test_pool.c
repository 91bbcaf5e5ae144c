/* The pool: every job comes back once, the queue has its limit, workers are refreshed even when idle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "searchd/net/pool.h"

enum { JOBS = 1000 };

struct job {
    struct pool_job job;
    atomic_int runs;
    int returns;
};

static struct {
    uv_loop_t loop;
    struct job jobs[JOBS];
    size_t returned, expected;
    struct pool *pool;
    atomic_int workers, refreshed;
    int fail_at;   /* the worker that cannot be made; 0: none */
    uv_sem_t gate; /* jobs wait here while `gated` */
    atomic_bool gated;
} world;

static int make(void *context, void **worker, struct err *e)
{
    (void)context;
    *worker = &world;
    if (atomic_fetch_add(&world.workers, 1) + 1 == world.fail_at) {
        atomic_fetch_sub(&world.workers, 1);
        return err_set(e, ERR_MEMORY, "no worker %d", world.fail_at);
    }
    return 0;
}

static void unmake(void *worker)
{
    assert_ptr_equal(worker, &world);
    atomic_fetch_sub(&world.workers, 1);
}

static void refresh(void *worker)
{
    (void)worker;
    atomic_fetch_add(&world.refreshed, 1);
}

static void run(void *worker, struct pool_job *job)
{
    (void)worker;
    if (atomic_load(&world.gated))
        uv_sem_wait(&world.gate);
    atomic_fetch_add(&((struct job *)job)->runs, 1);
}

static void done(void *context, struct pool_job *job)
{
    (void)context;
    ((struct job *)job)->returns++;
    if (++world.returned == world.expected) {
        pool_close(world.pool);
        world.pool = NULL;
    }
}

static const struct pool_hooks hooks = {
    .worker_new = make, .worker_free = unmake, .refresh = refresh, .run = run, .done = done};

static int set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    uv_sem_init(&world.gate, 0);
    return uv_loop_init(&world.loop);
}

static int tear_down(void **state)
{
    (void)state;
    uv_sem_destroy(&world.gate);
    return uv_loop_close(&world.loop);
}

static void open_pool(size_t workers, size_t limit)
{
    struct err e;
    if (pool_open(&world.loop, workers, limit, &hooks, &world.pool, &e) < 0)
        fail_msg("%s", e.text);
}

static void every_job_comes_back_once(void **state)
{
    (void)state;
    open_pool(4, JOBS);
    world.expected = JOBS;
    for (size_t i = 0; i < JOBS; i++)
        assert_true(pool_submit(world.pool, &world.jobs[i].job));
    uv_run(&world.loop, UV_RUN_DEFAULT);
    for (size_t i = 0; i < JOBS; i++) {
        assert_int_equal(atomic_load(&world.jobs[i].runs), 1);
        assert_int_equal(world.jobs[i].returns, 1);
    }
    assert_int_equal(atomic_load(&world.workers), 0);
}

static void the_queue_has_a_limit(void **state)
{
    (void)state;
    atomic_store(&world.gated, true);
    open_pool(1, 3);
    /* One may be taken off by the worker, which then waits; three more fit. */
    size_t taken = 0;
    while (pool_submit(world.pool, &world.jobs[taken].job))
        taken++;
    while (pool_waiting(world.pool) == 3 && taken == 3)
        uv_sleep(1); /* until the worker has the first in hand */
    if (taken == 3)
        assert_true(pool_submit(world.pool, &world.jobs[taken++].job));
    assert_int_equal(taken, 4);
    assert_int_equal(pool_waiting(world.pool), 3);
    assert_false(pool_submit(world.pool, &world.jobs[4].job));
    world.expected = taken;
    for (size_t i = 0; i < taken; i++)
        uv_sem_post(&world.gate);
    uv_run(&world.loop, UV_RUN_DEFAULT);
    assert_int_equal(world.returned, 4);
    assert_int_equal(world.jobs[4].returns, 0);
}

static void closing_runs_what_is_queued(void **state)
{
    (void)state;
    open_pool(2, JOBS);
    for (size_t i = 0; i < JOBS; i++)
        assert_true(pool_submit(world.pool, &world.jobs[i].job));
    pool_close(world.pool);
    assert_int_equal(world.returned, JOBS);
    uv_run(&world.loop, UV_RUN_DEFAULT);
}

static void idle_workers_are_refreshed(void **state)
{
    (void)state;
    open_pool(3, 1);
    while (atomic_load(&world.refreshed) < 3) /* each at first */
        uv_sleep(1);
    pool_refresh(world.pool);
    while (atomic_load(&world.refreshed) < 6)
        uv_sleep(1);
    pool_close(world.pool);
    uv_run(&world.loop, UV_RUN_DEFAULT);
    assert_int_equal(atomic_load(&world.refreshed), 6);
}

static void a_worker_that_cannot_be_made_undoes_the_rest(void **state)
{
    (void)state;
    struct err e;
    struct pool *pool;
    world.fail_at = 3;
    assert_int_equal(pool_open(&world.loop, 4, 1, &hooks, &pool, &e), ERR_MEMORY);
    assert_null(pool);
    assert_string_equal(e.text, "no worker 3");
    uv_run(&world.loop, UV_RUN_DEFAULT);
    assert_int_equal(atomic_load(&world.workers), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_job_comes_back_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_queue_has_a_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closing_runs_what_is_queued, set_up, tear_down),
        cmocka_unit_test_setup_teardown(idle_workers_are_refreshed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_worker_that_cannot_be_made_undoes_the_rest, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
