/*
 * What a reader expects to find in documents that mix French and English, end to end: a word is looked for in
 * the language of its paragraph, and highlighted there. test_finds.c has all that is within one language.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiny_searcher.h"

static const struct tiny_document documents[] = {
    {.id = "minutes",
     .title = "Marseille",
     .text =
         "The minister said that the main road to the harbour would be closed for a month, and that the "
         "people of the town had been told of it by the police before the end of the year.\n"
         "Le ministre a dit que la main tendue à ses voisins ne serait pas retirée, et que l’accord sur le "
         "pain et sur les transports serait appliqué dans tous les pays de la région.\n"
         "Pêche\n"
         "Les ministres ont rappelé que les quotas de la pêche sont fixés pour les trois années qui suivent "
         "et que c’est aux États de les répartir entre les ports.\n"
         "Closing remarks by the chair\n"
         "The chair thanked all those who had come to the meeting and said that the organisation would "
         "send them a summary of what had been decided.\n"},
    {.id = "speech",
     .lang = "en",
     .title = "A speech",
     .text = "It is an honour for me to be here with those who fought for the freedom of this city and of "
             "the whole country in the years of the war.\n"
             "Je voudrais dire à ceux d’entre vous qui sont venus de Québec que nous n’oublierons pas ce que "
             "vos grands-pères ont fait pour la liberté de l’Europe et pour nos villages.\n"},
    {.id = "law",
     .lang = "fr",
     .title = "Une loi",
     .text = "La présente loi s’applique aux navires qui sont visés par la loi intitulée The Arctic Waters "
             "Pollution Prevention Act, et à ceux des personnes qui les exploitent dans les eaux du pays.\n"},
    {.id = "fr", .lang = "fr", .title = "Une page", .text = "Un discours sur les routes et sur les pains."},
    {.id = "visa-fr", .lang = "fr", .pair = "visa", .title = "Visa", .text = "Le visa de long séjour."},
    {.id = "visa-en", .lang = "en", .pair = "visa", .title = "Visa", .text = "The visa for a long stay."},
    {.id = "note", .lang = "en", .title = "A note", .text = "Some say this, and others say that."},
    {.id = "en", .lang = "en", .title = "A page", .text = "Speeches on roads, pain and the waters of home."},
};

static const struct {
    const char *query, *id, *passage; /* part of it with [ ] around what is highlighted; NULL: not found */
} facts[] = {
    /* each word in the language of its paragraph: its stems, its accents, its elisions */
    {"main roads", "minutes", "the [main road] to the harbour"},
    {"mains tendues", "minutes", "que la [main tendue]"},
    {"accords transport", "minutes", "l’[accord] sur le pain et sur les [transports]"},
    {"l'accord appliquée", "minutes", "l’[accord] sur le pain et sur les transports serait [appliqué]"},
    {"retiree", "minutes", "pas [retirée], et"},
    {"etats", "minutes", "aux [États] de les"},
    {"policing", "minutes", "by the [police] before"},
    {"harbor", "minutes", "to the [harbour] would"},
    {"organization", "minutes", "the [organisation] would"},
    {"\"que la main\"", "minutes", "[que la main] tendue"},
    {"\"said that the main road\"", "minutes", "[said that the main road] to"},
    {"freedoms", "speech", "the [freedom] of this city"},
    {"libertes", "speech", "la [liberté] de l’Europe"},
    {"grands-peres", "speech", "vos [grands-pères] ont"},
    {"villages", "speech", "nos [villages]."},
    /* and in no other */
    {"pain", "minutes", "le [pain] et"},
    {"lang:fr pains", "minutes", "le [pain] et"},
    {"lang:en pain", "minutes", NULL},
    {"lang:en pains", "en", "roads, [pain] and"},
    {"lang:fr roads", "minutes", NULL},
    {"lang:en roads", "minutes", "main [road] to"},
    {"lang:en voisins", "minutes", NULL},
    {"lang:fr voisin", "minutes", "ses [voisins] ne"},
    {"lang:en liberté", "speech", NULL},
    {"lang:fr liberté", "speech", "la [liberté] de"},
    {"lang:fr freedom", "speech", NULL},
    /* all words means all in one language; some will do otherwise */
    {"road voisins", "minutes", NULL},
    {"road OR voisins", "minutes", "ses [voisins] ne"},
    /* a title is too short to tell: it is in both */
    {"Marseille roads", "minutes", "main [road] to"},
    {"Marseille voisin", "minutes", "ses [voisins] ne"},
    /* a heading goes with what follows, but for its own little words */
    {"lang:fr peches", "minutes", "[Pêche] Les ministres ont rappelé que les quotas de la [pêche] sont"},
    {"lang:en closing remark", "minutes", "[Closing remarks] by the chair"},
    /* what is said counts: a name that is quoted makes no document of two languages */
    {"navire pollution", "law", "Arctic Waters [Pollution] Prevention"},
    {"lang:en waters", "law", NULL},
    {"lang:fr waters", "law", "Arctic [Waters] Pollution"},
    {"lang:en waters", "en", "the [waters] of home"},
};

static int start(void **state)
{
    return scratch_make(state) ? -1 : tiny_open(documents, sizeof documents / sizeof *documents);
}

/* The answer to a query, all words wanted, of a reader of `prefer`. */
static const struct answer *ask(const char *query, enum lang prefer)
{
    struct request request = {.verb = REQUEST_SEARCH,
                              .match = MATCH_ALL,
                              .query = str_of(query),
                              .prefer = prefer,
                              .limit = sizeof documents / sizeof *documents,
                              .snippets = true};
    static struct answer answer;
    struct err e = {0};
    arena_reset(&arena);
    assert_ok(searcher_run(searcher, &request, 0, &arena, &answer, &e));
    return &answer;
}

static const struct answer_hit *find(const char *query, const char *id)
{
    const struct answer *answer = ask(query, LANG_NONE);
    for (size_t i = 0; i < answer->hit_count; i++)
        if (str_equal(answer->hits[i].doc.id, str_of(id)))
            return &answer->hits[i];
    return NULL;
}

static void mark(const struct answer_hit *hit, struct buf *out)
{
    size_t at = 0;
    for (size_t m = 0; m < hit->mark_count; m++) {
        buf_add_str(out, str_slice(hit->snippet, at, hit->marks[m].start));
        buf_add_char(out, '[');
        buf_add_str(out, str_slice(hit->snippet, hit->marks[m].start, hit->marks[m].end));
        buf_add_char(out, ']');
        at = hit->marks[m].end;
    }
    buf_add_str(out, str_slice(hit->snippet, at, hit->snippet.len));
}

static void every_fact_holds(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct buf found = {0};
        const struct answer_hit *hit = find(facts[i].query, facts[i].id);
        if (hit)
            mark(hit, &found);
        bool holds = hit && facts[i].passage ? str_find(buf_str(&found), str_of(facts[i].passage)) < found.len
                                             : !hit && !facts[i].passage;
        if (!holds)
            print_error("%s in %s: %.*s\n", facts[i].query, facts[i].id, (int)found.len, found.ptr);
        wrong += !holds;
        buf_fini(&found);
    }
    assert_int_equal(wrong, 0);
}

/* The face in the reader's language comes first, and each names the other. */
static void translations_are_two_faces(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        enum lang prefer;
        const char *first, *other;
    } cases[] = {
        {"visa", LANG_FR, "visa-fr", "visa-en"},
        {"visa", LANG_EN, "visa-en", "visa-fr"},
        {"visas", LANG_FR, "visa-fr", "visa-en"},
        {"visas", LANG_EN, "visa-en", "visa-fr"},
        {"long stay", LANG_FR, "visa-en", "visa-fr"}, /* found in English only: the French page is linked */
        {"long sejour", LANG_EN, "visa-fr", "visa-en"},
        {"l'visa", LANG_NONE, "visa-fr", "visa-en"}, /* nobody elides in English */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct answer *answer = ask(cases[i].query, cases[i].prefer);
        assert_true(answer->hit_count >= 1);
        if (!str_equal(answer->hits[0].doc.id, str_of(cases[i].first)))
            fail_msg("%s: %.*s is first", cases[i].query, (int)answer->hits[0].doc.id.len,
                     answer->hits[0].doc.id.ptr);
        assert_true(str_equal(answer->hits[0].alternate, str_of(cases[i].other)));
    }
    const struct answer *answer = ask("visa", LANG_FR);
    assert_int_equal(answer->totals.in[LANG_FR], 1);
    assert_int_equal(answer->totals.in[LANG_EN], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_holds),
        cmocka_unit_test(translations_are_two_faces),
    };
    return cmocka_run_group_tests(tests, start, tiny_close);
}
