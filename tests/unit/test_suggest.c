/* Suggestions on an index of a few documents: which words and titles are offered, in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "searchd/search/suggest.h"
#include "tiny_searcher.h"

static const struct tiny_document documents[] = {
    {"1", "fr", "La sécurité de l’État",
     "La sécurité intérieure. Sécurité, sécurité et sécurités, dit l'État.", "2019", "speech", NULL, NULL,
     NULL},
    {"2", "fr", "Visas de long séjour", "Le visa de long séjour, puis les longues soirées et la sécurité.",
     "2020", NULL, NULL, NULL, NULL},
    {"3", "fr", "Le séjour", "Un séjour sans visa ni sécurité. Un livre lent sur le sélénium.", NULL, NULL,
     NULL, NULL, NULL},
    {"4", "en", "Long-stay visas", "A visa for a long stay. Security matters.", NULL, NULL, NULL, NULL, NULL},
    {"5", "en", "Security", "Securities, security, no security and more security. The visa office is open.",
     NULL, NULL, NULL, NULL, NULL},
    {"6", "fr", "Point de presse", "Le porte-parole parle de l'énergie et de la porte. TOUT EST REUNION.",
     NULL, NULL, NULL, NULL, NULL},
    {"7", "fr", "Autre point de presse", "Le porte-parole et l’énergie. Une réunion, un énergumène.", NULL,
     NULL, NULL, NULL, NULL},
    {"8", "fr", "Cœur", "Le cœur au cœur du chœur.", NULL, NULL, NULL, NULL, NULL},
    {"9", "fr", "Point de presse", "Encore une fois.", NULL, NULL, NULL, NULL, NULL},
};

static int start(void **state)
{
    return scratch_make(state) ? -1 : tiny_open(documents, sizeof documents / sizeof *documents);
}

static int run(const char *text, enum lang prefer, uint32_t limit, struct answer *answer, struct err *e)
{
    static struct request request;
    request = (struct request){
        .verb = REQUEST_SUGGEST, .query = str_of(text), .prefer = prefer, .limit = limit, .snippets = true};
    *e = (struct err){0};
    arena_reset(&arena);
    return searcher_run(searcher, &request, 0, &arena, answer, e);
}

/* Texts of one kind, in order, each in brackets. */
static const char *offered(const char *text, enum lang prefer, const char *kind)
{
    static char list[2048];
    struct answer answer;
    struct err e;
    size_t len = 0;
    assert_ok(run(text, prefer, 10, &answer, &e));
    list[0] = 0;
    for (uint32_t i = 0; i < answer.table->row_count; i++) {
        const union table_cell *row = table_row(answer.table, i);
        if (str_equal(row[SUGGEST_KIND].text, str_of(kind)))
            len += (size_t)snprintf(list + len, sizeof list - len, "[%.*s]", (int)row[SUGGEST_TEXT].text.len,
                                    row[SUGGEST_TEXT].text.ptr);
    }
    return list;
}

static const struct {
    const char *text, *words;
} words[] = {
    {"secu", "[sécurité][security]"}, /* each once, in its usual spelling */
    {"sécu", "[sécurité]"},           /* the accent was typed */
    {"sècu", "[sécurité][security]"},
    {"SECU", "[sécurité][security]"},
    {"sécurité", "[sécurité]"},
    {"securi", "[sécurité][security]"},
    {"coeu", "[cœur]"},
    {"reu", "[réunion]"}, /* capitals of a headline */
    {"l'éner", "[l'énergie][l'énergumène]"},
    {"l’éner", "[l’énergie][l’énergumène]"},
    {"porte-p", "[porte-parole]"},
    {"le porte-", "[le porte-parole]"},
    {"port", "[porte][porte-parole]"},
    {"xyz", ""},
    /* in context */
    {"visa l", "[visa long][visa lent][visa livre][visa longues][visa Long-stay]"},
    {"long s", "[long séjour][long stay][long security][long soirées][long sécurité]"},
    {"presse énerg", "[presse énergie][presse énergumène]"},
    {"cœur s", ""}, /* nothing begins so where that stands */
    {"cœur ch", "[cœur chœur]"},
    {"visa AND secu", "[visa AND security][visa AND sécurité]"},
    {"visa OR port", "[visa OR porte][visa OR porte-parole]"},
    {"lang:fr secu", "[lang:fr sécurité]"},
    {"lang:en secu", "[lang:en security]"},
    {"date:2020 secu", "[date:2020 sécurité]"},
    {"type:speech secu", "[type:speech sécurité]"},
    {"type:nothing secu", ""},
    {"\"long sé", "[\"long séjour][\"long sécurité]"},
    {"title:sé", "[title:sécurité][title:séjour][title:sélénium]"},
    {"da", ""}, /* stop words are not offered */
    {"date:20", ""},
};

static void words_are_completed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *got = offered(words[i].text, LANG_NONE, "word");
        if (strcmp(got, words[i].words) != 0)
            fail_msg("%s: %s, not %s", words[i].text, got, words[i].words);
    }
}

static const struct {
    const char *text, *titles;
} titles[] = {
    {"point", "[Point de presse][Autre point de presse]"}, /* one that begins so is first; each once */
    {"point de pr", "[Point de presse][Autre point de presse]"},
    {"de presse", "[Point de presse][Autre point de presse]"},
    {"long s", "[Long-stay visas][Visas de long séjour]"},
    {"visas de lo", "[Visas de long séjour]"},
    {"coeur", "[Cœur]"},
    {"l'etat", "[La sécurité de l’État]"},
    {"presse AND po", ""}, /* no title begins with an operator */
    {"p", ""},
};

static void titles_follow(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        const char *got = offered(titles[i].text, LANG_NONE, "title");
        if (strcmp(got, titles[i].titles) != 0)
            fail_msg("%s: %s, not %s", titles[i].text, got, titles[i].titles);
    }
}

static void the_preferred_language_comes_sooner(void **state)
{
    (void)state;
    assert_string_equal(offered("secu", LANG_EN, "word"), "[security][sécurité]");
    assert_string_equal(offered("secu", LANG_FR, "word"), "[sécurité][security]");
    assert_string_equal(offered("secu", LANG_EN, "title"), "[Security][La sécurité de l’État]");
}

static void rows_tell_language_and_documents(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_ok(run("secu", LANG_NONE, 10, &answer, &e));
    const union table_cell *row = table_row(answer.table, 0);
    assert_true(str_equal(row[SUGGEST_LANG].text, STR("fr")));
    assert_int_equal(row[SUGGEST_DOCUMENTS].number, 3);
    assert_int_equal(row[SUGGEST_ID].text.len, 0);
    row = table_row(answer.table, answer.table->row_count - 1);
    assert_true(str_equal(row[SUGGEST_KIND].text, STR("title")));
    assert_true(row[SUGGEST_ID].text.len > 0);
}

static void limits_are_kept(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_ok(run("s", LANG_NONE, SUGGEST_MAX, &answer, &e));
    assert_int_equal(run("s", LANG_NONE, SUGGEST_MAX + 1, &answer, &e), ERR_LIMIT);
    assert_true(e.hint[0]);
    for (uint32_t limit = 1; limit < 8; limit++) {
        assert_ok(run("se", LANG_NONE, limit, &answer, &e));
        assert_true(answer.table->row_count <= limit);
    }
}

/* What is offered finds something. */
static void every_offer_finds_something(void **state)
{
    (void)state;
    char offers[64][128];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct answer answer;
        struct err e;
        uint32_t count = 0;
        assert_ok(run(words[i].text, LANG_NONE, SUGGEST_MAX, &answer, &e));
        for (uint32_t row = 0; row < answer.table->row_count; row++) {
            struct str text = table_row(answer.table, row)[SUGGEST_TEXT].text;
            if (str_starts(text, STR("title:")))
                continue; /* stands in documents, not always in titles */
            snprintf(offers[count++], sizeof *offers, "%.*s", (int)text.len, text.ptr);
        }
        for (uint32_t j = 0; j < count; j++) {
            struct request request = {.verb = REQUEST_COUNT, .match = MATCH_ALL, .query = str_of(offers[j])};
            arena_reset(&arena);
            assert_ok(searcher_run(searcher, &request, 0, &arena, &answer, &e));
            if (answer.totals.documents == 0)
                fail_msg("%s offers %s, which finds nothing", words[i].text, offers[j]);
        }
    }
}

/* Time that has run out before it began is an error, not a wrong answer. */
static void the_deadline_is_honoured(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_SUGGEST, .query = STR("visa s"), .limit = 10};
    struct answer answer;
    struct err e = {0};
    arena_reset(&arena);
    int rc = searcher_run(searcher, &request, 1, &arena, &answer, &e);
    assert_true(rc == 0 || rc == ERR_DEADLINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_completed),
        cmocka_unit_test(titles_follow),
        cmocka_unit_test(the_preferred_language_comes_sooner),
        cmocka_unit_test(rows_tell_language_and_documents),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(every_offer_finds_something),
        cmocka_unit_test(the_deadline_is_honoured),
    };
    return cmocka_run_group_tests(tests, start, tiny_close);
}
