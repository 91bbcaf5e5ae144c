/* See rank.h. */
#include "searchd/search/rank.h"

#include <assert.h>
#include <stdlib.h>

#include "searchd/search/rerank.h"

/*
 * A query of phrases is tried on so many times the documents wanted, then on as many as that promises to
 * need, while there are at least TRY_SHARE times as many candidates: fewer are checked faster one by one.
 */
enum { TRY_FACTOR = 12, TRY_SHARE = 3, TRY_MAX = 20000 };

/* Documents of two languages, one of which a phrase does not stand in. */
enum { UNSURE_MAX = 256 };

struct ranker {
    struct plan *plan;
    struct xap_reader *reader;
    struct reranker *reranker; /* made when first there is something to put in order */
    uint64_t deadline_ns;
    struct err *e;
};

/* --- searching --- */

static int search_query(struct ranker *r, enum plan_mode mode, enum plan_phrases phrases, uint32_t count,
                        struct xap_result *out)
{
    struct xap_query *query;
    memset(out, 0, sizeof *out);
    int rc = plan_query(r->plan, mode, phrases, &query, r->e);
    if (rc || !query)
        return rc;
    struct xap_search search = {.query = query, .count = count, .deadline_ns = r->deadline_ns};
    rc = xap_search(r->reader, &search, r->plan->arena, out, r->e);
    xap_query_free(query);
    return rc;
}

static int compare_docids(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int compare_hits(const void *a, const void *b)
{
    const struct xap_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

/* Adds to `found` those of the documents `unsure` that have the phrase, with the scores that they deserve. */
static int add_unsure(struct ranker *r, enum plan_mode mode, uint32_t *unsure, uint32_t unsure_count,
                      struct xap_result *found)
{
    struct xap_result some;
    qsort(unsure, unsure_count, sizeof *unsure, compare_docids);
    r->plan->only = unsure;
    r->plan->only_count = unsure_count;
    int rc = search_query(r, mode, PLAN_PHRASES_NOW, unsure_count, &some);
    r->plan->only = NULL;
    if (rc)
        return rc;
    struct xap_hit *hits = arena_array(r->plan->arena, found->count + some.count, sizeof *hits);
    if (!hits)
        return err_memory(r->e);
    for (uint32_t i = 0; i < found->count; i++)
        hits[i] = found->hits[i];
    for (uint32_t i = 0; i < some.count; i++)
        hits[found->count++] = some.hits[i];
    found->hits = hits;
    if (found->count > 1)
        qsort(hits, found->count, sizeof *hits, compare_hits);
    return 0;
}

/*
 * Keeps of the best `tried` documents with a phrase's words the `count` best that have the phrase; *settled
 * is false if these may be others. What a document of two languages scores is found out once it is known to
 * matter: no more than it was found with, so that those behind the last one kept do not.
 */
static int verify(struct ranker *r, enum plan_mode mode, struct xap_result *found, uint32_t tried,
                  uint32_t count, bool *settled)
{
    bool all = found->count < tried;
    uint32_t kept = 0, seen = 0, unsure[UNSURE_MAX], unsure_count = 0;
    for (; seen < found->count && kept < count && unsure_count < UNSURE_MAX; seen++) {
        enum plan_verdict verdict = plan_verify(r->plan, found->hits[seen].docid);
        if (verdict == PLAN_STANDS)
            found->hits[kept++] = found->hits[seen];
        else if (verdict == PLAN_UNSURE)
            unsure[unsure_count++] = found->hits[seen].docid;
    }
    *settled = kept == count || (all && seen == found->count);
    found->count = kept;
    if (seen)
        found->total_estimate = (uint32_t)((uint64_t)found->total_estimate * (kept + unsure_count) / seen);
    int rc = *settled && unsure_count ? add_unsure(r, mode, unsure, unsure_count, found) : 0;
    if (found->count > count)
        found->count = count;
    return rc;
}

/* How many to try next, when `kept` of `tried` were not enough: twice what that promises. */
static uint64_t next_try(uint64_t tried, uint32_t kept, uint32_t count)
{
    return 2 * tried * count / (kept ? kept : 1);
}

/*
 * The best `count` documents of the plan in a mode.
 *
 * A phrase says nothing about scores, so a query of phrases is tried first without looking whether they
 * stand: Xapian, knowing the scores of the best, skips most candidates, and the phrase is checked on the
 * best few only. Where it is too rare among them, every candidate is checked as it comes.
 */
static int search(struct ranker *r, enum plan_mode mode, uint32_t count, struct xap_result *out)
{
    uint64_t tried = (uint64_t)count * TRY_FACTOR, candidates = UINT64_MAX;
    while (r->plan->has_phrases && tried <= TRY_MAX && candidates / TRY_SHARE >= tried) {
        bool settled = false;
        int rc = search_query(r, mode, PLAN_PHRASES_LATER, (uint32_t)tried, out);
        candidates = out->total_estimate;
        if (rc || (rc = verify(r, mode, out, (uint32_t)tried, count, &settled)) || settled)
            return rc;
        tried = next_try(tried, out->count, count);
    }
    return search_query(r, mode, PLAN_PHRASES_NOW, count, out);
}

/* How many documents are looked at more closely. It does not depend on the page, so that pages follow on one
 * another; documents with a phrase have to be found one by one, and their words stand together anyway. */
static uint32_t depth(const struct ranker *r)
{
    return r->plan->has_phrases ? RERANK_DEPTH_PHRASES : RERANK_DEPTH;
}

/* How many documents every search looks for at least. */
static uint32_t first_look(const struct ranker *r)
{
    return depth(r) + 1;
}

/* How many to search for: the page, what is looked at more closely, and one that tells whether there is more.
 */
static uint32_t to_ask(const struct ranker *r, const struct request *request)
{
    uint32_t wanted = request->offset + request->limit + 1;
    return wanted > first_look(r) ? wanted : first_look(r);
}

/* The best `asked` documents, the first of them in the order of rerank.h. */
static int search_best(struct ranker *r, enum plan_mode mode, uint32_t asked, struct xap_result *out)
{
    int rc = search(r, mode, asked, out);
    if (rc == 0 && out->count && !r->reranker)
        rc = reranker_new(r->plan, &r->reranker, r->e);
    if (rc == 0 && out->count)
        rerank(r->reranker, out->hits, out->count < depth(r) ? out->count : depth(r));
    return rc;
}

/* Moves to the front of `some` the hits that are not in `every`; returns how many. */
static uint32_t without(const struct xap_result *every, struct xap_result *some, struct arena *arena)
{
    uint32_t *listed = arena_array(arena, every->count, sizeof *listed), kept = 0;
    if (!listed)
        return 0;
    for (uint32_t i = 0; i < every->count; i++)
        listed[i] = every->hits[i].docid;
    if (every->count)
        qsort(listed, every->count, sizeof *listed, compare_docids);
    for (uint32_t i = 0; i < some->count; i++) {
        uint32_t docid = some->hits[i].docid;
        if (!every->count || !bsearch(&docid, listed, every->count, sizeof docid, compare_docids))
            some->hits[kept++] = some->hits[i];
    }
    return kept;
}

/* --- totals --- */

static void count_by_language(struct ranker *r, const struct xap_result *result, struct answer_totals *totals)
{
    const struct columns *columns = generation_columns(r->plan->generation);
    *totals = (struct answer_totals){.documents = result->count, .exact = true};
    for (uint32_t i = 0; i < result->count; i++)
        totals->in[columns_lang(columns, result->hits[i].docid)]++;
}

/*
 * An estimate depends on how many documents were looked for, and a total is not to depend on the page: all
 * pages have that of the first look, which most pages had anyway.
 */
static int estimate(struct ranker *r, enum plan_mode mode, const struct xap_result *result, uint32_t asked,
                    uint32_t *out)
{
    struct xap_result look = *result;
    int rc = asked == first_look(r) ? 0 : search(r, mode, first_look(r), &look);
    *out = look.total_estimate > first_look(r) ? look.total_estimate : first_look(r);
    return rc;
}

/* `asked`: how many hits there could have been. With fewer, this is all there is. */
static int set_totals(struct ranker *r, enum plan_mode mode, const struct xap_result *result, uint32_t asked,
                      struct answer_totals *totals)
{
    uint32_t about;
    if (result->count < asked) {
        count_by_language(r, result, totals);
        return 0;
    }
    int rc = estimate(r, mode, result, asked, &about);
    if (rc == 0 && asked > about) {
        struct matching all;
        rc = matching_find(r->plan, r->reader, mode == PLAN_ANY ? MATCH_ANY : MATCH_ALL, r->deadline_ns, &all,
                           r->e);
        if (rc == 0)
            *totals = matching_totals(&all, generation_columns(r->plan->generation));
    } else if (rc == 0) {
        *totals = (struct answer_totals){.documents = about};
    }
    if (rc == ERR_DEADLINE) { /* the page is there all the same */
        *totals = (struct answer_totals){.documents = asked};
        rc = 0;
    }
    return rc;
}

/* --- pages --- */

/* Hits `offset` … `offset + limit` of two lists, one after the other. */
static int cut_page(struct ranker *r, const struct xap_result *every, const struct xap_result *some,
                    const struct request *request, struct ranking *out)
{
    uint64_t total = (uint64_t)every->count + some->count, end = (uint64_t)request->offset + request->limit;
    out->more = total > end;
    if (end > total)
        end = total;
    if (request->offset >= end)
        return 0;
    out->count = (uint32_t)(end - request->offset);
    struct xap_hit *page = arena_array(r->plan->arena, out->count, sizeof *page);
    if (!page)
        return err_memory(r->e);
    for (uint32_t i = 0; i < out->count; i++) {
        uint32_t at = request->offset + i;
        assert(at < every->count || some->hits);
        page[i] = at < every->count ? every->hits[at] : some->hits[at - every->count];
    }
    out->hits = page;
    out->with_all = request->offset < every->count ? every->count - request->offset : 0;
    if (out->with_all > out->count)
        out->with_all = out->count;
    return 0;
}

/* More than any document can have. */
double rank_all_words(const struct plan *plan)
{
    return plan->bound * (1 + RERANK_GAIN_MAX);
}

static int rank_best(struct ranker *r, const struct request *request, struct ranking *out)
{
    struct xap_result every, some = {0};
    uint32_t wanted = request->offset + request->limit, asked = to_ask(r, request);
    int rc = search_best(r, PLAN_ALL, asked, &every);
    if (rc || (rc = set_totals(r, PLAN_ALL, &every, asked, &out->totals)))
        return rc;
    for (uint32_t i = 0; i < every.count; i++)
        every.hits[i].score += rank_all_words(r->plan);
    if (every.count <= wanted && r->plan->varies) {
        rc = search_best(r, PLAN_ANY, asked, &some);
        out->partial = rc == ERR_DEADLINE && every.count > 0;
        if (rc && !out->partial)
            return rc;
        out->relaxed = every.count == 0 && some.count > 0;
        if (out->relaxed && (rc = set_totals(r, PLAN_ANY, &some, asked, &out->totals)))
            return rc;
        some.count = without(&every, &some, r->plan->arena);
    }
    out->words_alike = !r->plan->varies;
    return cut_page(r, &every, &some, request, out);
}

int rank_search(struct plan *plan, struct xap_reader *reader, const struct request *request,
                uint64_t deadline_ns, struct ranking *out, struct err *e)
{
    struct ranker r = {.plan = plan, .reader = reader, .deadline_ns = deadline_ns, .e = e};
    struct xap_result found, nothing = {0};
    uint32_t asked = to_ask(&r, request);
    enum plan_mode mode = request->match == MATCH_ANY ? PLAN_ANY : PLAN_ALL;
    memset(out, 0, sizeof *out);
    out->words_alike = request->match != MATCH_BEST;
    if (request->match == MATCH_BEST)
        return rank_best(&r, request, out);
    int rc = search_best(&r, mode, asked, &found);
    if (rc == 0)
        rc = set_totals(&r, mode, &found, asked, &out->totals);
    return rc ? rc : cut_page(&r, &found, &nothing, request, out);
}
