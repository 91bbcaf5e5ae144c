/*
 * See rerank.h. A branch's words become units, numbered as they stand in the query; the places where they
 * stand in a document, in order, tell everything. Each count saturates as in BM25, tf / (tf + k), with k the
 * larger the longer the document.
 *
 * Pairs of neighbours in order and near each other: Metzler & Croft 2005 (sequential dependence), weighed by
 * idf as in Bendersky, Metzler & Croft 2010. The typed spelling beside the stem: a second field of the same
 * words, as in Robertson, Zaragoza & Taylor 2004.
 */
#include "searchd/search/rerank.h"

#include <stdlib.h>

#include "index/postings.h"

struct unit {
    double idf;
    uint32_t gap; /* words from the unit before it in the query, 0 if it has none beside it */
};

/* A branch's units; bit u of every set is units[u]. */
struct units {
    struct unit list[RERANK_WORDS];
    uint32_t count;
    uint64_t title_only;
    struct match_scan *scan;
    struct match_words *spellings; /* bit u: spelt so, bit RERANK_WORDS + u: with the same accents */
};

_Static_assert(2 * RERANK_WORDS <= 64, "spellings are sets of 64 bits");

struct reranker {
    const struct plan *plan;
    double average; /* words of a document */
    struct units units[LANG_COUNT];
    struct match_hit *places; /* of the document at hand */
};

/* --- units --- */

/* What is being made into units. */
struct maker {
    struct reranker *r;
    const struct branch *branch;
    struct units *units;
    struct match_accept *words, *spellings; /* NULL while they are counted */
    uint32_t word_count, spelling_count;
    struct err *e;
};

static void add_word(struct maker *m, struct lexicon_ids forms, uint32_t bit)
{
    if (m->words)
        m->words[m->word_count] = (struct match_accept){forms, bit, 1};
    m->word_count++;
}

static void add_spelling(struct maker *m, struct lexicon_ids forms, uint32_t bit)
{
    if (m->spellings)
        m->spellings[m->spelling_count] = (struct match_accept){forms, bit, 1};
    m->spelling_count++;
}

static void add_variants(struct maker *m, const struct variants *v, uint32_t unit)
{
    for (uint32_t i = 0; i < v->form_lists; i++)
        add_word(m, v->forms[i], unit);
    add_spelling(m, v->spelt, unit);
    add_spelling(m, v->exact, RERANK_WORDS + unit);
}

/* `before`: the query's word of the unit before it, none if negative. */
static void add_unit(struct maker *m, const struct variants *v, const struct variants *joined, bool title,
                     uint32_t word, int64_t before)
{
    uint32_t unit = m->units->count++;
    m->units->list[unit].idf = v->count ? v->idf : joined->count ? joined->idf : 0;
    m->units->list[unit].gap = before >= 0 ? (uint32_t)(word - before) : 0;
    m->units->title_only |= (uint64_t)title << unit;
    add_variants(m, v, unit);
    if (joined != v)
        add_variants(m, joined, unit);
}

/* *before is the query's word of the unit before it in the node, and moves on. */
static void add_group(struct maker *m, const struct group *group, bool title, int64_t *before)
{
    bool only_stops = group->stop_parts == (1u << group->part_count) - 1;
    if (group->solid && m->units->count < RERANK_WORDS) {
        add_unit(m, &group->joined, &group->joined, title, group->word, *before);
        *before = group->word;
        return;
    }
    for (uint32_t i = 0; i < group->part_count && m->units->count < RERANK_WORDS; i++) {
        if (!only_stops && (group->stop_parts >> i & 1))
            continue;
        add_unit(m, &group->parts[i], &group->joined, title, group->word + i, *before);
        *before = group->word + i;
    }
}

static void add_node(struct maker *m, const struct query_node *node)
{
    if (node->kind == QUERY_NOT)
        return;
    if (node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE) {
        const struct reading *reading = m->branch->readings[node->first_word];
        bool keep = node->kind == QUERY_PHRASE || m->r->plan->keep_stops[node->first_word];
        int64_t before = -1;
        for (uint32_t i = 0; i < reading->count; i++)
            if (keep || !reading->groups[i].stop)
                add_group(m, &reading->groups[i], node->title, &before);
    }
    for (const struct query_node *child = node->child; child; child = child->next)
        add_node(m, child);
}

static int make_units(struct reranker *r, uint32_t branch, struct err *e)
{
    struct arena *arena = r->plan->arena;
    struct units *units = &r->units[branch];
    struct maker m = {.r = r, .branch = &r->plan->branches[branch], .units = units, .e = e};
    add_node(&m, r->plan->query->root);
    m.words = arena_array(arena, m.word_count, sizeof *m.words);
    m.spellings = arena_array(arena, m.spelling_count, sizeof *m.spellings);
    if (!m.words || !m.spellings)
        return err_memory(e);
    m.word_count = m.spelling_count = units->count = 0;
    add_node(&m, r->plan->query->root);
    struct match_words *words;
    int rc;
    if ((rc = match_words_new(m.words, m.word_count, arena, &words, e)) ||
        (rc = match_scan_new(words, arena, &units->scan, e)))
        return rc;
    return match_words_new(m.spellings, m.spelling_count, arena, &units->spellings, e);
}

int reranker_new(const struct plan *plan, struct reranker **out, struct err *e)
{
    const struct manifest_stats *stats = generation_stats(plan->generation);
    struct reranker *r = arena_alloc(plan->arena, sizeof *r);
    if (!r || !(r->places = arena_array(plan->arena, RERANK_PLACES_MAX, sizeof *r->places)))
        return err_memory(e);
    r->plan = plan;
    r->average = stats->documents ? (double)stats->words / stats->documents : 1;
    for (uint32_t i = 0; i < plan->branch_count; i++) {
        int rc = make_units(r, i, e);
        if (rc)
            return rc;
    }
    *out = r;
    return 0;
}

/* --- one document --- */

/* How often what counts was met, by unit. */
struct counts {
    uint32_t spelt[RERANK_WORDS], exact[RERANK_WORDS];
    uint32_t ordered[RERANK_WORDS], unordered[RERANK_WORDS]; /* with the unit before it */
    uint64_t in_title;
};

/* Where each unit was met last; long ago for one that was not. */
struct last {
    int64_t at[RERANK_WORDS];
};

static const struct last never = {.at = {0}};

static bool near(const struct last *last, uint32_t unit, uint32_t position)
{
    return last->at[unit] && position + 1 - last->at[unit] <= NEAR_WORDS;
}

/* Unit `u` stands at `position`, among others that the same form stands for. */
static void count_pairs(const struct units *units, const struct last *last, uint64_t set, uint32_t u,
                        uint32_t position, struct counts *c)
{
    uint32_t gap = units->list[u].gap, next_gap = u + 1 < units->count ? units->list[u + 1].gap : 0;
    if (gap && (set >> (u - 1) & 1)) {
        c->ordered[u]++; /* a compound in one piece */
        c->unordered[u]++;
    } else if (gap && last->at[u - 1]) {
        c->ordered[u] += position + 1 - last->at[u - 1] <= gap;
        c->unordered[u] += near(last, u - 1, position);
    }
    if (next_gap && !(set >> (u + 1) & 1))
        c->unordered[u + 1] += near(last, u + 1, position);
}

static void count_places(const struct units *units, const struct match_hit *places, uint32_t count,
                         uint32_t title_count, struct counts *c)
{
    struct last last = never;
    bool in_text = false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t position = places[i].position;
        uint64_t set = places[i].words;
        uint64_t spellings = match_words_of(units->spellings, places[i].id);
        if (position >= title_count && !in_text) {
            in_text = true;
            last = never;
        }
        if (in_text)
            set &= ~units->title_only;
        else
            c->in_title |= set;
        for (uint64_t left = set; left; left &= left - 1) {
            uint32_t u = (uint32_t)__builtin_ctzll(left);
            c->spelt[u] += spellings >> u & 1;
            c->exact[u] += spellings >> (RERANK_WORDS + u) & 1;
            count_pairs(units, &last, set, u, position, c);
        }
        for (uint64_t left = set; left; left &= left - 1)
            last.at[__builtin_ctzll(left)] = (int64_t)position + 1;
    }
}

static double saturate(uint32_t count, double k)
{
    return count / (count + k);
}

static struct rerank_parts weigh(const struct units *units, const struct counts *c, double k, double factor)
{
    struct rerank_parts parts = {0};
    for (uint32_t u = 0; u < units->count; u++) {
        double idf = units->list[u].idf * factor;
        parts.spelling +=
            idf * (SPELT_WEIGHT * saturate(c->spelt[u], k) + EXACT_WEIGHT * saturate(c->exact[u], k));
        parts.title += c->in_title >> u & 1 ? idf * IN_TITLE_WEIGHT : 0;
        if (!units->list[u].gap)
            continue;
        double both = (idf + units->list[u - 1].idf * factor) / 2;
        parts.nearness += both * (ORDERED_WEIGHT * saturate(c->ordered[u], k) +
                                  UNORDERED_WEIGHT * saturate(c->unordered[u], k));
    }
    return parts;
}

static double sum(const struct rerank_parts *parts)
{
    return parts->spelling + parts->nearness + parts->title;
}

/* A document of two languages is worth what it is in the better one. */
struct rerank_parts rerank_document(struct reranker *r, uint32_t docid)
{
    const struct plan *plan = r->plan;
    unsigned langs = columns_langs(generation_columns(plan->generation), docid);
    struct rerank_parts best = {0};
    struct token_view view;
    if (!tokens_view(generation_tokens(plan->generation), docid, &view))
        return best;
    double k = RERANK_K1 * (1 - BM25_B + BM25_B * view.count / r->average);
    for (uint32_t i = 0; i < plan->branch_count; i++) {
        const struct units *units = &r->units[i];
        struct counts counts = {0};
        if (!(langs & LANG_BIT(plan->branches[i].lang)))
            continue;
        uint32_t found = match_scan_in(units->scan, &view, r->places, RERANK_PLACES_MAX);
        count_places(units, r->places, found, view.title_count, &counts);
        struct rerank_parts parts = weigh(units, &counts, k, plan->branches[i].factor);
        if (sum(&parts) > sum(&best))
            best = parts;
    }
    return best;
}

/* --- the list --- */

static int by_score(const void *a, const void *b)
{
    const struct xap_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

void rerank(struct reranker *r, struct xap_hit *hits, uint32_t count)
{
    /* Records lie scattered: waiting for them one after the other took longer than all the counting. */
    for (uint32_t i = 0; i < count; i++)
        tokens_prefetch(generation_tokens(r->plan->generation), hits[i].docid);
    for (uint32_t i = 0; i < count; i++) {
        struct rerank_parts parts = rerank_document(r, hits[i].docid);
        hits[i].score += sum(&parts);
    }
    if (count > 1)
        qsort(hits, count, sizeof *hits, by_score);
}
