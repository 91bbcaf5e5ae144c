/* Concordances, on an index of a few documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiny_searcher.h"

static const struct tiny_document documents[] = {
    {"fr1", "fr", "L’énergie du soleil",
     "La France veut l’énergie solaire. Une énergie propre,\nsolaire ou non, vaut mieux.", "2019-06-25",
     "speech", NULL, NULL, NULL},
    {"fr2", "fr", "Discours", "Énergies nouvelles : l’énergie éolienne et l'ÉNERGIE solaire.", "2018", NULL,
     NULL, NULL, NULL},
    {"en1", "en", "Energy",
     "Solar energy, and energies of the wind. The energy of the future is solar energy.", "2020-01-02", NULL,
     NULL, NULL, NULL},
    {"en2", "en", "Units", "A counter-terrorism unit, a counterterrorism unit. Terrorism.", NULL, NULL, NULL,
     NULL, NULL},
    {"fr3", "fr", "", "Visa visa visas visa. Le visa.", NULL, NULL, NULL, NULL, NULL},
};

static int start(void **state)
{
    return scratch_make(state) ? -1 : tiny_open(documents, sizeof documents / sizeof *documents);
}

static int run(const char *query, enum request_order order, uint32_t offset, uint32_t limit,
               struct answer *answer, struct err *e)
{
    static struct request request;
    request = (struct request){.verb = REQUEST_KWIC,
                               .query = str_of(query),
                               .order = order,
                               .offset = offset,
                               .limit = limit,
                               .width = 20};
    arena_reset(&arena);
    return searcher_run(searcher, &request, 0, &arena, answer, e);
}

/* "id part word lang: left[match]right" and a newline for each line. */
static void print(const struct answer *answer, struct buf *out)
{
    const struct table *t = &answer->kwic->lines;
    for (uint32_t i = 0; i < t->row_count; i++) {
        const union table_cell *row = table_row(t, i);
        buf_add_str(out, row[KWIC_ID].text);
        buf_add_char(out, ' ');
        buf_add_str(out, row[KWIC_PART].text);
        buf_printf(out, " %.0f ", row[KWIC_WORD].number);
        buf_add_str(out, row[KWIC_LANG].text);
        buf_add_str(out, STR(": "));
        buf_add_str(out, row[KWIC_LEFT].text);
        buf_add_char(out, '[');
        buf_add_str(out, row[KWIC_MATCH].text);
        buf_add_char(out, ']');
        buf_add_str(out, row[KWIC_RIGHT].text);
        buf_add_char(out, '\n');
    }
}

static const struct {
    const char *query;
    enum request_order order;
    uint64_t total;
    uint32_t documents;
    const char *lines;
} cases[] = {
    /* all forms of a word, in titles and texts, context never from one into the other */
    {"énergie lang:fr", ORDER_TEXT, 6, 2,
     "fr1 title 2 fr: L’[énergie] du soleil\n"
     "fr1 text 5 fr: La France veut l’[énergie] solaire. Une\n"
     "fr1 text 8 fr: solaire. Une [énergie] propre, solaire ou\n"
     "fr2 text 1 fr: [Énergies] nouvelles :\n"
     "fr2 text 4 fr: nouvelles : l’[énergie] éolienne et\n"
     "fr2 text 8 fr: éolienne et l'[ÉNERGIE] solaire.\n"},
    {"solar", ORDER_TEXT, 2, 1,
     "en1 text 1 en: [Solar] energy, and\n"
     "en1 text 14 en: of the future is [solar] energy.\n"},
    /* neighbours in the query that are neighbours in the text are one occurrence, others are not */
    {"énergie solaire lang:fr", ORDER_TEXT, 7, 2,
     "fr1 title 2 fr: L’[énergie] du soleil\n"
     "fr1 text 5 fr: La France veut l’[énergie solaire]. Une énergie\n"
     "fr1 text 8 fr: solaire. Une [énergie] propre, solaire ou\n"
     "fr1 text 10 fr: Une énergie propre, [solaire] ou non, vaut mieux.\n"
     "fr2 text 1 fr: [Énergies] nouvelles :\n"
     "fr2 text 4 fr: nouvelles : l’[énergie] éolienne et\n"
     "fr2 text 8 fr: éolienne et l'[ÉNERGIE solaire].\n"},
    {"solar OR energy", ORDER_RIGHT, 7, 1, /* no neighbours: OR stands between */
     "en1 title 1 en: [Energy]\n"
     "en1 text 15 en: the future is solar [energy].\n"
     "en1 text 2 en: Solar [energy], and energies of\n"
     "en1 text 14 en: of the future is [solar] energy.\n"
     "en1 text 1 en: [Solar] energy, and\n"
     "en1 text 9 en: of the wind. The [energy] of the future is\n"
     "en1 text 4 en: Solar energy, and [energies] of the wind. The\n"},
    /* phrases as a whole, and not their words elsewhere */
    {"\"énergie solaire\"", ORDER_TEXT, 2, 2,
     "fr1 text 5 fr: La France veut l’[énergie solaire]. Une énergie\n"
     "fr2 text 8 fr: éolienne et l'[ÉNERGIE solaire].\n"},
    {"\"solar energy\" -france", ORDER_TEXT, 2, 1,
     "en1 text 1 en: [Solar energy], and energies of\n"
     "en1 text 14 en: of the future is [solar energy].\n"},
    /* a compound is one occurrence, however it is written and asked for */
    {"counterterrorism", ORDER_TEXT, 3, 1,
     "en2 text 2 en: A [counter-terrorism] unit, a counterterr\n"
     "en2 text 6 en: r-terrorism unit, a [counterterrorism] unit. Terrorism.\n"
     "en2 text 8 en: nterterrorism unit. [Terrorism].\n"},
    {"\"counter-terrorism\"", ORDER_TEXT, 2, 1,
     "en2 text 2 en: A [counter-terrorism] unit, a counterterr\n"
     "en2 text 6 en: r-terrorism unit, a [counterterrorism] unit. Terrorism.\n"},
    /* the same word again is another occurrence */
    {"visa", ORDER_TEXT, 5, 1,
     "fr3 text 1 fr: [Visa] visa visas visa. Le\n"
     "fr3 text 2 fr: Visa [visa] visas visa. Le\n"
     "fr3 text 3 fr: Visa visa [visas] visa. Le visa.\n"
     "fr3 text 4 fr: Visa visa visas [visa]. Le visa.\n"
     "fr3 text 6 fr: visa visas visa. Le [visa].\n"},
    {"title:énergie lang:fr", ORDER_TEXT, 1, 1, "fr1 title 2 fr: L’[énergie] du soleil\n"},
    /* orders: by folded words, nothing before anything */
    {"énergie lang:fr", ORDER_LEFT, 6, 2,
     "fr2 text 1 fr: [Énergies] nouvelles :\n"
     "fr1 title 2 fr: L’[énergie] du soleil\n"
     "fr2 text 8 fr: éolienne et l'[ÉNERGIE] solaire.\n"
     "fr2 text 4 fr: nouvelles : l’[énergie] éolienne et\n"
     "fr1 text 5 fr: La France veut l’[énergie] solaire. Une\n"
     "fr1 text 8 fr: solaire. Une [énergie] propre, solaire ou\n"},
    {"énergie lang:fr", ORDER_RIGHT, 6, 2,
     "fr1 title 2 fr: L’[énergie] du soleil\n"
     "fr2 text 4 fr: nouvelles : l’[énergie] éolienne et\n"
     "fr2 text 1 fr: [Énergies] nouvelles :\n"
     "fr1 text 8 fr: solaire. Une [énergie] propre, solaire ou\n"
     "fr2 text 8 fr: éolienne et l'[ÉNERGIE] solaire.\n"
     "fr1 text 5 fr: La France veut l’[énergie] solaire. Une\n"},
    {"énergie lang:fr -france", ORDER_WORD, 3, 1,
     "fr2 text 4 fr: nouvelles : l’[énergie] éolienne et\n"
     "fr2 text 8 fr: éolienne et l'[ÉNERGIE] solaire.\n"
     "fr2 text 1 fr: [Énergies] nouvelles :\n"},
    {"solaire OR wind OR visas", ORDER_DATE, 9, 4,
     "fr2 text 9 fr: et l'ÉNERGIE [solaire].\n"
     "fr1 text 6 fr: veut l’énergie [solaire]. Une énergie\n"
     "fr1 text 10 fr: Une énergie propre, [solaire] ou non, vaut mieux.\n"
     "en1 text 7 en: and energies of the [wind]. The energy of the\n"
     "fr3 text 1 fr: [Visa] visa visas visa. Le\n"
     "fr3 text 2 fr: Visa [visa] visas visa. Le\n"
     "fr3 text 3 fr: Visa visa [visas] visa. Le visa.\n"
     "fr3 text 4 fr: Visa visa visas [visa]. Le visa.\n"
     "fr3 text 6 fr: visa visas visa. Le [visa].\n"},
    {"absent", ORDER_TEXT, 0, 0, ""},
};

static void test_lines(void **state)
{
    struct buf out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer;
        struct err e = {0};
        assert_int_equal(run(cases[i].query, cases[i].order, 0, 100, &answer, &e), 0);
        buf_clear(&out);
        print(&answer, &out);
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].lines);
        assert_int_equal(answer.kwic->total, cases[i].total);
        assert_int_equal(answer.kwic->documents, cases[i].documents);
        assert_int_equal(answer.kwic->in[LANG_FR] + answer.kwic->in[LANG_EN], cases[i].total);
        assert_false(answer.partial);
    }
    buf_fini(&out);
}

/* Pages follow on one another, whatever their size, and numbers do not depend on them. */
static void test_pages(void **state)
{
    struct buf whole = {0}, pages = {0};
    struct answer answer;
    struct err e = {0};
    (void)state;
    for (enum request_order order = ORDER_TEXT; order <= ORDER_DATE; order++) {
        buf_clear(&whole);
        assert_int_equal(run("énergie OR energy OR visa", order, 0, 100, &answer, &e), 0);
        uint64_t total = answer.kwic->total;
        print(&answer, &whole);
        for (uint32_t size = 1; size <= total + 1; size++) {
            buf_clear(&pages);
            for (uint32_t offset = 0; offset <= total; offset += size) {
                assert_int_equal(run("énergie OR energy OR visa", order, offset, size, &answer, &e), 0);
                assert_int_equal(answer.kwic->total, total);
                print(&answer, &pages);
            }
            assert_true(str_equal(buf_str(&whole), buf_str(&pages)));
        }
    }
    buf_fini(&whole);
    buf_fini(&pages);
}

static void test_preference(void **state)
{
    struct request request = {
        .verb = REQUEST_KWIC, .query = STR("énergie OR energy"), .limit = 100, .width = 5, .prefer = LANG_EN};
    struct answer answer;
    struct err e = {0};
    (void)state;
    arena_reset(&arena);
    assert_int_equal(searcher_run(searcher, &request, 0, &arena, &answer, &e), 0);
    const struct table *t = &answer.kwic->lines;
    for (uint32_t i = 0; i < t->row_count; i++)
        assert_int_equal(str_equal(table_row(t, i)[KWIC_LANG].text, STR("en")), i < answer.kwic->in[LANG_EN]);
    assert_true(answer.kwic->in[LANG_EN] > 0 && answer.kwic->in[LANG_FR] > 0);
}

static void test_refusals(void **state)
{
    struct answer answer;
    struct err e = {0};
    (void)state;
    assert_int_equal(run("lang:fr", ORDER_TEXT, 0, 10, &answer, &e), ERR_QUERY);
    assert_int_equal(run("lang:fr -visa", ORDER_TEXT, 0, 10, &answer, &e), ERR_QUERY);
    assert_int_equal(run("visa", ORDER_TEXT, 0, search_limits_default.hits, &answer, &e), 0);
    assert_int_equal(run("visa", ORDER_TEXT, 0, search_limits_default.hits + 1, &answer, &e), ERR_LIMIT);
    assert_int_equal(run("visa", ORDER_TEXT, search_limits_default.offset, 10, &answer, &e), 0);
    assert_int_equal(run("visa", ORDER_TEXT, search_limits_default.offset + 1, 10, &answer, &e), ERR_LIMIT);
    /* A deadline that is over: nothing was found by then. */
    struct request request = {.verb = REQUEST_KWIC, .query = STR("visa"), .limit = 10, .width = 20};
    arena_reset(&arena);
    assert_int_equal(searcher_run(searcher, &request, 1, &arena, &answer, &e), ERR_DEADLINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_preference),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, start, tiny_close);
}
