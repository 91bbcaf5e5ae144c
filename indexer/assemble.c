/*
 * See assemble.h. A worker writes a range's postings into a Xapian run of its own while it encodes the
 * range's records into memory; then it waits for its turn to append those. Ranges are handed out in order,
 * so few are waiting at any time, and memory holds at most one a worker.
 */
#include "indexer/assemble.h"

#include <stdio.h>
#include <stdlib.h>

#include "index/columns.h"
#include "index/documents.h"
#include "index/postings.h"
#include "index/tokens.h"
#include "indexer/invert.h"
#include "indexer/runs.h"
#include "indexer/stop.h"
#include "indexer/team.h"
#include "indexer/titles.h"
#include "text/title.h"

/* What all workers share. */
struct run {
    const struct assembly *a;
    struct vocabulary *vocabulary;
    struct runs *runs;
    struct tokens_writer *tokens;
    struct documents_writer *documents;
    struct columns_writer *columns;
    struct titles *titles;
    char tokens_path[PATH_MAX], documents_path[PATH_MAX], postings_path[PATH_MAX];
    _Atomic uint32_t next; /* range to be handed out */
    pthread_mutex_t lock;  /* guards what follows */
    pthread_cond_t moved;
    uint32_t turn; /* range whose records are to be appended next */
    bool failed;
};

/* What a worker keeps from range to range. */
struct worker {
    struct run *run;
    struct inverter *inverter;
    struct documents_encoder *encoder;
    struct xap_writer *writer; /* of the range at hand */
    struct buf scratch, tokens, documents, key;
    struct arena arena; /* of the document at hand */
    struct arena kept;  /* of the range: what its ids, columns and title keys borrow */
    uint32_t token_sizes[RANGE_DOCUMENTS], document_sizes[RANGE_DOCUMENTS];
    struct str ids[RANGE_DOCUMENTS], title_keys[RANGE_DOCUMENTS];
    struct columns_row columns[RANGE_DOCUMENTS];
};

/* --- a document --- */

/* From the share's form numbers to the lexicon's, in place. */
static void recode(struct digest *d, const uint32_t *numbers)
{
    for (uint32_t i = 0; i < d->count; i++)
        d->ids[i] = numbers[d->ids[i]];
    for (uint32_t i = 0; i < d->compound_count; i++)
        d->compounds[i].id = numbers[d->compounds[i].id];
}

static void encode_tokens(struct worker *w, const struct digest *d, uint32_t at)
{
    const struct token_record record = {.ids = d->ids,
                                        .count = d->count,
                                        .title_count = d->title_count,
                                        .marks = d->marks,
                                        .mark_count = d->mark_count,
                                        .zones = d->zones,
                                        .zone_count = d->zone_count};
    size_t before = w->tokens.len;
    tokens_encode(&record, &w->tokens);
    w->token_sizes[at] = (uint32_t)(w->tokens.len - before);
}

static int encode_document(struct worker *w, const struct document *doc, uint32_t at, struct err *e)
{
    size_t before = w->documents.len;
    if (documents_encode(w->encoder, doc, &w->documents, e) < 0)
        return e->code;
    w->document_sizes[at] = (uint32_t)(w->documents.len - before);
    w->ids[at] = arena_str(&w->kept, doc->id);
    return w->ids[at].ptr ? 0 : err_memory(e);
}

static int keep_columns(struct worker *w, const struct document *doc, uint32_t docid, uint32_t at,
                        struct err *e)
{
    struct str *tags = arena_array(&w->kept, doc->tag_count, sizeof *tags);
    struct columns_row *row = &w->columns[at];
    bool memory = tags != NULL;
    for (size_t i = 0; memory && i < doc->tag_count; i++)
        memory = (tags[i] = arena_str(&w->kept, doc->tags[i])).ptr != NULL;
    *row = (struct columns_row){.date = doc->date,
                                .counterpart = w->run->a->collation->counterparts[docid - 1],
                                .langs = (uint8_t)doc->langs,
                                .lang = (uint8_t)doc->lang,
                                .type = arena_str(&w->kept, doc->type),
                                .site = arena_str(&w->kept, posting_site(doc->url)),
                                .tags = tags,
                                .tag_count = doc->tag_count};
    buf_clear(&w->key);
    title_key(doc->title, &w->key);
    w->title_keys[at] = arena_str(&w->kept, buf_str(&w->key));
    memory = memory && row->type.ptr && row->site.ptr && w->title_keys[at].ptr && !buf_failed(&w->key);
    return memory ? 0 : err_memory(e);
}

static int add_postings(struct worker *w, const struct spill_record *record, struct err *e)
{
    const struct xap_posting *postings;
    size_t count;
    uint32_t docid;
    if (inverter_document(w->inverter, &record->doc, &record->digest, &postings, &count, e) < 0)
        return e->code;
    return xap_writer_add(w->writer, postings, count, NULL, 0, &docid, e);
}

static int add_document(struct worker *w, uint32_t docid, uint32_t at, struct err *e)
{
    const struct collation *c = w->run->a->collation;
    const struct entry *entry = c->documents[docid - 1];
    struct spill_record record;
    arena_reset(&w->arena);
    if (stop_check(e) < 0 ||
        share_get(&c->shares[entry->share], entry, &w->scratch, &w->arena, &record, e) < 0)
        return e->code;
    recode(&record.digest, c->numbers[entry->share]);
    encode_tokens(w, &record.digest, at);
    if (encode_document(w, &record.doc, at, e) < 0 || keep_columns(w, &record.doc, docid, at, e) < 0 ||
        add_postings(w, &record, e) < 0)
        return e->code;
    atomic_fetch_add_explicit(&w->run->a->counters->documents, 1, memory_order_relaxed);
    return 0;
}

/* --- a range --- */

static int append(struct worker *w, const struct range *range, struct err *e)
{
    struct run *run = w->run;
    for (uint32_t i = 0; i < range->count; i++) {
        columns_writer_add(run->columns, &w->columns[i]);
        if (titles_add(run->titles, w->title_keys[i], e) < 0)
            return e->code;
    }
    if (tokens_writer_append(run->tokens, buf_str(&w->tokens), w->token_sizes, range->count, e) < 0)
        return e->code;
    return documents_writer_append(run->documents, buf_str(&w->documents), w->document_sizes, w->ids,
                                   range->count, e);
}

/* Waits until it is this range's turn, appends, and passes the turn on. */
static int append_in_turn(struct worker *w, uint32_t number, struct err *e)
{
    struct run *run = w->run;
    if (buf_failed(&w->tokens) || buf_failed(&w->documents))
        return err_memory(e);
    pthread_mutex_lock(&run->lock);
    while (run->turn != number && !run->failed)
        pthread_cond_wait(&run->moved, &run->lock);
    bool failed = run->failed;
    pthread_mutex_unlock(&run->lock);
    if (failed)
        return err_set(e, ERR_CANCELLED, "another worker failed");
    int rc = append(w, &run->a->collation->ranges[number], e);
    pthread_mutex_lock(&run->lock);
    run->turn++;
    pthread_cond_broadcast(&run->moved);
    pthread_mutex_unlock(&run->lock);
    return rc;
}

static int do_range(struct worker *w, uint32_t number, struct err *e)
{
    const struct range *range = &w->run->a->collation->ranges[number];
    char path[PATH_MAX];
    buf_clear(&w->tokens);
    buf_clear(&w->documents);
    arena_reset(&w->kept);
    runs_path(w->run->runs, number, path);
    if (xap_writer_create(path, &w->writer, e) < 0)
        return e->code;
    for (uint32_t i = 0; i < range->count; i++)
        if (add_document(w, range->first + i, i, e) < 0)
            return e->code;
    struct xap_writer *writer = w->writer;
    w->writer = NULL;
    if (xap_writer_finish(writer, e) < 0 || append_in_turn(w, number, e) < 0)
        return e->code;
    return runs_done(w->run->runs, number, e);
}

static int work(void *context, unsigned number, struct err *e)
{
    struct run *run = context;
    (void)number;
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    w->run = run;
    int rc = inverter_new(run->vocabulary, &w->inverter, e);
    if (rc == 0)
        rc = documents_encoder_new(buf_str(&run->a->collation->dictionary), &w->encoder, e);
    uint32_t range;
    while (rc == 0 && (range = atomic_fetch_add(&run->next, 1)) < run->a->collation->range_count)
        rc = do_range(w, range, e);
    xap_writer_abort(w->writer);
    inverter_free(w->inverter);
    documents_encoder_free(w->encoder);
    buf_fini(&w->scratch);
    buf_fini(&w->tokens);
    buf_fini(&w->documents);
    buf_fini(&w->key);
    arena_fini(&w->arena);
    arena_fini(&w->kept);
    free(w);
    return rc;
}

static void on_failed(void *context)
{
    struct run *run = context;
    pthread_mutex_lock(&run->lock);
    run->failed = true;
    pthread_cond_broadcast(&run->moved);
    pthread_mutex_unlock(&run->lock);
    atomic_store(&run->next, run->a->collation->range_count);
}

/* --- the whole --- */

static int open_all(struct run *run, struct err *e)
{
    const struct assembly *a = run->a;
    const struct collation *c = a->collation;
    snprintf(run->tokens_path, PATH_MAX, "%s/tokens", a->dir);
    snprintf(run->documents_path, PATH_MAX, "%s/documents", a->dir);
    snprintf(run->postings_path, PATH_MAX, "%s/postings", a->dir);
    if (vocabulary_new(a->lexicon, &c->stats, &run->vocabulary, e) < 0 ||
        runs_new(a->dir, run->postings_path, c->range_count, &run->runs, e) < 0 ||
        tokens_writer_open(run->tokens_path, &run->tokens, e) < 0 ||
        columns_writer_new(&run->columns, e) < 0 || titles_new(a->dir, TITLES_BYTES, &run->titles, e) < 0)
        return e->code;
    return documents_writer_open(run->documents_path, buf_str(&c->dictionary), &run->documents, e);
}

static int put_columns(struct run *run, struct err *e)
{
    char path[PATH_MAX];
    uint32_t *title_order = malloc(((size_t)run->a->collation->count + 1) * sizeof *title_order);
    if (!title_order)
        return err_memory(e);
    snprintf(path, PATH_MAX, "%s/columns", run->a->dir);
    int rc = titles_order(run->titles, title_order, e);
    if (rc == 0)
        rc = columns_writer_put(run->columns, title_order, path, e);
    free(title_order);
    return rc;
}

static int finish(struct run *run, struct err *e)
{
    struct tokens_writer *tokens = run->tokens;
    struct documents_writer *documents = run->documents;
    run->tokens = NULL;
    if (tokens_writer_finish(tokens, e) < 0)
        return e->code;
    run->documents = NULL;
    if (documents_writer_finish(documents, e) < 0)
        return e->code;
    return put_columns(run, e);
}

int assembly_run(const struct assembly *a, struct err *e)
{
    struct run run = {.a = a};
    struct team *team;
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.moved, NULL);
    int rc = open_all(&run, e);
    if (rc == 0)
        rc = team_start(a->workers, work, on_failed, &run, &team, e);
    if (rc == 0)
        rc = team_join(team, e);
    if (rc == 0)
        rc = finish(&run, e);
    tokens_writer_abort(run.tokens);
    documents_writer_abort(run.documents);
    columns_writer_free(run.columns);
    titles_free(run.titles);
    runs_free(run.runs);
    vocabulary_free(run.vocabulary);
    pthread_cond_destroy(&run.moved);
    pthread_mutex_destroy(&run.lock);
    return rc;
}
