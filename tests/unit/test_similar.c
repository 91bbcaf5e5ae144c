/* Documents like a given one, on an index of a few. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/search/similar.h"
#include "tiny_searcher.h"

static const struct tiny_document documents[] = {
    {"visa-fr", "fr", "Visas de long séjour", "La demande de visa se dépose au consulat, avec un passeport.",
     NULL, NULL, NULL, NULL, "p1"},
    {"visa-en", "en", "Long-stay visas", "The visa application goes to the consulate, with a passport.", NULL,
     NULL, NULL, NULL, "p1"},
    {"passeport", "fr", "Passeport perdu", "Le consulat délivre un passeport.", NULL, NULL, NULL, NULL, NULL},
    {"passport", "en", "Lost passport", "The consulate issues a passport.", NULL, NULL, NULL, NULL, NULL},
    {"voyage", "fr", "Voyage", "Un passeport suffit, sans autre demande.", NULL, NULL, NULL, NULL, NULL},
    {"mer", "fr", "La mer", "Les bateaux de pêche OR la mer.", NULL, NULL, NULL, NULL, NULL},
    {"alone", "fr", "Alone", "Xylophone.", NULL, NULL, NULL, NULL, NULL},
    {"little", "fr", "De la", "Et de la, et du.", NULL, NULL, NULL, NULL, NULL},
    {"mer2", "fr", "Bateaux", "Les bateaux OR les ports.", NULL, NULL, NULL, NULL, NULL},
};

static int start(void **state)
{
    return scratch_make(state) ? -1 : tiny_open(documents, sizeof documents / sizeof *documents);
}

static int run(const char *id, enum lang lang, uint32_t limit, struct answer *answer, struct err *e)
{
    static struct request request;
    request = (struct request){
        .verb = REQUEST_SIMILAR, .query = str_of(id), .prefer = lang, .limit = limit, .snippets = true};
    *e = (struct err){0};
    arena_reset(&arena);
    return searcher_run(searcher, &request, 0, &arena, answer, e);
}

static const struct {
    const char *id;
    enum lang lang;
    const char *found;
} cases[] = {
    {"visa-fr", LANG_NONE, "passeport voyage"}, /* neither itself nor its translation */
    {"visa-en", LANG_NONE, "passport"},
    {"visa-fr", LANG_EN, "passport"}, /* by the words of its translation */
    {"visa-en", LANG_FR, "passeport voyage"},
    {"mer", LANG_NONE, "mer2"}, /* a word OR is no operator */
    {"alone", LANG_NONE, ""},
    {"little", LANG_NONE, ""},
};

static void neighbours_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer;
        struct err e;
        char ids[256] = "";
        size_t len = 0;
        assert_ok(run(cases[i].id, cases[i].lang, 10, &answer, &e));
        for (size_t j = 0; j < answer.hit_count; j++)
            len += (size_t)snprintf(ids + len, sizeof ids - len, "%s%.*s", j ? " " : "",
                                    (int)answer.hits[j].doc.id.len, answer.hits[j].doc.id.ptr);
        if (strcmp(ids, cases[i].found) != 0)
            fail_msg("%s: %s, not %s (%.*s)", cases[i].id, ids, cases[i].found, (int)answer.note.len,
                     answer.note.len ? answer.note.ptr : "");
        assert_int_equal(answer.totals.documents, answer.hit_count);
    }
}

static void words_are_told_and_marked(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_ok(run("visa-fr", LANG_NONE, 1, &answer, &e));
    assert_int_equal(answer.hit_count, 1);
    assert_true(answer.hits[0].mark_count > 0);
    assert_true(str_starts(answer.note, STR("by ")));
    assert_true(str_find(answer.note, STR("consulat")) < answer.note.len);
}

static void limits_and_ids_are_checked(void **state)
{
    (void)state;
    struct answer answer;
    struct err e;
    assert_ok(run("visa-fr", LANG_NONE, SIMILAR_MAX, &answer, &e));
    assert_int_equal(run("visa-fr", LANG_NONE, SIMILAR_MAX + 1, &answer, &e), ERR_LIMIT);
    assert_true(e.hint[0]);
    assert_int_equal(run("nowhere", LANG_NONE, 10, &answer, &e), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_are_found),
        cmocka_unit_test(words_are_told_and_marked),
        cmocka_unit_test(limits_and_ids_are_checked),
    };
    return cmocka_run_group_tests(tests, start, tiny_close);
}
