/* The spelling of terms, and the numbers of ranking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index/postings.h"

#include <math.h>

static void terms_are_spelt(void **state)
{
    (void)state;
    static const struct {
        enum posting_kind kind;
        enum lang lang;
        const char *text, *term;
    } cases[] = {
        {POSTING_WORD, LANG_EN, "energi", "Eenergi"},
        {POSTING_WORD, LANG_FR, "energ", "Fenerg"},
        {POSTING_WORD, LANG_NONE, "strasse", "Nstrasse"},
        {POSTING_WORD, LANG_FR, "UN", "FUN"}, /* a term's capitals are its own */
        {POSTING_TITLE, LANG_EN, "energi", "eenergi"},
        {POSTING_TITLE, LANG_FR, "energ", "fenerg"},
        {POSTING_TITLE, LANG_NONE, "strasse", "nstrasse"},
        {POSTING_LANG, LANG_EN, "fr", "Lfr"},
        {POSTING_TYPE, LANG_EN, "Speech", "Tspeech"},
        {POSTING_TAG, LANG_FR, "\xc3\x89nergie Solaire", "K\xc3\xa9nergie solaire"},
        {POSTING_SITE, LANG_FR, "Diplomatie.Example", "Hdiplomatie.example"},
        {POSTING_YEAR, LANG_FR, "2019", "Y2019"},
        {POSTING_MONTH, LANG_FR, "201906", "M201906"},
        {POSTING_TAG, LANG_FR, "", "K"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[POSTING_TERM_MAX];
        size_t len = posting_term(cases[i].kind, cases[i].lang, str_of(cases[i].text), out);
        assert_int_equal(len, strlen(cases[i].term));
        assert_memory_equal(out, cases[i].term, len);
    }
}

static size_t tag_length(const char *piece, size_t times, char out[POSTING_TERM_MAX])
{
    struct buf text = {0};
    for (size_t i = 0; i < times; i++)
        buf_add_str(&text, str_of(piece));
    size_t len = posting_term(POSTING_TAG, LANG_NONE, buf_str(&text), out);
    buf_fini(&text);
    return len;
}

static void long_terms_are_cut_between_characters(void **state)
{
    (void)state;
    char out[POSTING_TERM_MAX];
    assert_int_equal(tag_length("a", POSTING_TERM_MAX - 1, out), POSTING_TERM_MAX);
    assert_int_equal(tag_length("a", POSTING_TERM_MAX, out), POSTING_TERM_MAX);
    assert_int_equal(tag_length("a", 10000, out), POSTING_TERM_MAX);
    assert_int_equal(tag_length("A b ", 59, out), 1 + 4 * 59); /* in several pieces, none lost */
    assert_memory_equal(out, "Ka b a b a b", 12);
    assert_int_equal(tag_length("\xc3\xa9", 200, out), POSTING_TERM_MAX - 1);
    assert_int_equal((unsigned char)out[POSTING_TERM_MAX - 2], 0xa9);
    assert_int_equal(posting_term(POSTING_WORD, LANG_FR, STR("abc"), out), 4);
    tag_length("\x80", 1000, out); /* stray bytes: any answer, in bounds */
    tag_length("\xff", 1000, out);
}

static void impacts_follow_the_formula(void **state)
{
    (void)state;
    static const struct {
        double tf, length, average;
        uint32_t impact;
    } cases[] = {
        {1, 100, 100, 67},  /* 127 / 1.9 */
        {2, 100, 100, 88},  /* 254 / 2.9 */
        {1, 0, 100, 82},    /* 127 / 1.54 */
        {1, 1000, 100, 25}, /* 127 / 5.14, a long document */
        {1, 100, 0, 67},    /* no average: as the average */
        {1e9, 100, 100, 127}, {1e-9, 100, 100, 1}, {0, 0, 0, 1}, {NAN, 1, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t impact = posting_impact(cases[i].tf, cases[i].length, cases[i].average);
        double exact =
            127 * cases[i].tf / (cases[i].tf + 0.9 * (0.6 + 0.4 * cases[i].length / cases[i].average));
        if (impact != cases[i].impact)
            fail_msg("case %zu: %u instead of %u (exactly %f)", i, impact, cases[i].impact, exact);
    }
}

/* Laws, rather than values: a rarer term weighs more, a further occurrence more but ever less. */
static void more_is_more(void **state)
{
    (void)state;
    for (uint32_t tf = 1; tf < 100; tf++) {
        assert_true(posting_impact(tf, 100, 100) <= posting_impact(tf + 1, 100, 100));
        assert_true(posting_impact(tf, tf, 50) >= posting_impact(tf, tf + 10, 50));
        assert_true(posting_idf(1000, tf) > posting_idf(1000, tf + 1));
    }
    assert_true(fabs(posting_idf(1000, 10) - log(1 + 990.5 / 10.5)) < 1e-12);
    assert_true(posting_idf(10, 10) > 0);
    assert_true(posting_idf(10, 20) > 0); /* counts that disagree do no harm */
    assert_true(posting_idf(0, 0) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_spelt),
        cmocka_unit_test(long_terms_are_cut_between_characters),
        cmocka_unit_test(impacts_follow_the_formula),
        cmocka_unit_test(more_is_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
