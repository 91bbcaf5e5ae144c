/* See team.h. */
#include "indexer/team.h"

#include <stdlib.h>

#include "indexer/stop.h"

struct member {
    struct team *team;
    unsigned number;
    pthread_t thread;
};

struct team {
    team_member_fn run;
    team_failed_fn failed;
    void *context;
    pthread_mutex_t lock;
    struct err first; /* guarded by the lock */
    atomic_bool has_failed;
    unsigned count;
    struct member members[];
};

void team_fail(struct team *t, const struct err *why)
{
    pthread_mutex_lock(&t->lock);
    bool is_first = !atomic_load(&t->has_failed);
    if (is_first)
        t->first = *why;
    atomic_store(&t->has_failed, true);
    pthread_mutex_unlock(&t->lock);
    if (is_first && t->failed)
        t->failed(t->context);
}

static void *run(void *argument)
{
    struct member *m = argument;
    struct err e = {0};
    stop_ignore_here();
    if (m->team->run(m->team->context, m->number, &e) < 0)
        team_fail(m->team, &e);
    return NULL;
}

int team_start(unsigned count, team_member_fn member, team_failed_fn failed, void *context, struct team **out,
               struct err *e)
{
    struct team *t = calloc(1, sizeof *t + count * sizeof *t->members);
    *out = t;
    if (!t)
        return err_memory(e);
    t->run = member;
    t->failed = failed;
    t->context = context;
    pthread_mutex_init(&t->lock, NULL);
    int refused = 0;
    for (unsigned i = 0; i < count && !refused; i++) {
        struct member *m = &t->members[i];
        m->team = t;
        m->number = i;
        refused = pthread_create(&m->thread, NULL, run, m);
        t->count += !refused;
    }
    if (t->count)
        return 0;
    team_join(t, e);
    *out = NULL;
    return err_system(e, ERR_IO, refused, "cannot start a thread");
}

int team_join(struct team *t, struct err *e)
{
    for (unsigned i = 0; i < t->count; i++)
        pthread_join(t->members[i].thread, NULL);
    int rc = t->first.code;
    if (rc)
        *e = t->first;
    pthread_mutex_destroy(&t->lock);
    free(t);
    return rc;
}
