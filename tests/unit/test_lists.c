/* lists.h: the built-in lists, a site's, what is refused and where, and the text they are kept as. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "scratch.h"
#include "text/analyze.h"
#include "text/lists.h"

static const char *site(void)
{
    return scratch_path("site");
}

static int make_site(void **state)
{
    int rc = scratch_make(state);
    return rc ? rc : mkdir(site(), 0777);
}

static void write_list(const char *name, struct str text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", site(), name);
    scratch_write(path, text);
}

static struct lists *load_site(void)
{
    struct lists *lists;
    struct err e = {0};
    assert_ok(lists_load(site(), &lists, &e));
    return lists;
}

static void term(const struct lists *lists, enum lang lang, const char *form, const char *expected)
{
    struct analyzer *analyzer;
    struct err e = {0};
    char out[TERM_MAX];
    assert_ok(analyzer_new(lists, &analyzer, &e));
    struct str got = {out, analyze_term(analyzer, lang, str_of(form), out)};
    if (!str_equal(got, str_of(expected)))
        fail_msg("%s: %.*s", form, (int)got.len, got.ptr);
    analyzer_free(analyzer);
}

/* What is printed reads back as the same facts, and prints the same. */
static void text_reads_back(const struct lists *lists)
{
    struct buf text = {0}, again = {0};
    struct lists *back;
    struct err e = {0};
    lists_print(lists, &text);
    assert_ok(lists_parse(buf_str(&text), "kept", &back, &e));
    lists_print(back, &again);
    assert_true(str_equal(buf_str(&text), buf_str(&again)));
    lists_free(back);
    buf_fini(&text);
    buf_fini(&again);
}

static void builtin_lists_make_sense(void **state)
{
    (void)state;
    struct lists *lists;
    struct err e = {0};
    int rc = lists_builtin(&lists, &e);
    if (rc)
        fail_msg("%s", e.text);
    for (enum lang lang = LANG_FR; lang < LANG_COUNT; lang++) {
        assert_true(lists_of(lists, lang, LIST_STOP).count > 150);
        assert_true(lists_of(lists, lang, LIST_WORD).count > 200);
        assert_true(lists_of(lists, lang, LIST_CAPITALS).count > 1);
        for (int kind = 0; kind < LIST_KINDS; kind++)
            assert_int_equal(lists_of(lists, LANG_NONE, (enum list_kind)kind).count, 0);
    }
    text_reads_back(lists);
    lists_free(lists);
}

static void site_adds_replaces_and_takes_back(void **state)
{
    (void)state;
    write_list("stop.fr", STR("# ours\n\nstop selon\n  stop\tmalgré malgre  # twice\r\n- stop avec\n"));
    write_list("ours.en", STR("whole meetings\ncolour = teint\n*qqq* = zzz\nautoq* = selfq\n*qend = qfin\n"));
    write_list("names", STR("Ouïgour = Ouïghour\n- kyiv = kiev\n"));
    write_list(".hidden", STR("nonsense"));
    write_list("stop.fr~", STR("nonsense"));
    write_list("README.md", STR("nonsense"));
    struct lists *lists = load_site();
    assert_true(analyze_is_stop(lists, LANG_FR, STR("Selon")));
    assert_true(analyze_is_stop(lists, LANG_FR, STR("malgré")));
    assert_true(analyze_is_stop(lists, LANG_FR, STR("malgre")));
    assert_false(analyze_is_stop(lists, LANG_FR, STR("avec")));
    assert_true(analyze_is_stop(lists, LANG_FR, STR("dans")));
    assert_false(analyze_is_stop(lists, LANG_EN, STR("selon")));
    term(lists, LANG_EN, "meetings", "meetings");
    term(lists, LANG_FR, "meetings", "meeting");
    term(lists, LANG_EN, "colour", "teint");
    term(lists, LANG_EN, "colours", "color");
    term(lists, LANG_EN, "aqqqb", "azzzb");
    term(lists, LANG_EN, "autoqx", "selfqx");
    term(lists, LANG_EN, "xautoq", "xautoq");
    term(lists, LANG_EN, "xqend", "xqfin");
    term(lists, LANG_EN, "qends", "qend");
    term(lists, LANG_FR, "ouigour", "ouighour");
    term(lists, LANG_EN, "OUÏGOUR", "ouighour");
    term(lists, LANG_EN, "Kyiv", "kyiv");
    text_reads_back(lists);
    lists_free(lists);
}

static void site_may_repeat_what_is_built_in(void **state)
{
    (void)state;
    struct lists *builtin, *lists;
    struct err e = {0};
    struct buf a = {0}, b = {0};
    write_list("stop.fr", STR("stop avec\nstop dans\n"));
    assert_ok(lists_builtin(&builtin, &e));
    lists = load_site();
    lists_print(builtin, &a);
    lists_print(lists, &b);
    assert_true(str_equal(buf_str(&a), buf_str(&b)));
    buf_fini(&a);
    buf_fini(&b);
    lists_free(builtin);
    lists_free(lists);
}

static void growing_words_stay_in_their_room(void **state)
{
    (void)state;
    char form[97], out[TERM_MAX];
    struct analyzer *analyzer;
    struct err e = {0};
    write_list("x.en", STR("*zx* = abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst\n"));
    struct lists *lists = load_site();
    assert_ok(analyzer_new(lists, &analyzer, &e));
    for (size_t len = 2; len < sizeof form; len++) {
        memset(form, 'q', len);
        memcpy(form + len - 2, "zx", 2);
        assert_in_range(analyze_term(analyzer, LANG_EN, (struct str){form, len}, out), 1, TERM_MAX);
    }
    analyzer_free(analyzer);
    lists_free(lists);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *says;
    } cases[] = {
        {"stop.fr", "stop selon\nstop selon\n", "stop.fr, line 2: selon is told already"},
        {"stop.fr", "stop Selon\nstop selon\n", "line 2: selon is told already"},
        {"stop.fr", "stop selon\n- stop selon\n", "line 2: selon is told otherwise"},
        {"x.en", "aaa = bbb\naaa = ccc\n", "line 2: aaa is told otherwise"},
        {"x.en", "aaa = bbb\nwhole aaa\n", "line 2: aaa is told otherwise"},
        {"x.en", "ùù = bbb\nuu = bbb\n", "line 2: uu is told already"},
        {"x.en", "aaa = bbb\nbbb = ccc\n", "line 1: aaa is taken for a word that is itself taken"},
        {"x.en", "color = colour\ncolour = color\n", "is taken for a word that is itself taken"},
        {"x.en", "aaa = aaa\n", "line 1: a word is always taken for itself"},
        {"x.fr", "cle = clé\n", "line 1: a word is always taken for itself"},
        {"x.en", "*aaa* = aaa\n", "line 1: it changes nothing"},
        {"x.en", "* = aaa\n", "line 1: * stands for nothing here"},
        {"x.en", "** = aaa\n", "line 1: * stands for nothing here"},
        {"x.en", "aaa = b*\n", "line 1: b* is no single word"},
        {"x.en", "aaa = bbb ccc\n", "line 1: it says nothing that a list can say"},
        {"x.en", "aaa\n", "line 1: it says nothing that a list can say"},
        {"x.en", "\n\nhalt aaa\n", "line 3: halt is nothing that can be said of a word"},
        {"x.en", "stop\n", "line 1: it says nothing"},
        {"x.en", "-\n", "line 1: it says nothing"},
        {"x.en", "stop a-b\n", "line 1: a-b is no single word"},
        {"x.en", "stop l'eau\n", "line 1: l'eau is no single word"},
        {"x.fr", "stop l'\n", "line 1: l' is no single word"},
        {"x.fr", "stop -t\n", "line 1: -t is no single word"},
        {"x.en", "whole dog's\n", "line 1: dog's is no single word"},
        {"x.en", "whole U.S.\n", "line 1: U.S. is no single word"},
        {"x.en", "whole \xFF\n", "is no single word"},
        {"x.en", "whole \xC2\xAB\n", "is no single word"},
        {"x.fr", "stop était etant\n", "line 1: etant is another word, not another spelling"},
        {"x.fr", "capitals énergie\n", "line 1: énergie is no stop word"},
        {"x.fr", "- stop énergie\n", "line 1: énergie: there is no such fact to take back"},
        {"x.en", "- colour = couleur\n", "line 1: colour: there is no such fact to take back"},
        {"x.fr", "stop a b c d e f g h i j\n", "line 1: there is more on it than any fact needs"},
        {"x.en", "whole aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaab\n", "is longer than 48 bytes"},
        {"stop.de", "stop der\n", "stop.de is no list"},
        {"stops", "stop der\n", "stops is no list"},
        {"fr", "stop der\n", "fr is no list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lists *lists;
        struct err e = {0};
        char path[512];
        write_list(cases[i].name, str_of(cases[i].text));
        assert_int_equal(lists_load(site(), &lists, &e), ERR_USAGE);
        assert_null(lists);
        if (!strstr(e.text, cases[i].says))
            fail_msg("case %zu says: %s", i, e.text);
        snprintf(path, sizeof path, "%s/%s", site(), cases[i].name);
        remove(path);
    }
}

static void two_files_contradict_each_other(void **state)
{
    (void)state;
    struct lists *lists;
    struct err e = {0};
    write_list("a.fr", STR("aaa = bbb\n"));
    write_list("names", STR("# both\naaa = ccc\n"));
    assert_int_equal(lists_load(site(), &lists, &e), ERR_USAGE);
    assert_non_null(strstr(e.text, "names, line 2: aaa is told otherwise ("));
    assert_non_null(strstr(e.text, "a.fr, line 1)"));
}

static void no_directory(void **state)
{
    (void)state;
    struct lists *lists;
    struct err e = {0};
    assert_int_equal(lists_load(scratch_path("none"), &lists, &e), ERR_NOT_FOUND);
    assert_null(lists);
}

static void longest_word(void **state)
{
    (void)state;
    char line[128];
    memset(line, 'q', sizeof line);
    memcpy(line, "whole ", 6);
    line[6 + LIST_WORD_MAX] = '\n';
    write_list("x.en", (struct str){line, 6 + LIST_WORD_MAX + 1});
    lists_free(load_site());
}

static void kept_text_is_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int code;
    } cases[] = {
        {"racine-lists 1\n", 0},
        {"racine-lists 1\n[fr]\nstop le\n[en]\nstop the\ncolour = color\n", 0},
        {"", ERR_FORMAT},
        {"racine-lists 2\n", ERR_VERSION},
        {"racine-lists 1", ERR_FORMAT},
        {"racine-lists 1\n[fr]\nstop le", ERR_FORMAT},
        {"racine-lists 1\n[fr]\nstop  le\n", ERR_FORMAT},
        {"racine-lists 1\n[fr]\nstop le\nstop la\n", ERR_FORMAT}, /* in no order */
        {"racine-lists 1\n[en]\nstop the\n[fr]\nstop le\n", ERR_FORMAT},
        {"racine-lists 1\nstop le\n", ERR_FORMAT},
        {"racine-lists 1\n[fr]\nstop le\nstop le\n", ERR_FORMAT},
        {"racine-lists 1\n[fr]\n- stop le\n", ERR_FORMAT},
        {"racine-lists 1\n[fr]\nhalt le\n", ERR_FORMAT},
        {"racine-lists 1\n[de]\nstop der\n", ERR_FORMAT},
        {"racine-lists 1\n[fr]\ncapitals un\n", ERR_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lists *lists;
        struct err e = {0};
        int rc = lists_parse(str_of(cases[i].text), "kept", &lists, &e);
        if (rc != cases[i].code)
            fail_msg("case %zu: %d: %s", i, rc, e.text);
        lists_free(lists);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builtin_lists_make_sense),
        cmocka_unit_test_setup_teardown(site_adds_replaces_and_takes_back, make_site, scratch_remove),
        cmocka_unit_test_setup_teardown(site_may_repeat_what_is_built_in, make_site, scratch_remove),
        cmocka_unit_test_setup_teardown(growing_words_stay_in_their_room, make_site, scratch_remove),
        cmocka_unit_test_setup_teardown(what_cannot_be_meant_is_refused, make_site, scratch_remove),
        cmocka_unit_test_setup_teardown(two_files_contradict_each_other, make_site, scratch_remove),
        cmocka_unit_test_setup_teardown(no_directory, make_site, scratch_remove),
        cmocka_unit_test_setup_teardown(longest_word, make_site, scratch_remove),
        cmocka_unit_test(kept_text_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
