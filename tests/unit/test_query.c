/* The query language: what each text becomes as a tree, and what is said about what is not well formed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "searchd/query/query.h"

static const struct search_limits limits = {
    .query_bytes = 4096, .terms = 64, .depth = 16, .expansions = 100, .hits = 1000, .offset = 10000};

/* --- trees as text: [bag of words] "phrase" (and …) (or …) (list …) (not …) field:value --- */

static void print_node(const struct query *q, const struct query_node *node, struct buf *out);

static void print_words(const struct query *q, const struct query_node *node, char open, char close,
                        struct buf *out)
{
    buf_add_char(out, open);
    for (uint32_t i = 0; i < node->word_count; i++) {
        if (i)
            buf_add_char(out, ' ');
        buf_add_str(out, q->words[node->first_word + i].form);
    }
    buf_add_char(out, close);
}

static void print_children(const struct query *q, const struct query_node *node, const char *name,
                           struct buf *out)
{
    buf_printf(out, "(%s", name);
    for (const struct query_node *child = node->child; child; child = child->next) {
        buf_add_char(out, ' ');
        print_node(q, child, out);
    }
    buf_add_char(out, ')');
}

static void print_node(const struct query *q, const struct query_node *node, struct buf *out)
{
    static const char *const names[] = {
        [QUERY_LIST] = "list", [QUERY_AND] = "and",   [QUERY_OR] = "or",   [QUERY_NOT] = "not",
        [QUERY_SITE] = "site", [QUERY_TYPE] = "type", [QUERY_TAG] = "tag",
    };
    switch (node->kind) {
    case QUERY_TEXT:
        print_words(q, node, '[', ']', out);
        break;
    case QUERY_PHRASE:
        if (node->title)
            buf_add_str(out, STR("title:"));
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
        buf_printf(out, "%s:%.*s", names[node->kind], (int)node->value.len, node->value.ptr);
        break;
    default:
        print_children(q, node, names[node->kind], out);
    }
}

struct parsed {
    int rc;
    struct err e;
    char tree[1024], note[600];
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
        print_node(&q, q.root, &out);
        snprintf(p.tree, sizeof p.tree, "%.*s", (int)out.len, out.ptr);
        snprintf(p.note, sizeof p.note, "%.*s", (int)q.note.len, q.note.len ? q.note.ptr : "");
        buf_fini(&out);
    }
    arena_fini(&arena);
    return p;
}

/* --- well formed: the same tree strict or not, no note --- */

static const struct {
    const char *text, *tree;
} good[] = {
    {"coalition", "[coalition]"},
    {"coalition daesh", "[coalition daesh]"},
    {"  coalition\tdaesh\n", "[coalition daesh]"},
    {"sécurité énergétique", "[sécurité énergétique]"},
    {"l'énergie", "[l' énergie]"},
    {"l’énergie", "[l' énergie]"},
    {"aujourd'hui", "[aujourd'hui]"},
    {"porte-parole", "[porte -parole]"},
    {"O.N.U.", "[ONU]"},
    {"110 000 réfugiés", "[110000 réfugiés]"},
    {"1914 - 1918", "[1914 1918]"},
    {"a -- b", "[a b]"},
    {"and or not", "[and or not]"},
    {"Or Not And", "[Or Not And]"},
    /* phrases */
    {"\"énergie solaire\"", "\"énergie solaire\""},
    {"“énergie solaire”", "\"énergie solaire\""},
    {"„énergie solaire“", "\"énergie solaire\""},
    {"« énergie solaire »", "\"énergie solaire\""},
    {"«énergie solaire»", "\"énergie solaire\""},
    {"« il dit “oui” hier »", "\"il dit oui hier\""},
    {"\"a (b) OR -c\"", "\"a b OR c\""},
    {"\"l'énergie solaire\"", "\"l' énergie solaire\""},
    {"une \"énergie solaire\" propre", "(list [une] \"énergie solaire\" [propre])"},
    {"x\"y z\"", "(list [x] \"y z\")"},
    {"\"a b\" \"c d\"", "(list \"a b\" \"c d\")"},
    {"\"mot\"", "\"mot\""},
    /* exclusion */
    {"-a", "(not \"a\")"},
    {"a -b", "(list [a] (not \"b\"))"},
    {"a NOT b", "(list [a] (not \"b\"))"},
    {"NOT b a", "(list (not \"b\") [a])"},
    {"a -b c", "(list [a] (not \"b\") [c])"},
    {"a -\"b c\"", "(list [a] (not \"b c\"))"},
    {"a -« b c »", "(list [a] (not \"b c\"))"},
    {"a -(b c)", "(list [a] (not [b c]))"},
    {"a -porte-parole", "(list [a] (not \"porte -parole\"))"},
    {"a -l'énergie", "(list [a] (not \"l' énergie\"))"},
    {"NOT NOT a", "\"a\""},
    {"NOT -a", "\"a\""},
    {"NOT NOT NOT a", "(not \"a\")"},
    {"a-b", "[a -b]"},
    {"-5", "(not \"5\")"},
    /* AND, OR */
    {"a AND b", "(and \"a\" \"b\")"},
    {"a AND b AND c", "(and \"a\" \"b\" \"c\")"},
    {"a AND b c", "(list (and \"a\" \"b\") [c])"},
    {"a b AND c", "(list [a] (and \"b\" \"c\"))"},
    {"a b AND c d", "(list [a] (and \"b\" \"c\") [d])"},
    {"a AND NOT b", "(and \"a\" (not \"b\"))"},
    {"a AND -b", "(and \"a\" (not \"b\"))"},
    {"a AND porte-parole", "(and \"a\" \"porte -parole\")"},
    {"a AND (b c)", "(and \"a\" [b c])"},
    {"a OR b", "(or [a] [b])"},
    {"a OR b OR c", "(or [a] [b] [c])"},
    {"a b OR c d", "(or [a b] [c d])"},
    {"a OR b AND c", "(or [a] (and \"b\" \"c\"))"},
    {"a OR -b", "(or [a] (not \"b\"))"},
    {"\"a b\" OR c", "(or \"a b\" [c])"},
    /* parentheses */
    {"(a)", "[a]"},
    {"((a))", "[a]"},
    {"(a b) c", "(list [a b] [c])"},
    {"(a OR b) c", "(list (or [a] [b]) [c])"},
    {"(a OR b) (c OR d)", "(list (or [a] [b]) (or [c] [d]))"},
    {"(a OR b) AND (c OR d)", "(and (or [a] [b]) (or [c] [d]))"},
    {"a OR (b -c)", "(or [a] (list [b] (not \"c\")))"},
    {"(a \"b c\") d", "(list (list [a] \"b c\") [d])"},
    {"loi(s)", "(list [loi] [s])"},
    {"Règlement (UE) n° 10", "(list [Règlement] [UE] [n 10])"},
    {"NOT (a OR b)", "(not (or [a] [b]))"},
    /* fields */
    {"lang:fr", "lang:fr"},
    {"LANG:EN chat", "(list lang:en [chat])"},
    {"lang:fr-CA chat", "(list lang:fr [chat])"},
    {"lang:und", "lang:und"},
    {"chat -lang:fr", "(list [chat] (not lang:fr))"},
    {"title:énergie", "title:\"énergie\""},
    {"title:\"énergie solaire\"", "title:\"énergie solaire\""},
    {"title:«énergie solaire» vent", "(list title:\"énergie solaire\" [vent])"},
    {"title:énergie solaire", "(list title:\"énergie\" [solaire])"},
    {"title:porte-parole", "title:\"porte -parole\""},
    {"-title:guerre paix", "(list (not title:\"guerre\") [paix])"},
    {"(title:a OR title:b) c", "(list (or title:\"a\" title:\"b\") [c])"},
    {"site:diplomatie.example visa", "(list site:diplomatie.example [visa])"},
    {"type:speech", "type:speech"},
    {"tag:\"human rights\"", "tag:human rights"},
    {"date:2019", "date:20190101..20191231"},
    {"date:2019-06", "date:20190601..20190630"},
    {"date:2019-06-25", "date:20190625..20190625"},
    {"date:2019-06..2020", "date:20190601..20201231"},
    {"date:..2019", "date:0..20191231"},
    {"date:2019..", "date:20190101..4294967295"},
    {"date:25/06/2019", "date:20190625..20190625"},
    {"date:\"25 juin 2019\"", "date:20190625..20190625"},
    {"visa date:2019", "(list [visa] date:20190101..20191231)"},
    /* ordinary text */
    {"Note: le texte", "[Note le texte]"},
    {"https://diplomatie.example/fr", "[https diplomatie example fr]"},
    {"12:30", "[12 30]"},
};

static void test_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (int strict = 0; strict < 2; strict++) {
            struct parsed p = parse(str_of(good[i].text), strict, false);
            if (p.rc || strcmp(p.tree, good[i].tree) != 0 || p.note[0])
                fail_msg("%s (strict %d): got %s, not %s; %s%s", good[i].text, strict, p.tree, good[i].tree,
                         p.e.text, p.note);
        }
}

/* --- not well formed: an error with its column when strict, words and a note when not --- */

static const struct {
    const char *text;
    int column;
    const char *what, *tree;
} bad[] = {
    {"\"a b", 1, "not closed", "[a b]"},
    {"é \"a b", 3, "not closed", "[é a b]"},
    {"a « b", 3, "not closed", "[a b]"},
    {"a\" b", 2, "not closed", "[a b]"},
    {"a » b", 3, "nothing opened", "[a b]"},
    {"a ” b", 3, "nothing opened", "[a b]"},
    {"(a b", 1, "not closed", "[a b]"},
    {"((a b)", 1, "not closed", "[a b]"},
    {"a b)", 4, "closes nothing", "[a b]"},
    {"éé )a", 4, "closes nothing", "[éé a]"},
    {"() a", 1, "nothing in these", "[a]"},
    {"(()) a", 2, "nothing in these", "[a]"},
    {"a AND", 3, "lacks a side", "[a AND]"},
    {"AND a", 1, "lacks a side", "[AND a]"},
    {"a OR OR b", 3, "lacks a side", "(or [a OR] [b])"},
    {"OR", 1, "lacks a side", "[OR]"},
    {"(OR a)", 2, "lacks a side", "[OR a]"},
    {"(a OR) b", 4, "lacks a side", "(list [a OR] [b])"},
    {"a NOT", 3, "nothing to exclude", "[a NOT]"},
    {"NOT AND a", 1, "nothing to exclude", "(and \"NOT\" \"a\")"},
    {"lang:xx chat", 1, "no language", "[lang xx chat]"},
    {"chat lang:", 6, "no value", "[chat lang]"},
    {"title: chat", 1, "no value", "[title chat]"},
    {"date:hier", 1, "no date", "[date hier]"},
    {"date:2019-13", 1, "no date", "[date 2019 -13]"},
    {"date:..", 1, "no date", "[date]"},
    {"date:2020..2019", 1, "end before", "[date 2020 2019]"},
    {"colour:red", 1, "no field", "[colour red]"},
    {"(a colour:red)", 4, "no field", "[a colour red]"},
};

static void test_not_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char column[32];
        struct parsed p = parse(str_of(bad[i].text), true, false);
        snprintf(column, sizeof column, "column %d:", bad[i].column);
        if (p.rc != ERR_QUERY || !strstr(p.e.text, column) || !strstr(p.e.text, bad[i].what) || !p.e.hint[0])
            fail_msg("%s: got %d \"%s\" (%s), not %s %s", bad[i].text, p.rc, p.e.text, p.e.hint, column,
                     bad[i].what);
        p = parse(str_of(bad[i].text), false, false);
        if (p.rc || strcmp(p.tree, bad[i].tree) != 0 || !strstr(p.note, column) ||
            !strstr(p.note, bad[i].what))
            fail_msg("%s: got %s, not %s; note %s", bad[i].text, p.tree, bad[i].tree, p.note);
    }
}

static void test_nothing(void **state)
{
    static const char *const empty[] = {"", " ", "...", "\"\"", "\"...\"", "-", "- ", "-...", "(...)", "« »"};
    (void)state;
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        struct parsed p = parse(str_of(empty[i]), false, false);
        if (p.rc != ERR_QUERY || !p.e.hint[0])
            fail_msg("\"%s\": got %d %s", empty[i], p.rc, p.tree);
    }
}

static void test_any_bytes(void **state)
{
    (void)state;
    assert_string_equal(parse((struct str){"a\0b", 3}, true, false).tree, "[a b]");
    assert_string_equal(parse(STR("a\xff\xc3 b"), true, false).tree, "[a b]");
    assert_string_equal(parse(STR("a \xe2\x80"), true, false).tree, "[a]");
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
        assert_non_null(strstr(lenient.note, "column 129: words from here on are too many"));
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
        cmocka_unit_test(test_well_formed),  cmocka_unit_test(test_not_well_formed),
        cmocka_unit_test(test_nothing),      cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_as_if_quoted), cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_words),        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
