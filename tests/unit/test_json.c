#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/readers/json.h"

#include <stdlib.h>

/* Takes `text` as one value; its compact form in `out`. */
static enum json_fault take(struct str text, struct str *out, char *space)
{
    struct json j;
    json_init(&j, text, space);
    json_value(&j, out);
    json_finish(&j);
    return j.fault;
}

static void values_that_are_accepted(void **state)
{
    static const char *const cases[][2] = {
        {"null", "null"},
        {" true ", "true"},
        {"false", "false"},
        {"0", "0"},
        {"-0", "-0"},
        {"-12.50e+10", "-12.50e+10"},
        {"1E-2", "1E-2"},
        {"123456789012345678901234567890", "123456789012345678901234567890"},
        {"\"\"", "\"\""},
        {"\"a \\u00e9 \\n\"", "\"a \\u00e9 \\n\""},
        {"[]", "[]"},
        {" [ ] ", "[]"},
        {"{ }", "{}"},
        {"[1 , 2,\t3]", "[1,2,3]"},
        {"{ \"a\" : [ { } , null ] , \"b\" : { \"c\" : \"d e\" } }",
         "{\"a\":[{},null],\"b\":{\"c\":\"d e\"}}"},
        {"[[[[]],[]]]", "[[[[]],[]]]"},
        {"\"\xF0\x9F\x98\x80 \xC3\xA9 \x7f\"", "\"\xF0\x9F\x98\x80 \xC3\xA9 \x7f\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char space[256];
        struct str out;
        assert_int_equal(take(str_of(cases[i][0]), &out, space), JSON_FINE);
        assert_int_equal(out.len, strlen(cases[i][1]));
        assert_memory_equal(out.ptr, cases[i][1], out.len);
    }
}

static void values_that_are_refused(void **state)
{
    static const struct {
        struct str text;
        enum json_fault fault;
    } cases[] = {
        {STR(""), JSON_SYNTAX},
        {STR("  "), JSON_SYNTAX},
        {STR("nul"), JSON_SYNTAX},
        {STR("nulll"), JSON_SYNTAX},
        {STR("True"), JSON_SYNTAX},
        {STR("01"), JSON_SYNTAX},
        {STR("-"), JSON_SYNTAX},
        {STR("+1"), JSON_SYNTAX},
        {STR("1."), JSON_SYNTAX},
        {STR(".5"), JSON_SYNTAX},
        {STR("1e"), JSON_SYNTAX},
        {STR("1e+"), JSON_SYNTAX},
        {STR("0x10"), JSON_SYNTAX},
        {STR("NaN"), JSON_SYNTAX},
        {STR("\""), JSON_SYNTAX},
        {STR("\"abc"), JSON_SYNTAX},
        {STR("\"abcdefghijklmnop"), JSON_SYNTAX},
        {STR("\"a\\\""), JSON_SYNTAX},
        {STR("\"\\"), JSON_SYNTAX},
        {STR("\"\\x41\""), JSON_SYNTAX},
        {STR("\"\\u12\""), JSON_SYNTAX},
        {STR("\"\\u12g4\""), JSON_SYNTAX},
        {STR("\"tab\there\""), JSON_SYNTAX},
        {STR("\"line\nend\""), JSON_SYNTAX},
        {STR("'a'"), JSON_SYNTAX},
        {STR("["), JSON_SYNTAX},
        {STR("]"), JSON_SYNTAX},
        {STR("[1,]"), JSON_SYNTAX},
        {STR("[,1]"), JSON_SYNTAX},
        {STR("[1 2]"), JSON_SYNTAX},
        {STR("[1}"), JSON_SYNTAX},
        {STR("{\"a\"}"), JSON_SYNTAX},
        {STR("{\"a\":}"), JSON_SYNTAX},
        {STR("{\"a\":1,}"), JSON_SYNTAX},
        {STR("{,\"a\":1}"), JSON_SYNTAX},
        {STR("{a:1}"), JSON_SYNTAX},
        {STR("{\"a\" 1}"), JSON_SYNTAX},
        {STR("{1:1}"), JSON_SYNTAX},
        {STR("{\"a\":1]"), JSON_SYNTAX},
        {STR("1 2"), JSON_SYNTAX},
        {STR("[] []"), JSON_SYNTAX},
        {STR("// a\n1"), JSON_SYNTAX},
        {STR("\"\xFF\""), JSON_ENCODING},
        {STR("\"\xC3\""), JSON_ENCODING},
        {STR("\"\xC0\xAF\""), JSON_ENCODING},
        {STR("\"\xED\xA0\x80\""), JSON_ENCODING},
        {STR("\"\xF4\x90\x80\x80\""), JSON_ENCODING},
        {STR("\"\\ud800\""), JSON_ENCODING},
        {STR("\"\\udc00\\ud800\""), JSON_ENCODING},
        {STR("\"\\ud800\\u0041\""), JSON_ENCODING},
        {STR("\"\\ud83d\\ude0\""), JSON_ENCODING},
        {STR("\"\\u0000\""), JSON_NUL},
        {STR("\"a\0b\""), JSON_NUL},
        {STR("[1,\0]"), JSON_NUL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char space[64];
        struct str out;
        char *exact = malloc(cases[i].text.len ? cases[i].text.len : 1);
        assert_non_null(exact);
        memcpy(exact, cases[i].text.ptr, cases[i].text.len);
        enum json_fault fault = take((struct str){exact, cases[i].text.len}, &out, space);
        if (fault != cases[i].fault)
            fail_msg("case %zu: fault %d, expected %d", i, fault, cases[i].fault);
        free(exact);
    }
}

static void strings_are_decoded(void **state)
{
    static const struct {
        struct str written, meant;
    } cases[] = {
        {STR("\"\""), STR("")},
        {STR("\"plain, and longer than eight bytes\""), STR("plain, and longer than eight bytes")},
        {STR("\"1234567\\n\""), STR("1234567\n")},
        {STR("\"12345678\\\"\""), STR("12345678\"")},
        {STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), STR("\"\\/\b\f\n\r\t")},
        {STR("\"\\u0041\\u00e9\\u00E9\\u20ac\""), STR("A\xC3\xA9\xC3\xA9\xE2\x82\xAC")},
        {STR("\"\\ud83d\\ude00\\uDBFF\\uDFFF\""), STR("\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF")},
        {STR("\"\xC3\xA9t\xC3\xA9\""), STR("\xC3\xA9t\xC3\xA9")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char space[64];
        struct json j;
        struct str out;
        json_init(&j, cases[i].written, space);
        assert_true(json_string(&j, &out));
        assert_true(json_finish(&j));
        assert_true(str_equal(out, cases[i].meant));
    }
}

static enum json_fault nest(unsigned depth)
{
    char text[2 * JSON_DEPTH_MAX + 8], space[sizeof text];
    struct str out;
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    return take((struct str){text, 2 * depth}, &out, space);
}

static void depth_is_limited(void **state)
{
    (void)state;
    assert_int_equal(nest(JSON_DEPTH_MAX), JSON_FINE);
    assert_int_equal(nest(JSON_DEPTH_MAX + 1), JSON_SYNTAX);
}

static void members_are_pulled(void **state)
{
    struct str text = STR("{\"a\": [\"x\", \"y\"], \"b\": {\"c\": [1, 2]}, \"d\": 3}"), name, value;
    char space[64], told[64] = "";
    struct json j;
    (void)state;
    json_init(&j, text, space);
    assert_true(json_enter(&j, '{'));
    while (json_more(&j, '}')) {
        assert_true(json_name(&j, &name));
        strncat(told, name.ptr, name.len);
        if (json_peek(&j) == JSON_ARRAY) {
            json_enter(&j, '[');
            while (json_more(&j, ']') && json_string(&j, &value))
                strncat(told, value.ptr, value.len);
        } else if (json_value(&j, &value)) {
            strncat(told, value.ptr, value.len);
        }
    }
    assert_true(json_finish(&j));
    assert_string_equal(told, "axyb{\"c\":[1,2]}d3");
}

static void a_fault_says_where(void **state)
{
    char space[64];
    struct str out;
    struct json j;
    (void)state;
    json_init(&j, STR("{\"a\": 1 \"b\"}"), space);
    assert_false(json_value(&j, &out));
    assert_int_equal(j.at, 8);
    assert_string_equal(j.problem, "expected ',' or '}'");
    assert_int_equal(json_peek(&j), JSON_NONE);
    assert_false(json_enter(&j, '{'));
    assert_false(json_more(&j, '}'));
    assert_false(json_string(&j, &out));
    assert_false(json_finish(&j));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_that_are_accepted), cmocka_unit_test(values_that_are_refused),
        cmocka_unit_test(strings_are_decoded),      cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(members_are_pulled),       cmocka_unit_test(a_fault_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
