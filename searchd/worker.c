/* See worker.h. */
#include "searchd/worker.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "searchd/search/searcher.h"
#include "searchd/snapshot.h"

struct worker {
    struct snapshots *snapshots;
    const struct search_limits *limits;
    struct snapshot *snapshot; /* held while there is a searcher on it */
    struct searcher *searcher;
    struct arena arena;
};

int worker_new(struct snapshots *snapshots, const struct search_limits *limits, struct worker **out,
               struct err *e)
{
    struct worker *w = *out = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    w->snapshots = snapshots;
    w->limits = limits;
    return 0;
}

static void let_go(struct worker *w)
{
    searcher_free(w->searcher);
    w->searcher = NULL;
    snapshot_release(w->snapshot);
    w->snapshot = NULL;
}

void worker_free(struct worker *w)
{
    if (!w)
        return;
    let_go(w);
    arena_fini(&w->arena);
    free(w);
}

/* Makes sure of a searcher on the generation in place. */
static int follow(struct worker *w, struct err *e)
{
    if (w->snapshot && !snapshot_is_current(w->snapshots, w->snapshot))
        let_go(w);
    if (w->searcher)
        return 0;
    w->snapshot = snapshots_hold(w->snapshots);
    if (!w->snapshot)
        return err_set(e, ERR_INTERNAL, "no index is loaded");
    if (searcher_new(snapshot_generation(w->snapshot), w->limits, &w->searcher, e) < 0) {
        let_go(w);
        return e->code;
    }
    return 0;
}

void worker_refresh(struct worker *w)
{
    struct err error;
    if (follow(w, &error) < 0)
        log_error("%s", error.text);
}

static int search(struct worker *w, const struct request *request, uint64_t deadline_ns,
                  struct answer *answer, struct err *e)
{
    uint64_t began = clock_now_ns();
    if (deadline_ns && began >= deadline_ns) {
        err_set(e, ERR_DEADLINE, "time ran out before a worker was free");
        return err_hint(e, "the server is busy: try again in a moment");
    }
    if (follow(w, e) < 0)
        return e->code;
    if (searcher_run(w->searcher, request, deadline_ns, &w->arena, answer, e) < 0)
        return e->code;
    answer->request = request;
    answer->generation = generation_number(snapshot_generation(w->snapshot));
    answer->took_us = (clock_now_ns() - began) / 1000;
    return 0;
}

/* Errors that are the asker's own; the others are told to the log as well. */
static bool is_askers(int code)
{
    return code == ERR_QUERY || code == ERR_LIMIT || code == ERR_NOT_FOUND || code == ERR_USAGE ||
           code == ERR_DEADLINE;
}

void worker_answer(struct worker *w, const struct request *request, const struct responder *responder,
                   uint64_t deadline_ns, struct response *out)
{
    struct err error = {0};
    struct answer answer = {0};
    int rc = search(w, request, deadline_ns, &answer, &error);
    if (rc == 0) {
        responder->kind->answer(responder, &answer, out);
        out->generation = answer.generation;
        out->repeatable = !answer.partial;
        if (buf_failed(&out->body)) {
            buf_fini(&out->body);
            *out = (struct response){0};
            rc = err_memory(&error);
        }
    }
    if (rc < 0) { /* an answer may be partial for an error, which is told by it */
        if (!is_askers(error.code))
            log_error("%.*s: %s", (int)request->query.len, request->query.ptr, error.text);
        responder->kind->error(responder, request, &error, out);
        out->code = rc;
    }
    arena_reset(&w->arena);
}
