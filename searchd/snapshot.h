/*
 * Which generation is being answered from. Workers hold the snapshot they read; a new one takes its place
 * for whoever asks next, and the old one is closed by the last who lets it go. So an answer comes from one
 * generation, and none is lost when another is published. Any thread; knows nothing of libuv.
 */
#ifndef RACINE_SEARCHD_SNAPSHOT_H
#define RACINE_SEARCHD_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct generation;
struct snapshot;
struct snapshots;

/* `index_dir` is kept, not copied. Nothing is loaded yet. */
int snapshots_new(const char *index_dir, struct snapshots **out, struct err *e);
/* When nobody holds a snapshot any more. */
void snapshots_free(struct snapshots *all);

/*
 * Opens and verifies the generation that is published now and puts it in place of the one before. Takes
 * as long as reading the index. On an error the one before stays. One thread at a time.
 */
int snapshots_load(struct snapshots *all, struct err *e);

/* True if another generation is published than the one in place: cheap. */
bool snapshots_outdated(const struct snapshots *all);

/* The one in place, held until given back; NULL before the first load. */
struct snapshot *snapshots_hold(struct snapshots *all);
void snapshot_release(struct snapshot *s);

/* Whether another one is in place by now: no lock is taken. */
bool snapshot_is_current(const struct snapshots *all, const struct snapshot *s);

const struct generation *snapshot_generation(const struct snapshot *s);

struct snapshot_facts {
    uint64_t generation; /* 0: none is in place, and all else is 0 too */
    uint64_t documents, documents_fr, documents_en;
    uint64_t text_bytes;
    uint64_t built_at; /* seconds since 1970 */
};

/* Of the one in place. */
struct snapshot_facts snapshots_facts(struct snapshots *all);

#endif
