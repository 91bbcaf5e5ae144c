/* What stands left and right of a piece of a text, cut to a width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/search/context.h"
#include "text/width.h"

/* The piece is what stands between the first [ and ] of a text, which are taken out. */
static const struct {
    const char *text;
    uint32_t width;
    const char *line; /* left[middle]right */
} cases[] = {
    {"[visa]", 10, "[visa]"},
    {"un [visa] de long séjour", 40, "un [visa] de long séjour"},
    /* whole words, as many as fit exactly, and one cell less */
    {"abc defg hij [x] klm nopq rst", 9, "defg hij [x] klm nopq"},
    {"abc defg hij [x] klm nopq rst", 13, "abc defg hij [x] klm nopq rst"},
    {"abc defg hij [x] klm nopq rst", 12, "defg hij [x] klm nopq"},
    /* a word is cut where little would be left without it */
    {"aaaaaaaaaaaaaaaaaaaa b [x] b cccccccccccccccccccc", 10, "aaaaaaa b [x] b ccccccc"},
    {"aaaaaaaaaaaa bbb [x] bbb cccccccccccc", 10, "aaaaa bbb [x] bbb ccccc"},
    {"aaaaaaaaaaaa bbbb [x] bbbb cccccccccccc", 10, "bbbb [x] bbbb"},
    /* accents go with their letters */
    {"ee\u0301e\u0301e\u0301 [x] e\u0301e\u0301e\u0301e", 3, "e\u0301e\u0301 [x] e\u0301e\u0301"},
    {"d’un [x]", 3, "un [x]"},
    {"日本語[語]日本語", 5, "本語[語]日本"},
    /* elisions, hyphens and punctuation stay where they are */
    {"production de l’[énergie], qui", 20, "production de l’[énergie], qui"},
    {"le [porte]-parole du ministre", 10, "le [porte]-parole du"},
    {"« [Visas] » !", 10, "« [Visas] » !"},
    /* one line */
    {"a\n\n b\t[x\n y]\r\n  c \u2028 d\n", 10, "a b [x y] c d"},
    {"  [x]  ", 10, "[x]"},
    {"a\x01\x02[x]\x7f\xc2\x85"
     "b",
     10, "a [x] b"},
    /* bytes that are no characters count a cell each */
    {"\xff\xfe\xfd[x]\xff\xfe\xfd", 2, "\xfe\xfd[x]\xff\xfe"},
};

static void check(struct str text, uint32_t width, const char *line)
{
    struct arena arena = {0};
    struct buf plain = {0}, made = {0};
    struct context context;
    struct err e = {0};
    size_t open = str_find(text, STR("[")), close = str_find(text, STR("]"));
    buf_add_str(&plain, str_slice(text, 0, open));
    buf_add_str(&plain, str_slice(text, open + 1, close));
    buf_add_str(&plain, str_slice(text, close + 1, text.len));
    assert_int_equal(
        context_cut(buf_str(&plain), (uint32_t)open, (uint32_t)close - 1, width, &arena, &context, &e), 0);
    assert_true(width_of_text(context.left) <= width && width_of_text(context.right) <= width);
    buf_add_str(&made, context.left);
    buf_add_char(&made, '[');
    buf_add_str(&made, context.middle);
    buf_add_char(&made, ']');
    buf_add_str(&made, context.right);
    buf_add_char(&made, '\0');
    assert_string_equal(made.ptr, line);
    buf_fini(&plain);
    buf_fini(&made);
    arena_fini(&arena);
}

static void test_cuts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(str_of(cases[i].text), cases[i].width, cases[i].line);
}

/* What takes no cells or is one space may go on for ever: no more of it is looked at than is allowed. */
static void test_endless(void **state)
{
    struct arena arena = {0};
    struct context context;
    struct buf text = {0};
    struct err e = {0};
    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_add_str(&text, STR("\u0301"));
    buf_add_char(&text, 'x');
    for (int i = 0; i < 100000; i++)
        buf_add_char(&text, ' ');
    uint32_t at = 200000;
    assert_int_equal(context_cut(buf_str(&text), at, at + 1, 20, &arena, &context, &e), 0);
    assert_true(context.left.len <= 21 * CONTEXT_CELL_BYTES);
    assert_int_equal(context.right.len, 0);
    /* A piece as long as is allowed, and one byte longer. */
    assert_int_equal(context_cut(buf_str(&text), 0, CONTEXT_MIDDLE_MAX, 20, &arena, &context, &e), 0);
    assert_int_equal(context.middle.len, CONTEXT_MIDDLE_MAX);
    assert_int_equal(context_cut(buf_str(&text), 0, CONTEXT_MIDDLE_MAX + 2, 20, &arena, &context, &e), 0);
    assert_int_equal(context.middle.len, CONTEXT_MIDDLE_MAX + strlen("…"));
    buf_fini(&text);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cuts), cmocka_unit_test(test_endless)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
