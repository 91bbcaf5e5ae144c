/* fold.h: the golden table, the room, and what every key keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "text/fold.h"

static void check_row(const struct table_row *row)
{
    char lower[FOLD_MAX], key[FOLD_MAX], again[FOLD_MAX];
    struct str form = row->fields[0];
    struct str folded = {lower, fold_case(form, lower)}, keyed = {key, fold_key(form, key)};
    if (row->count != 3 || !str_equal(folded, row->fields[1]) || !str_equal(keyed, row->fields[2]))
        fail_msg("keys.tsv:%d: %.*s, %.*s", row->line, (int)folded.len, lower, (int)keyed.len, key);

    struct str key_of_folded = {again, fold_key(folded, again)};
    if (!str_equal(key_of_folded, keyed))
        fail_msg("keys.tsv:%d: another key for the case-folded form", row->line);
    struct str key_of_key = {again, fold_key(keyed, again)};
    if (!str_equal(key_of_key, keyed))
        fail_msg("keys.tsv:%d: another key for the key", row->line);
}

static void test_table(void **state)
{
    (void)state;
    assert_true(table_each("keys.tsv", check_row) > 35);
}

static void test_never_empty(void **state)
{
    (void)state;
    char out[FOLD_MAX];
    const char *const forms[] = {"-", "'", "-'", "\u037A", "\u0640", "\u02B0"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_true(fold_key(str_of(forms[i]), out) > 0);
        assert_true(fold_case(str_of(forms[i]), out) > 0);
    }
}

static void test_room(void **state)
{
    (void)state;
    const struct {
        const char *unit;
        size_t count, case_len, key_len;
    } cases[] = {
        {"a", FOLD_MAX, FOLD_MAX, FOLD_MAX},
        {"a", FOLD_MAX + 1, FOLD_MAX, FOLD_MAX},
        {"é", FOLD_MAX / 2 + 1, FOLD_MAX, FOLD_MAX / 2 + 1},
        {"aé", 43, FOLD_MAX - 1, 86}, /* 129 bytes: the last é has no room */
        {"\uFDFA", 32, 96, FOLD_MAX}, /* one becomes 18, of which the spaces go */
        {"\u0149", 48, FOLD_MAX, 48}, /* ʼn, three bytes */
        {"\u0390", 48, 96, 96},
    };
    char form[600], out[FOLD_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t unit = strlen(cases[i].unit), len = 0;
        for (size_t n = 0; n < cases[i].count; n++, len += unit)
            memcpy(form + len, cases[i].unit, unit);
        assert_int_equal(fold_case((struct str){form, len}, out), cases[i].case_len);
        assert_int_equal(fold_key((struct str){form, len}, out), cases[i].key_len);
    }
}

static void test_capitals(void **state)
{
    (void)state;
    const char *const yes[] = {"ONU", "UN", "ÉTAT", "-US", "COVID19", "ΟΗΕ", "ŒUVRE", "E\u0301TAT"};
    const char *const no[] = {"A", "Onu", "un", "G20", "L'", "19", "État", "漢字", "-", "", "XXIe"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(fold_is_capitals(str_of(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(fold_is_capitals(str_of(no[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_never_empty),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_capitals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
