/* Rows of an answer as TSV and JSON: searchd/answer/table.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/answer/table.h"

static const struct table_column columns[] = {
    {"word", CELL_TEXT}, {"count", CELL_NUMBER}, {"rate", CELL_REAL}};

static void expect(const struct table *t, void (*print)(const struct table *, struct buf *),
                   const char *expected)
{
    struct buf out = {0};
    print(t, &out);
    assert_int_equal(out.len, strlen(expected));
    assert_memory_equal(out.ptr, expected, out.len);
    buf_fini(&out);
}

static void test_empty(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table t;
    table_init(&t, "rows", columns, 3, &arena);
    expect(&t, table_tsv, "word\tcount\trate\n");
    expect(&t, table_json, "\"rows\":[]");
    arena_fini(&arena);
}

static void test_rows(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table t;
    table_init(&t, "rows", columns, 3, &arena);
    union table_cell *row = table_add(&t);
    row[0].text = STR("l'\"été\"\tchaud\n");
    row[1].number = 9007199254740992.0;
    row[2].number = 0.1;
    assert_non_null(table_add(&t));
    expect(&t, table_tsv, "word\tcount\trate\nl'\"été\" chaud \t9007199254740992\t0.1\n\t0\t0\n");
    expect(&t, table_json,
           "\"rows\":[{\"word\":\"l'\\\"été\\\"\\tchaud\\n\",\"count\":9007199254740992,\"rate\":0.1},"
           "{\"word\":\"\",\"count\":0,\"rate\":0}]");
    arena_fini(&arena);
}

static void test_growth_keeps_rows(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table t;
    table_init(&t, "rows", columns, 3, &arena);
    for (uint32_t i = 0; i < 1000; i++)
        table_add(&t)[1].number = i;
    assert_int_equal(t.row_count, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        assert_true(table_row(&t, i)[1].number == i);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_growth_keeps_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
