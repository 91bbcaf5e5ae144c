/* Passages by bytes from anywhere: at borders of words and characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/search/passage.h"

static void check(struct str text, struct span span, const char *expected)
{
    char made[256];
    assert_true(span.start <= span.end && span.end <= text.len && span.end - span.start < sizeof made);
    memcpy(made, text.ptr + span.start, span.end - span.start);
    made[span.end - span.start] = '\0';
    assert_string_equal(made, expected);
}

static const struct {
    const char *text;
    uint32_t from, to;
    const char *passage;
} cuts[] = {
    {"un visa de long séjour", 0, UINT32_MAX, "un visa de long séjour"},
    {"un visa de long séjour", 3, 7, "visa"},
    {"un visa de long séjour", 4, 6, "visa"},
    {"un visa de long séjour", 2, 8, " visa "},
    {"un visa de long séjour", 5, 9, "visa de"},
    {"un visa de long séjour", 18, 18, "séjour"}, /* inside é */
    {"un visa de long séjour", 2, 2, ""},
    {"un visa", 7, 9, ""},
    {"un visa", 100, 200, ""},
    {"", 0, 10, ""},
    {"a « b » c", 3, 4, "«"}, /* inside a character that is no word's */
    {"日本語", 3, 4, "日本語"},
    {"e\u0301te\u0301", 1, 2, "e\u0301te\u0301"},
};

static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        check(str_of(cuts[i].text), passage_cut(str_of(cuts[i].text), cuts[i].from, cuts[i].to),
              cuts[i].passage);
}

static const struct {
    const char *text;
    uint32_t at, words;
    const char *passage;
} arounds[] = {
    {"un deux trois quatre cinq", 8, 1, "trois"},
    {"un deux trois quatre cinq", 10, 1, "trois"},
    {"un deux trois quatre cinq", 8, 2, "deux trois"},
    {"un deux trois quatre cinq", 8, 3, "deux trois quatre"},
    {"un deux trois quatre cinq", 8, 4, "un deux trois quatre"},
    {"un deux trois quatre cinq", 8, 100, "un deux trois quatre cinq"},
    {"un deux trois quatre cinq", 0, 4, "un deux"},
    {"un deux trois quatre cinq", 1000, 4, "quatre cinq"},
    {"un, deux. — trois (quatre)", 4, 4, "un, deux. — trois"},
    {"", 0, 5, ""},
};

static void test_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof arounds / sizeof *arounds; i++)
        check(str_of(arounds[i].text),
              passage_around(str_of(arounds[i].text), arounds[i].at, arounds[i].words), arounds[i].passage);
}

/* A word without end is cut, at a character's border. */
static void test_long_words(void **state)
{
    struct buf text = {0};
    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_add_str(&text, STR("é"));
    struct span span = passage_cut(buf_str(&text), 1001, 1003);
    assert_int_equal(span.start, 1000);
    assert_int_equal(span.end, 1004);
    span = passage_around(buf_str(&text), 100000, 50);
    assert_true(span.start <= 100000 && span.end > 100000);
    assert_true(100000 - span.start <= PASSAGE_AROUND_MAX + 4 && span.end - 100000 <= PASSAGE_AROUND_MAX + 4);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cut), cmocka_unit_test(test_around),
                                       cmocka_unit_test(test_long_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
