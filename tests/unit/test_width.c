/* Cells of text on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/width.h"

static const struct {
    const char *text;
    size_t cells;
} cases[] = {
    {"", 0},
    {"visa", 4},
    {"État", 4},
    {"E\u0301tat", 4},          /* decomposed */
    {"e\u0301\u0327\u0323", 1}, /* several marks */
    {"a\u200bb\u200dc", 3},     /* zero width space, joiner */
    {"日本語", 6},
    {"カナ", 4},
    {"ｶﾅ", 2}, /* half width */
    {"« … » — ’", 9},
    {"a\tb\nc", 5},          /* what escape_line() makes spaces of */
    {"a\u202eb\xc2\x85", 4}, /* likewise: an override, a C1 control */
    {"a\xff\xc3", 3},        /* U+FFFD for each byte */
};

static void test_cells(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(width_of_text(str_of(cases[i].text)), cases[i].cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
