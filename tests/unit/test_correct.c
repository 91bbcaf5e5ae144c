/* Did you mean: slips on the pages of the corpus (tests/text/slips.tsv), and when nothing is offered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "searchd/search/correct.h"
#include "table.h"
#include "tiny_searcher.h"

static int start(void **state)
{
    char index[256];
    char source[] = TESTS_DIR "/../corpus/pages";
    char *sources[] = {source};
    struct build_result result;
    struct report *report;
    struct err e = {0};
    if (scratch_make(state))
        return -1;
    snprintf(index, sizeof index, "%s", scratch_path("index"));
    const struct options options = {.index = index,
                                    .memory = 64 << 20,
                                    .workers = 1,
                                    .max_document = 32 << 20,
                                    .force = true,
                                    .quiet = true,
                                    .sources = sources,
                                    .source_count = 1};
    assert_ok(report_new(NULL, &report, &e));
    assert_ok(build_run(&options, report, &result, &e));
    report_free(report);
    assert_ok(generation_open(index, true, &generation, &e));
    return searcher_new(generation, &search_limits_default, &searcher, &e);
}

static struct str suggestion(struct str query, enum request_match match, struct answer *answer)
{
    static struct request request;
    struct err e = {0};
    request = (struct request){
        .verb = REQUEST_SEARCH, .match = match, .query = query, .limit = 10, .snippets = false};
    arena_reset(&arena);
    assert_ok(searcher_run(searcher, &request, 0, &arena, answer, &e));
    return answer->suggestion;
}

static unsigned wrong, mended, slips;

static void check_slip(const struct table_row *row)
{
    struct answer answer;
    assert_true(row->count == 2);
    struct str wanted = row->fields[1], got = suggestion(row->fields[0], MATCH_BEST, &answer);
    slips += wanted.len > 0;
    mended += wanted.len > 0 && str_equal(wanted, got);
    if (str_equal(wanted, got))
        return;
    wrong++;
    print_error("line %d: %.*s: \"%.*s\", not \"%.*s\"\n", row->line, (int)row->fields[0].len,
                row->fields[0].ptr, (int)got.len, got.len ? got.ptr : "", (int)wanted.len, wanted.ptr);
}

static void slips_are_put_right(void **state)
{
    (void)state;
    assert_true(table_each("slips.tsv", check_slip) > 100);
    print_message("%u of %u slips put right\n", mended, slips);
    assert_int_equal(wrong, 0);
}

static const struct {
    enum request_match match;
    const char *query, *wanted;
} modes[] = {
    {MATCH_ALL, "visa sejuor", "visa séjour"},
    {MATCH_ANY, "terorisme", "terrorisme"},
    {MATCH_ANY, "visa sejuor", ""}, /* finds enough as it is */
    {MATCH_PHRASE, "conseil de sécurtié", "conseil de sécurité"},
    {MATCH_PHRASE, "sécurtié de conseil", ""}, /* nothing says so, spelled how ever */
};

static void each_way_of_matching_is_asked_for_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct answer answer;
        struct str got = suggestion(str_of(modes[i].query), modes[i].match, &answer);
        if (!str_equal(got, str_of(modes[i].wanted)))
            fail_msg("%s: \"%.*s\", not \"%s\"", modes[i].query, (int)got.len, got.len ? got.ptr : "",
                     modes[i].wanted);
    }
}

static struct str sentence(unsigned *seed, char out[256])
{
    static const char *const words[] = {"sécurtié", "visa",    "terorisme", "-ministre", "\"",      "OR",
                                        "(",        ")",       "title:",    "goverment", "l'",      "de",
                                        "AND",      "énergie", "solarie",   "x",         "zyxwvut", "*",
                                        "lang:fr",  "long",    "séjuor"};
    size_t len = 0, count = 1 + (size_t)rand_r(seed) % 6;
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(out + len, 256 - len, "%s%s", rand_r(seed) % 4 ? " " : "",
                                words[(size_t)rand_r(seed) % (sizeof words / sizeof *words)]);
    return (struct str){out, len};
}

/* Whatever is asked: what is offered finds more. */
static void what_is_offered_finds_more(void **state)
{
    (void)state;
    unsigned seed = (unsigned)time(NULL), offered = 0;
    print_message("queries from seed %u\n", seed);
    for (int i = 0; i < 2000; i++) {
        char bytes[256], copy[1024];
        struct answer answer;
        struct err e = {0};
        struct request request = {.verb = REQUEST_SEARCH, .match = MATCH_ALL, .limit = 10};
        request.query = sentence(&seed, bytes);
        arena_reset(&arena);
        if (searcher_run(searcher, &request, 0, &arena, &answer, &e) || !answer.suggestion.len)
            continue;
        offered++;
        uint32_t before = answer.totals.documents;
        assert_true(before < CORRECT_FEW);
        snprintf(copy, sizeof copy, "%.*s", (int)answer.suggestion.len, answer.suggestion.ptr);
        request.query = str_of(copy);
        arena_reset(&arena);
        assert_ok(searcher_run(searcher, &request, 0, &arena, &answer, &e));
        if (answer.totals.documents <= before)
            fail_msg("%.*s: %s finds %u, not more than %u", (int)strlen(bytes), bytes, copy,
                     answer.totals.documents, before);
    }
    assert_true(offered > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_put_right),
        cmocka_unit_test(each_way_of_matching_is_asked_for_itself),
        cmocka_unit_test(what_is_offered_finds_more),
    };
    return cmocka_run_group_tests(tests, start, tiny_close);
}
