/* See query_field.h. */
#include "searchd/query/query_field.h"

static bool same_letters(struct str a, const char *lower)
{
    if (a.len != strlen(lower))
        return false;
    for (size_t i = 0; i < a.len; i++)
        if ((a.ptr[i] | 0x20) != lower[i])
            return false;
    return true;
}

enum query_field query_field_named(struct str name)
{
    static const char *const names[FIELD_COUNT] = {
        [FIELD_LANG] = "lang", [FIELD_TITLE] = "title", [FIELD_DATE] = "date", [FIELD_SITE] = "site",
        [FIELD_TYPE] = "type", [FIELD_TAG] = "tag",     [FIELD_URL] = "url",   [FIELD_ID] = "id",
        [FIELD_PAIR] = "pair", [FIELD_SORT] = "sort",
    };
    enum query_field field = 0;
    while (field < FIELD_COUNT && !same_letters(name, names[field]))
        field++;
    return field;
}

/* Reads one end of a range; an empty one is `open`. */
static bool read_day(struct str s, date_num open, date_num (*of)(date_num), date_num *out)
{
    s = str_trim(s);
    date_num date = s.len ? date_parse(s) : 0;
    *out = date ? of(date) : open;
    return date || s.len == 0;
}

/* PROBLEM_COUNT, or what is wrong. */
static enum query_problem_kind read_dates(struct str value, struct query_value *out)
{
    size_t dots = str_find(value, STR(".."));
    struct str from = str_slice(value, 0, dots), to = from;
    if (dots < value.len)
        to = str_slice(value, dots + 2, value.len);
    if ((str_trim(from).len == 0 && str_trim(to).len == 0) ||
        !read_day(from, 0, date_first_day, &out->first) ||
        !read_day(to, UINT32_MAX, date_last_day, &out->last))
        return PROBLEM_DATE;
    return out->first <= out->last ? PROBLEM_COUNT : PROBLEM_DATE_ORDER;
}

static enum query_problem_kind read_lang(struct str value, struct query_value *out)
{
    out->lang = lang_parse(value);
    return out->lang != LANG_NONE || same_letters(value, lang_code(LANG_NONE)) ? PROBLEM_COUNT : PROBLEM_LANG;
}

static enum query_problem_kind read_sort(struct str value, struct query_value *out)
{
    static const struct {
        const char *name;
        enum query_sort sort;
    } orders[] = {{"relevance", QUERY_SORT_RELEVANCE},
                  {"date", QUERY_SORT_NEWEST},
                  {"-date", QUERY_SORT_OLDEST},
                  {"title", QUERY_SORT_TITLE}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (same_letters(value, orders[i].name)) {
            out->sort = orders[i].sort;
            return PROBLEM_COUNT;
        }
    return PROBLEM_SORT;
}

enum query_problem_kind query_field_read(enum query_field field, struct str value, struct query_value *out)
{
    memset(out, 0, sizeof *out);
    if (field == FIELD_DATE)
        return read_dates(value, out);
    if (field == FIELD_LANG)
        return read_lang(value, out);
    return field == FIELD_SORT ? read_sort(value, out) : PROBLEM_COUNT;
}
