/* Nothing of a document reaches a terminal or a program unescaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/escape.h"

#define BYTES(literal)                                                                                       \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

struct escaped {
    struct str in, out;
};

static void expect_all(void (*escape)(struct buf *, struct str), const struct escaped *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf b = {0};
        escape(&b, cases[i].in);
        assert_int_equal(b.len, cases[i].out.len);
        assert_memory_equal(b.ptr, cases[i].out.ptr, b.len);
        buf_fini(&b);
    }
}

static void html_adds_no_element_and_no_attribute(void **state)
{
    (void)state;
    static const struct escaped cases[] = {
        {BYTES("plain é"), BYTES("plain é")},
        {BYTES("<img src=x onerror='a'>"), BYTES("&lt;img src=x onerror=&#39;a&#39;&gt;")},
        {BYTES("\" onclick=\"&amp;"), BYTES("&quot; onclick=&quot;&amp;amp;")},
        {BYTES("a\nb\0c\x7f"), BYTES("a b c ")},
        {BYTES("\xff<"), BYTES("\xef\xbf\xbd&lt;")},
        {BYTES("bidi \xe2\x80\xae!"), BYTES("bidi  !")},
    };
    expect_all(escape_html, cases, sizeof cases / sizeof cases[0]);
}

static void values_of_an_address_end_nowhere_else(void **state)
{
    (void)state;
    static const struct escaped cases[] = {
        {BYTES("visa-1_2.~"), BYTES("visa-1_2.~")},
        {BYTES("a b&c=d#e?f/%"), BYTES("a%20b%26c%3Dd%23e%3Ff%2F%25")},
        {BYTES("\"<é\xff"), BYTES("%22%3C%C3%A9%FF")},
    };
    expect_all(escape_url, cases, sizeof cases / sizeof cases[0]);
}

static void lines_hold_no_control_character(void **state)
{
    (void)state;
    static const struct escaped cases[] = {
        {BYTES("plain é"), BYTES("plain é")},
        {BYTES("a\nb\tc\rd"), BYTES("a b c d")},
        {BYTES("\x1b[31mred\x7f"), BYTES(" [31mred ")},
        {BYTES("c1 \xc2\x9b csi"), BYTES("c1   csi")},
        {BYTES("bidi \xe2\x80\xae!"), BYTES("bidi  !")},
        {BYTES("nul\0nul"), BYTES("nul nul")},
        {BYTES("bad \xff\xc3"), BYTES("bad \xef\xbf\xbd\xef\xbf\xbd")},
        {BYTES("overlong \xc0\xaf"), BYTES("overlong \xef\xbf\xbd\xef\xbf\xbd")},
    };
    expect_all(escape_line, cases, sizeof cases / sizeof cases[0]);
}

static void json_strings_are_valid_and_harmless(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        const char *out;
    } cases[] = {
        {BYTES(""), "\"\""},
        {BYTES("l'été \"x\" \\"), "\"l'été \\\"x\\\" \\\\\""},
        {BYTES("a\nb\tc\x01"), "\"a\\nb\\tc\\u0001\""},
        {BYTES("</script><!--"), "\"\\u003c/script\\u003e\\u003c!--\""},
        {BYTES("\xe2\x80\xa8"), "\"\\u2028\""},
        {BYTES("\xff"), "\"\xef\xbf\xbd\""},
        {BYTES("\xf0\x9f\x8c\xb1"), "\"\xf0\x9f\x8c\xb1\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b = {0};
        escape_json(&b, cases[i].in);
        buf_add_char(&b, '\0');
        assert_string_equal(b.ptr, cases[i].out);
        buf_fini(&b);
    }
}

static void utf8_is_checked_by_the_letter(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        bool valid;
        size_t at;
    } cases[] = {
        {BYTES(""), true, 0},
        {BYTES("ascii only, more than eight bytes"), true, 0},
        {BYTES("é œ € \xf0\x9f\x8c\xb1 \xf4\x8f\xbf\xbf"), true, 0},
        {BYTES("eight by\xff"), false, 8},
        {BYTES("\xed\xa0\x80"), false, 0},      /* a surrogate */
        {BYTES("a\xf4\x90\x80\x80"), false, 1}, /* past U+10FFFF */
        {BYTES("ab\xe2\x82"), false, 2},        /* cut short */
        {BYTES("\xe0\x80\xaf"), false, 0},      /* overlong */
        {BYTES("\x80"), false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t at = 0;
        assert_int_equal(utf8_valid(cases[i].in, &at), cases[i].valid);
        assert_int_equal(at, cases[i].at);
    }
}

static void error_messages_cannot_steer_a_terminal(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(err_set(&e, ERR_INPUT, "file \x1b[2J\n%s", "x"), ERR_INPUT);
    assert_string_equal(e.text, "file ?[2J?x");
    err_hint(&e, "a\tb");
    assert_string_equal(e.hint, "a?b");
    err_system(&e, ERR_IO, 2, "cannot open %s", "x");
    assert_string_equal(e.text, "cannot open x: No such file or directory");
    assert_string_equal(e.hint, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_hold_no_control_character),
        cmocka_unit_test(html_adds_no_element_and_no_attribute),
        cmocka_unit_test(values_of_an_address_end_nowhere_else),
        cmocka_unit_test(json_strings_are_valid_and_harmless),
        cmocka_unit_test(utf8_is_checked_by_the_letter),
        cmocka_unit_test(error_messages_cannot_steer_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
