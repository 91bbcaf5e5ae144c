/* language.h: tags, and detection on texts long and short, mixed and foreign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "text/language.h"

#define FRENCH                                                                                                     \
    "Le ministre a rappelé que la sécurité énergétique demeure une priorité pour l'ensemble des pays de la " \
    "région, et que la coopération entre les États doit se poursuivre dans les années à venir, dans le "      \
    "respect des engagements pris lors de la dernière réunion.\n"
#define ENGLISH                                                                                              \
    "The minister recalled that energy security remains a priority for all the countries of the region, "    \
    "and "                                                                                                   \
    "that cooperation between the states must continue in the coming years, in keeping with the "            \
    "commitments "                                                                                           \
    "made at the last meeting.\n"
#define GERMAN                                                                                                \
    "Der Minister erinnerte daran, dass die Sicherheit der Energieversorgung für alle Länder der Region "   \
    "eine "                                                                                                   \
    "Priorität bleibt und dass die Zusammenarbeit zwischen den Staaten in den kommenden Jahren fortgesetzt " \
    "werden muss.\n"

static void test_tags(void **state)
{
    (void)state;
    const struct {
        const char *tag;
        enum lang lang;
    } cases[] = {
        {"fr", LANG_FR},    {"fr-CA", LANG_FR},    {"FRA", LANG_FR}, {"fre", LANG_FR},   {"Fr_fr", LANG_FR},
        {"en", LANG_EN},    {"en_GB", LANG_EN},    {"eng", LANG_EN}, {"EN-us", LANG_EN}, {"de", LANG_NONE},
        {"und", LANG_NONE}, {"", LANG_NONE},       {"f", LANG_NONE}, {"frr", LANG_NONE}, {"-fr", LANG_NONE},
        {"enm", LANG_NONE}, {"french", LANG_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(lang_parse(str_of(cases[i].tag)), cases[i].lang);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        assert_int_equal(lang_parse(str_of(lang_code((enum lang)lang))), lang);
    assert_string_equal(lang_code(LANG_NONE), "und");
}

static void test_detection(void **state)
{
    (void)state;
    const unsigned fr = LANG_BIT(LANG_FR), en = LANG_BIT(LANG_EN);
    const struct {
        const char *text;
        unsigned set;
        enum lang main;
    } cases[] = {
        {FRENCH, fr, LANG_FR},
        {ENGLISH, en, LANG_EN},
        {FRENCH FRENCH ENGLISH FRENCH ENGLISH, fr | en, LANG_FR},
        {ENGLISH FRENCH ENGLISH FRENCH ENGLISH, fr | en, LANG_EN},
        {FRENCH FRENCH ENGLISH, fr, LANG_FR}, /* too little English */
        {GERMAN, 0, LANG_NONE},
        {GERMAN GERMAN FRENCH FRENCH, fr, LANG_FR},
        {FRENCH FRENCH FRENCH FRENCH FRENCH FRENCH ENGLISH, fr, LANG_FR}, /* a quotation */
        /* neighbours, which share many little words with ours */
        {"Les eleccions es van fer per decidir qui havia de governar el país durant els anys següents, i les "
         "forces polítiques es van posar d'acord per continuar treballant en benefici de tots els ciutadans.",
         0, LANG_NONE},
        {"El ministro recordó que la seguridad es una prioridad para todos los países de la región y que la "
         "cooperación entre los estados debe continuar en los próximos años con respeto a los compromisos.",
         0, LANG_NONE},
        {"De minister herinnerde eraan dat de veiligheid een prioriteit is voor alle landen in de regio en "
         "dat "
         "de samenwerking tussen de staten of regio's in de komende jaren moet worden voortgezet.",
         0, LANG_NONE},
        {"Ministeren mindede om, at sikkerhed er en prioritet for alle lande i regionen, og at samarbejdet "
         "mellem staterne skal fortsætte i de kommende år, for det er vigtigt for os alle og for fremtiden.",
         0, LANG_NONE},
        /* little words alone do not make a language */
        {"the the the the the the the the the the the the the the the the the the the the the the the the "
         "the "
         "the the the the the the the the the the the the the the the the",
         0, LANG_NONE},
        {"", 0, LANG_NONE},
        {"transport maritime", 0, LANG_NONE},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 "
         "36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67",
         0, LANG_NONE},
        /* short lines are judged together */
        {"Le ministre a rappelé\nque la sécurité énergétique\ndemeure une priorité\npour l'ensemble des "
         "pays\n"
         "de la région, et que\nla coopération entre les États\ndoit se poursuivre\n",
         fr, LANG_FR},
        /* invalid bytes do no harm */
        {"\xFF\xFE" FRENCH "\xC3", fr, LANG_FR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum lang main;
        assert_int_equal(language_detect(str_of(cases[i].text), &main), cases[i].set);
        assert_int_equal(main, cases[i].main);
    }
}

/* A line longer than any block, and a text longer than is looked at. */
static void test_long(void **state)
{
    (void)state;
    static char text[600 * 1024];
    size_t len = 0;
    for (struct str line = STR(FRENCH); len + line.len < sizeof text; len += line.len)
        memcpy(text + len, line.ptr, line.len);
    for (size_t i = 0; i < 10000; i++)
        if (text[i] == '\n')
            text[i] = ' ';
    enum lang main;
    assert_int_equal(language_detect((struct str){text, 10000}, &main), LANG_BIT(LANG_FR));
    assert_int_equal(language_detect((struct str){text, len}, &main), LANG_BIT(LANG_FR));
    assert_int_equal(main, LANG_FR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_detection),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
