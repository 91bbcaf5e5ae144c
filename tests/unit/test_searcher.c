/*
 * Requests and their answers, on an index of a few documents: what a reader of French and English expects
 * to find, page by page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiny_searcher.h"

static const struct tiny_document documents[] = {
    {"securite", "fr", "La sécurité de l’État", "Le texte parle de la sécurité intérieure et des réfugiés.",
     "2019-06-25", "speech", "défense", "https://diplomatie.example/fr/1", "p1"},
    {"security", "en", "State security", "This text is about domestic security and refugees.", "2019-06-25",
     "speech", "defence", "https://diplomatie.example/en/1", "p1"},
    {"solaire", "fr", "Discours", "Il faut que l’énergie solaire progresse. D'autres sources suivront.",
     "2019-07", "release", NULL, "https://autre.example/2", NULL},
    {"solaire2", "fr", "Autre discours", "Une énergie solaire propre vaut mieux que le charbon.", "2020",
     NULL, NULL, NULL, NULL},
    {"solaire3", "fr", "Troisième discours", "Une énergie propre et solaire, dit-on, remplace le pétrole.",
     "2021-02-03", NULL, NULL, NULL, NULL},
    {"coeur", "fr", "Le cœur de l'œuvre", "Un vœu vient du cœur.", NULL, NULL, NULL, NULL, NULL},
    {"coeur2", "fr", "Ligatures", "Cette oeuvre touche le coeur.", NULL, NULL, NULL, NULL, NULL},
    {"porte", "fr", "Point de presse", "Le porte-parole du ministère a répondu.", NULL, NULL, NULL, NULL,
     NULL},
    {"porte2", "fr", "Presse", "Le porte parole du gouvernement se tait.", NULL, NULL, NULL, NULL, NULL},
    {"porte3", "fr", "Porte", "La parole passe la porte.", NULL, NULL, NULL, NULL, NULL},
    {"counter", "en", "Counter-terrorism", "The unit for counter-terrorism met.", NULL, NULL, NULL, NULL,
     NULL},
    {"counter2", "en", "One word", "The counterterrorism unit met again.", NULL, NULL, NULL, NULL, NULL},
    {"counter3", "en", "Two words", "A counter terrorism unit met at last.", NULL, NULL, NULL, NULL, NULL},
    {"onu", "fr", "Vote à l’ONU", "L'O.N.U. a voté. UN des membres est absent.", NULL, NULL, NULL, NULL,
     NULL},
    {"hamlet", "en", "A play", "To be, or not to be: that is the question.", NULL, NULL, NULL, NULL, NULL},
    {"shuffled", "en", "No play", "Not to be is to be, or that.", NULL, NULL, NULL, NULL, NULL},
    {"border", "en", "Ends with climate", "Change begins here.", NULL, NULL, NULL, NULL, NULL},
    {"chat", "fr", "Un chat", "Le chat dort. Un châtiment est autre chose.", NULL, NULL, NULL, NULL, NULL},
    {"chatiment", "fr", "Châtiment", "Le châtiment attend.", NULL, NULL, NULL, NULL, NULL},
    {"number", "fr", "Réfugiés", "Ils sont 110 000 à la frontière.", NULL, NULL, NULL, NULL, NULL},
    {"mixed", NULL, "Adresse – Address",
     "Mesdames et Messieurs, la coopération entre nos deux pays est ancienne et nous voulons la poursuivre "
     "dans le respect de nos engagements et de nos valeurs communes, pour le bien de tous nos citoyens et de "
     "ceux qui vivent ici ou ailleurs, en paix et dans la confiance.\n"
     "Ladies and gentlemen, the friendship between our two countries is an old one and we want it to go on "
     "with respect for our commitments and for the values which we share, for the good of all those who "
     "live here and there, and we shall not rest until what we promised has been done in full.",
     NULL, NULL, NULL, NULL, NULL},
    {"empty", "en", "Title alone", "", NULL, NULL, NULL, NULL, NULL},
};

static int start(void **state)
{
    return scratch_make(state) ? -1 : tiny_open(documents, sizeof documents / sizeof *documents);
}

static int run(enum request_verb verb, enum request_match match, const char *query, uint32_t offset,
               uint32_t limit, struct answer *answer, struct err *e)
{
    static struct request request;
    request = (struct request){.verb = verb,
                               .match = match,
                               .query = str_of(query),
                               .offset = offset,
                               .limit = limit,
                               .snippets = true};
    *e = (struct err){0};
    arena_reset(&arena);
    return searcher_run(searcher, &request, 0, &arena, answer, e);
}

/* Ids of the hits, in order; "" for none, the error's text if there is one. */
static const char *ids_of(enum request_match match, const char *query)
{
    static char ids[1024];
    struct answer answer;
    struct err e;
    size_t len = 0;
    ids[0] = 0;
    if (run(REQUEST_SEARCH, match, query, 0, 50, &answer, &e)) {
        snprintf(ids, sizeof ids, "%s", e.text);
        return ids;
    }
    for (size_t i = 0; i < answer.hit_count; i++)
        len += (size_t)snprintf(ids + len, sizeof ids - len, "%s%.*s", i ? " " : "",
                                (int)answer.hits[i].doc.id.len, answer.hits[i].doc.id.ptr);
    return ids;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *sorted(const char *ids)
{
    static char out[1024];
    char copy[1024], *words[64], *rest = copy, *word;
    size_t count = 0, len = 0;
    snprintf(copy, sizeof copy, "%s", ids);
    while ((word = strsep(&rest, " ")))
        words[count++] = word;
    qsort(words, count, sizeof *words, compare_words);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%s", i ? " " : "", words[i]);
    return out;
}

/* --- which documents --- */

static const struct {
    const char *query, *ids; /* in alphabetical order; MATCH_ALL */
} facts[] = {
    /* accents, capitals, ligatures */
    {"securite", "securite"},
    {"sécurité", "securite"},
    {"SECURITE", "securite"},
    {"SÉCURITÉ", "securite"},
    {"se\u0301curite\u0301", "securite"},
    {"Etat", "securite"},
    {"ETAT", "securite"},
    {"refugies", "number securite"},
    {"œuvre", "coeur coeur2"},
    {"oeuvre", "coeur coeur2"},
    {"COEUR", "coeur coeur2"},
    {"voeux", "coeur"},
    {"chat", "chat"},
    {"chatiment", "chat chatiment"},
    /* elision */
    {"énergie", "solaire solaire2 solaire3"},
    {"l'énergie", "solaire solaire2 solaire3"},
    {"l’énergie", "solaire solaire2 solaire3"},
    {"d'énergie", "solaire solaire2 solaire3"},
    /* languages */
    {"security", "security"},
    {"securities", "security"},
    {"domestic refugees", "security"},
    {"coopération", "mixed"},
    {"friendship", "mixed"},
    {"coopération friendship", ""},
    {"lang:fr refugies", "number securite"},
    {"lang:en refugees", "security"},
    {"lang:en réfugiés", ""},
    {"lang:fr friendship", ""},
    {"lang:en coopération", ""},
    {"lang:fr lang:en friendship", "mixed"},
    {"lang:fr lang:en security", ""},
    {"(lang:fr solaire) OR (lang:en security)", "security solaire solaire2 solaire3"},
    {"presse -lang:fr", ""},
    {"presse -lang:en", "porte porte2"},
    /* hyphens */
    {"porte-parole", "porte porte2 porte3"},
    {"\"porte-parole\"", "porte porte2"},
    {"\"porte parole\"", "porte porte2"},
    {"\"le porte-parole du\"", "porte porte2"},
    {"counter-terrorism", "counter counter2 counter3"},
    {"counterterrorism", "counter counter2 counter3"},
    {"counter terrorism", "counter counter2 counter3"},
    {"\"counter-terrorism unit\"", "counter2 counter3"},
    {"\"counterterrorism unit\"", "counter2 counter3"},
    {"\"counter terrorism unit\"", "counter2 counter3"},
    {"\"unit for counterterrorism\"", "counter"},
    {"-counterterrorism unit", ""},
    {"title:counterterrorism", "counter"},
    {"title:\"counter terrorism\"", "counter"},
    /* acronyms */
    {"ONU", "onu"},
    {"O.N.U.", "onu"},
    {"l'ONU", "onu"},
    {"onu", "onu"},
    {"UN membres", "onu"},
    {"un membres", "onu"},
    {"UN TEXTE SÉCURITÉ", ""},
    {"UN TEXTE PARLE SÉCURITÉ", "securite"}, /* all is in capitals: that says nothing */
    {"UN TEXTE PARLE sécurité", ""},
    /* numbers */
    {"110000", "number"},
    {"110 000", "number"},
    {"110.000 réfugiés", "number"},
    /* phrases */
    {"\"énergie solaire\"", "solaire solaire2"},
    {"\"l'énergie solaire\"", "solaire solaire2"},
    {"\"l’énergie solaire\"", "solaire solaire2"},
    {"\"que l'énergie solaire\"", "solaire"},
    {"\"que énergie solaire\"", ""},
    {"\"ENERGIE SOLAIRE\"", "solaire solaire2"},
    {"\"énergies solaires\"", "solaire solaire2"},
    {"\"to be or not to be\"", "hamlet"},
    {"\"To Be Or Not\"", "hamlet"},
    {"\"le chat\"", "chat"},
    {"\"un chat\"", "chat"},
    {"\"climate change\"", ""},
    {"climate change", "border"},
    {"-\"énergie solaire\" solaire", "solaire3"},
    {"solaire -propre", "solaire"},
    {"NOT propre solaire", "solaire"},
    {"énergie -(charbon pétrole)", "solaire"},
    /* boolean */
    {"charbon OR pétrole", "solaire2 solaire3"},
    {"(charbon OR pétrole) propre", "solaire2 solaire3"},
    {"(charbon OR pétrole) AND remplace", "solaire3"},
    {"charbon AND pétrole", ""},
    {"charbon OR introuvable", "solaire2"},
    {"solaire NOT (charbon OR pétrole)", "solaire"},
    /* fields */
    {"title:discours", "solaire solaire2 solaire3"},
    {"title:solaire", ""},
    {"title:securite", "securite"},
    {"title:\"la sécurité\"", "securite"},
    {"title:\"sécurité intérieure\"", ""},
    {"\"sécurité intérieure\"", "securite"},
    {"title:l'état", "securite"},
    {"-title:discours solaire", ""},
    {"tag:défense", "securite"},
    {"tag:DÉFENSE", "securite"},
    {"type:speech", "securite security"},
    {"type:speech security", "security"},
    {"site:diplomatie.example", "securite security"},
    {"site:diplomatie.example -lang:en", "securite"},
    {"site:diplomatie.example lang:fr", "securite"}, /* filters alone keep to the language, too */
    {"date:2019-06 lang:en", "security"},
    {"(type:speech OR tag:défense) lang:en", "security"},
    {"type:speech -(sécurité OR introuvable)", "security"},
    {"type:speech -date:2019-06", ""},
    /* dates */
    {"date:2019", "securite security solaire"},
    {"date:2019-06", "securite security"},
    {"date:2019-06-25", "securite security"},
    {"date:2019-06-26", ""},
    {"date:2019-07-14", "solaire"},
    {"date:2019-07..2020-02", "solaire solaire2"},
    {"date:2019..2020", "securite security solaire solaire2"},
    {"date:..2019", "securite security solaire"},
    {"date:2020-12-31..", "solaire2 solaire3"},
    {"date:2021..", "solaire3"},
    {"solaire date:2019", "solaire"},
    {"solaire date:2019-07", "solaire"},
    {"solaire -date:2019", "solaire2 solaire3"},
    {"solaire -date:2019-07", "solaire2 solaire3"},
    {"date:2019 OR charbon", "securite security solaire solaire2"},
    {"date:2019-07 OR charbon", "solaire solaire2"},
    {"date:2019 date:2019-07", "solaire"},
    /* stop words */
    {"la sécurité de l'état", "securite"},
    {"the security of", "security"},
    {"(NOT introuvable OR chat) le type:speech", "securite"},
    {"introuvable", ""},
    {"solaire introuvable", ""},
};

static void test_facts(void **state)
{
    int failures = 0;
    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const char *got = sorted(ids_of(MATCH_ALL, facts[i].query));
        struct answer answer;
        struct err e;
        if (strcmp(got, facts[i].ids) != 0) {
            print_error("%s: got \"%s\", not \"%s\"\n", facts[i].query, got, facts[i].ids);
            failures++;
        }
        assert_int_equal(run(REQUEST_COUNT, MATCH_ALL, facts[i].query, 0, 0, &answer, &e), 0);
        uint32_t words = got[0] != 0;
        for (const char *c = got; *c; c++)
            words += *c == ' ';
        assert_true(answer.totals.exact);
        assert_int_equal(answer.totals.documents, words);
    }
    assert_int_equal(failures, 0);
}

static void test_only_excluded(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    uint32_t all = sizeof documents / sizeof *documents;
    assert_int_equal(run(REQUEST_COUNT, MATCH_ALL, "-solaire", 0, 0, &answer, &e), 0);
    assert_int_equal(answer.totals.documents, all - 3);
    assert_int_equal(run(REQUEST_COUNT, MATCH_ALL, "-introuvable", 0, 0, &answer, &e), 0);
    assert_int_equal(answer.totals.documents, all);
    assert_int_equal(run(REQUEST_COUNT, MATCH_ALL, "lang:en", 0, 0, &answer, &e), 0);
    assert_int_equal(answer.totals.in[LANG_EN] + answer.totals.in[LANG_FR], answer.totals.documents);
    assert_int_equal(answer.totals.documents, 9);
}

/* --- modes and order --- */

static void test_modes(void **state)
{
    (void)state;
    assert_string_equal(sorted(ids_of(MATCH_ANY, "charbon pétrole")), "solaire2 solaire3");
    assert_string_equal(sorted(ids_of(MATCH_ALL, "charbon pétrole")), "");
    assert_string_equal(sorted(ids_of(MATCH_ANY, "porte-parole")), "porte porte2 porte3");
    assert_string_equal(ids_of(MATCH_PHRASE, "sécurité intérieure"), "securite");
    assert_string_equal(ids_of(MATCH_PHRASE, "intérieure sécurité"), "");
    assert_string_equal(ids_of(MATCH_PHRASE, "charbon OR pétrole"), "");
    /* A phrase is required in any mode, words beside it follow the mode. */
    assert_string_equal(sorted(ids_of(MATCH_ANY, "\"énergie solaire\" pétrole")), "solaire solaire2");
    assert_string_equal(ids_of(MATCH_ANY, "\"énergie solaire\" charbon"), "solaire2 solaire");
    assert_string_equal(ids_of(MATCH_ALL, "\"énergie solaire\" pétrole"), "");
    /* Who has all words comes first. */
    const char *best = ids_of(MATCH_BEST, "solaire remplace pétrole");
    assert_memory_equal(best, "solaire3 ", strlen("solaire3 "));
    assert_string_equal(sorted(best), "solaire solaire2 solaire3");
}

static void test_best(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "charbon pétrole", 0, 10, &answer, &e), 0);
    assert_true(answer.relaxed);
    assert_int_equal(answer.hit_count, 2);
    assert_int_equal(answer.totals.documents, 2);
    assert_int_equal(answer.totals.in[LANG_FR], 2);
    assert_int_equal(answer.note.len, 0);
    assert_int_equal(run(REQUEST_COUNT, MATCH_BEST, "charbon pétrole", 0, 0, &answer, &e), 0);
    assert_true(answer.relaxed);
    assert_int_equal(answer.totals.documents, 2);

    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "solaire pétrole", 0, 10, &answer, &e), 0);
    assert_false(answer.relaxed);
    assert_int_equal(answer.hit_count, 3);
    assert_string_equal(answer.note.ptr, "the first of these has all the words, the others some");
    assert_int_equal(run(REQUEST_COUNT, MATCH_BEST, "solaire pétrole", 0, 0, &answer, &e), 0);
    assert_false(answer.relaxed);
    assert_int_equal(answer.totals.documents, 1);
}

/* Scores fall along the list, and pages of any length laid end to end are the list. */
static void test_pages(void **state)
{
    static const char *const queries[] = {"solaire pétrole",
                                          "discours énergie solaire propre",
                                          "unit counter-terrorism met",
                                          "le chat de la presse",
                                          "-introuvable",
                                          "charbon OR pétrole"};
    static const enum request_match modes[] = {MATCH_BEST, MATCH_ANY, MATCH_ALL};
    (void)state;
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++)
        for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
            uint32_t list[64], count, paged = 0;
            struct answer answer;
            struct err e;
            assert_int_equal(run(REQUEST_SEARCH, modes[m], queries[q], 0, 64, &answer, &e), 0);
            count = (uint32_t)answer.hit_count;
            uint32_t with_all = 0, total = answer.totals.documents;
            assert_true(answer.totals.exact && !answer.more);
            for (uint32_t i = 0; i < count; i++)
                with_all += modes[m] != MATCH_ANY && answer.hits[i].words == WORDS_ALL;
            assert_int_equal(total, with_all ? with_all : count);
            for (uint32_t i = 0; i < count; i++) {
                list[i] = answer.hits[i].docid;
                assert_true(i == 0 || answer.hits[i].score <= answer.hits[i - 1].score);
            }
            for (uint32_t length = 1; length <= 3; length++) {
                for (paged = 0; run(REQUEST_SEARCH, modes[m], queries[q], paged, length, &answer, &e) == 0 &&
                                answer.hit_count;
                     paged += (uint32_t)answer.hit_count) {
                    assert_int_equal(answer.totals.documents, total);
                    assert_int_equal(answer.more, paged + answer.hit_count < count);
                    for (size_t i = 0; i < answer.hit_count; i++)
                        assert_int_equal(answer.hits[i].docid, list[paged + i]);
                }
                assert_int_equal(paged, count);
            }
        }
}

/* What the reader prefers weighs a little more, and nothing is left out. */
static void test_preference(void **state)
{
    struct request request = {.verb = REQUEST_SEARCH, .query = STR("sécurité OR security"), .limit = 10};
    double scores[LANG_COUNT][LANG_COUNT] = {{0}};
    struct answer answer;
    struct err e = {0};
    (void)state;
    for (enum lang prefer = 0; prefer < LANG_COUNT; prefer++) {
        request.prefer = prefer;
        arena_reset(&arena);
        assert_int_equal(searcher_run(searcher, &request, 0, &arena, &answer, &e), 0);
        assert_int_equal(answer.hit_count, 2);
        for (size_t i = 0; i < 2; i++)
            scores[prefer][answer.hits[i].doc.lang] = answer.hits[i].score;
    }
    assert_true(scores[LANG_FR][LANG_FR] > scores[LANG_NONE][LANG_FR]);
    assert_true(scores[LANG_EN][LANG_EN] > scores[LANG_NONE][LANG_EN]);
    assert_true(scores[LANG_FR][LANG_FR] < scores[LANG_NONE][LANG_FR] * 1.2);
}

/* --- hits --- */

static const char *marked(struct str text, const struct span *marks, size_t count)
{
    static char out[2048];
    size_t at = 0, len = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(marks[i].start >= at && marks[i].end > marks[i].start && marks[i].end <= text.len);
        len +=
            (size_t)snprintf(out + len, sizeof out - len, "%.*s[%.*s]", (int)(marks[i].start - at),
                             text.ptr + at, (int)(marks[i].end - marks[i].start), text.ptr + marks[i].start);
        at = marks[i].end;
    }
    snprintf(out + len, sizeof out - len, "%.*s", (int)(text.len - at), text.ptr + at);
    return out;
}

static void test_hit(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "l'etat securite lang:fr", 0, 1, &answer, &e), 0);
    const struct answer_hit *hit = &answer.hits[0];
    assert_true(str_equal(hit->doc.id, STR("securite")));
    assert_int_equal(hit->doc.text.len, 0);
    assert_int_equal(hit->doc.date, 20190625);
    assert_int_equal(hit->doc.lang, LANG_FR);
    assert_true(str_equal(hit->alternate, STR("security")));
    assert_true(hit->score > 0);
    assert_string_equal(marked(hit->doc.title, hit->title_marks, hit->title_mark_count),
                        "La [sécurité] de l’[État]");
    assert_string_equal(marked(hit->snippet, hit->marks, hit->mark_count),
                        "Le texte parle de la [sécurité] intérieure et des réfugiés.");
}

static void test_highlights(void **state)
{
    static const struct {
        const char *query, *snippet;
    } cases[] = {
        {"\"l'énergie solaire\" faut",
         "Il [faut] que l’[énergie solaire] progresse. D'autres sources suivront."},
        {"\"to be or not\"", "[To be], [or not] to be: that is the question."},
        {"porte-parole ministère", "Le [porte-parole] du [ministère] a répondu."},
        {"onu membres -charbon", "L'[O.N.U.] a voté. UN des [membres] est absent."},
        {"title:vote", "L'O.N.U. a voté. UN des membres est absent."},
        {"title:alone", ""},
        {"friendship countries", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer;
        struct err e;
        assert_int_equal(run(REQUEST_SEARCH, MATCH_ALL, cases[i].query, 0, 1, &answer, &e), 0);
        assert_int_equal(answer.hit_count, 1);
        const char *got = marked(answer.hits[0].snippet, answer.hits[0].marks, answer.hits[0].mark_count);
        if (cases[i].snippet)
            assert_string_equal(got, cases[i].snippet);
        else
            assert_non_null(strstr(got, "the [friendship] between our two [countries] is"));
    }
}

static void test_no_snippets(void **state)
{
    struct request request = {.verb = REQUEST_SEARCH, .query = STR("securite"), .limit = 10};
    struct answer answer;
    struct err e = {0};
    (void)state;
    arena_reset(&arena);
    assert_int_equal(searcher_run(searcher, &request, 0, &arena, &answer, &e), 0);
    assert_int_equal(answer.hits[0].snippet.len, 0);
    assert_int_equal(answer.hits[0].title_mark_count, 1);
}

static void test_get(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_int_equal(run(REQUEST_GET, MATCH_BEST, "security", 0, 0, &answer, &e), 0);
    assert_true(str_equal(answer.document->title, STR("State security")));
    assert_true(str_starts(answer.document->text, STR("This text is about")));
    assert_true(str_equal(answer.document->alternate, STR("securite")));
    assert_int_equal(run(REQUEST_GET, MATCH_BEST, "nobody", 0, 0, &answer, &e), ERR_NOT_FOUND);
    assert_int_equal(run(REQUEST_GET, MATCH_BEST, "", 0, 0, &answer, &e), ERR_NOT_FOUND);
}

/* --- errors and limits --- */

static void test_errors(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "...", 0, 10, &answer, &e), ERR_QUERY);
    assert_int_equal(run(REQUEST_COUNT, MATCH_BEST, "", 0, 10, &answer, &e), ERR_QUERY);
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "\"solaire", 0, 10, &answer, &e), 0);
    assert_non_null(strstr(answer.note.ptr, "column 1: \" is not closed"));

    struct request strict = {.verb = REQUEST_SEARCH, .query = STR("\"solaire"), .strict = true};
    assert_int_equal(searcher_run(searcher, &strict, 0, &arena, &answer, &e), ERR_QUERY);
    struct request other = {.verb = REQUEST_PING};
    assert_int_equal(searcher_run(searcher, &other, 0, &arena, &answer, &e), ERR_INTERNAL);
    struct request late = {.verb = REQUEST_COUNT, .query = STR("-introuvable")};
    int rc = searcher_run(searcher, &late, 1, &arena, &answer, &e);
    assert_true(rc == ERR_DEADLINE || rc == 0); /* so few documents may be done before the clock is read */
}

static void test_limits(void **state)
{
    const struct search_limits *l = &search_limits_default;
    struct answer answer;
    struct err e;
    (void)state;
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "solaire", 0, l->hits, &answer, &e), 0);
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "solaire", 0, l->hits + 1, &answer, &e), ERR_LIMIT);
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "solaire", l->offset, 10, &answer, &e), 0);
    assert_int_equal(answer.hit_count, 0);
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "solaire", l->offset + 1, 10, &answer, &e), ERR_LIMIT);
    assert_int_equal(run(REQUEST_SEARCH, MATCH_BEST, "solaire", 0, 0, &answer, &e), 0);
    assert_int_equal(answer.hit_count, 0);

    struct search_limits few = *l;
    struct searcher *narrow;
    struct request request = {.verb = REQUEST_COUNT, .query = STR("refugies securite")};
    few.expansions = 1;
    few.terms = 1;
    assert_int_equal(searcher_new(generation, &few, &narrow, &e), 0);
    assert_int_equal(searcher_run(narrow, &request, 0, &arena, &answer, &e), 0);
    assert_int_equal(answer.totals.documents, 2);
    assert_non_null(strstr(answer.note.ptr, "too many"));
    searcher_free(narrow);
}

/* As deep and as wide as the limits let a query be: it is answered, or refused with its limit's name. */
static void test_large_queries(void **state)
{
    struct buf query = {0};
    struct answer answer;
    struct err e;
    (void)state;
    for (uint32_t i = 0; i < search_limits_default.depth; i++)
        buf_add_str(&query, STR("solaire OR -(énergie AND (charbon \"l'état\" OR -("));
    buf_add_str(&query, STR("pétrole"));
    buf_add_char(&query, 0);
    int rc = run(REQUEST_SEARCH, MATCH_BEST, query.ptr, 0, 10, &answer, &e);
    assert_true(rc == 0 || rc == ERR_LIMIT);
    buf_clear(&query);
    for (uint32_t i = 0; i < search_limits_default.terms; i++)
        buf_printf(&query, "%s ", i % 2 ? "porte-parole" : "counterterrorism");
    for (int match = MATCH_BEST; match <= MATCH_PHRASE; match++)
        assert_int_equal(run(REQUEST_SEARCH, (enum request_match)match, query.ptr, 0, 10, &answer, &e), 0);
    buf_fini(&query);
}

/* --- explanations --- */

static const struct answer_row *row_of(const struct answer *answer, enum lang lang, const char *word)
{
    for (size_t i = 0; i < answer->row_count; i++)
        if (answer->rows[i].lang == lang && str_equal(answer->rows[i].word, str_of(word)))
            return &answer->rows[i];
    fail_msg("%s is not explained", word);
    return NULL;
}

static void explain_it(const char *query, const char *id, struct answer *answer)
{
    struct request request = {.verb = REQUEST_EXPLAIN, .query = str_of(query), .id = str_of(id)};
    struct err e = {0};
    arena_reset(&arena);
    assert_ok(searcher_run(searcher, &request, 0, &arena, answer, &e));
}

static void test_explain_words(void **state)
{
    struct answer answer;
    (void)state;
    explain_it("la securite counter-terrorism -presse", "", &answer);
    assert_null(answer.score);
    assert_int_equal(row_of(&answer, LANG_FR, "la")->role, ROW_STOP);
    assert_int_equal(row_of(&answer, LANG_EN, "securite")->role, ROW_UNKNOWN);
    const struct answer_row *row = row_of(&answer, LANG_FR, "securite");
    assert_int_equal(row->role, ROW_VARIANT);
    assert_true(str_equal(row->term, STR("secur")));
    assert_int_equal(row->documents, 1);
    assert_true(row->weight > 0);
    assert_int_equal(row_of(&answer, LANG_EN, "terrorism")->role, ROW_TYPED);
    explain_it("counterterrorism", "", &answer);
    assert_int_equal(answer.rows[answer.row_count - 1].lang, LANG_EN);
    assert_int_equal(row_of(&answer, LANG_EN, "counterterrorism")->role, ROW_PART);
}

/* The parts of a score add up to what SEARCH says. */
static void test_explain_score(void **state)
{
    static const char *const queries[] = {"energie solaire propre", "solaire", "solaire discours zyx",
                                          "\"énergie solaire\" propre", "title:discours solaire"};
    (void)state;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct answer answer;
        struct err e;
        assert_ok(run(REQUEST_SEARCH, MATCH_BEST, queries[i], 0, 10, &answer, &e));
        assert_true(answer.hit_count > 0);
        for (size_t hit = 0; hit < answer.hit_count; hit++) {
            char id[64];
            double score = answer.hits[hit].score;
            snprintf(id, sizeof id, "%.*s", (int)answer.hits[hit].doc.id.len, answer.hits[hit].doc.id.ptr);
            explain_it(queries[i], id, &answer);
            assert_true(answer.score && answer.score->found);
            assert_float_equal(answer.score->postings + answer.score->spelling + answer.score->nearness +
                                   answer.score->title + answer.score->all_words,
                               score, 1e-9);
            /* The answer of the search again, for the next of its hits. */
            assert_ok(run(REQUEST_SEARCH, MATCH_BEST, queries[i], 0, 10, &answer, &e));
        }
    }
}

static void test_explain_misses(void **state)
{
    struct answer answer;
    struct request request = {.verb = REQUEST_EXPLAIN, .query = STR("solaire"), .id = STR("nowhere")};
    struct err e = {0};
    (void)state;
    explain_it("solaire", "chat", &answer);
    assert_true(answer.score && !answer.score->found);
    arena_reset(&arena);
    assert_int_equal(searcher_run(searcher, &request, 0, &arena, &answer, &e), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),         cmocka_unit_test(test_only_excluded),
        cmocka_unit_test(test_modes),         cmocka_unit_test(test_best),
        cmocka_unit_test(test_pages),         cmocka_unit_test(test_preference),
        cmocka_unit_test(test_hit),           cmocka_unit_test(test_highlights),
        cmocka_unit_test(test_no_snippets),   cmocka_unit_test(test_get),
        cmocka_unit_test(test_errors),        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_large_queries), cmocka_unit_test(test_explain_words),
        cmocka_unit_test(test_explain_score), cmocka_unit_test(test_explain_misses),
    };
    return cmocka_run_group_tests(tests, start, tiny_close);
}
