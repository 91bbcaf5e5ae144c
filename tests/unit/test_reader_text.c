#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/readers/boilerplate.h"
#include "indexer/readers/paths.h"
#include "reading.h"

static void pages(void **state)
{
    static const struct {
        const char *path;
        struct str bytes;
        const char *told;
    } cases[] = {
        {"c.txt",
         STR("Coalition against Daesh (25 June 2019) [fr]\n\nPolitical directors\n\nThe coalition.\n\n"
             "click here\n\nOnline 26/06/2019\n\ntop of the page"),
         "doc 1\nid c.txt\ntitle Coalition against Daesh (25 June 2019)\nlang en \ndate 20190626\n"
         "text Political directors/The coalition./\n"},
        {"c.txt",
         STR("COALITION CONTRE DAECH (25 juin 2019) [en]\r\n\r\nLes directeurs.\r\n\r\ncliquez ici\r\n\r\n"
             "Mise en ligne le 26/06/2019\r\n\r\nhaut de page\r\n"),
         "doc 1\nid c.txt\ntitle COALITION CONTRE DAECH (25 juin 2019)\nlang fr \ndate 20190626\n"
         "text Les directeurs./\n"},
        /* the title's own date, for want of a line */
        {"c.txt", STR("Réunion (25 juin 2019) [en]\n\nTexte"),
         "doc 1\nid c.txt\ntitle Réunion (25 juin 2019)\nlang fr \ndate 20190625\ntext Texte/\n"},
        {"c.txt", STR("Réunion (2019-06-25)\n"),
         "doc 1\nid c.txt\ntitle Réunion (2019-06-25)\ndate 20190625\n"},
        {"c.txt", STR("Réunion (Paris)\n"), "doc 1\nid c.txt\ntitle Réunion (Paris)\n"},
        /* no marks at all */
        {"note.txt", STR("\n\n  Une note\t \nDeux   mots\n\n\nFin"),
         "doc 1\nid note.txt\ntitle Une note\ntext Deux   mots/Fin/\n"},
        {"note.txt", STR("\xEF\xBB\xBFTitre\n"), "doc 1\nid note.txt\ntitle Titre\n"},
        {"note.txt", STR("Titre[fr]\n"), "doc 1\nid note.txt\ntitle Titre[fr]\n"},
        {"note.txt", STR("Titre [de]\n"), "doc 1\nid note.txt\ntitle Titre [de]\n"},
        /* publication counts more than the last change, wherever it stands */
        {"n.txt", STR("T\nUpdated: 3 July 2020\nText\nPublished on 2 July 2020.\n"),
         "doc 1\nid n.txt\ntitle T\ndate 20200702\ntext Text/\n"},
        {"n.txt", STR("T\nDernière mise à jour : 3 juillet 2020\n"),
         "doc 1\nid n.txt\ntitle T\ndate 20200703\n"},
        {"n.txt", STR("T\nOnline courses\nOnline 99/99/2019\n"),
         "doc 1\nid n.txt\ntitle T\ntext Online courses/Online 99/99/2019/\n"},
        /* language and pair by the path; the mark counts more */
        {"text/fr/a.txt", STR("T"), "doc 1\nid text/fr/a.txt\ntitle T\nlang fr \npair text/*/a.txt\n"},
        {"a.en.txt", STR("T"), "doc 1\nid a.en.txt\ntitle T\nlang en \npair a.*.txt\n"},
        {"en/a.txt", STR("T [en]"), "doc 1\nid en/a.txt\ntitle T\nlang fr \npair */a.txt\n"},
        /* nothing */
        {"n.txt", STR(""), "skip empty 1 no title and no text\n"},
        {"n.txt", STR(" \r\n\n\t"), "skip empty 1 no title and no text\n"},
        /* no text */
        {"n.txt", STR("T\0x"), "skip binary 1 a NUL byte at byte 2\n"},
        {"n.txt", STR("T\xE9\0x"),
         "skip binary 1 not UTF-8, and too many control bytes for a text: byte 3 (0x00)\n"},
        /* other encodings: charset.h */
        {"n.txt", STR("\xFF\xFET\0\xE9\0"), "doc 1\nid n.txt\ntitle Té\n"},
        {"n.txt", STR("T\xE9"),
         "warn 1 not UTF-8 and of no stated encoding: read as windows-1252\ndoc 1\nid n.txt\ntitle Té\n"},
        {"\xE9.txt", STR("T"), "skip encoding 1 the file's name is not valid UTF-8\n"},
        {"a\nb.txt", STR("T"), "doc 1\nid a b.txt\ntitle T\n"},
        {"n.txt",
         STR("T\x1b[1m\n\x07"
             "a\x7f"
             "b\xC2\x9B"
             "c\td"),
         "doc 1\nid n.txt\ntitle T [1m\ntext  a b c\td/\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_reading(&reader_text, cases[i].path, cases[i].bytes, cases[i].told);
}

static void boilerplate_is_whole_lines_only(void **state)
{
    static const struct {
        const char *line;
        enum boilerplate kind;
        date_num date;
    } cases[] = {
        {"top of the page", BOILERPLATE_LINE, 0},
        {"Haut de page", BOILERPLATE_LINE, 0},
        {"  ↑ HAUT DE PAGE ↑ ", BOILERPLATE_LINE, 0},
        {"click here", BOILERPLATE_LINE, 0},
        {"Cliquez ici.", BOILERPLATE_LINE, 0},
        {"Back to top", BOILERPLATE_LINE, 0},
        {"Retour en haut", BOILERPLATE_LINE, 0},
        {"Retour à l’accueil", BOILERPLATE_LINE, 0},
        {"Retour a l'accueil", BOILERPLATE_LINE, 0},
        {"Print", BOILERPLATE_LINE, 0},
        {"[Imprimer]", BOILERPLATE_LINE, 0},
        {"Lire la suite…", BOILERPLATE_LINE, 0},
        {"Online 26/06/2019", BOILERPLATE_PUBLISHED, 20190626},
        {"Mise en ligne le 26/06/2019", BOILERPLATE_PUBLISHED, 20190626},
        {"Mise en ligne : 26 juin 2019", BOILERPLATE_PUBLISHED, 20190626},
        {"Publié le 1er mars 2020", BOILERPLATE_PUBLISHED, 20200301},
        {"PUBLIE LE 01/03/2020", BOILERPLATE_PUBLISHED, 20200301},
        {"Published: June 25, 2019", BOILERPLATE_PUBLISHED, 20190625},
        {"Updated 25 June 2019.", BOILERPLATE_UPDATED, 20190625},
        {"Mis à jour le\xC2\xA0: 25/06/2019", BOILERPLATE_UPDATED, 20190625},
        {"Mise\xC2\xA0à jour\xE2\x80\xAF: 25/06/2019", BOILERPLATE_UPDATED, 20190625},
        {"", BOILERPLATE_NONE, 0},
        {"*** ---", BOILERPLATE_NONE, 0},
        {"Click here to read the treaty", BOILERPLATE_NONE, 0},
        {"Le haut de page", BOILERPLATE_NONE, 0},
        {"Printing", BOILERPLATE_NONE, 0},
        {"Online 26/06/2019 and after", BOILERPLATE_NONE, 0},
        {"Published", BOILERPLATE_NONE, 0},
        {"26/06/2019", BOILERPLATE_NONE, 0},
        {"a b c d e f g h i j k l m n o p q r s t u v w x y z", BOILERPLATE_NONE, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        date_num date = 0;
        if (boilerplate_of(str_of(cases[i].line), &date) != cases[i].kind || date != cases[i].date)
            fail_msg("%s: date %u", cases[i].line, (unsigned)date);
    }
}

static void paths_say_language_and_pair(void **state)
{
    static const struct {
        const char *path;
        enum lang lang;
        const char *pair;
    } cases[] = {
        {"fr/a.txt", LANG_FR, "*/a.txt"},
        {"text/EN/2019/a.txt", LANG_EN, "text/*/2019/a.txt"},
        {"fr/x/en/a.txt", LANG_EN, "fr/x/*/a.txt"},
        {"a.fr.html", LANG_FR, "a.*.html"},
        {"fr/a.en.html", LANG_EN, "fr/a.*.html"},
        {"fr.html", LANG_NONE, ""},
        {".fr.html", LANG_NONE, ""},
        {"a.fr", LANG_NONE, ""},
        {"a.de.html", LANG_NONE, ""},
        {"de/a.html", LANG_NONE, ""},
        {"french/a.html", LANG_NONE, ""},
        {"x/fr", LANG_NONE, ""},
        {"fr", LANG_NONE, ""},
        {"", LANG_NONE, ""},
        {"/fr/a", LANG_FR, "/*/a"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str pair;
        assert_int_equal(path_language(str_of(cases[i].path)), cases[i].lang);
        assert_true(path_pair(&arena, str_of(cases[i].path), &pair));
        assert_true(str_equal(pair, str_of(cases[i].pair)));
    }
    arena_fini(&arena);
}

static void links_are_resolved(void **state)
{
    static const struct {
        const char *path, *url, *link, *result;
    } cases[] = {
        {"html/fr/a.html", "", "../en/a.html", "html/en/a.html"},
        {"html/fr/a.html", "", "b.html", "html/fr/b.html"},
        {"html/fr/a.html", "", "./b/../c.html", "html/fr/c.html"},
        {"html/fr/a.html", "", "b.html?x=/y#z", "html/fr/b.html"},
        {"html/fr/a.html", "", "//b//c.html", "//b//c.html"},
        {"html/fr/a.html", "", "../../../x.html", ""},
        {"html/fr/a.html", "", "#top", ""},
        {"html/fr/a.html", "", "", ""},
        {"html/fr/a.html", "", "..", "html/"},
        {"a.html", "", "b.html", "b.html"},
        {"a.html", "", "../b.html", ""},
        {"html/fr/a.html", "", "/en/a.html", "en/a.html"},
        {"html/fr/a.html", "https://e.example/fr/a", "/en/a?b", "https://e.example/en/a?b"},
        {"html/fr/a.html", "https://e.example", "/en/a", "https://e.example/en/a"},
        {"html/fr/a.html", "fr/a", "/en/a", "en/a"},
        {"a", "", "https://e.example/en/a?b#c", "https://e.example/en/a?b#c"},
        {"a", "", "mailto:x@e.example", "mailto:x@e.example"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str result;
        assert_true(path_resolve(&arena, str_of(cases[i].path), str_of(cases[i].url), str_of(cases[i].link),
                                 &result));
        if (!str_equal(result, str_of(cases[i].result)))
            fail_msg("%s: %.*s", cases[i].link, (int)result.len, result.ptr);
    }
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),
        cmocka_unit_test(boilerplate_is_whole_lines_only),
        cmocka_unit_test(paths_say_language_and_pair),
        cmocka_unit_test(links_are_resolved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
