/* Parameters of addresses: what forms send, and what nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searchd/net/http_params.h"

static void each_string_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        int code;
        const char *read; /* key=value;… */
    } cases[] = {
        {"", 0, ""},
        {"q=visa", 0, "q=visa;"},
        {"q=l%27%C3%A9nergie+solaire", 0, "q=l'\xc3\xa9nergie solaire;"},
        {"q=a%2Bb%26c%3Dd%25", 0, "q=a+b&c=d%;"},
        {"q=a&lang=fr", 0, "q=a;lang=fr;"},
        {"&&q=a&&", 0, "q=a;"},
        {"q", 0, "q=;"},
        {"q=", 0, "q=;"},
        {"=a", 0, "=a;"},
        {"q=a=b", 0, "q=a=b;"},
        {"q=a&q=b", 0, "q=a;q=b;"}, /* twice is for the route to refuse */
        {"%71=a", 0, "q=a;"},
        {"q=a%0Ab%09c%0D", 0, "q=a b c ;"},
        {"q=%E2%80%99", 0, "q=\xe2\x80\x99;"},
        {"q=%f0%9f%98%80", 0, "q=\xf0\x9f\x98\x80;"},
        {"q=a;b", 0, "q=a;b;"},
        {"q=%", ERR_USAGE, NULL},
        {"q=%4", ERR_USAGE, NULL},
        {"q=a%", ERR_USAGE, NULL},
        {"q=%g1", ERR_USAGE, NULL},
        {"q=%1g", ERR_USAGE, NULL},
        {"q=%u00e9", ERR_USAGE, NULL},
        {"q=%-1", ERR_USAGE, NULL},
        {"%=a", ERR_USAGE, NULL},
        {"q=%00", ERR_USAGE, NULL},
        {"q=a%00b", ERR_USAGE, NULL},
        {"q=%1b[31m", ERR_USAGE, NULL},
        {"q=%7f", ERR_USAGE, NULL},
        {"%01=a", ERR_USAGE, NULL},
        {"q=%e9", ERR_USAGE, NULL},
        {"q=%c3", ERR_USAGE, NULL},
        {"q=%c3%28", ERR_USAGE, NULL},
        {"q=%c0%af", ERR_USAGE, NULL},
        {"q=%ed%a0%80", ERR_USAGE, NULL},
        {"q=%f4%90%80%80", ERR_USAGE, NULL},
        {"q=%ff", ERR_USAGE, NULL},
        {"%e9=a", ERR_USAGE, NULL},
    };
    struct buf text = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_params params;
        struct err e = {0};
        struct buf read = {0};
        int code = http_params_read(str_of(cases[i].raw), &text, &params, &e);
        if (code != cases[i].code)
            fail_msg("%s: %d %s", cases[i].raw, code, e.text);
        for (size_t k = 0; k < params.count && code == 0; k++) {
            buf_add_str(&read, params.each[k].key);
            buf_add_char(&read, '=');
            buf_add_str(&read, params.each[k].value);
            buf_add_char(&read, ';');
        }
        buf_add_char(&read, '\0');
        if (code == 0)
            assert_string_equal(read.ptr, cases[i].read);
        buf_fini(&read);
    }
    buf_fini(&text);
}

static void there_are_so_many_and_no_more(void **state)
{
    (void)state;
    struct buf raw = {0}, text = {0};
    struct http_params params;
    struct err e;
    for (int i = 0; i < HTTP_PARAMS_MAX; i++)
        buf_printf(&raw, "p%d=%d&", i, i);
    assert_int_equal(http_params_read(buf_str(&raw), &text, &params, &e), 0);
    assert_int_equal(params.count, HTTP_PARAMS_MAX);
    buf_add_str(&raw, STR("one=more"));
    assert_int_equal(http_params_read(buf_str(&raw), &text, &params, &e), ERR_LIMIT);
    buf_fini(&raw);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_string_is_read),
        cmocka_unit_test(there_are_so_many_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
