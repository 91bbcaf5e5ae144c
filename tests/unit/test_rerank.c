/*
 * Laws of ranking: a sentence each, with two documents that differ in nothing but what it is about, and the
 * query that must put the first before the second. Both orders of indexing are tried, so that no law holds by
 * the luck of docids.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/search/rerank.h"
#include "searchd/search/searcher.h"
#include "tiny_index.h"

struct page {
    const char *title, *text;
};

static const struct law {
    const char *sentence, *lang, *query;
    struct page first, second;
} laws[] = {
    {"The typed spelling comes before its stem.",
     "en",
     "visa",
     {"", "a visa was given today"},
     {"", "some visas were given today"}},
    {"It does so in French, too.",
     "fr",
     "énergies",
     {"", "les énergies du vent"},
     {"", "une énergie du vent"}},
    {"The typed accents come before others.",
     "fr",
     "marché",
     {"", "un marché ouvert hier"},
     {"", "un marche ouvert hier"}},
    {"Their absence does, too.",
     "fr",
     "marche",
     {"", "un marche ouvert hier"},
     {"", "un marché ouvert hier"}},
    {"Without accents, the same word with them comes before other words of its stem.",
     "fr",
     "refugie",
     {"", "un réfugié parle ici"},
     {"", "des réfugiées parlent ici"}},
    {"Capitals do not matter to that.",
     "fr",
     "ÉNERGIES",
     {"", "les énergies du vent"},
     {"", "une énergie du vent"}},
    {"Near comes before far.",
     "en",
     "solar energy",
     {"", "solar and clean energy one two three four five six seven eight nine ten"},
     {"", "solar one two three four five six seven eight nine ten and clean energy"}},
    {"In order comes before reversed.",
     "en",
     "solar energy",
     {"", "clean solar energy today one two"},
     {"", "clean energy solar today one two"}},
    {"Words across a stop word are as near as they were typed.",
     "fr",
     "ministre de la justice",
     {"", "le ministre de la justice parle bien haut"},
     {"", "la justice parle du ministre bien haut"}},
    {"The end of a title and the beginning of a text are not side by side.",
     "en",
     "solar energy",
     {"seven solar", "one energy solar energy two three four"},
     {"seven solar", "energy solar one two energy three four"}},
    {"The title comes before the text.",
     "en",
     "solar",
     {"solar", "wind one two three four five"},
     {"wind", "solar one two three four five"}},
    {"All words come before some, however often these stand there.",
     "en",
     "solar energy policy",
     {"", "one solar two three four five six seven eight nine ten eleven twelve energy thirteen policy"},
     {"solar energy", "solar energy solar energy solar energy"}},
    {"A compound in one piece is its parts side by side.",
     "en",
     "counter-terrorism unit",
     {"", "our counterterrorism unit met here today one"},
     {"", "our terrorism unit met the counter today one"}},
};

static struct arena arena;

static int end(void **state)
{
    arena_fini(&arena);
    return scratch_remove(state);
}

static void search(const struct generation *g, const char *query, uint32_t offset, uint32_t limit,
                   struct answer *answer)
{
    static struct request request;
    struct searcher *searcher;
    struct err e = {0};
    request = (struct request){.verb = REQUEST_SEARCH, .query = str_of(query), .offset = offset};
    request.limit = limit;
    assert_ok(searcher_new(g, &search_limits_default, &searcher, &e));
    assert_ok(searcher_run(searcher, &request, 0, &arena, answer, &e));
    searcher_free(searcher);
}

static void check_law(const struct law *law, bool turned)
{
    struct tiny_document documents[2] = {
        {.id = "first", .lang = law->lang, .title = law->first.title, .text = law->first.text},
        {.id = "second", .lang = law->lang, .title = law->second.title, .text = law->second.text}};
    struct answer answer;
    if (turned) {
        struct tiny_document other = documents[0];
        documents[0] = documents[1];
        documents[1] = other;
    }
    struct generation *g = tiny_index(documents, 2);
    arena_reset(&arena);
    search(g, law->query, 0, 10, &answer);
    if (answer.hit_count != 2 || !str_equal(answer.hits[0].doc.id, STR("first")) ||
        !(answer.hits[0].score > answer.hits[1].score))
        fail_msg("%s (%s: %zu hits)", law->sentence, law->query, answer.hit_count);
    generation_close(g);
}

static void test_laws(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        check_law(&laws[i], false);
        check_law(&laws[i], true);
    }
}

/* --- pages --- */

enum { MANY = 4 * RERANK_DEPTH };

static void make_many(struct tiny_document *documents, char (*texts)[128], char (*names)[16])
{
    static const char *const words[] = {"solar", "energy", "policies", "wind", "policy", "solars"};
    for (uint32_t i = 0; i < MANY; i++) {
        size_t len = 0;
        for (uint32_t j = i * 7919; j > 0; j /= 6)
            len += (size_t)snprintf(texts[i] + len, sizeof texts[i] - len, "%s ", words[j % 6]);
        snprintf(names[i], sizeof names[i], "%u", i);
        documents[i] =
            (struct tiny_document){.id = names[i], .lang = "en", .title = words[i % 6], .text = texts[i]};
    }
}

/* Pages one after the other are one long page, and scores fall. */
static void check_pages(const struct generation *g, const char *query)
{
    static uint32_t docids[MANY];
    static double scores[MANY];
    struct answer whole, page;
    arena_reset(&arena);
    search(g, query, 0, MANY, &whole);
    assert_true(whole.hit_count > 2 * RERANK_DEPTH);
    size_t count = whole.hit_count;
    for (size_t i = 0; i < count; i++) {
        docids[i] = whole.hits[i].docid;
        scores[i] = whole.hits[i].score;
        assert_true(i == 0 || scores[i] <= scores[i - 1]);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(docids[i], docids[j]);
    }
    for (uint32_t at = 0; at < count; at += 7) {
        arena_reset(&arena);
        search(g, query, at, 7, &page);
        assert_int_equal(page.hit_count, count - at < 7 ? count - at : 7);
        for (size_t i = 0; i < page.hit_count; i++) {
            assert_int_equal(page.hits[i].docid, docids[at + i]);
            assert_float_equal(page.hits[i].score, scores[at + i], 1e-9);
        }
    }
}

static void test_pages(void **state)
{
    static struct tiny_document documents[MANY];
    static char texts[MANY][128], names[MANY][16];
    (void)state;
    make_many(documents, texts, names);
    struct generation *g = tiny_index(documents, MANY);
    check_pages(g, "solar energy");
    check_pages(g, "solar wind energy policy");
    check_pages(g, "solar");
    generation_close(g);
}

/* --- limits --- */

/* A query of as many words as are looked for, and of one more; a document with as many places, and more. */
static void test_limits(void **state)
{
    struct buf query = {0}, text = {0};
    struct answer answer;
    (void)state;
    for (uint32_t i = 0; i <= RERANK_PLACES_MAX; i++)
        buf_printf(&text, "w%u ", i % (RERANK_WORDS + 1));
    buf_add_char(&text, 0);
    assert_false(buf_failed(&text));
    struct tiny_document documents[] = {
        {.id = "long", .lang = "en", .title = "", .text = text.ptr},
        {.id = "short", .lang = "en", .title = "", .text = "w0 w1"},
    };
    struct generation *g = tiny_index(documents, 2);
    for (uint32_t i = 0; i <= RERANK_WORDS; i++) {
        buf_printf(&query, "w%u ", i);
        buf_add_char(&query, 0);
        assert_false(buf_failed(&query));
        arena_reset(&arena);
        search(g, query.ptr, 0, 10, &answer);
        assert_int_equal(answer.hit_count, 2);
        query.len--;
    }
    buf_fini(&query);
    buf_fini(&text);
    generation_close(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_laws), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_pages), /* last: an index that shrinks so much would be refused */
    };
    return cmocka_run_group_tests(tests, scratch_make, end);
}
