/*
 * See build.h. The phases in their order: read (intake.h), merge (collate.h), write (assemble.h), publish
 * (generation.h).
 *
 * --memory is shared out so that what grows with the collection has a limit of its own, and the rest is
 * left for what does not: documents being read, Xapian's runs, the libraries.
 */
#include "indexer/build.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "index/generation.h"
#include "indexer/assemble.h"
#include "indexer/collate.h"
#include "indexer/intake.h"
#include "indexer/progress.h"
#include "indexer/stop.h"
#include "indexer/team.h"

enum {
    FORMS_PART = 4,   /* a quarter for the workers' tables of forms, as much for the merged one */
    ENTRIES_PART = 4, /* a quarter for the lists of documents */
    QUEUE_PART = 8    /* an eighth, but no more than is of use, for what waits to be read */
};
#define QUEUE_MOST ((size_t)32 << 20)

/* A smaller collection than this share of the one before is more likely a mistake than meant. */
#define KEPT_LEAST 0.7

struct build {
    const struct options *options;
    struct report *report;
    struct build_result *result;
    struct progress *progress;
    struct generation_draft *draft;
    struct lists *lists;
    struct share *shares; /* options->workers of them */
    struct collation collation;
    struct lexicon *lexicon;
    uint32_t documents_before; /* of the generation that is published so far */
    struct timespec phase_began;
    enum build_phase phase;
};

const char *build_phase_name(enum build_phase phase)
{
    static const char *const names[BUILD_PHASE_COUNT] = {"read", "merge", "write", "publish"};
    return names[phase];
}

/* --- phases --- */

static void end_phase(struct build *b)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    b->result->seconds[b->phase] =
        (double)(now.tv_sec - b->phase_began.tv_sec) + (double)(now.tv_nsec - b->phase_began.tv_nsec) / 1e9;
}

static void begin_phase(struct build *b, enum build_phase phase)
{
    b->phase = phase;
    clock_gettime(CLOCK_MONOTONIC, &b->phase_began);
    progress_phase(b->progress, build_phase_name(phase));
}

static const char *draft_path(const struct build *b, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", generation_draft_dir(b->draft), name);
    return out;
}

static int read_sources(struct build *b, struct err *e)
{
    const struct options *o = b->options;
    unsigned workers = (unsigned)o->workers;
    b->shares = calloc(workers, sizeof *b->shares);
    if (!b->shares)
        return err_memory(e);
    for (unsigned i = 0; i < workers; i++)
        b->shares[i].fd = -1;
    for (unsigned i = 0; i < workers; i++)
        if (share_init(&b->shares[i], (uint16_t)i, generation_draft_dir(b->draft), b->lists,
                       o->memory / FORMS_PART / workers, o->memory / ENTRIES_PART / workers, e) < 0)
            return e->code;
    size_t queue_bytes = o->memory / QUEUE_PART < QUEUE_MOST ? o->memory / QUEUE_PART : QUEUE_MOST;
    const struct intake intake = {o, queue_bytes, b->report, b->progress, b->shares};
    return intake_run(&intake, e);
}

static int check_guards(const struct build *b, struct err *e)
{
    uint64_t skipped = report_lost(b->report);
    if (b->options->strict && skipped) {
        err_set(e, ERR_REFUSED, "%llu of %llu documents were skipped, and --strict allows none",
                (unsigned long long)skipped, (unsigned long long)b->result->seen);
        return err_hint(e, "nothing was published; --report FILE tells which and why");
    }
    if (!b->options->force && b->collation.count < KEPT_LEAST * b->documents_before) {
        err_set(e, ERR_REFUSED, "the index holds %u documents and would be left with %u", b->documents_before,
                b->collation.count);
        return err_hint(e, "nothing was published; if over 30 %% are meant to go, say --force");
    }
    return 0;
}

/* The dictionary needs the documents, the lexicon the forms: they are made at the same time. */
static int train(void *context, unsigned number, struct err *e)
{
    (void)number;
    return collation_dictionary(context, e);
}

static int make_lexicon_and_dictionary(struct build *b, const char *path, struct err *e)
{
    struct team *team;
    if (team_start(1, train, NULL, &b->collation, &team, e) < 0)
        return e->code;
    if (collation_lexicon(&b->collation, path, 2 * b->options->memory / FORMS_PART, e) < 0)
        team_fail(team, e);
    return team_join(team, e);
}

static int merge_shares(struct build *b, struct err *e)
{
    char path[PATH_MAX];
    unsigned workers = (unsigned)b->options->workers;
    for (unsigned i = 0; i < workers; i++)
        b->result->seen += b->shares[i].count;
    b->result->seen += report_skipped_total(b->report);
    if (collation_order(&b->collation, b->shares, workers, b->report, e) < 0 || check_guards(b, e) < 0 ||
        stop_check(e) < 0)
        return e->code;
    draft_path(b, "lexicon", path);
    if (make_lexicon_and_dictionary(b, path, e) < 0 || stop_check(e) < 0)
        return e->code;
    return lexicon_open(path, &b->lexicon, e);
}

static int write_parts(struct build *b, struct err *e)
{
    struct progress_counters *counters = progress_counters(b->progress);
    const struct assembly assembly = {&b->collation, b->lexicon, generation_draft_dir(b->draft),
                                      (unsigned)b->options->workers, counters};
    atomic_store(&counters->documents_total, b->collation.count);
    int rc = assembly_run(&assembly, e);
    if (rc == 0)
        rc = generation_draft_lists(b->draft, b->lists, e);
    lexicon_close(b->lexicon);
    b->lexicon = NULL;
    return rc;
}

static int publish(struct build *b, struct err *e)
{
    if (stop_check(e) < 0)
        return e->code;
    struct generation_draft *draft = b->draft;
    b->draft = NULL;
    return generation_draft_publish(draft, &b->collation.stats, &b->result->generation, e);
}

static int run_phases(struct build *b, struct err *e)
{
    static int (*const phases[BUILD_PHASE_COUNT])(struct build *, struct err *) = {read_sources, merge_shares,
                                                                                   write_parts, publish};
    for (int phase = 0; phase < BUILD_PHASE_COUNT; phase++) {
        begin_phase(b, (enum build_phase)phase);
        int rc = phases[phase](b, e);
        end_phase(b);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* --- the whole --- */

static void look_at_previous(struct build *b)
{
    struct generation *previous;
    struct err why = {0};
    if (generation_open(b->options->index, false, &previous, &why) == 0) {
        b->documents_before = generation_stats(previous)->documents;
        generation_close(previous);
    } else if (why.code != ERR_NOT_FOUND) {
        log_warning("%s; it will be replaced", why.text);
    }
}

static void release(struct build *b)
{
    lexicon_close(b->lexicon);
    collation_fini(&b->collation);
    for (uint64_t i = 0; b->shares && i < b->options->workers; i++)
        share_fini(&b->shares[i]);
    free(b->shares);
    lists_free(b->lists);
    progress_free(b->progress);
    if (b->draft)
        generation_draft_discard(b->draft);
}

/* What can fail before anything is read. */
static int begin(struct build *b, struct err *e)
{
    const struct options *o = b->options;
    if (lists_load(o->lexicon_dir, &b->lists, e) < 0 || intake_check(o, e) < 0)
        return e->code;
    b->result->sources_found = true;
    if (generation_draft_new(o->index, &b->draft, e) < 0)
        return e->code;
    b->result->draft_made = true;
    return progress_new(o->quiet, &b->progress, e);
}

int build_run(const struct options *options, struct report *report, struct build_result *out, struct err *e)
{
    struct build b = {.options = options, .report = report, .result = out};
    *out = (struct build_result){0};
    int rc = begin(&b, e);
    if (rc == 0) {
        look_at_previous(&b);
        rc = run_phases(&b, e);
    }
    out->stats = b.collation.stats;
    release(&b);
    return rc;
}
