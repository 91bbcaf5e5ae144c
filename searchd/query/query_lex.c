/*
 * See query_lex.h. The text is scanned once, from left to right; query_bind.c does the rest. What is no sign
 * of the language becomes text, and text without a word in it is passed over.
 */
#include "searchd/query/query_lex.h"

#include "searchd/query/query_words.h"
#include "text/unicode.h"

/* No setting lets parentheses go deeper: the parser and the planner call themselves. */
enum { DEPTH_MAX = 64 };

struct lexer {
    struct query_problems *problems;
    struct str text;
    size_t at;
    bool fresh;        /* a word begins here: before it is a space, a parenthesis or a minus */
    unsigned unclosed; /* families of quotation marks known not to be closed any more: no second search */
    bool sorted;
    bool apart; /* the next lexeme is */
    struct lexemes *out;
};

static int problem(struct lexer *l, enum query_problem_kind kind, size_t start, size_t end, struct err *e)
{
    return query_problem(l->problems, kind, (struct span){(uint32_t)start, (uint32_t)end}, e);
}

/* --- quotation marks --- */

enum quote_family { QUOTE_PLAIN, QUOTE_CURLY, QUOTE_ANGLE };

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
    if (at >= text.len || ((unsigned char)text.ptr[at] < 0x80 && text.ptr[at] != '"'))
        return NULL;
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (str_starts(str_slice(text, at, text.len), str_of(quotes[i].bytes)))
            return &quotes[i];
    return NULL;
}

static bool opens_at(struct str text, size_t at)
{
    const struct quote *q = quote_at(text, at);
    return q && q->opens;
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
    while (at < text.len && text.ptr[at] != '(' && text.ptr[at] != ')' && !query_space(text, at) &&
           !quote_at(text, at))
        at++;
    return at;
}

/* --- lexemes --- */

static struct lexeme *add(struct lexer *l, enum lex_kind kind, size_t start, size_t end)
{
    struct lexeme *lex = &l->out->list[l->out->count++];
    lex->kind = kind;
    lex->range = lex->inner = (struct span){(uint32_t)start, (uint32_t)end};
    lex->apart = l->apart;
    l->apart = false;
    l->at = end;
    l->fresh = kind == LEX_OPEN || kind == LEX_MINUS;
    l->out->signs |= kind != LEX_TEXT && kind < LEX_NOT;
    return lex;
}

static void pass(struct lexer *l, size_t end)
{
    l->at = end;
    l->fresh = false;
}

/* Text that is no sign. */
static int add_text(struct lexer *l, size_t start, size_t end, struct err *e)
{
    struct span bytes = {(uint32_t)start, (uint32_t)end};
    uint32_t words;
    bool marked;
    int rc = query_words_check(l->problems, bytes, false, &words, &marked, e);
    pass(l, end);
    if (rc || words == 0)
        return rc;
    add(l, LEX_TEXT, start, end)->marked = marked;
    l->out->signs |= marked;
    l->out->words += words;
    return 0;
}

/* A quotation from `at`, which begins at `start` if = stands before it. */
static int scan_quote(struct lexer *l, size_t start, size_t at, struct err *e)
{
    const struct quote *q = quote_at(l->text, at);
    size_t end = at + strlen(q->bytes);
    struct span inner;
    uint32_t words;
    bool marked;
    if (!q->opens || !find_close(l, at, q, &inner, &end)) {
        l->at = end;
        l->fresh = true;
        return problem(l, q->opens ? PROBLEM_QUOTE_OPEN : PROBLEM_QUOTE_CLOSE, at, end, e);
    }
    int rc = query_words_check(l->problems, inner, at > start, &words, &marked, e);
    pass(l, end);
    if (rc)
        return rc;
    if (words == 0) {
        l->out->count = query_without_nots(l->out->list, l->out->count);
        return problem(l, PROBLEM_QUOTE_EMPTY, start, end, e);
    }
    struct lexeme *lex = add(l, LEX_PHRASE, start, end);
    lex->inner = inner;
    lex->exact = at > start;
    l->out->words += words;
    return 0;
}

/* 12" are inches. */
static bool is_inch(struct str text, size_t at)
{
    return at > 0 && text.ptr[at] == '"' && text.ptr[at - 1] >= '0' && text.ptr[at - 1] <= '9';
}

/* --- fields --- */

/* The end of a value without quotation marks; parentheses may stand in it, but not close one around. */
static size_t value_end(struct str text, size_t from)
{
    size_t at = piece_end(text, from), depth = 0;
    while (at > from && at < text.len && (text.ptr[at] == '(' || (text.ptr[at] == ')' && depth))) {
        depth += text.ptr[at] == '(' ? 1 : (size_t)-1;
        at = piece_end(text, at + 1);
    }
    return at;
}

/* Finds a value from `at`, which may be in quotation marks, and the end of the field. */
static void scan_value(struct lexer *l, size_t at, struct lexeme *lex)
{
    bool title = lex->field == FIELD_TITLE;
    lex->exact = title && at < l->text.len && l->text.ptr[at] == '=' && opens_at(l->text, at + 1);
    size_t open = at + lex->exact, end;
    if (!opens_at(l->text, open) || !find_close(l, open, quote_at(l->text, open), &lex->inner, &end)) {
        end = title ? piece_end(l->text, at) : value_end(l->text, at);
        lex->inner = (struct span){(uint32_t)at, (uint32_t)end};
        lex->exact = false;
    }
    lex->range.end = (uint32_t)end;
}

static int add_sort(struct lexer *l, const struct lexeme *field, struct err *e)
{
    struct lexemes *out = l->out;
    int rc = 0;
    pass(l, field->range.end);
    out->signs = true;
    if (l->sorted && out->sort != field->value.sort)
        rc = query_problem(l->problems, PROBLEM_SORT_TWICE, field->range, e);
    l->sorted = l->apart = true;
    out->sort = field->value.sort;
    uint32_t count = query_without_nots(out->list, out->count);
    if (rc || count == out->count)
        return rc;
    out->count = count;
    return query_problem(l->problems, PROBLEM_SORT_EXCLUDED, field->range, e);
}

/* Text after all, and that is told. */
static int add_no_field(struct lexer *l, enum query_problem_kind kind, const struct lexeme *field,
                        struct err *e)
{
    int rc = query_problem(l->problems, kind, field->range, e);
    return rc ? rc : add_text(l, field->range.start, field->range.end, e);
}

static int add_title(struct lexer *l, const struct lexeme *field, struct err *e)
{
    uint32_t words;
    bool marked;
    int rc = query_words_check(l->problems, field->inner, field->exact, &words, &marked, e);
    if (rc)
        return rc;
    if (words == 0)
        return add_no_field(l, PROBLEM_FIELD_EMPTY, field, e);
    *add(l, LEX_FIELD, field->range.start, field->range.end) = *field;
    l->out->words += words;
    return 0;
}

static int add_field(struct lexer *l, struct lexeme *field, struct err *e)
{
    struct str value = str_slice(l->text, field->inner.start, field->inner.end);
    if (field->field == FIELD_TITLE)
        return add_title(l, field, e);
    if (str_trim(value).len == 0)
        return add_no_field(l, PROBLEM_FIELD_EMPTY, field, e);
    enum query_problem_kind problem = query_field_read(field->field, value, &field->value);
    if (problem != PROBLEM_COUNT)
        return add_no_field(l, problem, field, e);
    if (field->field == FIELD_SORT)
        return add_sort(l, field, e);
    *add(l, LEX_FIELD, field->range.start, field->range.end) = *field;
    return 0;
}

/* name:value, of which the colon is found; text if it is no field after all. */
static int scan_field(struct lexer *l, size_t colon, struct err *e)
{
    size_t start = l->at, end = piece_end(l->text, start);
    struct lexeme field = {.kind = LEX_FIELD, .range = {(uint32_t)start, (uint32_t)end}};
    field.field = query_field_named(str_slice(l->text, start, colon));
    if (field.field == FIELD_COUNT) {
        /* Note: and http:// and localhost:80 are ordinary text. */
        bool follows = colon + 1 < end && rune_at(l->text, colon + 1).class == CHAR_LETTER;
        return follows ? add_no_field(l, PROBLEM_FIELD_NAME, &field, e) : add_text(l, start, end, e);
    }
    if (field.field == FIELD_TITLE && end == colon + 1 && end < l->text.len && l->text.ptr[end] == '(') {
        add(l, LEX_OPEN, start, end + 1)->title = true;
        return 0;
    }
    scan_value(l, colon + 1, &field);
    return add_field(l, &field, e);
}

/* Where the colon of a field's name at l->at stands, or 0. */
static size_t find_colon(const struct lexer *l)
{
    size_t at = l->at;
    while (at < l->text.len && (l->text.ptr[at] | 0x20) >= 'a' && (l->text.ptr[at] | 0x20) <= 'z')
        at++;
    return at > l->at + 1 && at < l->text.len && l->text.ptr[at] == ':' ? at : 0;
}

/* --- operators --- */

static const struct {
    const char *word;
    enum lex_kind kind;
    bool firm;
} operators[] = {
    {"AND", LEX_AND, true}, {"OR", LEX_OR, true},     {"NOT", LEX_NOT, false},   {"ET", LEX_AND, false},
    {"OU", LEX_OR, false},  {"SAUF", LEX_NOT, false}, {"NEAR", LEX_NEAR, false},
};

static int add_near(struct lexer *l, size_t start, size_t end, struct err *e)
{
    struct lexeme *lex = add(l, LEX_NEAR, start, end);
    uint64_t distance;
    bool good = str_to_u64(str_slice(l->text, start + strlen("NEAR/"), end), UINT32_MAX, &distance);
    if (!good)
        distance = UINT32_MAX;
    lex->firm = true;
    lex->distance = distance > QUERY_NEAR_MAX ? QUERY_NEAR_MAX : distance ? (uint32_t)distance : 1;
    l->out->signs = true;
    return lex->distance == distance ? 0 : query_problem(l->problems, PROBLEM_NEAR_RANGE, lex->range, e);
}

/* NEAR/ and digits */
static bool is_near(struct str piece)
{
    size_t at = strlen("NEAR/");
    if (!str_starts(piece, STR("NEAR/")) || piece.len == at)
        return false;
    while (at < piece.len && piece.ptr[at] >= '0' && piece.ptr[at] <= '9')
        at++;
    return at == piece.len;
}

static bool add_operator(struct lexer *l, size_t start, size_t end)
{
    struct str piece = str_slice(l->text, start, end);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (str_equal(piece, str_of(operators[i].word))) {
            struct lexeme *lex = add(l, operators[i].kind, start, end);
            lex->firm = operators[i].firm;
            lex->distance = QUERY_NEAR_DEFAULT;
            return true;
        }
    return false;
}

/* --- scanning --- */

/* A minus that excludes: not one of several, nor one that nothing stands at. */
static bool excludes(const struct lexer *l, size_t end)
{
    struct query_words words;
    struct query_word word;
    if (l->text.ptr[l->at] != '-' || l->text.ptr[l->at + 1] == '-')
        return false;
    query_words_init(&words, l->text, (struct span){(uint32_t)l->at, (uint32_t)end}, false);
    return query_words_next(&words, &word);
}

static int scan_piece(struct lexer *l, struct err *e)
{
    size_t start = l->at, end = piece_end(l->text, start);
    if (!l->fresh)
        return add_text(l, start, end, e);
    if (add_operator(l, start, end))
        return 0;
    if (is_near(str_slice(l->text, start, end)))
        return add_near(l, start, end, e);
    if (end - start > 1 && excludes(l, end)) {
        add(l, LEX_MINUS, start, start + 1);
        return 0;
    }
    size_t colon = find_colon(l);
    return colon ? scan_field(l, colon, e) : add_text(l, start, end, e);
}

/* A minus before a quotation mark, a parenthesis or =" stands alone in its piece. */
static bool is_bare_minus(const struct lexer *l)
{
    size_t next = l->at + 1;
    if (!l->fresh || l->text.ptr[l->at] != '-' || next >= l->text.len)
        return false;
    return l->text.ptr[next] == '(' || opens_at(l->text, next) ||
           (l->text.ptr[next] == '=' && opens_at(l->text, next + 1));
}

static int scan_next(struct lexer *l, struct err *e)
{
    size_t start = l->at, space = query_space(l->text, start);
    char c = l->text.ptr[start];
    if (space) {
        l->at += space;
        l->fresh = true;
    } else if (is_inch(l->text, start)) {
        pass(l, start + 1);
    } else if (quote_at(l->text, start)) {
        return scan_quote(l, start, start, e);
    } else if (c == '=' && l->fresh && opens_at(l->text, start + 1)) {
        return scan_quote(l, start, start + 1, e);
    } else if (c == '(' || c == ')') {
        add(l, c == '(' ? LEX_OPEN : LEX_CLOSE, start, start + 1);
    } else if (is_bare_minus(l)) {
        add(l, LEX_MINUS, start, start + 1);
    } else {
        return scan_piece(l, e);
    }
    return 0;
}

/* True for a letter that no French query all in capitals has; é is, where É is hard to type. */
static bool is_small(struct rune rune)
{
    bool capital = (rune.code >= 'A' && rune.code <= 'Z') || (rune.code >= 0xc0 && rune.code <= 0xff) ||
                   rune.code == 0x152 || rune.code == 0x153 || rune.code == 0x178;
    return (rune.class == CHAR_LETTER || rune.class == CHAR_LOGOGRAM) && !capital;
}

static bool has_small(struct str text)
{
    for (size_t at = 0; at < text.len;) {
        struct rune rune = rune_at(text, at);
        if (is_small(rune))
            return true;
        at += rune.len;
    }
    return false;
}

int query_lex(struct query_problems *p, const struct search_limits *limits, struct arena *arena,
              struct lexemes *out, struct err *e)
{
    struct lexer l = {.problems = p, .text = p->text, .fresh = true, .out = out};
    uint32_t depth = limits->depth < DEPTH_MAX ? limits->depth : DEPTH_MAX;
    memset(out, 0, sizeof *out);
    out->small = has_small(p->text);
    out->list = arena_array(arena, p->text.len + 1, sizeof *out->list);
    if (!out->list)
        return err_memory(e);
    while (l.at < l.text.len) {
        int rc = scan_next(&l, e);
        if (rc)
            return rc;
    }
    return query_bind(p, out, depth, e);
}
