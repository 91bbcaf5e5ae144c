/* Filters by address, site and id: what they find, alone, beside words, in NOT and in OR. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/query/plan_filters.h"
#include "tiny_searcher.h"

static const struct tiny_document documents[] = {
    {.id = "a",
     .lang = "fr",
     .text = "lune bleue",
     .url = "https://www.exemple.gc.ca/fr/visas/a.html",
     .pair = "x"},
    {.id = "b",
     .lang = "en",
     .text = "blue moon",
     .url = "https://www.exemple.gc.ca/en/visas/b.html",
     .pair = "x"},
    {.id = "c", .lang = "fr", .text = "lune rousse", .url = "http://autre.gc.ca/fr/visas"},
    {.id = "d", .lang = "en", .text = "red moon", .url = "https://gc.ca:8080/EN/D"},
    {.id = "e", .lang = "fr", .text = "lune noire", .url = "https://pasgc.ca/fr/vis"},
    {.id = "f/g h", .lang = "fr", .text = "lune", .url = NULL},
};

static int start(void **state)
{
    return scratch_make(state) ? -1 : tiny_open(documents, sizeof documents / sizeof *documents);
}

/* Ids of the hits, in the order of the documents; the error's text if there is one. */
static const char *found_by(const char *query)
{
    static char ids[256];
    struct request request = {
        .verb = REQUEST_SEARCH, .match = MATCH_ALL, .query = str_of(query), .limit = 50, .strict = true};
    bool found[sizeof documents / sizeof *documents + 1] = {false};
    struct answer answer;
    struct err e = {0};
    size_t len = 0;
    arena_reset(&arena);
    if (searcher_run(searcher, &request, 0, &arena, &answer, &e))
        return strcpy(ids, e.text);
    for (size_t i = 0; i < answer.hit_count; i++)
        found[answer.hits[i].docid] = true;
    ids[0] = 0;
    for (size_t i = 1; i < sizeof found; i++)
        if (found[i])
            len += (size_t)snprintf(ids + len, sizeof ids - len, "%s%s", len ? " " : "", documents[i - 1].id);
    return ids;
}

static void test_what_is_found(void **state)
{
    static const struct {
        const char *query, *ids;
    } cases[] = {
        {"id:a", "a"},
        {"id:\"f/g h\"", "f/g h"},
        {"id:A", ""},
        {"id:none", ""},
        {"lune id:a", "a"},
        {"moon id:a", ""},
        {"lune -id:a", "c e f/g h"},
        {"id:a OR id:d", "a d"},
        {"pair:a", "a b"},
        {"pair:b", "a b"},
        {"pair:c", "c"},
        {"pair:none", ""},
        {"moon pair:a", "b"},
        {"site:gc.ca", "a b c d"},
        {"site:.GC.ca", "a b c d"},
        {"site:www.exemple.gc.ca", "a b"},
        {"site:exemple.gc.ca", "a b"},
        {"site:ca", "a b c d e"},
        {"site:c.ca", ""},
        {"lune site:gc.ca", "a c"},
        {"lune -site:gc.ca", "e f/g h"},
        {"url:https://www.exemple.gc.ca/fr", "a"},
        {"url:http://www.exemple.gc.ca/fr", "a"},
        {"url:WWW.exemple.gc.ca", "a b"},
        {"url:www.exemple.gc.ca/FR", ""},
        {"url:/fr/vis", "a c e"},
        {"url:/fr/visas", "a c"},
        {"url:/fr/visas/", "a"},
        {"url:gc.ca", "d"},
        {"url:gc.ca:8080/EN/D", "d"},
        {"url:gc.ca:8080/EN/D/more", ""},
        {"moon url:/fr", ""},
        {"lune -url:/fr/visas", "e f/g h"},
        {"url:/fr/visas OR id:b", "a b c"},
        {"lang:en url:/", "b d"},
    };
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *ids = found_by(cases[i].query);
        if (strcmp(ids, cases[i].ids) == 0)
            continue;
        print_error("%s: found \"%s\" rather than \"%s\"\n", cases[i].query, ids, cases[i].ids);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void test_addresses(void **state)
{
    (void)state;
    assert_true(plan_filters_url(STR("https://a.b/c"), STR("")));
    assert_true(plan_filters_url(STR("/c/d"), STR("/c")));
    assert_false(plan_filters_url(STR(""), STR("/c")));
    assert_false(plan_filters_url(STR("https://a.b"), STR("/")));
    assert_true(plan_filters_url(STR("a.b/c"), STR("http://A.B/c")));
    assert_false(plan_filters_url(STR("https://a.bc/"), STR("a.b/")));
    assert_false(plan_filters_url(STR("https://a.b"), STR("a.b/")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_found),
                                       cmocka_unit_test(test_addresses)};
    return cmocka_run_group_tests(tests, start, tiny_close);
}
