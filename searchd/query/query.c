/*
 * See query.h for the grammar. query_lex.c has seen to it that lexemes are well formed, so there is one
 * function for each rule and no error but memory and limits. Parentheses are the only recursion, bounded
 * by the lexer.
 */
#include "searchd/query/query.h"

#include "searchd/query/query_lex.h"
#include "searchd/query/query_words.h"

struct parser {
    struct query *query;
    struct query_problems *problems;
    struct arena *arena;
    const struct lexeme *at;
    uint32_t words_max;
    bool title; /* within title:( … ) */
    bool full;  /* more words were met, and that was told */
    int rc;     /* the first error; everything stops then */
    struct err *e;
};

/* --- nodes --- */

static struct query_node *new_node(struct parser *p, enum query_kind kind, struct span range)
{
    struct query_node *node = arena_alloc(p->arena, sizeof *node);
    if (!node) {
        p->rc = err_memory(p->e);
        return NULL;
    }
    node->kind = kind;
    node->range = range;
    return node;
}

/* Children as they are gathered. */
struct siblings {
    struct query_node *first, *last;
    uint32_t count;
};

static void append(struct siblings *s, struct query_node *node)
{
    if (!node)
        return;
    if (s->last)
        s->last->next = node;
    else
        s->first = node;
    s->last = node;
    s->count++;
}

/* A parent for two or more; one alone needs none. */
static struct query_node *parent_of(struct parser *p, enum query_kind kind, const struct siblings *s)
{
    if (s->count < 2)
        return s->first;
    struct span range = {s->first->range.start, s->last->range.end};
    struct query_node *node = new_node(p, kind, range);
    if (node)
        node->child = s->first;
    return node;
}

/* --- words --- */

static bool add_word(struct parser *p, const struct query_word *word)
{
    struct query *q = p->query;
    if (q->word_count == p->words_max) {
        if (!p->full)
            p->rc = query_problem(p->problems, PROBLEM_WORDS, word->range, p->e);
        p->full = true;
        return false;
    }
    struct query_word *added = &q->words[q->word_count];
    *added = *word;
    added->form = arena_str(p->arena, word->form);
    if (!added->form.ptr) {
        p->rc = err_memory(p->e);
        return false;
    }
    q->word_count++;
    return true;
}

/* The words in these bytes of the query; NULL if there is none, or no room for any. */
static struct query_node *words_node(struct parser *p, enum query_kind kind, struct span bytes, bool exact)
{
    struct query_words words;
    struct query_word word;
    uint32_t first = p->query->word_count;
    query_words_init(&words, p->query->text, bytes, exact);
    while (query_words_next(&words, &word)) {
        if (kind == QUERY_TEXT) /* "*1 000": too short a piece, but one word with the next */
            word.match = WORD_STEM;
        if (word.match != WORD_PATTERN)
            word.open_start = word.open_end = false;
        if (!add_word(p, &word))
            break;
    }
    if (p->rc || p->query->word_count == first)
        return NULL;
    struct query_node *node = new_node(p, kind, bytes);
    if (node) {
        node->first_word = first;
        node->word_count = p->query->word_count - first;
    }
    return node;
}

/* --- the grammar --- */

static struct query_node *parse_or(struct parser *p);

/* The words of a lexeme, in this order. */
static struct query_node *parse_phrase(struct parser *p)
{
    const struct lexeme *lex = p->at++;
    struct query_node *node = words_node(p, QUERY_PHRASE, lex->inner, lex->exact);
    if (!node)
        return NULL;
    node->range = lex->range;
    node->title = p->title || lex->kind == LEX_FIELD;
    return node;
}

static struct query_node *parse_field(struct parser *p)
{
    static const enum query_kind kinds[FIELD_SORT] = {
        [FIELD_LANG] = QUERY_LANG, [FIELD_DATE] = QUERY_DATE, [FIELD_SITE] = QUERY_SITE,
        [FIELD_TYPE] = QUERY_TYPE, [FIELD_TAG] = QUERY_TAG,   [FIELD_URL] = QUERY_URL,
        [FIELD_ID] = QUERY_ID,     [FIELD_PAIR] = QUERY_PAIR,
    };
    const struct lexeme *lex = p->at;
    if (lex->field == FIELD_TITLE)
        return parse_phrase(p);
    p->at++;
    struct query_node *node = new_node(p, kinds[lex->field], lex->range);
    if (!node)
        return NULL;
    node->lang = lex->value.lang;
    node->first = lex->value.first;
    node->last = lex->value.last;
    node->value = str_slice(p->query->text, lex->inner.start, lex->inner.end);
    return node;
}

/* Pieces of text side by side are cut into words together (110 000), but for one that stands by itself or
 * belongs to an operator after it. */
static struct query_node *parse_run(struct parser *p)
{
    struct span run = p->at->range;
    do
        run.end = p->at++->range.end;
    while (p->at->kind == LEX_TEXT && !p->at->marked && !p->at->apart && p->at[1].kind != LEX_AND &&
           p->at[1].kind != LEX_NEAR);
    return words_node(p, QUERY_TEXT, run, false);
}

/* Words, with the words that are to be near them. */
static struct query_node *parse_near(struct parser *p)
{
    struct siblings chain = {0};
    uint32_t distance = 0;
    append(&chain, parse_phrase(p));
    while (!p->rc && p->at->kind == LEX_NEAR) {
        const struct lexeme *near = p->at++;
        if (distance && distance != near->distance)
            p->rc = query_problem(p->problems, PROBLEM_NEAR_MIXED, near->range, p->e);
        distance = near->distance > distance ? near->distance : distance;
        if (!p->rc)
            append(&chain, parse_phrase(p));
    }
    struct query_node *node = p->rc ? NULL : parent_of(p, QUERY_NEAR, &chain);
    if (node && node->kind == QUERY_NEAR) {
        node->distance = distance;
        node->title = p->title;
    }
    return node;
}

static struct query_node *parse_parens(struct parser *p)
{
    bool before = p->title;
    p->title |= p->at++->title;
    struct query_node *node = parse_or(p);
    p->title = before;
    if (!p->rc)
        p->at++;
    return node;
}

/* `alone`: as the operand of an operator, which takes one piece of text. */
static struct query_node *parse_operand(struct parser *p, bool alone)
{
    switch (p->at->kind) {
    case LEX_OPEN:
        return parse_parens(p);
    case LEX_FIELD:
        return parse_field(p);
    case LEX_PHRASE:
        return parse_near(p);
    default:
        alone |= p->title || p->at->marked || p->at[1].kind == LEX_NEAR;
        return alone ? parse_near(p) : parse_run(p);
    }
}

static struct query_node *parse_item(struct parser *p, bool alone)
{
    struct span range = p->at->range;
    bool not = false;
    while (p->at->kind == LEX_NOT || p->at->kind == LEX_MINUS) {
        not = !not ;
        alone = true;
        p->at++;
    }
    struct query_node *node = parse_operand(p, alone);
    if (!node || !not )
        return node;
    range.end = node->range.end;
    struct query_node *negation = new_node(p, QUERY_NOT, range);
    if (negation)
        negation->child = node;
    return negation;
}

static struct query_node *parse_chain(struct parser *p)
{
    struct siblings chain = {0};
    append(&chain, parse_item(p, p->at[1].kind == LEX_AND));
    while (!p->rc && p->at->kind == LEX_AND) {
        p->at++;
        append(&chain, parse_item(p, true));
    }
    return p->rc ? NULL : parent_of(p, QUERY_AND, &chain);
}

static bool is_bag(const struct query_node *node)
{
    const struct query_node *child = node->kind == QUERY_LIST ? node->child : NULL;
    while (child && child->kind == QUERY_TEXT)
        child = child->next;
    return node->kind == QUERY_LIST && !child;
}

static struct query_node *parse_list(struct parser *p)
{
    struct siblings list = {0};
    while (!p->rc && p->at->kind != LEX_END && p->at->kind != LEX_CLOSE && p->at->kind != LEX_OR) {
        struct query_node *node = parse_chain(p);
        if (!node || !is_bag(node)) {
            append(&list, node);
            continue;
        }
        /* Parentheses around words alone say nothing. */
        for (struct query_node *child = node->child, *next; child; child = next) {
            next = child->next;
            append(&list, child);
        }
    }
    return p->rc ? NULL : parent_of(p, QUERY_LIST, &list);
}

static struct query_node *parse_or(struct parser *p)
{
    struct siblings alternatives = {0};
    append(&alternatives, parse_list(p));
    while (!p->rc && p->at->kind == LEX_OR) {
        p->at++;
        append(&alternatives, parse_list(p));
    }
    return p->rc ? NULL : parent_of(p, QUERY_OR, &alternatives);
}

/* --- the whole --- */

static int begin(struct parser *p, struct str text, const struct search_limits *limits)
{
    memset(p->query, 0, sizeof *p->query);
    p->query->text = text;
    p->query->strict = p->problems->strict;
    p->words_max = limits->terms < QUERY_WORDS_MAX ? limits->terms : QUERY_WORDS_MAX;
    if (text.len <= limits->query_bytes)
        return 0;
    err_set(p->e, ERR_LIMIT, "the query has %zu bytes, more than %u", text.len,
            (unsigned)limits->query_bytes);
    return err_hint(p->e, "search for fewer words");
}

static int finish(struct parser *p, struct query_node *root)
{
    if (p->rc)
        return p->rc;
    p->query->root = root;
    if (root)
        return query_problems_note(p->problems, p->arena, &p->query->note, p->e);
    err_set(p->e, ERR_QUERY, "there is nothing to search for");
    return err_hint(p->e, "write at least one word");
}

int query_parse(struct str text, const struct search_limits *limits, bool strict, struct arena *arena,
                struct query *out, struct err *e)
{
    struct query_problems problems = {.text = text, .strict = strict};
    struct parser p = {.query = out, .problems = &problems, .arena = arena, .e = e};
    struct lexemes lexemes;
    int rc = begin(&p, text, limits);
    if (rc || (rc = query_lex(&problems, limits, arena, &lexemes, e)))
        return rc;
    p.at = lexemes.list;
    out->sort = lexemes.sort;
    return finish(&p, parse_or(&p));
}

int query_parse_phrase(struct str text, const struct search_limits *limits, bool strict, struct arena *arena,
                       struct query *out, struct err *e)
{
    struct query_problems problems = {.text = text, .strict = strict};
    struct parser p = {.query = out, .problems = &problems, .arena = arena, .e = e};
    struct span all = {0, (uint32_t)text.len};
    uint32_t words;
    bool marked;
    int rc = begin(&p, text, limits);
    if (rc || (rc = query_words_check(&problems, all, false, &words, &marked, e)))
        return rc;
    return finish(&p, words_node(&p, QUERY_PHRASE, all, false));
}

static struct query_node *last_of(struct query_node *list)
{
    struct query_node *node = list->child;
    while (node && node->next)
        node = node->next;
    return node;
}

int query_narrow(struct query *query, struct str filter, const struct search_limits *limits,
                 struct arena *arena, struct err *e)
{
    struct query *other = arena_alloc(arena, sizeof *other);
    struct query_node *root = query->root;
    if (!other)
        return err_memory(e);
    if (query_parse(filter, limits, true, arena, other, e))
        return e->code;
    if (other->word_count) {
        err_set(e, ERR_QUERY, "a filter has no words of its own: %.*s", (int)filter.len, filter.ptr);
        return err_hint(e, "such as lang:fr, type:speech or date:2019..2020");
    }
    /* What stands side by side in the query stays so: its words are one bag. */
    if (root->kind != QUERY_LIST && root->kind != QUERY_AND) {
        query->root = arena_alloc(arena, sizeof *query->root);
        if (!query->root)
            return err_memory(e);
        *query->root = (struct query_node){.kind = QUERY_LIST, .range = root->range, .child = root};
        root->next = NULL;
    }
    last_of(query->root)->next = other->root->kind == QUERY_LIST ? other->root->child : other->root;
    return 0;
}
