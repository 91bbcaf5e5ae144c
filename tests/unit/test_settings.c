/* Settings as a user types them: values, units, ranges, and the words of each refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/settings.h"

struct options {
    bool quiet;
    const char *index;
    const char *format;
    uint64_t limit, memory, deadline;
};

static const struct setting table[] = {
    {"quiet", NULL, SETTING_FLAG, offsetof(struct options, quiet), NULL, 0, 0, "say less"},
    {"index", "DIR", SETTING_STRING, offsetof(struct options, index), NULL, 0, 0, "the index"},
    {"format", "text|tsv|json", SETTING_CHOICE, offsetof(struct options, format), "text", 0, 0, "output"},
    {"limit", "N", SETTING_NUMBER, offsetof(struct options, limit), "10", 1, 1000, "hits"},
    {"memory", "BYTES", SETTING_BYTES, offsetof(struct options, memory), "512M", 1 << 20, 1ull << 40,
     "memory"},
    {"deadline", "TIME", SETTING_MILLIS, offsetof(struct options, deadline), "500ms", 1, 600000, "time"},
    {NULL, NULL, SETTING_FLAG, 0, NULL, 0, 0, NULL},
};

/* Parses a command line of up to seven words; *rest counts what is no option. */
static int parse(struct options *o, const char *const *words, char **argv, int *rest, struct err *e)
{
    static char program[] = "program";
    int argc = 0;
    argv[argc++] = program;
    for (; *words; words++)
        memcpy(argv + argc++, words, sizeof *words); /* argv is not const, but nothing writes to it */
    return settings_parse(table, o, argc, argv, rest, e);
}

static void defaults_hold_without_options(void **state)
{
    (void)state;
    struct options o;
    struct err e;
    int rest;
    char *argv[8];
    const char *const words[] = {NULL};
    assert_int_equal(parse(&o, words, argv, &rest, &e), 0);
    assert_false(o.quiet);
    assert_null(o.index);
    assert_string_equal(o.format, "text");
    assert_int_equal(o.limit, 10);
    assert_int_equal(o.memory, 512 << 20);
    assert_int_equal(o.deadline, 500);
    assert_int_equal(rest, 0);
}

static void options_and_arguments_mix(void **state)
{
    (void)state;
    struct options o;
    struct err e;
    int rest;
    char *argv[16];
    const char *const words[] = {"a", "--index=x", "-", "--limit", "1000", "--quiet", "--", "--limit", NULL};
    assert_int_equal(parse(&o, words, argv, &rest, &e), 0);
    assert_string_equal(o.index, "x");
    assert_int_equal(o.limit, 1000);
    assert_true(o.quiet);
    assert_int_equal(rest, 3);
    assert_string_equal(argv[0], "a");
    assert_string_equal(argv[1], "-");
    assert_string_equal(argv[2], "--limit");
}

static void every_slip_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *words[3];
        const char *text, *hint;
    } cases[] = {
        {{"--limt", "3"}, "there is no option --limt", "did you mean --limit?"},
        {{"--zebra"}, "there is no option --zebra", "--help lists the options"},
        {{"-i", "x"}, "there is no option -i", "options begin with two dashes; \"--\" ends them"},
        {{"--index"}, "--index needs a value (DIR)", ""},
        {{"--quiet=1"}, "--quiet takes no value", ""},
        {{"--limit", "ten"}, "--limit ten: not a whole number", "write digits only, such as 10"},
        {{"--limit", ""}, "--limit : not a whole number", "write digits only, such as 10"},
        {{"--limit", "0"}, "--limit 0: out of range", "the least is 1, the most 1000"},
        {{"--limit", "1001"}, "--limit 1001: out of range", "the least is 1, the most 1000"},
        {{"--memory", "1T"}, "--memory 1T: not a number of bytes", "write 65536, 64K, 512M or 2G"},
        {{"--memory", "99999999999999999999"},
         "--memory 99999999999999999999: not a number of bytes",
         "write 65536, 64K, 512M or 2G"},
        {{"--memory", "18014398509481985K"},
         "--memory 18014398509481985K: not a number of bytes",
         "write 65536, 64K, 512M or 2G"},
        {{"--deadline", "1h"}, "--deadline 1h: not a duration", "write 500, 500ms, 10s or 5min"},
        {{"--format", "xml"}, "--format xml: not one of its values", "choose one of text|tsv|json"},
        {{"--format", "js"}, "--format js: not one of its values", "choose one of text|tsv|json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options o;
        struct err e = {0};
        int rest;
        char *argv[8];
        assert_int_equal(parse(&o, cases[i].words, argv, &rest, &e), ERR_USAGE);
        assert_string_equal(e.text, cases[i].text);
        assert_string_equal(e.hint, cases[i].hint);
    }
}

static void units_multiply(void **state)
{
    (void)state;
    static const struct {
        const char *words[3];
        size_t offset;
        uint64_t value;
    } cases[] = {
        {{"--memory", "1048576"}, offsetof(struct options, memory), 1 << 20},
        {{"--memory", "2M"}, offsetof(struct options, memory), 2 << 20},
        {{"--memory", "1G"}, offsetof(struct options, memory), 1 << 30},
        {{"--memory", "1024K"}, offsetof(struct options, memory), 1 << 20},
        {{"--deadline", "7"}, offsetof(struct options, deadline), 7},
        {{"--deadline", "10s"}, offsetof(struct options, deadline), 10000},
        {{"--deadline", "2min"}, offsetof(struct options, deadline), 120000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options o;
        struct err e;
        int rest;
        char *argv[8];
        uint64_t value;
        assert_int_equal(parse(&o, cases[i].words, argv, &rest, &e), 0);
        memcpy(&value, (char *)&o + cases[i].offset, sizeof value);
        assert_int_equal(value, cases[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold_without_options),
        cmocka_unit_test(options_and_arguments_mix),
        cmocka_unit_test(every_slip_is_named),
        cmocka_unit_test(units_multiply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
