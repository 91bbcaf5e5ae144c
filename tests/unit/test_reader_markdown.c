#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading.h"

static void pages(void **state)
{
    static const struct {
        const char *path;
        const char *page;
        const char *told;
    } cases[] = {
        /* text */
        {"a.md", "# Un titre\n\nLe *traité* est\n**signé**.\n\n## Deux\n\nFin\n",
         "doc 1\nid a.md\ntitle Un titre\n# Un titre\n# Deux\ntext Un titre/Le traité est "
         "signé./Deux/Fin/\n"},
        {"a.md", "Intro\n\n## Deux\n\n# Un\n",
         "doc 1\nid a.md\ntitle Un\n# Deux\n# Un\ntext Intro/Deux/Un/\n"},
        {"a.md", "## Deux\n\n## Trois\n", "doc 1\nid a.md\ntitle Deux\n# Deux\n# Trois\ntext Deux/Trois/\n"},
        {"a.md", "Titre\n=====\n", "doc 1\nid a.md\ntitle Titre\n# Titre\ntext Titre/\n"},
        {"a.md", "a [lien](http://x.example \"t\") ![une image](i.png) <http://y.example> `x  =  1`",
         "doc 1\nid a.md\ntext a lien une image http://y.example x = 1/\n"},
        {"a.md", "- un\n- deux\n  - trois\n\n> cité\n\n1. quatre",
         "doc 1\nid a.md\ntext un/deux/trois/cité/quatre/\n"},
        {"a.md", "dur  \nmou\nfin", "doc 1\nid a.md\ntext dur/mou fin/\n"},
        {"a.md", "```c\nint a;\n\n  int b;\n```\n", "doc 1\nid a.md\ntext int a;/int b;/\n"},
        {"a.md", "| a | b |\n|---|---|\n| 1 | 2 |\n", "doc 1\nid a.md\ntext a\tb/1\t2/\n"},
        {"a.md", "l&rsquo;&eacute;t&#233;&#x20ac; &bogus; &lt;", "doc 1\nid a.md\ntext l’été€ &bogus; </\n"},
        {"a.md", "<div>\ncaché\n</div>\n\nun<br>deux <b>trois</b> <!-- non -->",
         "doc 1\nid a.md\ntext un/deux trois/\n"},
        {"a.md", "~~non~~ oui\n\n[haut de page](#)\n\nMis à jour le 25/06/2019\n",
         "doc 1\nid a.md\ndate 20190625\ntext non oui/\n"},
        {"a.md", "", "skip empty 1 no title and no text\n"},
        {"fr/a.md", "x", "doc 1\nid fr/a.md\nlang fr \npair */a.md\ntext x/\n"},

        /* front matter */
        {"a.md",
         "---\ntitle: \"Climat : \\\"2050\\\"\"\nlang: fr\ndate: 2015-12-14\ntype: press-release\n"
         "tags: [climate, \"energy, wind\", 'l''air']\npair: climate\nurl: https://e.example/c\nid: c1\n"
         "author: Ann # a comment\n---\n# T\n",
         "doc 1\nid c1\nurl https://e.example/c\ntitle Climat : \"2050\"\nlang fr fr\ndate 20151214\n"
         "type press-release\npair climate\ntag climate\ntag energy, wind\ntag l'air\n+ author=Ann\n# "
         "T\ntext T/\n"},
        {"a.md", "---\r\ntitle: T\r\ntags:\r\n  - un\r\n  - deux\r\n---\r\ntexte\r\n",
         "doc 1\nid a.md\ntitle T\ntag un\ntag deux\ntext texte/\n"},
        {"a.md", "---\ntags: a, b\nauthors:\n- X\n- \"Y\"\nn: 3\nl: [1, b]\ne:\nz: ~\n...\nx",
         "doc 1\nid a.md\ntag a\ntag b\n+ authors=[\"X\",\"Y\"]\n+ n=3\n+ l=[\"1\",\"b\"]\ntext x/\n"},
        {"a.md", "---\n# a comment\n\nsummary: >\n  one\n  two\nlines: |\n  one\n  two\ntitle: T\n---\n",
         "doc 1\nid a.md\ntitle T\n+ summary=one two\n+ lines=one\ntwo\n"},
        {"a.md", "---\ntitle: T\nmap:\n  key: value\n  other: value\n---\n",
         "warn 1 line 4 of the front matter is not understood\ndoc 1\nid a.md\ntitle T\n"},
        {"a.md", "---\ntitle: T\nx: {a: 1}\n---\n",
         "warn 1 line 3 of the front matter is not understood\ndoc 1\nid a.md\ntitle T\n"},
        {"a.md", "---\ntitle: [a, b]\n---\nx",
         "warn 1 \"title\" is a list, expected a string\ndoc 1\nid a.md\ntext x/\n"},
        {"a.md", "---\ndate: hier\n---\nx",
         "warn 1 unknown date \"hier\"\ndoc 1\nid a.md\n+ date=hier\ntext x/\n"},
        {"a.md", "---\ntitle: \"open\n---\nx", "doc 1\nid a.md\ntitle open\ntext x/\n"},
        {"a.md", "---\ntitle: 'c''est'\n---\nx", "doc 1\nid a.md\ntitle c'est\ntext x/\n"},
        {"a.md", "---\nurl: http://x.example:80/a#b\n---\nx",
         "doc 1\nid a.md\nurl http://x.example:80/a#b\ntext x/\n"},
        /* none: never closed, or not at the front */
        {"a.md", "---\ntitle: T\n", "doc 1\nid a.md\ntext title: T/\n"},
        {"a.md", "\n---\n\ntitle: T\n\n---\n", "doc 1\nid a.md\ntext title: T/\n"},
        {"a.md", "---\n---\nx", "doc 1\nid a.md\ntext x/\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_reading(&reader_markdown, cases[i].path, str_of(cases[i].page), cases[i].told);
}

static void not_text(void **state)
{
    (void)state;
    expect_reading(&reader_markdown, "a", STR("a\0"), "skip binary 1 a NUL byte at byte 2\n");
    expect_reading(
        &reader_markdown, "a", STR("a\xE9"),
        "warn 1 not UTF-8 and of no stated encoding: read as windows-1252\ndoc 1\nid a\ntext aé/\n");
}

static void deep_nesting_does_no_harm(void **state)
{
    static const char *const pieces[] = {"> ", "[", "![", "*a ", "**_", "- "};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf b = {0};
        for (int n = 0; n < 100000; n++)
            buf_add_str(&b, str_of(pieces[i]));
        buf_add_char(&b, 'x');
        struct buf told = read_bytes(&reader_markdown, "a", buf_str(&b), 0);
        assert_non_null(strchr(told.ptr, 'x'));
        buf_fini(&told);
        buf_fini(&b);
    }
}

static void the_sink_can_stop_it(void **state)
{
    static const char *const cases[] = {"x", "", "---\ndate: x\n---\ny", "---\na:\n  b: c\n---\ny"};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct buf told = read_bytes(&reader_markdown, "a", str_of(cases[i]), ERR_IO);
        assert_int_equal(strstr(told.ptr, "warn") != NULL, i >= 2);
        assert_true(i < 2 || !strstr(told.ptr, "doc"));
        buf_fini(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),
        cmocka_unit_test(not_text),
        cmocka_unit_test(deep_nesting_does_no_harm),
        cmocka_unit_test(the_sink_can_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
