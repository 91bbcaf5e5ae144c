/* Encodings of pages: indexer/readers/charset.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/readers/charset.h"

#define TEN(s) s s s s s s s s s s

static void decoded(void **state)
{
    static const struct {
        struct str bytes;
        const char *declared, *text, *name;
        size_t mended;
        bool guessed;
    } cases[] = {
        {STR(""), "", "", "UTF-8", 0, false},
        {STR("été"), "", "été", "UTF-8", 0, false},
        {STR("\xEF\xBB\xBFété"), "windows-1252", "été", "UTF-8", 0, false},
        /* what the bytes are counts more than what is declared */
        {STR("été"), "iso-8859-1", "été", "UTF-8", 0, false},
        /* with a byte order mark */
        {STR("\xFF\xFE\xE9\0t\0"), "", "ét", "UTF-16LE", 0, false},
        {STR("\xFE\xFF\0\xE9\0t"), "utf-8", "ét", "UTF-16BE", 0, false},
        {STR("\xFE\xFF\0t\xD8"), "", "t\uFFFD", "UTF-16BE", 1, false},
        /* Latin-1 is always windows-1252 */
        {STR("\xE9t\xE9 \x93x\x94 \x80"), "ISO-8859-1", "été “x” €", "windows-1252", 0, false},
        {STR("\xE9t\xE9 \x9Cuvre"), " us-ascii ", "été œuvre", "windows-1252", 0, false},
        {STR("a\x81"), "windows-1252", "a\uFFFD", "windows-1252", 1, false},
        /* another encoding, as it says */
        {STR("\xBB\xA7\xF5"), "iso-8859-7", "»§υ", "iso-8859-7", 0, false},
        {STR("\x8E\x74\x8E"), "macintosh", "été", "MACINTOSH", 0, false},
        {STR("\xBDuvre 10 \xA4"), "latin-9", "œuvre 10 €", "ISO-8859-15", 0, false},
        /* it says something that cannot be, or nothing that is known */
        {STR("\xE9t\xE9"), "utf-8", "été", "windows-1252", 0, true},
        {STR("\xE9t\xE9"), "klingon", "été", "windows-1252", 0, true},
        {STR("\xE9t\xE9"), "latin1//IGNORE", "été", "windows-1252", 0, true},
        /* nothing said: by their letters */
        {STR("\xE9t\xE9"), "", "été", "windows-1252", 0, true},
        {STR("c\xBDur et v\xBDux"), "", "cœur et vœux", "ISO-8859-15", 0, true},
        {STR("10 \xA4"), "", "10 €", "ISO-8859-15", 0, true},
        {STR("2 \xBD tasses de caf\xE9"), "", "2 ½ tasses de café", "windows-1252", 0, true},
        {STR("c\xBDur \x96 d\x92Irak"), "", "c½ur – d’Irak", "windows-1252", 0, true},
        /* UTF-8 with a slip: one in ten and no more */
        {STR(TEN("é") "\xE9"), "", TEN("é") "\uFFFD", "UTF-8", 1, false},
        {STR(TEN("é") "\xE9 \xE9"), "", TEN("Ã©") "é é", "windows-1252", 0, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct charset_text out;
        struct err e = {0};
        assert_int_equal(charset_decode(&arena, cases[i].bytes, str_of(cases[i].declared), &out, &e), 0);
        struct buf text = {0};
        buf_add_str(&text, out.text);
        buf_add_char(&text, 0);
        assert_string_equal(text.ptr, cases[i].text);
        assert_string_equal(out.name, cases[i].name);
        assert_int_equal(out.mended, cases[i].mended);
        assert_int_equal(out.guessed, cases[i].guessed);
        buf_fini(&text);
        arena_fini(&arena);
    }
}

static void binary_is_refused(void **state)
{
    struct arena arena = {0};
    struct charset_text out;
    struct err e = {0};
    (void)state;
    assert_int_equal(charset_decode(&arena, STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), STR(""), &out, &e),
                     ERR_INPUT);
    assert_non_null(strstr(e.text, "control bytes"));
    arena_fini(&arena);
}

static void declared_by_a_page(void **state)
{
    static const struct {
        const char *page, *label;
    } cases[] = {
        {"", ""},
        {"<p>charset=latin1", ""},
        {"<meta charset=iso-8859-1>", "iso-8859-1"},
        {"<META CHARSET = 'Windows-1252' />", "Windows-1252"},
        {"<meta name=x><meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-15\">",
         "iso-8859-15"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><html>", "ISO-8859-1"},
        {"<?xml version='1.0'?><meta charset=\"x\">", "x"},
        {"<meta charset", ""},
        {"<meta charset=", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(str_equal(charset_of_html(str_of(cases[i].page)), str_of(cases[i].label)));
}

static void only_the_head_is_scanned(void **state)
{
    static const char meta[] = "<meta charset=latin1>";
    struct buf page = {0};
    (void)state;
    for (size_t spaces = 1024 - (sizeof meta - 1); spaces <= 1024; spaces += sizeof meta - 1) {
        buf_clear(&page);
        for (size_t i = 0; i < spaces; i++)
            buf_add_char(&page, ' ');
        buf_add_str(&page, str_of(meta));
        assert_int_equal(charset_of_html(buf_str(&page)).len, spaces < 1024 ? 6 : 0);
    }
    buf_fini(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoded),
        cmocka_unit_test(binary_is_refused),
        cmocka_unit_test(declared_by_a_page),
        cmocka_unit_test(only_the_head_is_scanned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
