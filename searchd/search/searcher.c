/*
 * See searcher.h: query → plan → ranking → hits with their documents and snippets. Everything of one
 * request lives in its arena; what is kept between requests is the readers and one decoded stream.
 */
#include "searchd/search/searcher.h"

#include <stdio.h>
#include <stdlib.h>

#include "searchd/query/plan.h"
#include "searchd/query/query.h"
#include "searchd/search/correct.h"
#include "searchd/search/explain.h"
#include "searchd/search/facets.h"
#include "searchd/search/kwic.h"
#include "searchd/search/matching.h"
#include "searchd/search/order.h"
#include "searchd/search/passage.h"
#include "searchd/search/rank.h"
#include "searchd/search/similar.h"
#include "searchd/search/snippet.h"
#include "searchd/search/stream.h"
#include "searchd/search/suggest.h"
#include "searchd/search/trend.h"

struct searcher {
    const struct generation *generation;
    struct search_limits limits;
    struct vocabulary vocabulary; /* with a reader and an analyzer of its own */
    struct documents_decoder *decoder;
    struct stream stream; /* of the document at hand */
};

int searcher_new(const struct generation *g, const struct search_limits *limits, struct searcher **out,
                 struct err *e)
{
    struct searcher *s = *out = calloc(1, sizeof *s);
    if (!s)
        return err_memory(e);
    s->generation = g;
    s->limits = *limits;
    s->vocabulary.lists = generation_lists(g);
    s->vocabulary.lexicon = generation_lexicon(g);
    s->vocabulary.stats = generation_stats(g);
    s->vocabulary.expansions = limits->expansions;
    s->vocabulary.pattern_words = limits->pattern_words;
    int rc;
    if ((rc = analyzer_new(s->vocabulary.lists, &s->vocabulary.analyzer, e)) ||
        (rc = xap_reader_open(generation_postings_path(g), &s->vocabulary.reader, e)) ||
        (rc = documents_decoder_new(generation_documents(g), generation_columns(g), &s->decoder, e))) {
        searcher_free(s);
        *out = NULL;
        return rc;
    }
    s->vocabulary.decoder = s->decoder;
    return 0;
}

void searcher_free(struct searcher *s)
{
    if (!s)
        return;
    documents_decoder_free(s->decoder);
    xap_reader_close(s->vocabulary.reader);
    analyzer_free(s->vocabulary.analyzer);
    stream_fini(&s->stream);
    free(s);
}

/* --- hits --- */

/* What one request needs while its hits are filled in. */
struct shower {
    struct searcher *s;
    const struct plan *plan;
    const struct request *request;
    struct arena *arena;
    struct marking marking;
};

static int add_snippet(struct shower *w, uint32_t docid, struct answer_hit *hit, struct err *e)
{
    const struct generation *g = w->s->generation;
    struct stream *stream = &w->s->stream;
    struct marking_set marks;
    struct snippet snippet;
    int rc;
    if ((rc = stream_read(stream, g, docid, e)) ||
        (rc = marking_of(&w->marking, columns_langs(generation_columns(g), docid), &marks, e)))
        return rc;
    struct snippet_source source = {hit->doc.title, hit->doc.text,
                                    places_source(stream, &marks, generation_lexicon(g))};
    if ((rc = snippet_make(&source, w->request->snippets, w->arena, &snippet, e)))
        return rc;
    hit->snippet = snippet.passage;
    hit->marks = snippet.marks;
    hit->mark_count = snippet.mark_count;
    hit->title_marks = snippet.title_marks;
    hit->title_mark_count = snippet.title_mark_count;
    return 0;
}

/* The id of the document's translation; empty if it has none. */
static int find_alternate(struct searcher *s, uint32_t docid, struct arena *arena, struct str *out,
                          struct err *e)
{
    const struct documents *documents = generation_documents(s->generation);
    uint32_t counterpart = columns_counterpart(generation_columns(s->generation), docid);
    return counterpart ? documents_id(documents, counterpart, arena, out, e) : 0;
}

static int add_translation(struct shower *w, struct answer_hit *hit, struct err *e)
{
    uint32_t docid = columns_counterpart(generation_columns(w->s->generation), hit->docid);
    if (!docid || !w->request->translations)
        return 0;
    hit->translation = arena_alloc(w->arena, sizeof *hit->translation);
    return hit->translation ? documents_get(w->s->decoder, docid, false, w->arena, hit->translation, e)
                            : err_memory(e);
}

static int fill_hit(struct shower *w, const struct xap_hit *found, struct answer_hit *hit, struct err *e)
{
    int rc;
    hit->docid = found->docid;
    hit->score = found->score;
    if ((rc = documents_get(w->s->decoder, found->docid, w->request->snippets, w->arena, &hit->doc, e)) ||
        (rc = find_alternate(w->s, found->docid, w->arena, &hit->alternate, e)) ||
        (rc = add_translation(w, hit, e)) || (rc = add_snippet(w, found->docid, hit, e)))
        return rc;
    hit->doc.text = (struct str){NULL, 0};
    return 0;
}

static int fill_hits(struct shower *w, const struct ranking *ranking, struct answer *out, struct err *e)
{
    out->hits = arena_array(w->arena, ranking->count, sizeof *out->hits);
    if (!out->hits)
        return err_memory(e);
    out->hit_count = ranking->count;
    for (uint32_t i = 0; i < ranking->count; i++) {
        int rc = fill_hit(w, &ranking->hits[i], &out->hits[i], e);
        if (rc)
            return rc;
    }
    return 0;
}

/* --- requests --- */

/* Says which words the documents counted have, and those of the page. */
static void tell_words(const struct plan *plan, const struct ranking *ranking, struct answer *out)
{
    if (out->request->match == MATCH_BEST && plan->varies)
        out->words = out->relaxed ? WORDS_SOME : WORDS_ALL;
    for (uint32_t i = 0; out->request->match != MATCH_ANY && i < ranking->count; i++)
        out->hits[i].words = ranking->words_alike || i < ranking->with_all ? WORDS_ALL : WORDS_SOME;
}

/* Where the page passes from documents with all words to those with some; empty if it does not. */
static void tell_passage(const struct ranking *ranking, char *out, size_t room)
{
    bool goes_on = ranking->count > ranking->with_all;
    out[0] = '\0';
    if (ranking->relaxed || ranking->words_alike || !goes_on)
        return;
    if (ranking->with_all == 0)
        snprintf(out, room, "these have some of the words; those with all of them came before");
    else if (ranking->with_all == 1)
        snprintf(out, room, "the first of these has all the words, the others some");
    else
        snprintf(out, room, "the first %u of these have all the words, the others some", ranking->with_all);
}

/* How the query was read, and what the page shows of it. */
static int write_note(const struct query *query, const struct ranking *ranking, struct arena *arena,
                      struct answer *out, struct err *e)
{
    char note[1024], passage[128];
    tell_passage(ranking, passage, sizeof passage);
    out->note = query->note;
    if (!passage[0])
        return 0;
    int len = snprintf(note, sizeof note, "%.*s%s%s", (int)query->note.len,
                       query->note.len ? query->note.ptr : "", query->note.len ? "; " : "", passage);
    if (len < 0 || (size_t)len >= sizeof note)
        return 0;
    out->note = arena_str(arena, (struct str){note, (size_t)len});
    return out->note.ptr ? 0 : err_memory(e);
}

static int check_page(const struct searcher *s, const struct request *request, struct err *e)
{
    if (request->limit > s->limits.hits) {
        err_set(e, ERR_LIMIT, "%u hits on a page are more than %u", request->limit, s->limits.hits);
        return err_hint(e, "ask for several pages");
    }
    if (request->offset > s->limits.offset) {
        err_set(e, ERR_LIMIT, "hit %u is deeper than pages go: %u", request->offset, s->limits.offset);
        return err_hint(e, "narrow the query");
    }
    return 0;
}

static const enum query_sort sorts[] = {[SORT_RELEVANCE] = QUERY_SORT_RELEVANCE,
                                        [SORT_NEWEST] = QUERY_SORT_NEWEST,
                                        [SORT_OLDEST] = QUERY_SORT_OLDEST,
                                        [SORT_TITLE] = QUERY_SORT_TITLE};

/* What the plan has to say, after what the parser had. */
static int add_note(struct query *query, struct str note, struct arena *arena, struct err *e)
{
    size_t len = query->note.len;
    if (note.len == 0 || len == 0) {
        query->note = note.len ? note : query->note;
        return 0;
    }
    char *both = arena_alloc(arena, len + 2 + note.len);
    if (!both)
        return err_memory(e);
    memcpy(both, query->note.ptr, len);
    both[len] = ';';
    both[len + 1] = ' ';
    memcpy(both + len + 2, note.ptr, note.len);
    query->note = (struct str){both, len + 2 + note.len};
    return 0;
}

static int prepare(struct searcher *s, const struct request *request, struct arena *arena,
                   struct query *query, struct plan *plan, struct err *e)
{
    bool phrase = request->match == MATCH_PHRASE;
    int rc = phrase ? query_parse_phrase(request->query, &s->limits, request->strict, arena, query, e)
                    : query_parse(request->query, &s->limits, request->strict, arena, query, e);
    if (rc == 0 && request->filter.len)
        rc = query_narrow(query, request->filter, &s->limits, arena, e);
    if (request->sort != SORT_UNSAID)
        query->sort = sorts[request->sort];
    if (rc || (rc = plan_init(plan, s->generation, &s->vocabulary, query, request->prefer, arena, e)))
        return rc;
    return add_note(query, plan->note, arena, e);
}

/* --- lists, counts, facets, trends --- */

/* What one request about a query is made of. */
struct asking {
    struct searcher *s;
    uint64_t deadline_ns;
    struct arena *arena;
    struct query query;
    struct plan plan;
    struct ranking ranking; /* SEARCH */
    struct matching set;    /* where it is needed */
    bool has_set;
};

static int find_set(struct asking *a, const struct request *request, struct err *e)
{
    int rc = a->has_set ? 0
                        : matching_find(&a->plan, a->s->vocabulary.reader, request->match, a->deadline_ns,
                                        &a->set, e);
    a->has_set = rc == 0;
    return rc;
}

static int make_page(struct asking *a, const struct request *request, struct err *e)
{
    enum query_sort sort = a->query.sort;
    if (sort == QUERY_SORT_RELEVANCE)
        return rank_search(&a->plan, a->s->vocabulary.reader, request, a->deadline_ns, &a->ranking, e);
    int rc = find_set(a, request, e);
    return rc ? rc
              : order_page(&a->set, generation_columns(a->s->generation), sort, request, a->deadline_ns,
                           a->arena, &a->ranking, e);
}

/* What is counted beside the page, if it was asked for. What time does not suffice for is left out: the total
 * stays an estimate. */
static int count_beside(struct asking *a, const struct request *request, struct answer *out, struct err *e)
{
    const struct columns *columns = generation_columns(a->s->generation);
    if (!request->facets && (!request->exact_total || out->totals.exact))
        return 0;
    int rc = find_set(a, request, e);
    if (rc == 0) {
        out->totals = matching_totals(&a->set, columns);
        rc = request->facets ? facets_count(&a->set, columns, a->deadline_ns, a->arena, out, e) : 0;
    }
    out->partial |= rc == ERR_DEADLINE;
    return rc == ERR_DEADLINE ? 0 : rc;
}

/* Of a query that found little; one that found enough pays nothing for it. */
static int offer_correction(struct searcher *s, const struct plan *plan, uint64_t deadline_ns,
                            struct arena *arena, struct answer *out, struct err *e)
{
    const struct corrector corrector = {s->generation, &s->vocabulary, &s->limits,
                                        out->request,  deadline_ns,    arena};
    uint32_t found = out->relaxed ? 0 : out->totals.documents;
    return found < CORRECT_FEW && !out->partial ? correct(&corrector, plan, found, &out->suggestion, e) : 0;
}

static int search(struct asking *a, const struct request *request, struct answer *out, struct err *e)
{
    struct shower shower = {.s = a->s, .plan = &a->plan, .request = request, .arena = a->arena};
    const struct ranking *ranking = &a->ranking;
    int rc;
    if ((rc = check_page(a->s, request, e)) || (rc = make_page(a, request, e)) ||
        (rc = write_note(&a->query, ranking, a->arena, out, e)))
        return rc;
    marking_init(&shower.marking, &a->plan);
    out->totals = ranking->totals;
    out->relaxed = ranking->relaxed;
    out->partial = ranking->partial;
    out->more = ranking->more;
    if ((rc = count_beside(a, request, out, e)) || (rc = fill_hits(&shower, ranking, out, e)))
        return rc;
    tell_words(&a->plan, ranking, out);
    return offer_correction(a->s, &a->plan, a->deadline_ns, a->arena, out, e);
}

/* COUNT, FACETS, TREND. */
static int count(struct asking *a, const struct request *request, struct answer *out, struct err *e)
{
    const struct columns *columns = generation_columns(a->s->generation);
    int rc = find_set(a, request, e);
    if (rc)
        return rc;
    out->totals = matching_totals(&a->set, columns);
    out->relaxed = a->set.relaxed;
    out->note = a->query.note;
    tell_words(&a->plan, &a->ranking, out);
    if (request->verb == REQUEST_FACETS)
        return facets_count(&a->set, columns, a->deadline_ns, a->arena, out, e);
    if (request->verb == REQUEST_TREND)
        return trend_make(&a->set, columns, a->s->limits.trend_rows, a->deadline_ns, a->arena, out, e);
    return 0;
}

static int ask(struct searcher *s, const struct request *request, uint64_t deadline_ns, struct arena *arena,
               struct answer *out, struct err *e)
{
    struct asking a = {.s = s, .deadline_ns = deadline_ns, .arena = arena};
    int rc = prepare(s, request, arena, &a.query, &a.plan, e);
    if (rc)
        return rc;
    return request->verb == REQUEST_SEARCH ? search(&a, request, out, e) : count(&a, request, out, e);
}

static int find_document(struct searcher *s, struct str id, uint32_t *docid, struct err *e)
{
    *docid = documents_find(s->decoder, id);
    if (*docid)
        return 0;
    err_set(e, ERR_NOT_FOUND, "there is no document \"%.*s\"", (int)(id.len < 200 ? id.len : 200),
            id.len ? id.ptr : "");
    return err_hint(e, "ids are as search answers give them");
}

static int explain_query(struct searcher *s, const struct request *request, uint64_t deadline_ns,
                         struct arena *arena, struct answer *out, struct err *e)
{
    struct query query;
    struct plan plan;
    uint32_t docid = 0;
    int rc;
    if ((request->id.len && (rc = find_document(s, request->id, &docid, e))) ||
        (rc = prepare(s, request, arena, &query, &plan, e)))
        return rc;
    out->note = query.note;
    return explain(&plan, s->vocabulary.reader, request->match, docid, deadline_ns, out, e);
}

static int cut_text(const struct request *request, struct answer *out, struct err *e)
{
    struct str *text = &out->document->text;
    bool none = request->part == PART_FIELDS;
    if (request->is_around && (request->from || request->to))
        return err_set(e, ERR_USAGE, "around= and from=, to= exclude one another");
    if (request->to && request->from > request->to)
        return err_set(e, ERR_USAGE, "from=%u is behind to=%u", request->from, request->to);
    out->text_bytes = (uint32_t)text->len;
    if (request->is_around)
        out->passage =
            passage_around(*text, request->around, request->words ? request->words : REQUEST_WORDS_DEFAULT);
    else if (!none)
        out->passage = passage_cut(*text, request->from, request->to ? request->to : UINT32_MAX);
    *text = str_slice(*text, out->passage.start, out->passage.end);
    return 0;
}

static int get(struct searcher *s, const struct request *request, struct arena *arena, struct answer *out,
               struct err *e)
{
    uint32_t docid;
    if (find_document(s, request->query, &docid, e))
        return e->code;
    out->document = arena_alloc(arena, sizeof *out->document);
    if (!out->document)
        return err_memory(e);
    int rc = documents_get(s->decoder, docid, true, arena, out->document, e);
    if (rc == 0)
        rc = cut_text(request, out, e);
    return rc ? rc : find_alternate(s, docid, arena, &out->document->alternate, e);
}

static int suggest_words(struct searcher *s, const struct request *request, uint64_t deadline_ns,
                         struct arena *arena, struct answer *out, struct err *e)
{
    const struct suggest_source source = {s->generation, &s->vocabulary, s->decoder, &s->limits};
    struct table *table;
    int rc = suggest(&source, request, deadline_ns, arena, &table, e);
    out->table = table;
    return rc;
}

/* Of the hits, the document itself and its translation are none; at most `limit` stay. */
static int leave_out(const struct ranking *found, uint32_t docid, uint32_t counterpart, uint32_t limit,
                     struct arena *arena, struct ranking *out, struct err *e)
{
    struct xap_hit *hits = arena_array(arena, found->count, sizeof *hits);
    *out = *found;
    out->count = 0;
    if (!hits)
        return err_memory(e);
    for (uint32_t i = 0; i < found->count && out->count < limit; i++)
        if (found->hits[i].docid != docid && found->hits[i].docid != counterpart)
            hits[out->count++] = found->hits[i];
    out->hits = hits;
    return 0;
}

/* Searches for the document's words as any query is searched for. */
static int search_similar(struct searcher *s, const struct request *request, uint32_t docid,
                          uint32_t counterpart, uint64_t deadline_ns, struct arena *arena, struct answer *out,
                          struct err *e)
{
    struct query query;
    struct plan plan;
    struct ranking found, ranking;
    struct shower shower = {.s = s, .plan = &plan, .request = request, .arena = arena};
    int rc;
    if ((rc = prepare(s, request, arena, &query, &plan, e)) ||
        (rc = rank_search(&plan, s->vocabulary.reader, request, deadline_ns, &found, e)) ||
        (rc = leave_out(&found, docid, counterpart, request->limit - 2, arena, &ranking, e)))
        return rc;
    marking_init(&shower.marking, &plan);
    out->partial = found.partial;
    rc = fill_hits(&shower, &ranking, out, e);
    out->totals = (struct answer_totals){.documents = (uint32_t)out->hit_count, .exact = true};
    for (size_t i = 0; rc == 0 && i < out->hit_count; i++)
        out->totals.in[out->hits[i].doc.lang]++;
    return rc;
}

/* In another language than its own, by the words of its translation. */
static int find_similar(struct searcher *s, const struct request *request, uint64_t deadline_ns,
                        struct arena *arena, struct answer *out, struct err *e)
{
    const struct columns *columns = generation_columns(s->generation);
    struct request search = *request;
    struct similar_words words;
    uint32_t docid;
    if (request->limit > SIMILAR_MAX) {
        err_set(e, ERR_LIMIT, "%u similar documents are more than %d", request->limit, SIMILAR_MAX);
        return err_hint(e, "ask for fewer");
    }
    if (find_document(s, request->query, &docid, e))
        return e->code;
    uint32_t counterpart = columns_counterpart(columns, docid), source = docid;
    enum lang lang = request->prefer != LANG_NONE ? request->prefer : columns_lang(columns, docid);
    if (lang != columns_lang(columns, docid) && counterpart)
        source = counterpart;
    int rc = similar_words(s->generation, &s->vocabulary, &s->stream, source, arena, &words, e);
    if (rc || words.count == 0)
        return rc;
    search.match = MATCH_ANY;
    search.limit = request->limit + 2;
    if ((rc = similar_query(&words, lang, arena, &search.query, e)) ||
        (rc = similar_note(&words, arena, &out->note, e)))
        return rc;
    return search_similar(s, &search, docid, counterpart, deadline_ns, arena, out, e);
}

static int show_in_context(struct searcher *s, const struct request *request, uint64_t deadline_ns,
                           struct arena *arena, struct answer *out, struct err *e)
{
    struct query query;
    struct plan plan;
    struct kwic_source source = {&plan, s->vocabulary.reader, s->decoder, &s->stream};
    int rc;
    if ((rc = check_page(s, request, e)) || (rc = prepare(s, request, arena, &query, &plan, e)))
        return rc;
    out->note = query.note;
    return kwic_run(&source, request, deadline_ns, out, e);
}

int searcher_run(struct searcher *s, const struct request *request, uint64_t deadline_ns, struct arena *arena,
                 struct answer *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    s->vocabulary.deadline_ns = deadline_ns;
    out->request = request;
    out->generation = generation_number(s->generation);
    switch (request->verb) {
    case REQUEST_SEARCH:
    case REQUEST_COUNT:
    case REQUEST_FACETS:
    case REQUEST_TREND:
        return ask(s, request, deadline_ns, arena, out, e);
    case REQUEST_EXPLAIN:
        return explain_query(s, request, deadline_ns, arena, out, e);
    case REQUEST_KWIC:
        return show_in_context(s, request, deadline_ns, arena, out, e);
    case REQUEST_GET:
        return get(s, request, arena, out, e);
    case REQUEST_SIMILAR:
        return find_similar(s, request, deadline_ns, arena, out, e);
    case REQUEST_SUGGEST:
        return suggest_words(s, request, deadline_ns, arena, out, e);
    default:
        return err_set(e, ERR_INTERNAL, "a request that is not for the index reached it");
    }
}
