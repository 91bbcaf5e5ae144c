/*
 * See query.h for the grammar. query_lex.c has seen to it that lexemes are well formed, so there is one
 * function for each rule and no error but memory and limits. Parentheses are the only recursion, bounded
 * by the lexer.
 */
#include "searchd/query/query.h"

#include "searchd/query/query_lex.h"
#include "text/words.h"

struct parser {
    struct query *query;
    struct query_problems *problems;
    struct arena *arena;
    const struct lexeme *at;
    uint32_t words_max;
    bool full; /* more words were met, and that was told */
    int rc;    /* the first error; everything stops then */
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

static bool add_word(struct parser *p, const struct word *word, uint32_t offset)
{
    struct query *q = p->query;
    if (q->word_count == p->words_max) {
        if (!p->full)
            p->rc = query_problem(p->problems, offset + word->start, ERR_LIMIT,
                                  "words from here on are too many", "search for fewer words", p->e);
        p->full = true;
        return false;
    }
    struct query_word *added = &q->words[q->word_count];
    added->form = arena_str(p->arena, word->form);
    added->range = (struct span){offset + word->start, offset + word->end};
    if (!added->form.ptr) {
        p->rc = err_memory(p->e);
        return false;
    }
    q->word_count++;
    return true;
}

/* The words in these bytes of the query; NULL if there is none. */
static struct query_node *words_node(struct parser *p, enum query_kind kind, struct span bytes)
{
    struct words words;
    struct word word;
    uint32_t first = p->query->word_count;
    words_init(&words, str_slice(p->query->text, bytes.start, bytes.end), 0);
    while (words_next(&words, &word) && add_word(p, &word, bytes.start))
        ;
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

static struct query_node *parse_field(struct parser *p)
{
    static const enum query_kind kinds[FIELD_COUNT] = {
        [FIELD_LANG] = QUERY_LANG, [FIELD_TITLE] = QUERY_PHRASE, [FIELD_DATE] = QUERY_DATE,
        [FIELD_SITE] = QUERY_SITE, [FIELD_TYPE] = QUERY_TYPE,    [FIELD_TAG] = QUERY_TAG,
    };
    const struct lexeme *lex = p->at++;
    struct query_node *node = lex->field == FIELD_TITLE ? words_node(p, QUERY_PHRASE, lex->inner)
                                                        : new_node(p, kinds[lex->field], lex->range);
    if (!node)
        return NULL;
    node->range = lex->range;
    node->title = lex->field == FIELD_TITLE;
    node->lang = lex->lang;
    node->first = lex->first;
    node->last = lex->last;
    node->value = str_slice(p->query->text, lex->inner.start, lex->inner.end);
    return node;
}

/* Pieces of text side by side are cut into words together (110 000), but for the one that belongs to an
 * AND after it. */
static struct query_node *parse_run(struct parser *p)
{
    struct span run = p->at->range;
    do
        run.end = p->at++->range.end;
    while (p->at->kind == LEX_TEXT && p->at[1].kind != LEX_AND);
    return words_node(p, QUERY_TEXT, run);
}

/* `alone`: as the operand of an operator, which takes one piece of text. */
static struct query_node *parse_operand(struct parser *p, bool alone)
{
    const struct lexeme *lex = p->at;
    struct query_node *node;
    switch (lex->kind) {
    case LEX_OPEN:
        p->at++;
        node = parse_or(p);
        if (!p->rc)
            p->at++;
        return node;
    case LEX_FIELD:
        return parse_field(p);
    case LEX_PHRASE:
        p->at++;
        node = words_node(p, QUERY_PHRASE, lex->inner);
        if (node)
            node->range = lex->range;
        return node;
    default:
        if (!alone)
            return parse_run(p);
        p->at++;
        return words_node(p, QUERY_PHRASE, lex->range);
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
    p->words_max = limits->terms < QUERY_WORDS_MAX ? limits->terms : QUERY_WORDS_MAX;
    if (text.len <= limits->query_bytes)
        return 0;
    err_set(p->e, ERR_LIMIT, "the query has %zu bytes, more than %u", text.len,
            (unsigned)limits->query_bytes);
    return err_hint(p->e, "search for fewer words");
}

static int finish(struct parser *p, struct query_node *root)
{
    static const char prefix[] = "not well formed, and read as words: ";
    const struct query_problems *problems = p->problems;
    if (p->rc)
        return p->rc;
    p->query->root = root;
    if (!root) {
        err_set(p->e, ERR_QUERY, "there is nothing to search for");
        return err_hint(p->e, "write at least one word");
    }
    if (problems->note_len == 0)
        return 0;
    char note[sizeof problems->note + sizeof prefix];
    size_t len = sizeof prefix - 1;
    memcpy(note, prefix, len);
    memcpy(note + len, problems->note, problems->note_len);
    p->query->note = arena_str(p->arena, (struct str){note, len + problems->note_len});
    return p->query->note.ptr ? 0 : err_memory(p->e);
}

int query_parse(struct str text, const struct search_limits *limits, bool strict, struct arena *arena,
                struct query *out, struct err *e)
{
    struct query_problems problems = {.text = text, .strict = strict};
    struct parser p = {.query = out, .problems = &problems, .arena = arena, .e = e};
    struct lexeme *lexemes;
    int rc = begin(&p, text, limits);
    if (rc || (rc = query_lex(&problems, limits, arena, &lexemes, e)))
        return rc;
    p.at = lexemes;
    return finish(&p, parse_or(&p));
}

int query_parse_phrase(struct str text, const struct search_limits *limits, bool strict, struct arena *arena,
                       struct query *out, struct err *e)
{
    struct query_problems problems = {.text = text, .strict = strict};
    struct parser p = {.query = out, .problems = &problems, .arena = arena, .e = e};
    int rc = begin(&p, text, limits);
    if (rc)
        return rc;
    return finish(&p, words_node(&p, QUERY_PHRASE, (struct span){0, (uint32_t)text.len}));
}
