/* See snapshot.h. */
#include "searchd/snapshot.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "index/generation.h"

struct snapshot {
    struct generation *generation;
    atomic_uint holders; /* the place itself counts as one */
};

struct snapshots {
    const char *index_dir;
    pthread_mutex_t lock; /* between taking the pointer and counting oneself in */
    _Atomic(struct snapshot *) current;
    _Atomic(uint64_t) number; /* of the current one, 0 for none */
};

int snapshots_new(const char *index_dir, struct snapshots **out, struct err *e)
{
    *out = NULL;
    struct snapshots *all = calloc(1, sizeof *all);
    if (!all)
        return err_memory(e);
    all->index_dir = index_dir;
    pthread_mutex_init(&all->lock, NULL);
    *out = all;
    return 0;
}

void snapshots_free(struct snapshots *all)
{
    if (!all)
        return;
    snapshot_release(atomic_load(&all->current));
    pthread_mutex_destroy(&all->lock);
    free(all);
}

int snapshots_load(struct snapshots *all, struct err *e)
{
    struct snapshot *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return err_memory(e);
    atomic_init(&fresh->holders, 1);
    if (generation_open(all->index_dir, true, &fresh->generation, e) < 0) {
        free(fresh);
        return e->code;
    }
    pthread_mutex_lock(&all->lock);
    struct snapshot *before = atomic_exchange(&all->current, fresh);
    atomic_store(&all->number, generation_number(fresh->generation));
    pthread_mutex_unlock(&all->lock);
    snapshot_release(before);
    return 0;
}

bool snapshots_outdated(const struct snapshots *all)
{
    uint64_t published = generation_current(all->index_dir);
    return published != 0 && published != atomic_load(&all->number);
}

struct snapshot *snapshots_hold(struct snapshots *all)
{
    pthread_mutex_lock(&all->lock);
    struct snapshot *s = atomic_load(&all->current);
    if (s)
        atomic_fetch_add(&s->holders, 1);
    pthread_mutex_unlock(&all->lock);
    return s;
}

void snapshot_release(struct snapshot *s)
{
    if (!s || atomic_fetch_sub(&s->holders, 1) != 1)
        return;
    generation_close(s->generation);
    free(s);
}

bool snapshot_is_current(const struct snapshots *all, const struct snapshot *s)
{
    return atomic_load(&all->current) == s;
}

const struct generation *snapshot_generation(const struct snapshot *s)
{
    return s->generation;
}

struct snapshot_facts snapshots_facts(struct snapshots *all)
{
    struct snapshot_facts facts = {0};
    struct snapshot *s = snapshots_hold(all);
    if (!s)
        return facts;
    const struct manifest_stats *stats = generation_stats(s->generation);
    facts.generation = generation_number(s->generation);
    facts.documents = stats->documents;
    facts.documents_fr = stats->documents_in[LANG_FR];
    facts.documents_en = stats->documents_in[LANG_EN];
    facts.text_bytes = stats->text_bytes;
    facts.built_at = stats->built_at;
    snapshot_release(s);
    return facts;
}
