/* See explain.h. The tree is walked once to count the rows and once to fill them in. */
#include "searchd/search/explain.h"

#include "index/postings.h"
#include "searchd/search/rank.h"
#include "searchd/search/rerank.h"
#include "text/fold.h"

struct explainer {
    struct plan *plan;
    const struct branch *branch;
    struct xap_reader *reader;
    uint32_t docid;
    uint64_t deadline_ns;
    struct answer_row *rows; /* NULL while they are counted */
    size_t count;
    struct err *e;
};

/* --- scores in one document --- */

static bool is_it(void *context, uint32_t docid)
{
    return *(const uint32_t *)context == docid;
}

/* Consumes the query. *found is false if the document does not match. */
static int score_query(struct explainer *x, struct xap_query *query, double *score, bool *found)
{
    struct xap_query *kept = NULL;
    struct xap_result result = {0};
    *found = false;
    *score = 0;
    if (!query)
        return 0;
    int rc = xap_query_keep(query, is_it, &x->docid, 0, &kept, x->e);
    struct xap_search search = {.query = kept, .count = 1, .deadline_ns = x->deadline_ns};
    if (rc == 0)
        rc = xap_search(x->reader, &search, x->plan->arena, &result, x->e);
    xap_query_free(kept);
    if (rc == 0 && result.count) {
        *found = true;
        *score = result.hits[0].score;
    }
    return rc;
}

static int score_term(struct explainer *x, bool title, const struct answer_row *row, double *score)
{
    char term[POSTING_TERM_MAX];
    struct xap_query *query;
    bool found;
    size_t len = posting_term(title ? POSTING_TITLE : POSTING_WORD, x->branch->lang, row->term, term);
    double weight = title ? row->weight : row->weight / IMPACT_MAX;
    int rc = xap_query_term((struct str){term, len}, weight, &query, x->e);
    return rc ? rc : score_query(x, query, score, &found);
}

static int score_mode(struct explainer *x, enum plan_mode mode, double *score, bool *found)
{
    struct xap_query *query;
    int rc = plan_query(x->plan, mode, PLAN_PHRASES_NOW, &query, x->e);
    return rc ? rc : score_query(x, query, score, found);
}

static int score_document(struct explainer *x, enum request_match match, struct answer_score *out)
{
    struct reranker *reranker;
    bool found = false;
    int rc = 0;
    if (match != MATCH_ANY)
        rc = score_mode(x, PLAN_ALL, &out->postings, &found);
    if (rc == 0 && found && match == MATCH_BEST)
        out->all_words = rank_all_words(x->plan);
    if (rc == 0 && !found && (match == MATCH_ANY || match == MATCH_BEST))
        rc = score_mode(x, PLAN_ANY, &out->postings, &found);
    if (rc || !found || (rc = reranker_new(x->plan, &reranker, x->e)))
        return rc;
    struct rerank_parts parts = rerank_document(reranker, x->docid);
    out->found = true;
    out->spelling = parts.spelling;
    out->nearness = parts.nearness;
    out->title = parts.title;
    return 0;
}

/* --- words --- */

static struct str typed_word(const struct explainer *x, uint32_t word)
{
    const struct query *query = x->plan->query;
    return str_slice(query->text, query->words[word].range.start, query->words[word].range.end);
}

static int add_row(struct explainer *x, struct answer_row row, bool title)
{
    int rc = 0;
    row.lang = x->branch->lang;
    if (x->rows && x->docid && row.term.len)
        rc = score_term(x, title, &row, &row.score);
    if (x->rows)
        x->rows[x->count] = row;
    x->count++;
    return rc;
}

static int score_pattern(struct explainer *x, const struct variants *v, double weight, bool title,
                         double *score)
{
    struct xap_query *query;
    bool found;
    int rc = xap_query_docs(v->documents, title ? weight : weight / IMPACT_MAX, &query, x->e);
    return rc ? rc : score_query(x, query, score, &found);
}

/* As it was compared: its folded key, with the stars. */
static struct str pattern_text(struct explainer *x, const struct query_word *word)
{
    char text[FOLD_MAX + 2], key[FOLD_MAX];
    size_t len = 0, key_len = fold_key(word->form, key);
    if (word->open_start)
        text[len++] = '*';
    memcpy(text + len, key, key_len);
    len += key_len;
    if (word->open_end)
        text[len++] = '*';
    return arena_str(x->plan->arena, (struct str){text, len});
}

static int add_pattern(struct explainer *x, uint32_t word, const struct variants *v, bool title)
{
    struct answer_row *row = x->rows ? &x->rows[x->count] : NULL;
    x->count++;
    if (!row)
        return 0;
    *row = (struct answer_row){.lang = x->branch->lang, .word = typed_word(x, word), .role = ROW_UNKNOWN};
    if (v->count == 0)
        return 0;
    row->role = ROW_PATTERN;
    row->term = pattern_text(x, &x->plan->query->words[word]);
    row->documents = v->documents->count;
    row->weight = v->idf * x->branch->factor;
    if (!row->term.ptr)
        return err_memory(x->e);
    return x->docid ? score_pattern(x, v, row->weight, title, &row->score) : 0;
}

static int add_variants(struct explainer *x, struct str word, const struct variants *v, enum row_role as,
                        bool title)
{
    if (v->count == 0 && as != ROW_COMPOUND)
        return add_row(x, (struct answer_row){.word = word, .role = ROW_UNKNOWN}, title);
    for (uint32_t i = 0; i < v->count; i++) {
        const struct variant *variant = &v->list[i];
        struct answer_row row = {.word = word, .term = variant->text, .documents = variant->documents};
        row.role = as == ROW_TYPED && !variant->typed ? ROW_VARIANT : as;
        row.weight = v->idf * x->branch->factor * (variant->typed ? 1 : VARIANT_WEIGHT);
        int rc = add_row(x, row, title);
        if (rc)
            return rc;
    }
    return 0;
}

static int add_group(struct explainer *x, const struct group *group, bool keep, bool title)
{
    if (x->plan->query->words[group->word].match == WORD_PATTERN)
        return add_pattern(x, group->word, &group->parts[0], title);
    if (group->stop && !keep)
        return add_row(x, (struct answer_row){.word = typed_word(x, group->word), .role = ROW_STOP}, title);
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < group->part_count; i++) {
        struct str word = typed_word(x, group->word + (group->solid ? 0 : i));
        rc = add_variants(x, word, &group->parts[i], group->solid ? ROW_PART : ROW_TYPED, title);
    }
    return rc ? rc : add_variants(x, typed_word(x, group->word), &group->joined, ROW_COMPOUND, title);
}

static int add_node(struct explainer *x, const struct query_node *node)
{
    int rc = 0;
    if (node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE) {
        const struct reading *reading = x->branch->readings[node->first_word];
        bool keep = node->kind == QUERY_PHRASE || x->plan->keep_stops[node->first_word];
        for (uint32_t i = 0; rc == 0 && i < reading->count; i++)
            rc = add_group(x, &reading->groups[i], keep, node->title);
    }
    for (const struct query_node *child = node->child; rc == 0 && child; child = child->next)
        rc = add_node(x, child);
    return rc;
}

static int add_words(struct explainer *x)
{
    int rc = 0;
    x->count = 0;
    for (uint32_t i = 0; rc == 0 && i < x->plan->branch_count; i++) {
        x->branch = &x->plan->branches[i];
        rc = add_node(x, x->plan->query->root);
    }
    return rc;
}

int explain(struct plan *plan, struct xap_reader *reader, enum request_match match, uint32_t docid,
            uint64_t deadline_ns, struct answer *out, struct err *e)
{
    struct explainer x = {.plan = plan, .reader = reader, .docid = docid, .deadline_ns = deadline_ns, .e = e};
    int rc = add_words(&x);
    if (rc)
        return rc;
    x.rows = arena_array(plan->arena, x.count, sizeof *x.rows);
    if (!x.rows)
        return err_memory(e);
    rc = add_words(&x);
    out->rows = x.rows;
    out->row_count = x.count;
    if (rc || !docid)
        return rc;
    out->score = arena_alloc(plan->arena, sizeof *out->score);
    return out->score ? score_document(&x, match, out->score) : err_memory(e);
}
