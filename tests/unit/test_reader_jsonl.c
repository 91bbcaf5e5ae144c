#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading.h"

static void lines_and_what_becomes_of_them(void **state)
{
    static const struct {
        struct str line;
        const char *told;
    } cases[] = {
        {STR(""), ""},
        {STR("\n \r\n\t\n"), ""},
        {STR("{\"id\":\"a\",\"text\":\"Le traité\\nsigné\"}"), "doc 1\nid a\ntext Le traité/signé\n"},
        {STR("{\"id\":\"a\",\"title\":\"T\"}\r\n\n{\"id\":\"b\",\"title\":\"U\"}"),
         "doc 1\nid a\ntitle T\ndoc 3\nid b\ntitle U\n"},
        {STR("\xEF\xBB\xBF{\"id\":\"a\",\"title\":\"T\"}"), "doc 1\nid a\ntitle T\n"},
        {STR("{\"id\":\"fr-1\",\"url\":\"https://e.example/1\",\"lang\":\"fr-CA\",\"title\":\"T\",\"date\":"
             "\"2019-06-25\",\"type\":\"speech\",\"tags\":[\"a\",\" b c "
             "\",\"\"],\"pair\":\"1\",\"text\":\"x\"}"),
         "doc 1\nid fr-1\nurl https://e.example/1\ntitle T\nlang fr fr-CA\ndate 20190625\ntype speech\n"
         "pair 1\ntag a\ntag b c\ntext x\n"},

        /* ids */
        {STR("{\"id\":42,\"text\":\"x\"}"), "doc 1\nid 42\ntext x\n"},
        {STR("{\"id\":-1.50e3,\"text\":\"x\"}"), "doc 1\nid -1.50e3\ntext x\n"},
        {STR("{\"url\":\"u\",\"text\":\"x\"}"), "doc 1\nid u\nurl u\ntext x\n"},
        {STR("{\"id\":null,\"url\":\"u\",\"text\":\"x\"}"), "doc 1\nid u\nurl u\ntext x\n"},
        {STR("{\"id\":\" \",\"text\":\"x\"}"), "skip no-id 1 neither \"id\" nor \"url\"\n"},
        {STR("{\"text\":\"x\"}"), "skip no-id 1 neither \"id\" nor \"url\"\n"},

        /* languages: another one is said, an unknown one is to be detected */
        {STR("{\"id\":\"a\",\"lang\":\"EN\",\"text\":\"x\"}"), "doc 1\nid a\nlang en EN\ntext x\n"},
        {STR("{\"id\":\"a\",\"lang\":\"de\",\"text\":\"x\"}"), "doc 1\nid a\nlang und de\ntext x\n"},
        {STR("{\"id\":\"a\",\"lang\":\"und\",\"text\":\"x\"}"), "doc 1\nid a\nlang ? und\ntext x\n"},
        {STR("{\"id\":\"a\",\"lang\":\"\",\"text\":\"x\"}"), "doc 1\nid a\ntext x\n"},

        /* tags, dates */
        {STR("{\"id\":\"a\",\"tags\":\"one, two,,three \",\"text\":\"x\"}"),
         "doc 1\nid a\ntag one\ntag two\ntag three\ntext x\n"},
        {STR("{\"id\":\"a\",\"date\":2019,\"text\":\"x\"}"), "doc 1\nid a\ndate 20190000\ntext x\n"},
        {STR("{\"id\":\"a\",\"date\":\"hier\",\"text\":\"x\"}"),
         "warn 1 unknown date \"hier\"\ndoc 1\nid a\n+ date=hier\ntext x\n"},
        {STR("{\"id\":\"a\",\"date\":\"\",\"text\":\"x\"}"), "doc 1\nid a\ntext x\n"},

        /* fields that are not ours */
        {STR("{\"id\":\"a\",\"n\":1.0,\"t\":true,\"z\":null,\"s\":\"x y\",\"l\":[ \"p\", \"q\" ],\"o\":{ "
             "\"k\" : [ 1 ] },\"e\":\"\",\"text\":\"x\"}"),
         "doc 1\nid a\n+ n=1.0\n+ t=true\n+ s=x y\n+ l=[\"p\",\"q\"]\n+ o={\"k\":[1]}\ntext x\n"},

        /* characters that are no text */
        {STR("{\"id\":\"a\",\"title\":\" A\\n B\\t\\u0007C "
             "\",\"text\":\"a\\r\\nb\\rc\\u0001d\\u0085e\\tf\"}"),
         "doc 1\nid a\ntitle A B C\ntext a/b/c d e\tf\n"},
        {STR("{\"id\":\"a\",\"title\":\"\",\"text\":\" \\n\"}"), "skip empty 1 no title and no text\n"},
        {STR("{\"id\":\"a\"}"), "skip empty 1 no title and no text\n"},

        /* wrong, each followed by a good one */
        {STR("{\"id\":\"a\",\"title\":[\"x\"]}\n{\"id\":\"b\",\"text\":\"x\"}"),
         "skip malformed 1 \"title\" is an array, expected a string\ndoc 2\nid b\ntext x\n"},
        {STR("{\"id\":true,\"text\":\"x\"}"),
         "skip malformed 1 \"id\" is true or false, expected a string or a number\n"},
        {STR("{\"id\":\"a\",\"text\":{}}"), "skip malformed 1 \"text\" is an object, expected a string\n"},
        {STR("{\"id\":\"a\",\"url\":1}"), "skip malformed 1 \"url\" is a number, expected a string\n"},
        {STR("{\"id\":\"a\",\"tags\":7}"),
         "skip malformed 1 \"tags\" is a number, expected an array of strings\n"},
        {STR("{\"id\":\"a\",\"tags\":[\"x\",7]}"),
         "skip malformed 1 \"tags\" holds a number, expected strings\n"},
        {STR("{\"id\":\"a\",\"text\":\"x\",\"id\":\"b\"}"), "skip malformed 1 \"id\" comes twice\n"},
        {STR("{\"id\":\"a\",\"x\":1,\"\\u0078\":2}"), "skip malformed 1 \"x\" comes twice\n"},
        {STR("[1]"), "skip malformed 1 byte 1: expected an object\n"},
        {STR("hello"), "skip malformed 1 byte 1: expected an object\n"},
        {STR("{\"id\":\"a\" \"text\":\"x\"}"), "skip malformed 1 byte 11: expected ',' or '}'\n"},
        {STR("{\"id\":\"a\",\"text\":\"x"), "skip malformed 1 byte 20: a string without its closing quote\n"},
        {STR("{\"id\":\"a\",\"text\":\"x\"} {}"), "skip malformed 1 byte 23: something follows the value\n"},
        {STR("{\"id\":\"a\",\"text\":}"), "skip malformed 1 byte 18: expected a value\n"},
        {STR("{\"id\":\"a\",\"text\":\"\xE9t\xE9\"}"), "skip encoding 1 byte 19: not valid UTF-8\n"},
        {STR("{\"id\":\"a\",\"text\":\"\\ud800\"}"), "skip encoding 1 byte 20: half a surrogate pair\n"},
        {STR("{\"id\":\"a\",\"text\":\"\\u0000\"}"), "skip binary 1 byte 20: a NUL, written \\u0000\n"},
        {STR("{\"id\":\"a\",\"text\":\"\0\"}"), "skip binary 1 byte 19: a NUL byte\n"},
        {STR("\0\0"), "skip binary 1 byte 1: a NUL byte\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_reading(&reader_jsonl, "a.jsonl", cases[i].line, cases[i].told);
}

/* {"id":"a","text":"x"} with members "m2", "m3" … until there are `count`. */
static struct buf many_members(int count)
{
    struct buf b = {0};
    buf_printf(&b, "{\"id\":\"a\",\"text\":\"x\"");
    for (int i = 2; i < count; i++)
        buf_printf(&b, ",\"m%d\":\"\"", i);
    buf_add_char(&b, '}');
    return b;
}

static void members_are_limited(void **state)
{
    (void)state;
    struct buf most = many_members(256), more = many_members(257);
    expect_reading(&reader_jsonl, "a", buf_str(&most), "doc 1\nid a\ntext x\n");
    expect_reading(&reader_jsonl, "a", buf_str(&more), "skip malformed 1 more than 256 members\n");
    buf_fini(&most);
    buf_fini(&more);
}

static void deep_nesting_is_refused(void **state)
{
    struct buf b = {0};
    (void)state;
    buf_printf(&b, "{\"id\":\"a\",\"x\":");
    for (int i = 0; i < 100000; i++)
        buf_add_char(&b, '[');
    expect_reading(&reader_jsonl, "a", buf_str(&b), "skip malformed 1 byte 79: nested too deeply\n");
    buf_fini(&b);
}

static void line_numbers_go_on_from_the_block(void **state)
{
    struct reading reading = {0};
    struct sink sink = {&reading, on_document, on_skip, on_warn};
    struct arena arena = {0};
    struct err e;
    struct unit unit = {STR("{\"id\":1}\n\n{\"id\":2,\"title\":\"T\"}\n"), STR("-"), STR("-"), 1001};
    (void)state;
    assert_int_equal(reader_jsonl.read(&unit, &arena, &sink, &e), 0);
    buf_add_char(&reading.told, '\0');
    assert_string_equal(reading.told.ptr, "skip empty 1001 no title and no text\ndoc 1003\nid 2\ntitle T\n");
    buf_fini(&reading.told);
    arena_fini(&arena);
}

/* Whatever the sink is called for, its refusal ends the reading. */
static void the_sink_can_stop_it(void **state)
{
    static const char *const cases[] = {"{\"id\":1,\"title\":\"T\"}\n{\"id\":2,\"title\":\"T\"}\n",
                                        "{}\n{\"id\":2,\"title\":\"T\"}\n",
                                        "{\"id\":1,\"date\":\"hier\",\"title\":\"T\"}\n"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct buf told = read_bytes(&reader_jsonl, "a", str_of(cases[i]), ERR_IO);
        assert_null(strstr(told.ptr, "doc 2"));
        buf_fini(&told);
    }
}

static void readers_are_found(void **state)
{
    (void)state;
    assert_ptr_equal(reader_for(STR("a/b.jsonl")), &reader_jsonl);
    assert_ptr_equal(reader_for(STR("B.NDJSON")), &reader_jsonl);
    assert_ptr_equal(reader_for(STR("x.HTM")), &reader_html);
    assert_ptr_equal(reader_for(STR("x.fr.txt")), &reader_text);
    assert_ptr_equal(reader_for(STR("x.md")), &reader_markdown);
    assert_null(reader_for(STR("x.pdf")));
    assert_null(reader_for(STR("html")));
    assert_null(reader_for(STR(".md")));
    assert_null(reader_for(STR("")));
    assert_ptr_equal(reader_by_name(STR("markdown")), &reader_markdown);
    assert_null(reader_by_name(STR("pdf")));
    assert_string_equal(skip_word(SKIP_NO_ID), "no-id");
    assert_string_equal(skip_text(SKIP_LOOP), "a link back into a directory above it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_what_becomes_of_them), cmocka_unit_test(members_are_limited),
        cmocka_unit_test(deep_nesting_is_refused),        cmocka_unit_test(line_numbers_go_on_from_the_block),
        cmocka_unit_test(the_sink_can_stop_it),           cmocka_unit_test(readers_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
