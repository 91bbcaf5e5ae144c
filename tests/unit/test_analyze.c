/* analyze.h: golden tables of terms, of words that meet or differ, of stop words; compounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "text/analyze.h"
#include "text/words.h"

static struct lists *lists;
static struct analyzer *analyzer;

static int setup(void **state)
{
    struct err e = {0};
    (void)state;
    return lists_builtin(&lists, &e) || analyzer_new(lists, &analyzer, &e);
}

static int teardown(void **state)
{
    (void)state;
    analyzer_free(analyzer);
    lists_free(lists);
    return 0;
}

static struct str term_of(const struct table_row *row, int field, char out[TERM_MAX])
{
    struct str term = {out, analyze_term(analyzer, lang_parse(row->fields[0]), row->fields[field], out)};
    assert_in_range(term.len, 1, TERM_MAX);
    return term;
}

static void check_term(const struct table_row *row)
{
    char out[TERM_MAX];
    struct str term = term_of(row, 1, out);
    if (!str_equal(term, row->fields[2]))
        fail_msg("terms.tsv:%d: %.*s", row->line, (int)term.len, term.ptr);
}

static void check_meets(const struct table_row *row)
{
    char room_a[TERM_MAX], room_b[TERM_MAX];
    struct str a = term_of(row, 1, room_a), b = term_of(row, 2, room_b);
    if (!str_equal(a, b))
        fail_msg("meets.tsv:%d: %.*s, %.*s", row->line, (int)a.len, a.ptr, (int)b.len, b.ptr);
}

static void check_differs(const struct table_row *row)
{
    char room_a[TERM_MAX], room_b[TERM_MAX];
    struct str a = term_of(row, 1, room_a), b = term_of(row, 2, room_b);
    if (str_equal(a, b))
        fail_msg("differs.tsv:%d: both are %.*s", row->line, (int)a.len, a.ptr);
}

static void check_stop(const struct table_row *row)
{
    bool stop = analyze_is_stop(lists, lang_parse(row->fields[0]), row->fields[1]);
    if (stop != str_equal(row->fields[2], STR("yes")))
        fail_msg("stops.tsv:%d: %s", row->line, stop ? "yes" : "no");
}

static void test_tables(void **state)
{
    (void)state;
    assert_true(table_each("terms.tsv", check_term) > 30);
    assert_true(table_each("meets.tsv", check_meets) > 60);
    assert_true(table_each("differs.tsv", check_differs) > 25);
    assert_true(table_each("stops.tsv", check_stop) > 35);
}

static size_t compound(enum lang lang, const char *const *parts, size_t count, char out[TERM_MAX])
{
    struct str forms[8] = {{0}};
    for (size_t i = 0; i < count; i++)
        forms[i] = str_of(parts[i]);
    return analyze_compound(analyzer, lang, forms, count, out);
}

static void test_compound_meets_solid(void **state)
{
    (void)state;
    char a[TERM_MAX], b[TERM_MAX];
    size_t len = compound(LANG_EN, (const char *const[]){"Counter", "-terrorism"}, 2, a);
    struct str solid = {b, analyze_term(analyzer, LANG_EN, STR("counterterrorism"), b)};
    assert_true(str_equal((struct str){a, len}, solid));
    assert_true(str_equal(solid, STR("counterterror")));

    len = compound(LANG_FR, (const char *const[]){"porte", "-paroles"}, 2, a);
    solid.len = analyze_term(analyzer, LANG_FR, STR("porteparole"), b);
    assert_true(str_equal((struct str){a, len}, solid));
}

static void test_compound_limits(void **state)
{
    (void)state;
    char out[TERM_MAX], half[WORD_FORM_MAX / 2 + 1] = {0};
    const char *const parts[] = {"a", "-b", "-c", "-d", "-e"};
    assert_int_equal(compound(LANG_FR, parts, 0, out), 0);
    assert_true(compound(LANG_FR, parts, 4, out) > 0);
    assert_int_equal(compound(LANG_FR, parts, 5, out), 0);

    memset(half, 'k', sizeof half - 1);
    assert_int_equal(compound(LANG_NONE, (const char *const[]){half, half}, 2, out), WORD_FORM_MAX);
    assert_int_equal(compound(LANG_NONE, (const char *const[]){half, half, "-k"}, 3, out), 0);
}

static void test_longest_form(void **state)
{
    (void)state;
    char form[WORD_FORM_MAX], out[TERM_MAX];
    memset(form, 'z', sizeof form);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        assert_in_range(analyze_term(analyzer, (enum lang)lang, (struct str){form, sizeof form}, out), 1,
                        TERM_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_compound_meets_solid),
        cmocka_unit_test(test_compound_limits),
        cmocka_unit_test(test_longest_form),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
