/*
 * From words to terms and from a query to what the postings are asked: variants, compounds, stop words,
 * languages. What the answers are is test_searcher.c's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/query/plan.h"
#include "searchd/search/rank.h"
#include "searchd/search/rerank.h"
#include "tiny_index.h"

static const struct tiny_document documents[] = {
    {.id = "1",
     .lang = "fr",
     .title = "Marche",
     .text = "Le marché, la marche; MARCHÉ. Marchés et marches. un mârché"},
    {.id = "2",
     .lang = "fr",
     .title = "Sécurité",
     .text = "La sécurité, des sécurités. UN vote à l'ONU; l'un ou l'autre."},
    {.id = "3",
     .lang = "en",
     .title = "Market",
     .text = "The market for counter-terrorism and security. The main thing."},
    {.id = "4",
     .lang = "en",
     .title = "Unit",
     .text = "A counterterrorism unit. A well-known well known pair."},
    {.id = "5", .lang = "de", .title = "Markt", .text = "Straße und Sicherheit. Das ist die Hauptsache."},
    {.id = "6",
     .lang = "fr",
     .title = "Main",
     .text = "La main; porte-parole. Maintenance maintenance maintenance."},
};

static struct generation *generation;
static struct vocabulary vocabulary;
static struct arena arena;
static const struct search_limits limits = {.query_bytes = 4096,
                                            .terms = 64,
                                            .depth = 16,
                                            .expansions = 100,
                                            .pattern_words = 1000,
                                            .hits = 1000,
                                            .offset = 10000};

static int start(void **state)
{
    struct err e = {0};
    if (scratch_make(state))
        return -1;
    generation = tiny_index(documents, sizeof documents / sizeof *documents);
    vocabulary.lists = generation_lists(generation);
    vocabulary.lexicon = generation_lexicon(generation);
    vocabulary.stats = generation_stats(generation);
    vocabulary.expansions = limits.expansions;
    vocabulary.pattern_words = limits.pattern_words;
    if (analyzer_new(vocabulary.lists, &vocabulary.analyzer, &e))
        return -1;
    return xap_reader_open(generation_postings_path(generation), &vocabulary.reader, &e);
}

static int end(void **state)
{
    xap_reader_close(vocabulary.reader);
    analyzer_free(vocabulary.analyzer);
    generation_close(generation);
    arena_fini(&arena);
    return scratch_remove(state);
}

/* --- variants --- */

static struct variants variants_of(enum lang lang, const char *word)
{
    struct variants v;
    struct err e = {0};
    assert_ok(variants_of_word(&vocabulary, lang, false, str_of(word), &arena, &v, &e));
    return v;
}

/* True if a token of this form counts as the word. */
static bool counts_as(const struct variants *v, const char *form)
{
    uint32_t id = lexicon_find(vocabulary.lexicon, str_of(form));
    assert_int_not_equal(id, LEXICON_NONE);
    for (uint32_t i = 0; i < v->form_lists; i++)
        for (uint32_t j = 0; j < v->forms[i].count; j++)
            if (v->forms[i].ids[j] == id)
                return true;
    return false;
}

static void test_variants(void **state)
{
    (void)state;
    struct variants v = variants_of(LANG_FR, "securite");
    assert_true(v.count >= 1 && v.idf > 0);
    assert_true(counts_as(&v, "sécurité"));
    assert_true(counts_as(&v, "sécurités"));
    v = variants_of(LANG_FR, "MARCHE");
    assert_true(counts_as(&v, "marché") && counts_as(&v, "marche") && counts_as(&v, "MARCHÉ") &&
                counts_as(&v, "mârché"));
    assert_int_equal(variants_of(LANG_EN, "sécurité").count, 0);
    assert_int_equal(variants_of(LANG_FR, "introuvable").count, 0);
    v = variants_of(LANG_NONE, "strasse");
    assert_int_equal(v.count, 1);
    assert_true(counts_as(&v, "Straße"));
}

/* The typed spelling comes first and only once; all share one idf; rarer ones go first past the limit. */
static void test_order_and_limit(void **state)
{
    (void)state;
    struct variants all = variants_of(LANG_FR, "marché");
    for (uint32_t i = 0; i < all.count; i++)
        assert_int_equal(all.list[i].typed, i == 0);
    vocabulary.expansions = 1;
    struct variants one = variants_of(LANG_FR, "marché");
    vocabulary.expansions = limits.expansions;
    assert_int_equal(one.count, 1);
    assert_int_equal(one.list[0].term, all.list[0].term);
}

static void test_stop_words(void **state)
{
    (void)state;
    /* As typed, whatever the case: never by stem, and no elided word for a plain one. */
    struct variants un = variants_of(LANG_FR, "un");
    assert_true(counts_as(&un, "un") && counts_as(&un, "UN"));
    struct variants clitic = variants_of(LANG_FR, "l'");
    assert_true(counts_as(&clitic, "l'"));
    assert_false(counts_as(&clitic, "la"));
    /* The organisation is not the article. */
    struct variants capitals = variants_of(LANG_FR, "UN");
    assert_true(counts_as(&capitals, "UN"));
    assert_false(counts_as(&capitals, "un"));
}

static void test_compounds(void **state)
{
    struct str parts[COMPOUND_MAX], forms[] = {STR("counter"), STR("-terrorism")};
    struct variants v;
    struct err e = {0};
    (void)state;
    assert_ok(variants_of_compound(&vocabulary, LANG_EN, false, forms, 2, &arena, &v, &e));
    assert_true(counts_as(&v, "counterterrorism"));
    assert_int_equal(variants_parts(&vocabulary, LANG_EN, STR("counterterrorism"), parts), 2);
    assert_true(str_equal(parts[0], STR("counter")) && str_equal(parts[1], STR("terrorism")));
    assert_int_equal(variants_parts(&vocabulary, LANG_FR, STR("counterterrorism"), parts), 0);
    assert_int_equal(variants_parts(&vocabulary, LANG_FR, STR("Maintenance"), parts), 0);
    forms[1] = STR("chat");
    assert_ok(variants_of_compound(&vocabulary, LANG_EN, false, forms, 2, &arena, &v, &e));
    assert_int_equal(v.count, 0);
}

/* --- forms --- */

static struct variants exact_of(enum lang lang, const char *word)
{
    struct variants v;
    struct err e = {0};
    assert_ok(variants_of_exact(&vocabulary, lang, false, str_of(word), &arena, &v, &e));
    return v;
}

static void test_exact(void **state)
{
    (void)state;
    struct variants v = exact_of(LANG_FR, "marché");
    assert_true(counts_as(&v, "marché"));
    assert_false(counts_as(&v, "Marche") || counts_as(&v, "MARCHÉ") || counts_as(&v, "Marchés"));
    assert_true(v.count == 1 && v.wider && v.list[0].documents == 1);
    /* All forms of a term: the postings settle it. */
    assert_false(exact_of(LANG_FR, "ONU").wider);
    /* A hyphen before it does not matter unless it was typed. */
    v = exact_of(LANG_FR, "parole");
    assert_true(counts_as(&v, "-parole"));
    assert_int_equal(exact_of(LANG_FR, "-main").forms[0].count, 0);
    assert_int_equal(exact_of(LANG_EN, "marché").forms[0].count, 0);
    /* A compound stands in no stream. */
    assert_int_equal(exact_of(LANG_EN, "counter-terrorism").forms[0].count, 0);
}

static struct variants pattern_of(enum lang lang, const char *word, bool start, bool end)
{
    const struct lexicon_pattern pattern = {str_of(word), start, end};
    struct variants v;
    struct err e = {0};
    bool clitic = variants_is_clitic(pattern.text);
    assert_ok(variants_of_pattern(&vocabulary, lang, false, &pattern, clitic, &arena, &v, &e));
    return v;
}

static void test_patterns(void **state)
{
    (void)state;
    struct variants v = pattern_of(LANG_FR, "marche", false, true);
    assert_true(counts_as(&v, "MARCHÉ") && counts_as(&v, "mârché") && counts_as(&v, "Marchés"));
    assert_true(v.documents->count == 1 && v.documents->docids[0] == 1 && !v.wider);
    assert_true(v.sure.count == 1 && v.idf > 0);
    /* Some forms of a term only. */
    v = pattern_of(LANG_FR, "marche", false, false);
    assert_false(counts_as(&v, "Marchés"));
    assert_true(v.wider && v.documents->count == 1 && v.sure.count == 0);
    assert_null(pattern_of(LANG_FR, "market", false, true).documents);
    assert_int_equal(pattern_of(LANG_EN, "terrorism", true, true).documents->count, 2);
    vocabulary.pattern_words = 4;
    v = pattern_of(LANG_FR, "ma", false, true);
    assert_true(v.cut && v.forms[0].count == 4);
    vocabulary.pattern_words = limits.pattern_words;
    assert_false(pattern_of(LANG_FR, "ma", false, true).cut);
}

/* --- plans --- */

static struct query query;

static struct plan plan_of(const char *text)
{
    struct plan p;
    struct err e = {0};
    arena_reset(&arena);
    assert_ok(query_parse(str_of(text), &limits, true, &arena, &query, &e));
    assert_ok(plan_init(&p, generation, &vocabulary, &query, LANG_NONE, &arena, &e));
    return p;
}

/* At the limit a pattern is whole; one past it, it is refused if strict, and cut and told if not. */
static void test_wide_patterns(void **state)
{
    struct plan p;
    struct err e = {0};
    (void)state;
    vocabulary.pattern_words = pattern_of(LANG_FR, "marche", false, true).forms[0].count;
    assert_int_equal(plan_of("marche*").note.len, 0);
    vocabulary.pattern_words--;
    assert_ok(query_parse(STR("marche* OR *arch*"), &limits, false, &arena, &query, &e));
    assert_ok(plan_init(&p, generation, &vocabulary, &query, LANG_NONE, &arena, &e));
    assert_true(str_starts(p.note, STR("marche*, *arch*: more than ")));
    assert_ok(query_parse(STR("marche*"), &limits, true, &arena, &query, &e));
    assert_int_equal(plan_init(&p, generation, &vocabulary, &query, LANG_NONE, &arena, &e), ERR_LIMIT);
    vocabulary.pattern_words = limits.pattern_words;
}

static bool finds_nothing(struct plan *p, enum plan_mode mode)
{
    struct xap_query *q;
    struct err e = {0};
    assert_ok(plan_query(p, mode, PLAN_PHRASES_NOW, &q, &e));
    xap_query_free(q);
    return q == NULL;
}

static void test_languages(void **state)
{
    static const struct {
        const char *text;
        uint32_t branches;
    } cases[] = {
        {"market", 3},
        {"lang:fr market", 1},
        {"lang:fr lang:en market", 2},
        {"lang:und markt", 1},
        {"market OR lang:fr", 3},
        {"-lang:fr market", 3},
        {"lang:fr", 1},
        {"lang:fr AND (a OR lang:en)", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(plan_of(cases[i].text).branch_count, cases[i].branches);
}

/* What can be answered without asking the postings at all. */
static void test_nothing(void **state)
{
    static const struct {
        const char *text;
        bool all, any; /* nothing can be found so */
    } cases[] = {
        {"market", false, false},
        {"introuvable", true, true},
        {"market introuvable", true, false},
        {"market AND introuvable", true, true},
        {"\"market introuvable\"", true, true},
        {"\"introuvable\" market", true, true},
        {"introuvable OR market", false, false},
        {"-introuvable", false, false},
        {"lang:fr -lang:fr", true, true},
        {"lang:fr market", true, true},
        {"date:2019", false, false},
        {"lang:en the introuvable", true, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan p = plan_of(cases[i].text);
        if (finds_nothing(&p, PLAN_ALL) != cases[i].all)
            fail_msg("%s: all", cases[i].text);
        p = plan_of(cases[i].text);
        if (finds_nothing(&p, PLAN_ANY) != cases[i].any)
            fail_msg("%s: any", cases[i].text);
    }
}

/* A second, looser search is worth its while only if it can find more. */
static void test_varies(void **state)
{
    static const struct {
        const char *text;
        bool varies;
    } cases[] = {
        {"market", false},
        {"lang:en the market", false},
        {"market security", true},
        {"\"market security\"", false},
        {"market \"main thing\"", true},
        {"market AND security", false},
        {"market -security", false},
        {"market -(main thing)", false},
        {"market OR security", false},
        {"lang:en market", false},
        {"counter-terrorism", true},
        {"counterterrorism", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan p = plan_of(cases[i].text);
        finds_nothing(&p, PLAN_ALL);
        if (p.varies != cases[i].varies)
            fail_msg("%s", cases[i].text);
    }
}

static void test_stops(void **state)
{
    (void)state;
    assert_false(plan_of("the market").keep_stops[0]);
    assert_true(plan_of("lang:en the of").keep_stops[0]);
    assert_true(plan_of("the of").keep_stops[0]); /* French has no such words */
    assert_false(plan_of("lang:en the \"main thing\"").keep_stops[0]);
    assert_true(plan_of("lang:fr l'").keep_stops[0]);
    assert_false(plan_of("lang:fr l'ONU").keep_stops[0]);
}

static void test_phrases(void **state)
{
    (void)state;
    assert_true(plan_of("\"the main thing\"").has_phrases);
    assert_true(plan_of("market \"the main thing\"").has_phrases);
    assert_false(plan_of("market OR \"the main thing\"").has_phrases);
    assert_false(plan_of("market -\"the main thing\"").has_phrases);
    assert_false(plan_of("\"market\"").has_phrases);
    struct plan p = plan_of("\"main thing\"");
    assert_int_equal(plan_verify(&p, 3), PLAN_STANDS);
    assert_int_equal(plan_verify(&p, 4), PLAN_FALLS);
    assert_int_equal(plan_verify(&p, 99), PLAN_FALLS);
}

/* What is excluded scores nothing. */
static void test_bound(void **state)
{
    (void)state;
    assert_true(plan_of("-market").bound == 0);
    assert_true(plan_of("unit -market").bound == plan_of("unit").bound);
    assert_true(plan_of("unit market").bound > plan_of("unit").bound);
}

static void test_near(void **state)
{
    struct err e = {0};
    (void)state;
    struct plan p = plan_of("market NEAR/3 security");
    assert_true(p.has_phrases);
    assert_int_equal(plan_verify(&p, 3), PLAN_FALLS);
    p = plan_of("market NEAR/4 security");
    assert_int_equal(plan_verify(&p, 3), PLAN_STANDS);
    p = plan_of("unit NEAR pair NEAR \"well known\"");
    assert_int_equal(plan_verify(&p, 4), PLAN_STANDS);
    assert_true(finds_nothing(&p, PLAN_ALL) == false);
    p = plan_of("market NEAR introuvable");
    assert_true(finds_nothing(&p, PLAN_ANY));
    assert_false(plan_of("thing OR market NEAR security").has_phrases);
    /* As many as it takes, and one more. */
    plan_of("a1 NEAR a2 NEAR a3 NEAR a4 NEAR a5 NEAR a6 NEAR a7 NEAR a8");
    assert_ok(query_parse(STR("a1 NEAR a2 NEAR a3 NEAR a4 NEAR a5 NEAR a6 NEAR a7 NEAR a8 NEAR a9"), &limits,
                          false, &arena, &query, &e));
    assert_int_equal(plan_init(&p, generation, &vocabulary, &query, LANG_NONE, &arena, &e), ERR_LIMIT);
}

/* Compounds in one piece take room for their parts only where there is some. */
static void test_room(void **state)
{
    struct buf text = {0};
    (void)state;
    buf_add_str(&text, STR("\"counterterrorism counterterrorism"));
    for (int i = 0; i < 31; i++)
        buf_add_str(&text, STR(" a-b"));
    buf_add_str(&text, STR("\""));
    buf_add_char(&text, '\0');
    assert_int_equal(plan_of(text.ptr).branch_count, 3);
    buf_fini(&text);
}

/* The clitic before a phrase is optional, one inside is not. */
static void test_elision(void **state)
{
    (void)state;
    struct plan p = plan_of("\"d'ONU l'un\"");
    assert_int_equal(plan_verify(&p, 2), PLAN_STANDS);
    p = plan_of("\"ONU d'un\"");
    assert_int_equal(plan_verify(&p, 2), PLAN_FALLS);
    p = plan_of("\"ONU un\"");
    assert_int_equal(plan_verify(&p, 2), PLAN_FALLS);
}

static void test_marks(void **state)
{
    struct plan p = plan_of("the securite -market title:unit \"main thing\" lang:en");
    struct plan_marks marks;
    struct err e = {0};
    (void)state;
    assert_ok(plan_marks(&p, &p.branches[0], &marks, &e));
    assert_int_equal(p.branches[0].lang, LANG_EN);
    assert_int_equal(marks.phrase_count, 1);
    uint32_t unit = lexicon_find(vocabulary.lexicon, STR("unit"));
    uint32_t market = lexicon_find(vocabulary.lexicon, STR("market"));
    uint32_t the = lexicon_find(vocabulary.lexicon, STR("The"));
    assert_true(match_words_of(marks.words, unit) == marks.title_only && marks.title_only);
    assert_int_equal(match_words_of(marks.words, market), 0);
    assert_int_equal(match_words_of(marks.words, the), 0);
}

/* --- many candidates, few of them with the phrase: every way of looking finds the same --- */

enum { CROWD = 6000 };

static struct tiny_document crowd[CROWD];
static char texts[CROWD][800], names[CROWD][16];

static bool has_phrase(uint32_t i)
{
    return i % 1009 == 77;
}

static void make_crowd(void)
{
    for (uint32_t i = 0; i < CROWD; i++) {
        snprintf(names[i], sizeof names[i], "%u", i);
        /* Those with the phrase are the longest: their scores are low. */
        snprintf(texts[i], sizeof texts[i], "%s %.*s", has_phrase(i) ? "alpha beta" : "beta alpha alpha",
                 (int)(i % 60 + (has_phrase(i) ? 60 : 0)),
                 "x1 x2 x3 x4 x5 x6 x7 x8 x9 y1 y2 y3 y4 y5 y6 y7 y8 y9 z1 z2 z3 z4 z5 z6 z7 z8 z9 "
                 "a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3");
        crowd[i] = (struct tiny_document){.id = names[i], .lang = "en", .title = "", .text = texts[i]};
    }
}

static void check_crowd(struct plan *p, struct xap_reader *reader)
{
    uint32_t last = 0, list[16];
    struct err e = {0};
    for (uint32_t limit = 1; limit <= 10; limit++) {
        struct request request = {.limit = limit, .match = MATCH_ALL};
        struct ranking ranking;
        assert_ok(rank_search(p, reader, &request, 0, &ranking, &e));
        for (uint32_t i = 0; i < ranking.count; i++) {
            assert_true(has_phrase(ranking.hits[i].docid - 1));
            assert_true(i >= last || list[i] == ranking.hits[i].docid);
            list[i] = ranking.hits[i].docid;
        }
        last = ranking.count;
        assert_int_equal(last, limit < 6 ? limit : 6);
        assert_true(ranking.totals.exact); /* no fewer than ten are looked for */
    }
}

static void with_crowd(uint32_t count, struct str text, void (*check)(struct plan *, struct xap_reader *))
{
    struct vocabulary own = {.expansions = limits.expansions, .pattern_words = limits.pattern_words};
    struct query phrase;
    struct plan p;
    struct err e = {0};
    struct generation *g = tiny_index(crowd, count);
    own.lexicon = generation_lexicon(g);
    own.lists = generation_lists(g);
    own.stats = generation_stats(g);
    assert_ok(analyzer_new(own.lists, &own.analyzer, &e));
    assert_ok(xap_reader_open(generation_postings_path(g), &own.reader, &e));
    arena_reset(&arena);
    assert_ok(query_parse(text, &limits, true, &arena, &phrase, &e));
    assert_ok(plan_init(&p, g, &own, &phrase, LANG_NONE, &arena, &e));
    assert_true(p.has_phrases);
    check(&p, own.reader);
    xap_reader_close(own.reader);
    analyzer_free(own.analyzer);
    generation_close(g);
}

static void test_crowd(void **state)
{
    (void)state;
    make_crowd();
    with_crowd(CROWD, STR("\"alpha beta\""), check_crowd);
}

/* --- documents of two languages, in which a phrase stands as read in one, in both or in neither --- */

enum { MIXED = 300 };

static void make_mixed(void)
{
    static const char *const phrases[] = {"rights act", "right acting, act, rights", "act, rights, right",
                                          "rights of an act, acting"};
    static const char english[] =
        "This is what the ministers said after they had met with those who were there, and it should have "
        "been heard by all of them, not for what it says but for who has said it, which is that the treaty "
        "will be signed by them before the end of the year and that it shall be kept by all of those there.";
    static const char french[] =
        "Les ministres ont dit que c'est pour tous les pays de la région et qu'ils se sont réunis avec ceux "
        "qui étaient là, dans une ville du nord, afin que le traité soit signé par eux avant la fin de cette "
        "année et qu'il ne soit pas oublié par les uns ou par les autres au cours de ces années-là.";
    for (uint32_t i = 0; i < MIXED; i++) {
        const char *phrase = phrases[i % 7 % 4];
        snprintf(names[i], sizeof names[i], "%u", i);
        snprintf(texts[i], sizeof texts[i], "%s. %s\n%s. %s %.*s", phrase, english, phrase, french,
                 (int)(i * 31 % 60), "x1 x2 x3 x4 x5 x6 x7 x8 x9 y1 y2 y3 y4 y5 y6 y7 y8 y9 z1 z2");
        crowd[i] = (struct tiny_document){.id = names[i], .lang = "mul", .title = "", .text = texts[i]};
    }
}

/* The order and the scores are those of a search that checks every document as it comes. */
static void check_mixed(struct plan *p, struct xap_reader *reader)
{
    struct xap_query *all;
    struct xap_result expected;
    struct err e = {0};
    uint32_t unsure = 0;
    assert_ok(plan_query(p, PLAN_ALL, PLAN_PHRASES_NOW, &all, &e));
    struct xap_search search = {.query = all, .count = MIXED};
    assert_ok(xap_search(reader, &search, &arena, &expected, &e));
    xap_query_free(all);
    for (uint32_t i = 1; i <= MIXED; i++)
        unsure += plan_verify(p, i) == PLAN_UNSURE;
    assert_true(unsure > 5 && expected.count > unsure);
    for (uint32_t limit = 1; limit <= MIXED; limit += limit < 30 ? 1 : 30) {
        struct request request = {.limit = limit, .match = MATCH_ALL};
        struct ranking ranking;
        assert_ok(rank_search(p, reader, &request, 0, &ranking, &e));
        assert_int_equal(ranking.count, limit < expected.count ? limit : expected.count);
        /* The first are put in an order of their own. */
        for (uint32_t i = RERANK_DEPTH_PHRASES; i < ranking.count; i++)
            assert_int_equal(ranking.hits[i].docid, expected.hits[i].docid);
    }
}

static void test_mixed(void **state)
{
    (void)state;
    make_mixed();
    with_crowd(MIXED, STR("\"rights act\""), check_mixed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),      cmocka_unit_test(test_order_and_limit),
        cmocka_unit_test(test_stop_words),    cmocka_unit_test(test_compounds),
        cmocka_unit_test(test_exact),         cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_wide_patterns), cmocka_unit_test(test_languages),
        cmocka_unit_test(test_nothing),       cmocka_unit_test(test_varies),
        cmocka_unit_test(test_stops),         cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_near),          cmocka_unit_test(test_bound),
        cmocka_unit_test(test_room),          cmocka_unit_test(test_elision),
        cmocka_unit_test(test_marks),         cmocka_unit_test(test_crowd),
        cmocka_unit_test(test_mixed),
    };
    return cmocka_run_group_tests(tests, start, end);
}
