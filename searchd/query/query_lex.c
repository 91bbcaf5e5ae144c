/*
 * See query_lex.h. First the text is scanned once, from left to right; then parentheses are paired; then
 * every operator is asked for its operands. What fails any of this becomes words (or nothing, where it
 * holds no word), and the problem is told.
 */
#include "searchd/query/query_lex.h"

#include <stdio.h>

/* So many problems are told in a note. */
enum { PROBLEMS_TOLD = 3 };

/* No setting lets parentheses go deeper: the parser and the planner call themselves. */
enum { DEPTH_MAX = 64 };

struct lexer {
    struct query_problems *problems;
    struct str text;
    size_t at;
    bool fresh;        /* a word begins here: before it is a space, a parenthesis or a minus */
    unsigned unclosed; /* families of quotation marks known not to be closed any more: no second search */
    struct lexeme *list;
    uint32_t count;
};

/* --- problems --- */

static size_t column_of(struct str text, size_t at)
{
    size_t column = 1;
    for (size_t i = 0; i < at && i < text.len; i++)
        column += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return column;
}

int query_problem(struct query_problems *p, size_t at, int code, const char *what, const char *hint,
                  struct err *e)
{
    size_t column = column_of(p->text, at);
    if (p->strict) {
        err_set(e, code, "query, column %zu: %s", column, what);
        return err_hint(e, "%s", hint);
    }
    if (p->count++ >= PROBLEMS_TOLD)
        return 0;
    size_t room = sizeof p->note - p->note_len;
    int added =
        snprintf(p->note + p->note_len, room, "%scolumn %zu: %s", p->note_len ? "; " : "", column, what);
    if (added > 0 && (size_t)added < room)
        p->note_len += (size_t)added;
    else
        p->note[p->note_len] = 0; /* half a sentence helps nobody */
    return 0;
}

static int problem(struct lexer *l, size_t at, const char *what, const char *hint, struct err *e)
{
    return query_problem(l->problems, at, ERR_QUERY, what, hint, e);
}

/* --- characters --- */

static bool text_has(struct str text, size_t at, const char *bytes)
{
    return str_starts(str_slice(text, at, text.len), str_of(bytes));
}

/* Length of the space at `at`, 0 if there is none. */
static size_t space_at(struct str text, size_t at)
{
    static const char *const wide[] = {"\u00a0", "\u202f", "\u2009", "\u3000"};
    unsigned char c = (unsigned char)text.ptr[at];
    if (c <= ' ' || c == 0x7f)
        return 1;
    for (size_t i = 0; c >= 0x80 && i < sizeof wide / sizeof *wide; i++)
        if (text_has(text, at, wide[i]))
            return strlen(wide[i]);
    return 0;
}

enum quote_family { QUOTE_NONE, QUOTE_PLAIN, QUOTE_CURLY, QUOTE_ANGLE };

static const struct quote {
    const char *bytes;
    enum quote_family family;
    bool opens, closes;
} quotes[] = {
    {"\"", QUOTE_PLAIN, true, true}, {"“", QUOTE_CURLY, true, true}, /* „German“ */
    {"”", QUOTE_CURLY, false, true}, {"„", QUOTE_CURLY, true, false},
    {"«", QUOTE_ANGLE, true, false}, {"»", QUOTE_ANGLE, false, true},
};

static const struct quote *quote_at(struct str text, size_t at)
{
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (text_has(text, at, quotes[i].bytes))
            return &quotes[i];
    return NULL;
}

/* Finds the quotation mark that closes the one at `from`; what is between goes to *inner, the end of the
 * closing mark to *end. */
static bool find_close(struct lexer *l, size_t from, const struct quote *open, struct span *inner,
                       size_t *end)
{
    size_t start = from + strlen(open->bytes);
    for (size_t at = start; at < l->text.len && !(l->unclosed & 1u << open->family); at++) {
        const struct quote *q = quote_at(l->text, at);
        if (q && q->closes && q->family == open->family) {
            *inner = (struct span){(uint32_t)start, (uint32_t)at};
            *end = at + strlen(q->bytes);
            return true;
        }
    }
    l->unclosed |= 1u << open->family;
    return false;
}

/* The end of what stands together at `from`: up to a space, a parenthesis or a quotation mark. */
static size_t piece_end(struct str text, size_t from)
{
    size_t at = from;
    while (at < text.len && text.ptr[at] != '(' && text.ptr[at] != ')' && !space_at(text, at) &&
           !quote_at(text, at))
        at++;
    return at;
}

/* --- lexemes --- */

static struct lexeme *add(struct lexer *l, enum lex_kind kind, size_t start, size_t end)
{
    struct lexeme *lex = &l->list[l->count++];
    lex->kind = kind;
    lex->range = lex->inner = (struct span){(uint32_t)start, (uint32_t)end};
    l->at = end;
    l->fresh = kind == LEX_OPEN || kind == LEX_MINUS;
    return lex;
}

static int scan_quote(struct lexer *l, const struct quote *q, struct err *e)
{
    size_t start = l->at, end;
    struct span inner;
    if (q->opens && find_close(l, start, q, &inner, &end)) {
        add(l, LEX_PHRASE, start, end)->inner = inner;
        return 0;
    }
    l->at = start + strlen(q->bytes);
    l->fresh = true;
    if (q->opens)
        return problem(l, start, "this quotation mark is not closed", "close it, or leave it out", e);
    return problem(l, start, "nothing opened this quotation mark", "open it before, or leave it out", e);
}

static bool same_letters(struct str a, const char *lower)
{
    if (a.len != strlen(lower))
        return false;
    for (size_t i = 0; i < a.len; i++)
        if ((a.ptr[i] | 0x20) != lower[i])
            return false;
    return true;
}

static enum lex_field field_named(struct str name)
{
    static const char *const names[FIELD_COUNT] = {
        [FIELD_LANG] = "lang", [FIELD_TITLE] = "title", [FIELD_DATE] = "date",
        [FIELD_SITE] = "site", [FIELD_TYPE] = "type",   [FIELD_TAG] = "tag",
    };
    enum lex_field field = 0;
    while (field < FIELD_COUNT && !same_letters(name, names[field]))
        field++;
    return field;
}

/* Reads one end of a range; an empty one is `open`. */
static bool read_day(struct str s, date_num open, date_num (*of)(date_num), date_num *out)
{
    date_num date = s.len ? date_parse(s) : 0;
    *out = date ? of(date) : open;
    return date || s.len == 0;
}

static int read_dates(struct lexer *l, struct lexeme *lex, struct err *e)
{
    struct str value = str_slice(l->text, lex->inner.start, lex->inner.end);
    size_t dots = str_find(value, STR(".."));
    struct str from = str_slice(value, 0, dots), to = from;
    if (dots < value.len)
        to = str_slice(value, dots + 2, value.len);
    bool read = (from.len || to.len) && read_day(from, 0, date_first_day, &lex->first) &&
                read_day(to, UINT32_MAX, date_last_day, &lex->last);
    if (read && lex->first <= lex->last)
        return 0;
    lex->kind = LEX_TEXT;
    if (read)
        return problem(l, lex->range.start, "the dates end before they begin", "swap them", e);
    return problem(l, lex->range.start, "this is no date",
                   "write date:2019, date:2019-06, date:2019-06-25 or date:2019-06..2020", e);
}

static int read_lang(struct lexer *l, struct lexeme *lex, struct err *e)
{
    struct str value = str_slice(l->text, lex->inner.start, lex->inner.end);
    lex->lang = lang_parse(value);
    if (lex->lang != LANG_NONE || same_letters(value, "und"))
        return 0;
    lex->kind = LEX_TEXT;
    return problem(l, lex->range.start, "this is no language of the index", "write lang:fr or lang:en", e);
}

/* A value in quotation marks may hold spaces; another ends where a word does. Empty if there is none. */
static void scan_value(struct lexer *l, size_t at, struct lexeme *lex)
{
    const struct quote *q = at < l->text.len ? quote_at(l->text, at) : NULL;
    size_t end = piece_end(l->text, at);
    lex->quoted = q && q->opens && find_close(l, at, q, &lex->inner, &end);
    if (!lex->quoted)
        lex->inner = (struct span){(uint32_t)at, (uint32_t)end};
    lex->range.end = (uint32_t)end;
}

/* name:value; leaves a lexeme of text if it is no field after all. */
static int scan_field(struct lexer *l, size_t colon, struct err *e)
{
    size_t start = l->at;
    enum lex_field field = field_named(str_slice(l->text, start, colon));
    struct lexeme *lex = add(l, LEX_TEXT, start, piece_end(l->text, start));
    bool follows = colon + 1 < lex->range.end;
    if (field == FIELD_COUNT) {
        if (!follows || l->text.ptr[colon + 1] == '/') /* Note: or http://… is ordinary text */
            return 0;
        return problem(l, start, "there is no field of this name",
                       "fields are lang, title, date, site, type and tag; put quotation marks around words",
                       e);
    }
    struct lexeme value = *lex;
    value.kind = LEX_FIELD;
    value.field = field;
    scan_value(l, colon + 1, &value);
    if (value.inner.start == value.inner.end)
        return problem(l, start, "this field has no value", "write it right after the colon, without a space",
                       e);
    *lex = value;
    l->at = value.range.end;
    if (field == FIELD_DATE)
        return read_dates(l, lex, e);
    return field == FIELD_LANG ? read_lang(l, lex, e) : 0;
}

/* Where the colon of a field's name at l->at stands, or 0. */
static size_t find_colon(const struct lexer *l)
{
    size_t at = l->at;
    while (at < l->text.len && (l->text.ptr[at] | 0x20) >= 'a' && (l->text.ptr[at] | 0x20) <= 'z')
        at++;
    return at > l->at + 1 && at < l->text.len && l->text.ptr[at] == ':' ? at : 0;
}

static int scan_piece(struct lexer *l, struct err *e)
{
    static const struct {
        const char *word;
        enum lex_kind kind;
    } operators[] = {{"AND", LEX_AND}, {"OR", LEX_OR}, {"NOT", LEX_NOT}};
    size_t start = l->at, end = piece_end(l->text, start);
    if (l->fresh) {
        struct str piece = str_slice(l->text, start, end);
        for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
            if (str_equal(piece, str_of(operators[i].word))) {
                add(l, operators[i].kind, start, end);
                return 0;
            }
        if (piece.len > 1 && piece.ptr[0] == '-' && piece.ptr[1] != '-') {
            add(l, LEX_MINUS, start, start + 1);
            return 0;
        }
        size_t colon = find_colon(l);
        if (colon)
            return scan_field(l, colon, e);
    }
    add(l, LEX_TEXT, start, end);
    return 0;
}

/* A minus before a quotation mark or a parenthesis stands alone in its piece. */
static bool is_bare_minus(const struct lexer *l)
{
    size_t next = l->at + 1;
    if (!l->fresh || l->text.ptr[l->at] != '-' || next >= l->text.len)
        return false;
    const struct quote *q = quote_at(l->text, next);
    return l->text.ptr[next] == '(' || (q && q->opens);
}

static int scan(struct lexer *l, struct err *e)
{
    while (l->at < l->text.len) {
        size_t space = space_at(l->text, l->at);
        const struct quote *q = quote_at(l->text, l->at);
        char c = l->text.ptr[l->at];
        int rc = 0;
        if (space) {
            l->at += space;
            l->fresh = true;
        } else if (q) {
            rc = scan_quote(l, q, e);
        } else if (c == '(' || c == ')') {
            add(l, c == '(' ? LEX_OPEN : LEX_CLOSE, l->at, l->at + 1);
        } else if (is_bare_minus(l)) {
            add(l, LEX_MINUS, l->at, l->at + 1);
        } else {
            rc = scan_piece(l, e);
        }
        if (rc)
            return rc;
    }
    return 0;
}

/* --- parentheses --- */

/* The parentheses open while lexemes are moved to the front of the list: a chain through inner.start,
 * which holds the place + 1 of the one around. */
struct nesting {
    uint32_t innermost; /* place + 1, 0 for none */
    uint32_t depth, dropped;
};

static int close_paren(struct lexer *l, struct nesting *n, struct lexeme *close, uint32_t *kept,
                       struct err *e)
{
    if (n->dropped) {
        n->dropped--;
        return 0;
    }
    if (!n->innermost)
        return problem(l, close->range.start, "this parenthesis closes nothing", "leave it out", e);
    uint32_t open = n->innermost - 1;
    n->innermost = l->list[open].inner.start;
    n->depth--;
    if (open + 1 < *kept) {
        l->list[(*kept)++] = *close;
        return 0;
    }
    (*kept)--;
    return problem(l, l->list[open].range.start, "there is nothing in these parentheses", "leave them out",
                   e);
}

static int open_paren(struct lexer *l, struct nesting *n, uint32_t limit, struct lexeme *open, uint32_t *kept,
                      struct err *e)
{
    if (n->depth == limit) {
        n->dropped++;
        return query_problem(l->problems, open->range.start, ERR_LIMIT, "parentheses are too deep here",
                             "write the query with fewer of them", e);
    }
    struct lexeme *at = &l->list[(*kept)++];
    *at = *open;
    at->inner.start = n->innermost;
    n->innermost = *kept;
    n->depth++;
    return 0;
}

/* Removes those left open, after the last lexeme. */
static int drop_open(struct lexer *l, struct nesting *n, struct err *e)
{
    while (n->innermost) {
        uint32_t open = n->innermost - 1;
        size_t at = l->list[open].range.start;
        n->innermost = l->list[open].inner.start;
        memmove(l->list + open, l->list + open + 1, (l->count - open - 1) * sizeof *l->list);
        l->count--;
        int rc = problem(l, at, "this parenthesis is not closed", "close it, or leave it out", e);
        if (rc)
            return rc;
    }
    return 0;
}

static int pair_parens(struct lexer *l, uint32_t limit, struct err *e)
{
    struct nesting n = {0, 0, 0};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        struct lexeme lex = l->list[i];
        int rc = 0;
        if (lex.kind == LEX_OPEN)
            rc = open_paren(l, &n, limit, &lex, &kept, e);
        else if (lex.kind == LEX_CLOSE)
            rc = close_paren(l, &n, &lex, &kept, e);
        else
            l->list[kept++] = lex;
        if (rc)
            return rc;
    }
    l->count = kept;
    return drop_open(l, &n, e);
}

/* --- operators --- */

static bool ends_operand(enum lex_kind kind)
{
    return kind == LEX_TEXT || kind == LEX_PHRASE || kind == LEX_FIELD || kind == LEX_CLOSE;
}

static bool begins_operand(enum lex_kind kind)
{
    return kind == LEX_TEXT || kind == LEX_PHRASE || kind == LEX_FIELD || kind == LEX_OPEN;
}

/* True if the NOT or minus at `i`, perhaps with others after it, stands before an operand. */
static bool negates(const struct lexer *l, uint32_t i)
{
    while (l->list[i].kind == LEX_NOT || l->list[i].kind == LEX_MINUS)
        i++;
    return begins_operand(l->list[i].kind);
}

static int check_operators(struct lexer *l, struct err *e)
{
    enum lex_kind before = LEX_END;
    for (uint32_t i = 0; i < l->count; i++) {
        struct lexeme *lex = &l->list[i];
        enum lex_kind after = l->list[i + 1].kind;
        bool joins = lex->kind == LEX_AND || lex->kind == LEX_OR;
        bool not = lex->kind == LEX_NOT || lex->kind == LEX_MINUS;
        bool good = (!joins && !not ) || (not &&negates(l, i)) ||
                    (joins && ends_operand(before) &&
                     (begins_operand(after) || after == LEX_NOT || after == LEX_MINUS));
        if (!good) {
            lex->kind = LEX_TEXT;
            const char *hint = "give it one, or write it small to search for the word";
            int rc = joins ? problem(l, lex->range.start, "this operator lacks a side", hint, e)
                           : problem(l, lex->range.start, "there is nothing to exclude here", hint, e);
            if (rc)
                return rc;
        }
        before = lex->kind;
    }
    return 0;
}

int query_lex(struct query_problems *p, const struct search_limits *limits, struct arena *arena,
              struct lexeme **out, struct err *e)
{
    struct lexer l = {.problems = p, .text = p->text, .fresh = true};
    uint32_t depth = limits->depth < DEPTH_MAX ? limits->depth : DEPTH_MAX;
    int rc;
    l.list = arena_array(arena, p->text.len + 1, sizeof *l.list);
    if (!l.list)
        return err_memory(e);
    if ((rc = scan(&l, e)) || (rc = pair_parens(&l, depth, e)))
        return rc;
    memset(&l.list[l.count], 0, sizeof *l.list);
    l.list[l.count].kind = LEX_END;
    l.list[l.count].range = (struct span){(uint32_t)p->text.len, (uint32_t)p->text.len};
    *out = l.list;
    return check_operators(&l, e);
}
