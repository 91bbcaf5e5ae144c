/* The query language: what each text becomes as a tree, and what is said about what is not well formed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "searchd/query/query.h"
#include "table.h"

static const struct search_limits limits = {.query_bytes = 4096,
                                            .terms = 64,
                                            .depth = 16,
                                            .expansions = 100,
                                            .pattern_words = 1000,
                                            .hits = 1000,
                                            .offset = 10000};

/* --- trees as text: tests/text/queries.tsv tells how --- */

static void print_node(const struct query *q, const struct query_node *node, struct buf *out);

static void print_word(const struct query_word *word, struct buf *out)
{
    if (word->match == WORD_EXACT)
        buf_add_char(out, '=');
    if (word->open_start)
        buf_add_char(out, '*');
    buf_add_str(out, word->form);
    if (word->open_end)
        buf_add_char(out, '*');
}

static void print_words(const struct query *q, const struct query_node *node, char open, char close,
                        struct buf *out)
{
    buf_add_char(out, open);
    for (uint32_t i = 0; i < node->word_count; i++) {
        if (i)
            buf_add_char(out, ' ');
        print_word(&q->words[node->first_word + i], out);
    }
    buf_add_char(out, close);
}

static void print_children(const struct query *q, const struct query_node *node, const char *name,
                           struct buf *out)
{
    buf_printf(out, "(%s", name);
    if (node->kind == QUERY_NEAR)
        buf_printf(out, "/%u", node->distance);
    for (const struct query_node *child = node->child; child; child = child->next) {
        buf_add_char(out, ' ');
        print_node(q, child, out);
    }
    buf_add_char(out, ')');
}

static void print_node(const struct query *q, const struct query_node *node, struct buf *out)
{
    static const char *const names[] = {
        [QUERY_LIST] = "list", [QUERY_AND] = "and",   [QUERY_OR] = "or",     [QUERY_NOT] = "not",
        [QUERY_NEAR] = "near", [QUERY_SITE] = "site", [QUERY_TYPE] = "type", [QUERY_TAG] = "tag",
        [QUERY_URL] = "url",   [QUERY_ID] = "id",     [QUERY_PAIR] = "pair",
    };
    if (node->title)
        buf_add_str(out, STR("title:"));
    switch (node->kind) {
    case QUERY_TEXT:
        print_words(q, node, '[', ']', out);
        break;
    case QUERY_PHRASE:
        print_words(q, node, '"', '"', out);
        break;
    case QUERY_LANG:
        buf_printf(out, "lang:%s", lang_code(node->lang));
        break;
    case QUERY_DATE:
        buf_printf(out, "date:%u..%u", node->first, node->last);
        break;
    case QUERY_SITE:
    case QUERY_TYPE:
    case QUERY_TAG:
    case QUERY_URL:
    case QUERY_ID:
    case QUERY_PAIR:
        buf_printf(out, "%s:%.*s", names[node->kind], (int)node->value.len, node->value.ptr);
        break;
    default:
        print_children(q, node, names[node->kind], out);
    }
}

static void print_query(const struct query *q, struct buf *out)
{
    static const char *const orders[] = {
        [QUERY_SORT_RELEVANCE] = "",
        [QUERY_SORT_NEWEST] = " sort:newest",
        [QUERY_SORT_OLDEST] = " sort:oldest",
        [QUERY_SORT_TITLE] = " sort:title",
    };
    print_node(q, q->root, out);
    buf_add_str(out, str_of(orders[q->sort]));
}

struct parsed {
    int rc;
    struct err e;
    char tree[1024], note[1200];
};

static struct parsed parse(struct str text, bool strict, bool phrase)
{
    struct parsed p = {0};
    struct arena arena = {0};
    struct query q;
    p.rc = phrase ? query_parse_phrase(text, &limits, strict, &arena, &q, &p.e)
                  : query_parse(text, &limits, strict, &arena, &q, &p.e);
    if (p.rc == 0) {
        struct buf out = {0};
        print_query(&q, &out);
        snprintf(p.tree, sizeof p.tree, "%.*s", (int)out.len, out.ptr);
        snprintf(p.note, sizeof p.note, "%.*s", (int)q.note.len, q.note.len ? q.note.ptr : "");
        buf_fini(&out);
    }
    arena_fini(&arena);
    return p;
}

/* --- the table --- */

static int wrongs;

/* One row is wrong: says so and goes on, for the others tell more. */
__attribute__((format(printf, 2, 3))) static void wrong(const struct table_row *row, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "queries.tsv, line %d: ", row->line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    wrongs++;
}

static uint32_t count_of(const char *text, const char *word)
{
    uint32_t count = 0;
    while ((text = strstr(text, word))) {
        count++;
        text += strlen(word);
    }
    return count;
}

/* True if the message, or one of a note, is what the field says: column: words. */
static bool says(const char *message, struct str field)
{
    char expected[256];
    snprintf(expected, sizeof expected, "column %.*s", (int)field.len, field.ptr);
    return strstr(message, expected);
}

static void check_lenient(const struct table_row *row)
{
    struct str tree = row->fields[1];
    bool nothing = str_equal(tree, STR("(nothing)"));
    struct parsed p = parse(row->fields[0], false, false);
    if (nothing ? p.rc != ERR_QUERY : p.rc || !str_equal(str_of(p.tree), tree))
        wrong(row, "got %s%s, not %.*s", p.tree, p.e.text, (int)tree.len, tree.ptr);
    if (nothing)
        return;
    for (int i = 2; i < row->count; i++)
        if (!says(p.note, row->fields[i]))
            wrong(row, "the note is %s", p.note);
    if (count_of(p.note, "column ") != (uint32_t)row->count - 2)
        wrong(row, "the note is %s", p.note);
}

static void check_strict(const struct table_row *row)
{
    struct parsed p = parse(row->fields[0], true, false);
    bool told = false;
    if (row->count == 2 && !str_equal(row->fields[1], STR("(nothing)"))) {
        if (p.rc || !str_equal(str_of(p.tree), row->fields[1]) || p.note[0])
            wrong(row, "strict: got %s%s", p.tree, p.e.text);
        return;
    }
    for (int i = 2; i < row->count; i++) {
        /* Only a note counts those that are alike. */
        struct str field = row->fields[i];
        told |= says(p.e.text, str_slice(field, 0, str_find(field, STR(" (and "))));
    }
    if (p.rc != ERR_QUERY || !p.e.hint[0] || (row->count > 2 && !told))
        wrong(row, "strict: got %d %s (%s)", p.rc, p.e.text, p.e.hint);
}

static void check_row(const struct table_row *row)
{
    assert_true(row->count >= 2);
    check_lenient(row);
    check_strict(row);
}

static void test_table(void **state)
{
    (void)state;
    assert_true(table_each("queries.tsv", check_row) >= 300);
    assert_int_equal(wrongs, 0);
}

static void test_as_if_quoted(void **state)
{
    (void)state;
    assert_string_equal(parse(STR("a OR (b) lang:fr"), true, true).tree, "\"a OR b lang fr\"");
    assert_string_equal(parse(STR("say \"hello"), true, true).tree, "\"say hello\"");
    assert_int_equal(parse(STR("..."), true, true).rc, ERR_QUERY);
}

/* --- limits --- */

static struct str repeat(struct buf *b, const char *piece, size_t times)
{
    buf_clear(b);
    while (times--)
        buf_add_str(b, str_of(piece));
    assert_false(buf_failed(b));
    return buf_str(b);
}

static void test_bytes(void **state)
{
    struct buf b = {0};
    (void)state;
    assert_int_equal(parse(repeat(&b, "a", limits.query_bytes), true, false).rc, 0);
    assert_int_equal(parse(repeat(&b, "a", limits.query_bytes + 1), true, false).rc, ERR_LIMIT);
    assert_int_equal(parse(repeat(&b, "a", limits.query_bytes + 1), false, false).rc, ERR_LIMIT);
    assert_int_equal(parse(repeat(&b, "a", limits.query_bytes + 1), false, true).rc, ERR_LIMIT);
    buf_fini(&b);
}

static void test_words(void **state)
{
    struct buf b = {0};
    (void)state;
    for (int phrase = 0; phrase < 2; phrase++) {
        assert_int_equal(parse(repeat(&b, "a ", limits.terms), true, phrase).rc, 0);
        struct parsed strict = parse(repeat(&b, "a ", limits.terms + 1), true, phrase);
        assert_int_equal(strict.rc, ERR_LIMIT);
        assert_non_null(strstr(strict.e.text, "column 129:"));
        struct parsed lenient = parse(repeat(&b, "a ", limits.terms + 1), false, phrase);
        assert_int_equal(lenient.rc, 0);
        assert_non_null(strstr(
            lenient.note, "column 129: a is one word too many, so it is left out, with all words after it"));
        assert_int_equal(strlen(lenient.tree), 2 * limits.terms + 1);
    }
    buf_fini(&b);
}

static void test_depth(void **state)
{
    struct buf b = {0};
    (void)state;
    for (uint32_t depth = limits.depth; depth <= limits.depth + 1; depth++) {
        repeat(&b, "(", depth);
        buf_add_str(&b, STR("a OR b"));
        for (uint32_t i = 0; i < depth; i++)
            buf_add_char(&b, ')');
        struct parsed strict = parse(buf_str(&b), true, false);
        struct parsed lenient = parse(buf_str(&b), false, false);
        assert_int_equal(strict.rc, depth > limits.depth ? ERR_LIMIT : 0);
        assert_string_equal(lenient.tree, "(or [a] [b])");
        assert_int_equal(lenient.note[0] != 0, depth > limits.depth);
    }
    buf_fini(&b);
}

/* What would take long if it were done for every character again. */
static void test_hostile(void **state)
{
    static const char *const pieces[] = {"(", ")", "«", "\"", "-", "NOT ", "a AND ", "title:\"", "()", "“a"};
    struct buf b = {0};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct str text = repeat(&b, pieces[i], limits.query_bytes / strlen(pieces[i]));
        struct parsed p = parse(text, false, false);
        assert_true(p.rc == 0 || p.rc == ERR_QUERY);
        assert_true(p.rc != 0 || p.note[0] != 0 || pieces[i][0] == '"');
    }
    buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table), cmocka_unit_test(test_as_if_quoted), cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_words), cmocka_unit_test(test_depth),        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
