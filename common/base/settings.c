/*
 * See settings.h. One table row is one setting: parsing its value, its range and its line of --help are
 * here, so that every program refuses a slip in the same words.
 */
#include "base/settings.h"

#include <stdio.h>
#include <stdlib.h>

enum { SETTING_NAME_MAX = 40, HELP_COLUMN = 28 };

static void *field(const struct setting *setting, void *target)
{
    return (char *)target + setting->offset;
}

/* --- values --- */

struct unit_name {
    const char *name;
    uint64_t factor;
};

static const struct unit_name byte_units[] = {
    {"", 1}, {"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {NULL, 0}};
static const struct unit_name milli_units[] = {{"", 1}, {"ms", 1}, {"s", 1000}, {"min", 60000}, {NULL, 0}};
static const struct unit_name no_units[] = {{"", 1}, {NULL, 0}};

static const struct unit_name *units_of(enum setting_type type)
{
    return type == SETTING_BYTES ? byte_units : type == SETTING_MILLIS ? milli_units : no_units;
}

static bool read_number(const struct unit_name *units, struct str text, uint64_t *out)
{
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    struct str unit = str_slice(text, digits, text.len);
    uint64_t number;
    if (!str_to_u64(str_slice(text, 0, digits), UINT64_MAX, &number))
        return false;
    for (; units->name; units++) {
        if (!str_equal(unit, str_of(units->name)))
            continue;
        if (number > UINT64_MAX / units->factor)
            return false;
        *out = number * units->factor;
        return true;
    }
    return false;
}

static int set_number(const struct setting *setting, void *target, const char *value, struct err *e)
{
    uint64_t number;
    if (!read_number(units_of(setting->type), str_of(value), &number)) {
        err_set(e, ERR_USAGE, "--%s %s: not %s", setting->name, value,
                setting->type == SETTING_BYTES    ? "a number of bytes"
                : setting->type == SETTING_MILLIS ? "a duration"
                                                  : "a whole number");
        return err_hint(e, "%s",
                        setting->type == SETTING_BYTES    ? "write 65536, 64K, 512M or 2G"
                        : setting->type == SETTING_MILLIS ? "write 500, 500ms, 10s or 5min"
                                                          : "write digits only, such as 10");
    }
    if (number < setting->min || number > setting->max) {
        err_set(e, ERR_USAGE, "--%s %s: out of range", setting->name, value);
        return err_hint(e, "the least is %llu, the most %llu", (unsigned long long)setting->min,
                        (unsigned long long)setting->max);
    }
    *(uint64_t *)field(setting, target) = number;
    return 0;
}

/* Points into `choices` ("text|tsv|json") at the one that `value` names; NULL if none. */
static bool is_choice(struct str choices, struct str value)
{
    while (choices.len) {
        size_t bar = str_find(choices, STR("|"));
        if (str_equal(str_slice(choices, 0, bar), value))
            return true;
        choices = str_slice(choices, bar < choices.len ? bar + 1 : bar, choices.len);
    }
    return false;
}

static int set_value(const struct setting *setting, void *target, const char *value, struct err *e)
{
    switch (setting->type) {
    case SETTING_FLAG:
        *(bool *)field(setting, target) = true;
        return 0;
    case SETTING_CHOICE:
        if (!is_choice(str_of(setting->argument), str_of(value))) {
            err_set(e, ERR_USAGE, "--%s %s: not one of its values", setting->name, value);
            return err_hint(e, "choose one of %s", setting->argument);
        }
        *(const char **)field(setting, target) = value;
        return 0;
    case SETTING_STRING:
        *(const char **)field(setting, target) = value;
        return 0;
    default:
        return set_number(setting, target, value, e);
    }
}

static int set_defaults(const struct setting *table, void *target, struct err *e)
{
    for (const struct setting *s = table; s->name; s++) {
        if (s->type == SETTING_FLAG)
            *(bool *)field(s, target) = false;
        else if (s->fallback) {
            if (set_value(s, target, s->fallback, e) < 0)
                return e->code;
        } else if (s->type == SETTING_STRING || s->type == SETTING_CHOICE)
            *(const char **)field(s, target) = NULL;
        else
            *(uint64_t *)field(s, target) = 0;
    }
    return 0;
}

/* --- names --- */

static const struct setting *find(const struct setting *table, struct str name)
{
    for (; table->name; table++)
        if (str_equal(str_of(table->name), name))
            return table;
    return NULL;
}

/* Levenshtein's distance, for names of at most SETTING_NAME_MAX bytes. */
static size_t distance(struct str a, struct str b)
{
    size_t row[SETTING_NAME_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            size_t change = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            size_t drop = above < row[j - 1] ? above : row[j - 1];
            row[j] = change < drop + 1 ? change : drop + 1;
            diagonal = above;
        }
    }
    return row[b.len];
}

static int unknown(const struct setting *table, struct str name, struct err *e)
{
    const char *nearest = NULL;
    size_t best = 4;
    for (const struct setting *s = table; s->name && name.len <= SETTING_NAME_MAX; s++) {
        size_t d = distance(name, str_of(s->name));
        if (d < best) {
            best = d;
            nearest = s->name;
        }
    }
    err_set(e, ERR_USAGE, "there is no option --%.*s", (int)name.len, name.ptr);
    return nearest ? err_hint(e, "did you mean --%s?", nearest) : err_hint(e, "--help lists the options");
}

/* --- the command line --- */

/* Reads the option at argv[*at] and moves *at to its last argument. */
static int parse_option(const struct setting *table, void *target, int argc, char **argv, int *at,
                        struct err *e)
{
    struct str name = str_of(argv[*at] + 2);
    size_t equals = str_find(name, STR("="));
    const char *value = equals < name.len ? name.ptr + equals + 1 : NULL;
    name = str_slice(name, 0, equals);

    const struct setting *setting = find(table, name);
    if (!setting)
        return unknown(table, name, e);
    if (setting->type == SETTING_FLAG) {
        if (value)
            return err_set(e, ERR_USAGE, "--%s takes no value", setting->name);
    } else if (!value) {
        if (*at + 1 >= argc)
            return err_set(e, ERR_USAGE, "--%s needs a value (%s)", setting->name, setting->argument);
        value = argv[++*at];
    }
    return set_value(setting, target, value, e);
}

int settings_parse(const struct setting *table, void *target, int argc, char **argv, int *rest, struct err *e)
{
    if (set_defaults(table, target, e) < 0)
        return e->code;
    int kept = 0;
    bool options = true;
    for (int at = 1; at < argc; at++) {
        struct str argument = str_of(argv[at]);
        if (!options || argument.len < 2 || argument.ptr[0] != '-') {
            argv[kept++] = argv[at];
        } else if (str_equal(argument, STR("--"))) {
            options = false;
        } else if (argument.ptr[1] != '-') {
            err_set(e, ERR_USAGE, "there is no option %s", argv[at]);
            return err_hint(e, "options begin with two dashes; \"--\" ends them");
        } else if (parse_option(table, target, argc, argv, &at, e) < 0) {
            return e->code;
        }
    }
    *rest = kept;
    return 0;
}

void settings_print_help(const struct setting *table)
{
    for (; table->name; table++) {
        char option[64];
        int width = snprintf(option, sizeof option, "  --%s%s%s", table->name, table->argument ? " " : "",
                             table->argument ? table->argument : "");
        if (width >= HELP_COLUMN)
            printf("%s\n%*s", option, HELP_COLUMN, "");
        else
            printf("%-*s", HELP_COLUMN, option);
        printf("%s", table->help);
        if (table->fallback)
            printf(" (default %s)", table->fallback);
        printf("\n");
    }
}
