/*
 * The postings query of a plan (plan.h). A node becomes a piece: a postings query, or one of the answers that
 * need none. Errors stick in `struct build`: after the first, queries are NULL and nothing more is made.
 */
#include "searchd/query/plan_filters.h"

#include <assert.h>
#include <stdlib.h>

#include "index/postings.h"

/* Estimates of how many candidates pass, for the order in which Xapian asks. See also plan_filters.c. */
#define LIKELY_PHRASE 0.3
#define LIKELY_ONLY 0.01

enum piece_kind {
    PIECE_SILENT, /* says nothing in this language: only stop words */
    PIECE_NONE,   /* no document */
    PIECE_ALL,    /* every document of the branch */
    PIECE_QUERY
};

struct piece {
    enum piece_kind kind;
    struct xap_query *query;
};

struct build {
    struct plan *plan;
    const struct branch *branch;
    enum plan_mode mode;
    enum plan_phrases phrases;
    bool excluding; /* under a NOT: each word of a bag is excluded, a compound as a whole */
    int rc;
    struct err *e;
};

static const struct piece silent = {PIECE_SILENT, NULL}, none = {PIECE_NONE, NULL}, all = {PIECE_ALL, NULL};

static struct piece piece_of(struct xap_query *query)
{
    return (struct piece){query ? PIECE_QUERY : PIECE_NONE, query};
}

/* --- small queries --- */

/* Joins the queries, which are consumed; one alone stays as it is, NULL are left out. */
static struct xap_query *join(struct build *b, enum xap_op op, struct xap_query **list, uint32_t count)
{
    struct xap_query *joined = NULL;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (list[i])
            list[kept++] = list[i];
    if (b->rc) {
        for (uint32_t i = 0; i < kept; i++)
            xap_query_free(list[i]);
        return NULL;
    }
    if (kept < 2)
        return kept ? list[0] : NULL;
    b->rc = xap_query_join(op, list, kept, &joined, b->e);
    return joined;
}

static struct xap_query *join_two(struct build *b, enum xap_op op, struct xap_query *x, struct xap_query *y)
{
    struct xap_query *list[] = {x, y};
    return join(b, op, list, 2);
}

/* Keeps of what the query finds, which is consumed, what `passes` lets through; `context` is NULL when there
 * was no memory for it. */
static struct xap_query *keep(struct build *b, struct xap_query *query, xap_keep_fn passes, void *context,
                              double likely)
{
    struct xap_query *kept = NULL;
    if (!context && b->rc == 0)
        b->rc = err_memory(b->e);
    if (b->rc || !query) {
        xap_query_free(query);
        return NULL;
    }
    b->rc = xap_query_keep(query, passes, context, likely, &kept, b->e);
    return kept;
}

static struct xap_query *make_term(struct build *b, enum posting_kind kind, struct str text, double weight)
{
    char term[POSTING_TERM_MAX];
    struct xap_query *query = NULL;
    size_t len = posting_term(kind, b->branch->lang, text, term);
    if (b->rc == 0)
        b->rc = xap_query_term((struct str){term, len}, weight, &query, b->e);
    return query;
}

static struct xap_query *make_all(struct build *b)
{
    return make_term(b, POSTING_LANG, str_of(lang_code(b->branch->lang)), 0);
}

/* Room for `count` queries. */
static struct xap_query **make_room(struct build *b, uint32_t count)
{
    struct xap_query **list = arena_array(b->plan->arena, count, sizeof *list);
    if (!list && b->rc == 0)
        b->rc = err_memory(b->e);
    return b->rc ? NULL : list;
}

static struct xap_query *make_documents(struct build *b, const struct xap_docs *documents, double weight)
{
    struct xap_query *query = NULL;
    if (b->rc == 0 && documents->count)
        b->rc = xap_query_docs(documents, weight, &query, b->e);
    return query;
}

/* --- words --- */

/* NULL if no document has it. Impacts go up to IMPACT_MAX, the terms of titles have none. */
static struct xap_query *make_word(struct build *b, const struct variants *v, bool title)
{
    double weight = v->idf * b->branch->factor / (title ? 1 : IMPACT_MAX);
    if (v->documents)
        return make_documents(b, v->documents, weight);
    struct xap_query **list = make_room(b, v->count);
    for (uint32_t i = 0; list && i < v->count; i++)
        list[i] = make_term(b, title ? POSTING_TITLE : POSTING_WORD, v->list[i].text,
                            v->list[i].typed ? weight : weight * VARIANT_WEIGHT);
    return list ? join(b, XAP_MAX, list, v->count) : NULL;
}

/* The parts of a compound; stop words among them (vis-à-vis) only if there is nothing else. */
static struct xap_query *make_parts(struct build *b, const struct group *group, bool title, bool loose)
{
    struct xap_query *list[COMPOUND_MAX];
    bool only_stops = group->stop_parts == (1u << group->part_count) - 1;
    uint32_t count = 0;
    bool known = true;
    for (uint32_t i = 0; i < group->part_count; i++) {
        if (!only_stops && (group->stop_parts >> i & 1))
            continue;
        list[count] = make_word(b, &group->parts[i], title);
        known &= list[count] != NULL;
        count++;
    }
    struct xap_query *parts = join(b, loose ? XAP_OR : XAP_AND, list, count);
    if (loose || known)
        return parts;
    xap_query_free(parts);
    return NULL;
}

/* `loose`: some parts of a compound will do. Else it is worth in one piece what its parts are, at least:
 * however it is spelled, it is the same word. So a document that has both is taken for the one piece. (A MAX
 * would say so more directly, but Xapian 1.4.22 crashes where a MAX has an AND or OR below it.) */
static struct xap_query *make_group(struct build *b, const struct group *group, bool title, bool loose)
{
    struct variants joined = group->joined;
    double together = 0;
    loose &= !group->solid;
    struct xap_query *parts = make_parts(b, group, title, loose);
    if (joined.count == 0)
        return parts;
    for (uint32_t i = 0; i < group->part_count; i++)
        together += group->stop_parts >> i & 1 ? 0 : group->parts[i].idf;
    if (joined.idf < together && !loose && !group->solid)
        joined.idf = together;
    if (!loose && parts)
        parts = join_two(b, XAP_AND_NOT, parts, make_word(b, &joined, title));
    return join_two(b, XAP_OR, parts, make_word(b, &joined, title));
}

/* Adds the words of a text to `list`; false if one that is needed is unknown. */
static bool add_text(struct build *b, const struct query_node *node, struct xap_query **list, uint32_t *count)
{
    const struct reading *reading = b->branch->readings[node->first_word];
    bool stops = b->plan->keep_stops[node->first_word], known = true;
    for (uint32_t i = 0; i < reading->count; i++) {
        const struct group *group = &reading->groups[i];
        if (group->stop && !stops)
            continue;
        list[*count] = make_group(b, group, false, b->mode == PLAN_ANY && !b->excluding);
        known &= list[*count] != NULL;
        ++*count;
        b->plan->varies |= group->part_count > 1 && !group->solid && !b->excluding;
    }
    return known;
}

/* All texts among the siblings from `node` on. */
static struct piece make_bag(struct build *b, const struct query_node *node, bool siblings)
{
    struct xap_query *list[QUERY_WORDS_MAX];
    uint32_t count = 0;
    bool any = b->mode == PLAN_ANY || b->excluding, known = true;
    for (; node; node = siblings ? node->next : NULL)
        if (node->kind == QUERY_TEXT)
            known &= add_text(b, node, list, &count);
    if (count == 0)
        return silent;
    b->plan->varies |= count > 1 && !b->excluding;
    struct xap_query *query = join(b, any ? XAP_OR : XAP_AND, list, count);
    if (any || known)
        return piece_of(query);
    xap_query_free(query);
    return none;
}

/* --- phrases --- */

struct phrase_check {
    const struct plan *plan;
    const struct reading *reading;
};

static int compare_docids(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool is_allowed(const struct plan *p, uint32_t docid)
{
    return !p->only || bsearch(&docid, p->only, p->only_count, sizeof docid, compare_docids);
}

static bool keep_allowed(void *context, uint32_t docid)
{
    return is_allowed(context, docid);
}

static bool keep_phrase(void *context, uint32_t docid)
{
    const struct phrase_check *check = context;
    return is_allowed(check->plan, docid) &&
           reading_stands(check->reading, generation_tokens(check->plan->generation), docid);
}

static struct xap_query *check_phrase(struct build *b, struct xap_query *words, const struct reading *reading)
{
    struct phrase_check *check = arena_alloc(b->plan->arena, sizeof *check);
    if (check)
        *check = (struct phrase_check){b->plan, reading};
    return keep(b, words, keep_phrase, check, LIKELY_PHRASE);
}

/* The words of a phrase; NULL if one is unknown. */
static struct xap_query *make_phrase_words(struct build *b, const struct query_node *node,
                                           const struct reading *reading)
{
    struct xap_query *list[QUERY_WORDS_MAX];
    uint32_t count = 0;
    bool known = !reading->unknown;
    for (uint32_t i = 0; i < reading->count; i++) {
        /* Stop words have long lists and tell little: the token stream will see to them. */
        if (reading->content && reading->groups[i].stop)
            continue;
        list[count] = make_group(b, &reading->groups[i], node->title, false);
        known &= list[count] != NULL;
        count++;
    }
    struct xap_query *words = join(b, XAP_AND, list, count);
    if (known)
        return words;
    xap_query_free(words);
    return NULL;
}

static struct piece check_words(struct build *b, struct xap_query *words, const struct reading *reading)
{
    bool check = words && (reading->phrase || reading->near);
    if (!check || (reading->required && b->phrases == PLAN_PHRASES_LATER))
        return piece_of(words);
    return piece_of(check_phrase(b, words, reading));
}

static struct piece make_phrase(struct build *b, const struct query_node *node)
{
    const struct reading *reading = b->branch->readings[node->first_word];
    return check_words(b, make_phrase_words(b, node, reading), reading);
}

static struct piece make_near(struct build *b, const struct query_node *node)
{
    struct xap_query *list[NEAR_PHRASES_MAX];
    uint32_t count = 0;
    bool known = true;
    assert(node->child);
    for (const struct query_node *child = node->child; child; child = child->next) {
        list[count] = make_phrase_words(b, child, b->branch->readings[child->first_word]);
        known &= list[count++] != NULL;
    }
    struct xap_query *words = join(b, XAP_AND, list, count);
    if (known)
        return check_words(b, words, b->branch->readings[node->child->first_word]);
    xap_query_free(words);
    return none;
}

/* --- filters --- */

static struct xap_query *make_years(struct build *b, const struct query_node *node)
{
    struct xap_query *list[PLAN_YEARS_MAX];
    uint32_t count = 0;
    for (uint32_t year = node->first / 10000; year <= node->last / 10000; year++) {
        char digits[8] = {(char)('0' + year / 1000 % 10), (char)('0' + year / 100 % 10),
                          (char)('0' + year / 10 % 10), (char)('0' + year % 10)};
        list[count++] = make_term(b, POSTING_YEAR, str_of(digits), 0);
    }
    return join(b, XAP_OR, list, count);
}

static struct xap_query *check(struct build *b, const struct query_node *node, struct xap_query *query)
{
    xap_keep_fn passes = NULL;
    double likely = 0;
    void *context = plan_filters_check(b->plan, node, &passes, &likely);
    return keep(b, query, passes, context, likely);
}

static struct piece make_filter(struct build *b, const struct query_node *node)
{
    const struct xap_docs *docs = plan_filters_docs(b->plan, node);
    if (docs)
        return piece_of(make_documents(b, docs, 0));
    if (plan_filters_is_check(node))
        return piece_of(check(b, node, make_all(b)));
    switch (node->kind) {
    case QUERY_LANG:
        if (node->lang == b->branch->lang)
            return all;
        return piece_of(make_term(b, POSTING_LANG, str_of(lang_code(node->lang)), 0));
    case QUERY_DATE:
        return piece_of(make_years(b, node));
    case QUERY_SITE:
        return piece_of(make_term(b, POSTING_SITE, node->value, 0));
    case QUERY_TYPE:
        return piece_of(make_term(b, POSTING_TYPE, node->value, 0));
    default:
        return piece_of(make_term(b, POSTING_TAG, node->value, 0));
    }
}

/* A filter with nothing beside it that keeps to the documents of the branch, as words do. */
static struct piece make_lone_filter(struct build *b, const struct query_node *node)
{
    struct piece piece = make_filter(b, node);
    if (piece.kind == PIECE_QUERY)
        piece = piece_of(join_two(b, XAP_FILTER, make_all(b), piece.query));
    return piece;
}

/* --- the tree --- */

static struct piece make_node(struct build *b, const struct query_node *node);

static struct piece make_excluded(struct build *b, const struct query_node *node)
{
    bool before = b->excluding;
    b->excluding = true;
    struct piece piece = make_node(b, node->child);
    b->excluding = before;
    return piece;
}

static struct piece make_not(struct build *b, const struct query_node *node)
{
    struct piece excluded = make_excluded(b, node);
    switch (excluded.kind) {
    case PIECE_NONE:
        return all;
    case PIECE_ALL:
        return none;
    case PIECE_SILENT:
        return silent;
    default:
        return piece_of(join_two(b, XAP_AND_NOT, make_all(b), excluded.query));
    }
}

static struct piece make_or(struct build *b, const struct query_node *node)
{
    uint32_t count = 0;
    bool every = false, spoke = false;
    for (const struct query_node *child = node->child; child; child = child->next)
        count++;
    struct xap_query **list = make_room(b, count);
    count = 0;
    for (const struct query_node *child = node->child; list && child; child = child->next) {
        struct piece piece = make_node(b, child);
        list[count++] = piece.query;
        every |= piece.kind == PIECE_ALL;
        spoke |= piece.kind != PIECE_SILENT;
    }
    struct xap_query *query = list ? join(b, XAP_OR, list, count) : NULL;
    if (!every)
        return query || spoke ? piece_of(query) : silent;
    xap_query_free(query);
    return all;
}

/* What stands together in an AND or a list, by what it does. */
struct together {
    struct xap_query **required, **filters, **excluded;
    uint32_t required_count, filter_count, excluded_count;
    bool impossible; /* a part of it matches nothing */
    bool spoke;      /* a part of it said something */
    bool looked_for; /* a part that is required did, be it of no word that the language knows */
};

static void sort_child(struct build *b, struct together *t, const struct query_node *child)
{
    struct piece piece;
    if (child->kind == QUERY_NOT) {
        piece = make_excluded(b, child);
        t->excluded[t->excluded_count++] = piece.query;
        t->impossible |= piece.kind == PIECE_ALL;
    } else if (query_is_filter(child)) {
        piece = make_filter(b, child);
        t->filters[t->filter_count++] = piece.query;
        t->impossible |= piece.kind == PIECE_NONE;
    } else {
        piece = make_node(b, child);
        t->required[t->required_count] = piece.query;
        t->required_count += piece.query != NULL;
        t->impossible |= piece.kind == PIECE_NONE;
        t->looked_for |= piece.kind != PIECE_SILENT;
    }
    t->spoke |= piece.kind != PIECE_SILENT;
}

/* The bag beside what is required: needed when all words are, or when there is nothing else. */
static struct xap_query *add_bag(struct build *b, struct together *t, struct piece bag,
                                 struct xap_query *required)
{
    bool needed = b->mode == PLAN_ALL || !t->looked_for;
    t->impossible |= needed && bag.kind == PIECE_NONE;
    /* A language in which all its words are stop words, while another has something to look for. */
    t->impossible |= !t->looked_for && bag.kind == PIECE_SILENT;
    b->plan->varies |= t->looked_for && bag.kind != PIECE_SILENT && !b->excluding;
    if (!required && bag.query && !needed)
        required = make_all(b);
    if (!required || !bag.query)
        return required ? required : bag.query;
    return join_two(b, needed ? XAP_AND : XAP_AND_MAYBE, required, bag.query);
}

static struct piece finish_together(struct build *b, struct together *t, const struct query_node *node,
                                    struct xap_query *query)
{
    bool checks = false;
    for (const struct query_node *child = node->child; child; child = child->next)
        checks |= plan_filters_is_check(child);
    struct xap_query *filters = join(b, XAP_AND, t->filters, t->filter_count);
    if (!query && (checks || filters || t->excluded_count))
        query = make_all(b);
    query = query && filters ? join_two(b, XAP_FILTER, query, filters) : query;
    for (const struct query_node *child = node->child; child; child = child->next)
        if (plan_filters_is_check(child))
            query = check(b, child, query);
    struct xap_query *excluded = join(b, XAP_OR, t->excluded, t->excluded_count);
    if (excluded)
        query = join_two(b, XAP_AND_NOT, query, excluded);
    if (t->impossible) {
        xap_query_free(query);
        return none;
    }
    if (query)
        return piece_of(query);
    return t->spoke ? all : silent;
}

static struct piece make_together(struct build *b, const struct query_node *node)
{
    struct together t = {0};
    const struct query_node *text = NULL;
    uint32_t count = 0;
    for (const struct query_node *child = node->child; child; child = child->next)
        count++;
    t.required = make_room(b, count);
    t.filters = make_room(b, count);
    t.excluded = make_room(b, count);
    if (b->rc)
        return none;
    for (const struct query_node *child = node->child; child; child = child->next) {
        bool in_bag = child->kind == QUERY_TEXT && node->kind == QUERY_LIST;
        if (in_bag && !text)
            text = child;
        if (plan_filters_is_check(child))
            t.spoke = true; /* finish_together() */
        else if (!in_bag)
            sort_child(b, &t, child);
    }
    struct xap_query *query = join(b, XAP_AND, t.required, t.required_count);
    if (text) {
        t.spoke = true;
        query = add_bag(b, &t, make_bag(b, text, true), query);
    }
    return finish_together(b, &t, node, query);
}

static struct piece make_node(struct build *b, const struct query_node *node)
{
    if (b->rc)
        return none;
    switch (node->kind) {
    case QUERY_TEXT:
        return make_bag(b, node, false);
    case QUERY_PHRASE:
        return make_phrase(b, node);
    case QUERY_NEAR:
        return make_near(b, node);
    case QUERY_LIST:
    case QUERY_AND:
        return make_together(b, node);
    case QUERY_OR:
        return make_or(b, node);
    case QUERY_NOT:
        return make_not(b, node);
    default:
        return make_lone_filter(b, node);
    }
}

int plan_query(struct plan *p, enum plan_mode mode, enum plan_phrases phrases, struct xap_query **out,
               struct err *e)
{
    struct xap_query *list[LANG_COUNT] = {NULL};
    struct build b = {.plan = p, .mode = mode, .phrases = phrases, .e = e};
    for (uint32_t i = 0; i < p->branch_count; i++) {
        b.branch = &p->branches[i];
        struct piece piece = make_node(&b, p->query->root);
        list[i] = piece.kind == PIECE_ALL ? make_all(&b) : piece.query;
    }
    *out = join(&b, XAP_OR, list, p->branch_count);
    if (p->only)
        *out = keep(&b, *out, keep_allowed, p, LIKELY_ONLY);
    return b.rc;
}
