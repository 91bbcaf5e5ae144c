/* stretches.h: texts that change between French and English, and those that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "text/stretches.h"
#include "text/words.h"

#define FRENCH                                                                                                  \
    "Le ministre a rappelé que la sécurité énergétique demeure une priorité pour les pays de la région " \
    "et de ses voisins du continent.\n"
#define ENGLISH                                                                                              \
    "The minister recalled that energy security remains a priority for all the countries of the region "     \
    "and of its neighbours on the continent.\n"
#define SPANISH                                                                                                \
    "El ministro recordó que la seguridad de la energía es una prioridad para los países de la región, y " \
    "que la cooperación entre los estados se debe continuar en un plazo de un mes.\n"

static struct lists *lists;
static struct stretches stretches;

static int start(void **state)
{
    struct err e = {0};
    (void)state;
    return lists_builtin(&lists, &e);
}

static int end(void **state)
{
    (void)state;
    stretches_fini(&stretches);
    lists_free(lists);
    return 0;
}

/* "fr 15 en 16": the stretches with their words; empty for none. They must cover the text. */
static void describe(struct str text, enum lang main, char out[256])
{
    size_t len = 0;
    uint32_t words = 0, all = 0, before = 0;
    struct words w;
    struct word word;
    assert_true(stretches_find(lists, text, main, &stretches));
    out[0] = 0;
    for (uint32_t i = 0; i < stretches.count; i++) {
        const struct stretch *s = &stretches.list[i];
        assert_true(s->end > before && (i == 0 || s->lang != stretches.list[i - 1].lang));
        len += (size_t)snprintf(out + len, 256 - len, "%s%s %u", i ? " " : "", lang_code(s->lang), s->words);
        before = s->end;
        words += s->words;
    }
    for (words_init(&w, text, 0); words_next(&w, &word);)
        all++;
    assert_int_equal(words, stretches.count ? all : 0);
    assert_int_equal(before, stretches.count ? text.len : 0);
}

static void texts_are_parted(void **state)
{
    (void)state;
    const struct {
        const char *text;
        enum lang main;
        const char *expected;
    } cases[] = {
        {FRENCH, LANG_FR, ""},
        {FRENCH FRENCH, LANG_FR, ""},
        {ENGLISH ENGLISH, LANG_EN, ""},
        {FRENCH ENGLISH, LANG_FR, "fr 23 en 23"},
        {FRENCH ENGLISH, LANG_EN, "fr 23 en 23"},
        {ENGLISH FRENCH FRENCH ENGLISH, LANG_EN, "en 23 fr 46 en 23"},
        /* what is said counts for nothing where every paragraph differs */
        {ENGLISH ENGLISH, LANG_FR, "en 46"},
        /* a third language stays with the main one */
        {SPANISH SPANISH, LANG_EN, ""},
        {ENGLISH SPANISH FRENCH, LANG_EN, "en 57 fr 23"},
        {FRENCH ENGLISH, LANG_NONE, ""},
        /* short lines beside the second language: headings go with it, and what has its little words */
        {ENGLISH "Transport maritime\n" FRENCH "Paris, 2019\n", LANG_EN, "en 23 fr 25 en 2"},
        {ENGLISH "Statement by the minister\n" FRENCH, LANG_EN, "en 27 fr 23"},
        {ENGLISH "Statement by the minister\nDéclaration du ministre\n" FRENCH, LANG_EN, "en 27 fr 26"},
        {"Transport maritime\n" FRENCH ENGLISH, LANG_EN, "fr 25 en 23"},
        {ENGLISH FRENCH "Le ministre de la région\n" ENGLISH, LANG_EN, "en 23 fr 28 en 23"},
        {FRENCH "Statement by the minister\n" FRENCH ENGLISH, LANG_EN, "fr 50 en 23"},
        {FRENCH SPANISH FRENCH ENGLISH, LANG_EN, "fr 80 en 23"},
        {FRENCH SPANISH SPANISH SPANISH SPANISH FRENCH ENGLISH, LANG_EN, "fr 23 en 136 fr 23 en 23"},
        /* quoted words do not make a paragraph */
        {ENGLISH
         "The Act entitled Loi sur la sécurité de la région et de la paix is repealed by the minister for "
         "the purposes of this section, and the Act entitled Loi sur les pays de la région is not.\n",
         LANG_EN, ""},
        /* short lines are gathered */
        {ENGLISH "Le ministre a rappelé\nque la sécurité\nest une priorité\npour les pays de la région\nqui "
                 "en ont\nbesoin pour la paix\net pour la sécurité\n",
         LANG_EN, "en 23 fr 27"},
        {"", LANG_FR, ""},
        {"\n\n\n", LANG_FR, ""},
        {"\n\n" FRENCH "\n\n \n" ENGLISH "\n\n", LANG_FR, "fr 23 en 23"},
        {"\xFF\xFE" FRENCH "\xC3\n" ENGLISH "\xC3", LANG_FR, "fr 23 en 23"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char found[256];
        describe(str_of(cases[i].text), cases[i].main, found);
        if (strcmp(found, cases[i].expected) != 0)
            fail_msg("case %zu: %s", i, found);
    }
}

/* A text without lines is cut where its words begin. */
static void long_lines_are_parted(void **state)
{
    (void)state;
    struct buf text = {0};
    char found[256];
    for (int i = 0; i < 60; i++)
        buf_add_str(&text, i < 30 ? STR(FRENCH) : STR(ENGLISH));
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\n')
            text.ptr[i] = ' ';
    describe(buf_str(&text), LANG_FR, found);
    unsigned french = 0, english = 0;
    assert_int_equal(sscanf(found, "fr %u en %u", &french, &english), 2);
    assert_in_range(french, 30 * 23 - 400, 30 * 23 + 400);
    assert_int_equal(french + english, 30 * 23 + 30 * 23);
    buf_fini(&text);
}

static void one_little_word_too_few(void **state)
{
    (void)state;
    char found[256];
    /* Seven little words of French in a paragraph that tells its language, then eight. */
    describe(STR(ENGLISH "Le ministre rappelle que la sécurité de la région, pour les voisins, demeure "
                         "énergétiquement absolument indispensable\n"),
             LANG_EN, found);
    assert_string_equal(found, "");
    describe(STR(ENGLISH
                 "Le ministre rappelle que la sécurité de la région, pour les voisins du pays, demeure "
                 "énergétiquement absolument indispensable\n"),
             LANG_EN, found);
    assert_string_equal(found, "en 23 fr 18");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_parted),
        cmocka_unit_test(long_lines_are_parted),
        cmocka_unit_test(one_little_word_too_few),
    };
    return cmocka_run_group_tests(tests, start, end);
}
