/* date.h: the golden table, and the days a date names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "text/date.h"

static void check_row(const struct table_row *row)
{
    char printed[16];
    date_print(date_parse(row->fields[0]), printed);
    if (row->count != 2 || !str_equal(str_of(printed), row->fields[1]))
        fail_msg("dates.tsv:%d: %s", row->line, printed);
}

static void test_table(void **state)
{
    (void)state;
    assert_true(table_each("dates.tsv", check_row) > 90);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_int_equal(date_parse(STR("2019")), 20190000);
    assert_int_equal(date_parse(STR("2019-06")), 20190600);
    assert_int_equal(date_parse(STR("2019-06-25")), 20190625);
    assert_int_equal(date_parse((struct str){NULL, 0}), 0);
}

static void test_days(void **state)
{
    (void)state;
    const date_num cases[][3] = {
        {20190000, 20190101, 20191231}, {20190600, 20190601, 20190630},
        {20190625, 20190625, 20190625}, {20200200, 20200201, 20200229},
        {20190200, 20190201, 20190228}, {19000200, 19000201, 19000228},
        {20000200, 20000201, 20000229}, {0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(date_first_day(cases[i][0]), cases[i][1]);
        assert_int_equal(date_last_day(cases[i][0]), cases[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
