/*
 * See query_lex.h. Parentheses are paired first; then every operator is asked for its operands. What has
 * none is taken away or becomes a word, and that is told.
 */
#include "searchd/query/query_lex.h"

/* --- parentheses --- */

/* The parentheses open while lexemes are moved to the front of the list: a chain through inner.start,
 * which holds the place + 1 of the one around. */
struct nesting {
    struct query_problems *problems;
    struct lexeme *list;
    uint32_t kept;
    uint32_t innermost; /* place + 1, 0 for none */
    uint32_t depth, dropped;
};

static bool is_not(enum lex_kind kind)
{
    return kind == LEX_NOT || kind == LEX_MINUS;
}

uint32_t query_without_nots(const struct lexeme *list, uint32_t count)
{
    while (count && is_not(list[count - 1].kind))
        count--;
    return count;
}

/* Both have nothing in them; (()) is told of its inner ones alone. */
static int tell_empty(struct query_problems *p, struct span open, struct span close, struct err *e)
{
    struct span both = {open.start, close.end};
    bool told = p->met[PROBLEM_PAREN_EMPTY].times && p->met[PROBLEM_PAREN_EMPTY].where.start > open.start;
    return told ? 0 : query_problem(p, PROBLEM_PAREN_EMPTY, both, e);
}

static int close_paren(struct nesting *n, const struct lexeme *close, struct err *e)
{
    if (n->dropped) {
        n->dropped--;
        return 0;
    }
    if (!n->innermost)
        return query_problem(n->problems, PROBLEM_PAREN_CLOSE, close->range, e);
    uint32_t open = n->innermost - 1;
    struct span where = n->list[open].range;
    n->innermost = n->list[open].inner.start;
    n->depth--;
    if (open + 1 < n->kept) {
        n->list[n->kept++] = *close;
        return 0;
    }
    n->kept = query_without_nots(n->list, n->kept - 1);
    return tell_empty(n->problems, where, close->range, e);
}

static int open_paren(struct nesting *n, uint32_t limit, const struct lexeme *open, struct err *e)
{
    if (n->depth == limit) {
        n->dropped++;
        return query_problem(n->problems, PROBLEM_PAREN_DEEP, open->range, e);
    }
    struct lexeme *at = &n->list[n->kept++];
    *at = *open;
    at->inner.start = n->innermost;
    n->innermost = n->kept;
    n->depth++;
    return 0;
}

/* The first of those left open, which there are. */
static struct span first_open(const struct nesting *n)
{
    uint32_t open = n->innermost - 1;
    while (n->list[open].inner.start)
        open = n->list[open].inner.start - 1;
    return n->list[open].range;
}

/* Removes those left open, after the last lexeme. */
static int drop_open(struct nesting *n, struct err *e)
{
    if (n->problems->strict && n->innermost)
        return query_problem(n->problems, PROBLEM_PAREN_OPEN, first_open(n), e);
    while (n->innermost) {
        uint32_t open = n->innermost - 1;
        struct span where = n->list[open].range;
        n->innermost = n->list[open].inner.start;
        n->kept--;
        memmove(n->list + open, n->list + open + 1, (n->kept - open) * sizeof *n->list);
        int rc = query_problem(n->problems, PROBLEM_PAREN_OPEN, where, e);
        if (rc)
            return rc;
    }
    return 0;
}

static int pair_parens(struct query_problems *p, struct lexemes *l, uint32_t limit, struct err *e)
{
    struct nesting n = {.problems = p, .list = l->list};
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < l->count; i++) {
        struct lexeme lex = l->list[i];
        if (lex.kind == LEX_OPEN)
            rc = open_paren(&n, limit, &lex, e);
        else if (lex.kind == LEX_CLOSE)
            rc = close_paren(&n, &lex, e);
        else
            n.list[n.kept++] = lex;
    }
    if (rc == 0)
        rc = drop_open(&n, e);
    l->count = n.kept;
    l->list[l->count] = (struct lexeme){.kind = LEX_END};
    return rc;
}

/* --- operators --- */

/* A query of capitals and nothing else is text rather than syntax: LIBERTE ET EGALITE, DO NOT ENTER. AND
 * and OR, which stand in capitals by convention, still join a few acronyms: UN OR NATO. */
enum { CAPITAL_WORDS_MAX = 3 };

static bool is_words(enum lex_kind kind)
{
    return kind == LEX_TEXT || kind == LEX_PHRASE;
}

static bool ends_operand(enum lex_kind kind)
{
    return is_words(kind) || kind == LEX_FIELD || kind == LEX_CLOSE;
}

static bool begins_operand(enum lex_kind kind)
{
    return is_words(kind) || kind == LEX_FIELD || kind == LEX_OPEN;
}

/* What stands after NOTs and minuses. */
static enum lex_kind after_nots(const struct lexeme *lex)
{
    while (is_not(lex->kind))
        lex++;
    return lex->kind;
}

static bool is_bound(enum lex_kind before, const struct lexeme *lex)
{
    switch (lex->kind) {
    case LEX_AND:
    case LEX_OR:
        return ends_operand(before) && begins_operand(after_nots(lex + 1));
    case LEX_NEAR:
        return is_words(before) && is_words(lex[1].kind);
    default:
        return begins_operand(after_nots(lex));
    }
}

static enum query_problem_kind problem_of(const struct lexeme *lex)
{
    if (lex->kind == LEX_NOT)
        return PROBLEM_EXCLUDE;
    if (lex->kind == LEX_MINUS)
        return PROBLEM_MINUS;
    return lex->kind == LEX_NEAR && lex->firm ? PROBLEM_NEAR : PROBLEM_SIDE;
}

/* Makes a word of an operator, or nothing where it is no word. */
static void unbind(struct lexemes *l, const struct lexeme *lex, uint32_t *kept)
{
    if (lex->kind == LEX_MINUS || (lex->kind == LEX_NEAR && lex->firm))
        return;
    struct lexeme *word = &l->list[(*kept)++];
    *word = *lex;
    word->kind = LEX_TEXT;
}

static int bind_operator(struct query_problems *p, struct lexemes *l, uint32_t i, uint32_t *kept,
                         struct err *e)
{
    struct lexeme lex = l->list[i];
    bool bound = is_bound(*kept ? l->list[*kept - 1].kind : LEX_END, &l->list[i]);
    bool counts = l->small || l->signs || (lex.firm && l->words <= CAPITAL_WORDS_MAX);
    if (bound && counts) {
        l->list[(*kept)++] = lex;
        return 0;
    }
    uint32_t before = *kept;
    unbind(l, &lex, kept);
    l->list[i + 1].apart |= *kept == before;
    if (counts)
        return query_problem(p, problem_of(&lex), lex.range, e);
    /* As words, too, the sides of an AND are looked for together. */
    return bound && lex.kind != LEX_AND ? query_problem(p, PROBLEM_CAPITALS, lex.range, e) : 0;
}

static int bind_operators(struct query_problems *p, struct lexemes *l, struct err *e)
{
    uint32_t kept = 0;
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < l->count; i++) {
        if (l->list[i].kind >= LEX_MINUS && l->list[i].kind < LEX_END)
            rc = bind_operator(p, l, i, &kept, e);
        else
            l->list[kept++] = l->list[i];
    }
    l->list[kept] = l->list[l->count];
    l->count = kept;
    return rc;
}

int query_bind(struct query_problems *p, struct lexemes *lexemes, uint32_t depth, struct err *e)
{
    int rc = pair_parens(p, lexemes, depth, e);
    return rc ? rc : bind_operators(p, lexemes, e);
}
