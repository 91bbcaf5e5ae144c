/* digest.h: what is kept of the order and weight of a document's words, and its languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index/postings.h"
#include "indexer/digest.h"
#include "text/words.h"

static struct lists *lists;
static struct forms forms;
static struct digest digest;

static int set_up(void **state)
{
    struct err e = {0};
    (void)state;
    if (lists_builtin(&lists, &e) < 0)
        return -1;
    forms_init(&forms, lists, 64 << 20);
    digest = (struct digest){0};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    forms_fini(&forms);
    digest_fini(&digest);
    lists_free(lists);
    return 0;
}

static void make(const struct document *doc)
{
    struct err e = {0};
    assert_int_equal(digest_document(&digest, &forms, doc, &e), 0);
}

static uint32_t count_of(const char *form, enum lang lang)
{
    struct err e = {0};
    return forms.list[forms_add(&forms, str_of(form), &e)].count[lang];
}

static void title_comes_first(void **state)
{
    (void)state;
    const struct document doc = {
        .title = STR("solar power"), .text = STR("power of the sun"), .lang_tag = STR("en")};
    make(&doc);
    assert_int_equal(digest.title_count, 2);
    assert_int_equal(digest.count, 6);
    assert_int_equal(digest.ids[1], digest.ids[2]);
    assert_int_equal(count_of("power", LANG_EN), 2);
    assert_int_equal(count_of("power", LANG_FR), 0);
    /* solar, power in the title; power, sun in the text: "of" and "the" are stop words. */
    assert_float_equal(digest.length[LANG_EN], 2 * TITLE_WEIGHT + 2, 1e-6);
}

static void headings_are_zones_of_positions(void **state)
{
    (void)state;
    struct str text = STR("Heading one\nbody here\nLast heading\n");
    struct span headings[] = {{0, 11}, {22, 34}};
    const struct document doc = {
        .title = STR("title"), .text = text, .headings = headings, .heading_count = 2, .lang_tag = STR("en")};
    make(&doc);
    assert_int_equal(digest.zone_count, 2);
    assert_int_equal(digest.zones[0].first, 1);
    assert_int_equal(digest.zones[0].count, 2);
    assert_int_equal(digest.zones[1].first, 5);
    assert_int_equal(digest.zones[1].count, 2);
}

static void marks_find_the_bytes_again(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&text, "word%d of l'an ", i);
    const struct document doc = {.title = STR("title"), .text = buf_str(&text), .lang_tag = STR("fr")};
    make(&doc);
    assert_in_range(digest.mark_count, digest.count / (2 * TOKENS_MARK_EVERY),
                    digest.count / TOKENS_MARK_EVERY);
    for (uint32_t i = 0; i < digest.mark_count; i++) {
        struct words words;
        struct word word;
        words_init(&words, doc.text, digest.marks[i].byte);
        for (uint32_t at = digest.marks[i].position; at < digest.count && at < digest.marks[i].position + 5;
             at++) {
            assert_true(words_next(&words, &word));
            assert_true(str_equal(word.form, forms_text(&forms, digest.ids[at])));
        }
    }
    buf_fini(&text);
}

static void compounds_stand_beside_their_parts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *compound; /* NULL: none */
        uint32_t position;
    } cases[] = {
        {"the counter-terrorism unit", "counter-terrorism", 1},
        {"vis-à-vis", "vis-à-vis", 0},
        {"two words", NULL, 0},
        {"a-b-c-d", "a-b-c-d", 0},
        {"a-b-c-d-e", NULL, 0},
        {"ends in porte-parole", "porte-parole", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct document doc = {.text = str_of(cases[i].text), .lang_tag = STR("fr")};
        make(&doc);
        assert_int_equal(digest.compound_count, cases[i].compound != NULL);
        if (!cases[i].compound)
            continue;
        assert_true(str_equal(forms_text(&forms, digest.compounds[0].id), str_of(cases[i].compound)));
        assert_int_equal(digest.compounds[0].position, cases[i].position);
        assert_int_equal(count_of(cases[i].compound, LANG_FR), 1);
    }
}

static void title_and_text_are_not_joined(void **state)
{
    (void)state;
    const struct document doc = {.title = STR("porte"), .text = STR("-parole"), .lang_tag = STR("fr")};
    make(&doc);
    assert_int_equal(digest.compound_count, 0);
}

#define FRENCH                                                                                               \
    "Le ministre a rappelé que la France est attachée à la paix et qu'elle soutient les efforts des "     \
    "Nations "                                                                                               \
    "unies dans la région. Il s'est entretenu avec son homologue de la situation des populations civiles.\n"
#define ENGLISH                                                                                              \
    "The minister said that the government of this country is committed to peace and that it supports the "  \
    "efforts of the United Nations in the region. He also spoke with his counterpart about the civilians.\n"

static void languages_are_said_detected_or_both(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *text;
        enum lang lang;
        unsigned langs;
    } cases[] = {
        {"fr", FRENCH, LANG_FR, LANG_BIT(LANG_FR)},
        {"", ENGLISH, LANG_EN, LANG_BIT(LANG_EN)},
        {"und", FRENCH, LANG_FR, LANG_BIT(LANG_FR)},
        {"", "42", LANG_NONE, LANG_BIT(LANG_NONE)},
        {"de", ENGLISH, LANG_NONE, LANG_BIT(LANG_NONE)},
        {"en", "un mot", LANG_EN, LANG_BIT(LANG_EN)},
        {"en", ENGLISH FRENCH ENGLISH FRENCH, LANG_EN, LANG_BIT(LANG_EN) | LANG_BIT(LANG_FR)},
        {"fr", ENGLISH FRENCH ENGLISH FRENCH, LANG_FR, LANG_BIT(LANG_EN) | LANG_BIT(LANG_FR)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct document doc = {.text = str_of(cases[i].text), .lang_tag = str_of(cases[i].tag)};
        make(&doc);
        assert_int_equal(digest.lang, cases[i].lang);
        assert_int_equal(digest.langs, cases[i].langs);
    }
}

/* A form that both languages have counts in each as often as it stands in its paragraphs; titles in both. */
static void words_count_in_the_language_of_their_paragraph(void **state)
{
    (void)state;
    const struct document doc = {.title = STR("main-d'œuvre"),
                                 .text = STR(FRENCH ENGLISH ENGLISH FRENCH "main\n" ENGLISH),
                                 .lang_tag = STR("en")};
    make(&doc);
    assert_int_equal(digest.run_count, 4);
    assert_int_equal(count_of("paix", LANG_FR), 2);
    assert_int_equal(count_of("paix", LANG_EN), 0);
    assert_int_equal(count_of("peace", LANG_FR), 0);
    assert_int_equal(count_of("peace", LANG_EN), 3);
    assert_int_equal(count_of("main", LANG_FR), 1);
    assert_int_equal(count_of("main", LANG_EN), 2);
    assert_int_equal(count_of("région", LANG_FR), 2);
    assert_int_equal(count_of("région", LANG_EN), 0);
    uint32_t run = 0, french = 0, english = 0;
    for (uint32_t i = 0; i < digest.count; i++) {
        unsigned langs = digest_langs_at(&digest, i, &run);
        french += langs == LANG_BIT(LANG_FR);
        english += langs == LANG_BIT(LANG_EN);
        assert_int_equal(i < digest.title_count, langs == digest.langs);
    }
    assert_int_equal(french + english + digest.title_count, digest.count);
    assert_in_range(french, 60, english);
    assert_true(digest.length[LANG_FR] > 20 && digest.length[LANG_FR] < (float)french);
    assert_true(digest.length[LANG_EN] > 20 && digest.length[LANG_EN] < (float)english);
}

static void uncounting_undoes_counting(void **state)
{
    (void)state;
    const struct document doc = {.title = STR("porte-parole"), .text = STR(FRENCH ENGLISH FRENCH ENGLISH)};
    make(&doc);
    digest_uncount(&forms, &digest);
    for (uint32_t n = 0; n < forms.count; n++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            assert_int_equal(forms.list[n].count[lang], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(title_comes_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headings_are_zones_of_positions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks_find_the_bytes_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(compounds_stand_beside_their_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(title_and_text_are_not_joined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(languages_are_said_detected_or_both, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_count_in_the_language_of_their_paragraph, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uncounting_undoes_counting, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
