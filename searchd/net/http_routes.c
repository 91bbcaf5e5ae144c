/* See http_routes.h. */
#include "searchd/net/http_routes.h"

#include "searchd/net/http_own.h"
#include "searchd/net/http_page.h"
#include "text/date.h"

static const struct http_route routes[] = {
    {"/", "SEARCH", "q", http_page_front, FORMAT_PAGE},
    {"/search", "SEARCH", "q", NULL, FORMAT_JSON},
    {"/count", "COUNT", "q", NULL, FORMAT_JSON},
    {"/suggest", "SUGGEST", "q", NULL, FORMAT_JSON},
    {"/kwic", "KWIC", "q", NULL, FORMAT_JSON},
    {"/facets", "FACETS", "q", NULL, FORMAT_JSON},
    {"/trend", "TREND", "q", NULL, FORMAT_JSON},
    {"/explain", "EXPLAIN", "q", NULL, FORMAT_JSON},
    {"/similar", "SIMILAR", "id", NULL, FORMAT_JSON},
    {"/doc", "GET", "id", NULL, FORMAT_JSON},
    {"/stats", "STATS", "", http_own_stats, FORMAT_JSON},
    {"/metrics", "STATS", NULL, http_own_metrics, FORMAT_TEXT},
    {"/opensearch.xml", "HELP", "", http_own_opensearch, FORMAT_TEXT},
    {"/healthz", "PING", NULL, http_own_health, FORMAT_TEXT},
    {"/readyz", "PING", NULL, http_own_readiness, FORMAT_TEXT},
};

const struct http_route *http_route_find(struct str path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (str_equal(path, str_of(routes[i].path)))
            return &routes[i];
    return NULL;
}

/* --- parameters that are no option of a verb --- */

/* What they say, until all are read. */
struct extras {
    struct str page, from, to;
    size_t filter; /* where filters begin in `text` */
    struct buf *text;
};

/* Those of which an address may have several: all of them hold. */
static bool may_repeat(struct str key)
{
    return str_equal(key, STR("filter"));
}

static int check_once(const struct http_params *params, size_t i, struct err *e)
{
    struct str key = params->each[i].key;
    for (size_t before = 0; before < i && !may_repeat(key); before++)
        if (str_equal(params->each[before].key, key))
            return err_set(e, ERR_USAGE, "%.*s= is there twice", (int)key.len, key.ptr);
    return 0;
}

/* Returns 1 if the parameter is one of a query's, 0 if not. */
static int set_extra(const struct verb *verb, struct str key, struct str value, struct extras *extras,
                     struct request *out, struct err *e)
{
    if (verb->verb == REQUEST_SUGGEST && str_equal(key, STR("format")) &&
        str_equal(value, STR("opensearch"))) {
        out->format = FORMAT_OPENSEARCH;
        return 1;
    }
    if (verb->verb == REQUEST_HELP && str_equal(key, STR("lang"))) {
        out->prefer = lang_parse(value);
        return out->prefer != LANG_NONE ? 1 : err_set(e, ERR_USAGE, "lang=: it takes fr or en");
    }
    if (!verb_takes(verb, STR("match")))
        return 0;
    if (str_equal(key, STR("filter"))) {
        buf_add_char(extras->text, ' ');
        buf_add_str(extras->text, value);
    } else if (str_equal(key, STR("from"))) {
        extras->from = value;
    } else if (str_equal(key, STR("to"))) {
        extras->to = value;
    } else if (str_equal(key, STR("page")) && verb_takes(verb, STR("offset"))) {
        extras->page = value;
    } else {
        return 0;
    }
    return 1;
}

static int add_date(const char *key, struct str value, struct buf *out, struct err *e)
{
    char date[16] = "";
    date_num number = date_parse(value);
    if (value.len && !number)
        return err_set(e, ERR_USAGE, "%s=%.*s: it takes a year, a month or a day, as 2019-06-25", key,
                       (int)value.len, value.ptr);
    if (number)
        date_print(number, date);
    buf_add_str(out, str_of(date));
    return 0;
}

/* from= and to= are a filter like others. */
static int add_dates(struct extras *extras, struct err *e)
{
    if (extras->from.len == 0 && extras->to.len == 0)
        return 0;
    buf_add_str(extras->text, STR(" date:"));
    if (add_date("from", extras->from, extras->text, e) < 0)
        return e->code;
    buf_add_str(extras->text, STR(".."));
    return add_date("to", extras->to, extras->text, e);
}

/* Pages are counted from 1. */
static int turn_to(struct str page, const struct verb_limits *limits, struct request *out, struct err *e)
{
    uint64_t number;
    if (!str_to_u64(page, UINT32_MAX, &number) || number == 0)
        return err_set(e, ERR_USAGE, "page=%.*s: it takes a whole number, at least 1", (int)page.len,
                       page.ptr);
    uint64_t offset = (number - 1) * out->limit;
    if (offset > limits->offset) {
        err_set(e, ERR_LIMIT, "page=%.*s: pages end after %lu hits", (int)page.len, page.ptr,
                (unsigned long)limits->offset);
        return err_hint(e, "ask a narrower query");
    }
    out->offset = (uint32_t)offset;
    return 0;
}

/* --- the whole --- */

static int set(const struct http_route *route, const struct verb *verb, const struct verb_limits *limits,
               struct str key, struct str value, struct extras *extras, struct request *out, struct err *e)
{
    if (route->argument[0] && str_equal(key, str_of(route->argument))) {
        out->query = str_trim(value);
        return 0;
    }
    struct str option = str_equal(key, STR("per_page")) ? STR("limit") : key;
    int taken = set_extra(verb, key, value, extras, out, e);
    if (taken == 0 && verb_takes(verb, option))
        taken = verb_set(verb, limits, option, value, out, e);
    if (taken != 0)
        return taken < 0 ? taken : 0;
    err_set(e, ERR_USAGE, "%.*s=: there is no such parameter here", (int)key.len, key.ptr);
    return err_hint(e, "docs/http.md lists the parameters of %s", route->path);
}

int http_route_request(const struct http_route *route, const struct verb_limits *limits,
                       const struct http_params *params, struct str languages, struct buf *text,
                       struct request *out, struct err *e)
{
    if (route->local == http_page_front)
        return http_page_request(params, languages, limits, text, out, e);
    const struct verb *verb = verb_find(str_of(route->verb));
    struct extras extras = {.text = text, .filter = text->len};
    *out = verb_request(verb);
    out->format = route->format;
    out->html = true;
    if (!route->argument)
        return 0;
    for (size_t i = 0; i < params->count; i++)
        if (check_once(params, i, e) < 0 ||
            set(route, verb, limits, params->each[i].key, params->each[i].value, &extras, out, e) < 0)
            return e->code;
    if (verb->needed && out->query.len == 0)
        return err_set(e, ERR_USAGE, "%s= is missing: %s needs %s", route->argument, route->path,
                       verb->needed);
    if (add_dates(&extras, e) < 0)
        return e->code;
    out->filter = str_trim(str_slice(buf_str(text), extras.filter, text->len));
    return extras.page.ptr ? turn_to(extras.page, limits, out, e) : 0;
}
