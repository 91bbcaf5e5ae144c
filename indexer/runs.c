/* See runs.h. */
#include "indexer/runs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "xapian-c/xapian_c.h"

enum {
    RUNS_FAN_IN = 32, /* runs in a group */
    LEVELS_MAX = 7    /* 32⁷ runs are more than there are document numbers */
};

struct runs {
    const char *dir, *dest;
    pthread_mutex_t lock;
    unsigned level_count;
    uint32_t size[LEVELS_MAX + 1];     /* databases on each level; the last level has 1 */
    uint8_t *complete[LEVELS_MAX + 1]; /* of a group on the level above: how many of its runs are there */
};

int runs_new(const char *dir, const char *dest, uint32_t count, struct runs **out, struct err *e)
{
    *out = NULL;
    struct runs *r = calloc(1, sizeof *r);
    if (!r)
        return err_memory(e);
    pthread_mutex_init(&r->lock, NULL);
    r->dir = dir;
    r->dest = dest;
    r->size[0] = count;
    /* At least one level: a run is a directory, the destination a single file. */
    do {
        uint32_t groups = (r->size[r->level_count] + RUNS_FAN_IN - 1) / RUNS_FAN_IN;
        r->complete[r->level_count] = calloc(groups, 1);
        if (!r->complete[r->level_count]) {
            runs_free(r);
            return err_memory(e);
        }
        r->size[++r->level_count] = groups;
    } while (r->size[r->level_count] > 1);
    *out = r;
    return 0;
}

void runs_free(struct runs *r)
{
    if (!r)
        return;
    for (unsigned level = 0; level <= LEVELS_MAX; level++)
        free(r->complete[level]);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static void path_of(const struct runs *r, unsigned level, uint32_t index, char out[PATH_MAX])
{
    if (level == r->level_count)
        snprintf(out, PATH_MAX, "%s", r->dest);
    else
        snprintf(out, PATH_MAX, "%s/run-%u-%u", r->dir, level, index);
}

void runs_path(const struct runs *r, uint32_t range, char out[PATH_MAX])
{
    path_of(r, 0, range, out);
}

/* Merges a group of `level` into one database of the level above, and removes what it was made of. */
static int merge(const struct runs *r, unsigned level, uint32_t group, struct err *e)
{
    char paths[RUNS_FAN_IN][PATH_MAX], dest[PATH_MAX];
    const char *list[RUNS_FAN_IN];
    uint32_t first = group * RUNS_FAN_IN, count = 0;
    for (; count < RUNS_FAN_IN && first + count < r->size[level]; count++) {
        path_of(r, level, first + count, paths[count]);
        list[count] = paths[count];
    }
    path_of(r, level + 1, group, dest);
    int rc = xap_compact(list, count, dest, e);
    for (uint32_t i = 0; rc == 0 && i < count; i++)
        rc = dir_remove(list[i], e);
    return rc;
}

/* Notes that a database is there; true if its group is complete with it. */
static bool completes(struct runs *r, unsigned level, uint32_t index)
{
    uint32_t group = index / RUNS_FAN_IN, first = group * RUNS_FAN_IN;
    uint32_t in_group = r->size[level] - first < RUNS_FAN_IN ? r->size[level] - first : RUNS_FAN_IN;
    pthread_mutex_lock(&r->lock);
    bool complete = ++r->complete[level][group] == in_group;
    pthread_mutex_unlock(&r->lock);
    return complete;
}

int runs_done(struct runs *r, uint32_t range, struct err *e)
{
    uint32_t index = range;
    for (unsigned level = 0; level < r->level_count && completes(r, level, index); level++) {
        index /= RUNS_FAN_IN;
        if (merge(r, level, index, e) < 0)
            return e->code;
    }
    return 0;
}
