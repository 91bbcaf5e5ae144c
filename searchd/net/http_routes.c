/* See http_routes.h. */
#include "searchd/net/http_routes.h"

#include "searchd/net/http_own.h"

static const struct http_route routes[] = {
    {"/search", "SEARCH", "q", NULL},
    {"/count", "COUNT", "q", NULL},
    {"/explain", "EXPLAIN", "q", NULL},
    {"/doc", "GET", "id", NULL},
    {"/stats", "STATS", "", http_own_stats},
    {"/metrics", "STATS", NULL, http_own_metrics},
    {"/healthz", "PING", NULL, http_own_health},
    {"/readyz", "PING", NULL, http_own_readiness},
};

const struct http_route *http_route_find(struct str path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (str_equal(path, str_of(routes[i].path)))
            return &routes[i];
    return NULL;
}

static int twice(const struct http_params *params, size_t i, struct err *e)
{
    struct str key = params->each[i].key;
    for (size_t before = 0; before < i; before++)
        if (str_equal(params->each[before].key, key))
            return err_set(e, ERR_USAGE, "%.*s= is there twice", (int)key.len, key.ptr);
    return 0;
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

int http_route_request(const struct http_route *route, const struct verb_limits *limits,
                       const struct http_params *params, struct request *out, struct err *e)
{
    const struct verb *verb = verb_find(str_of(route->verb));
    struct str page = {0};
    *out = verb_request(verb);
    out->format = FORMAT_JSON;
    out->html = true;
    if (!route->argument)
        return 0;
    for (size_t i = 0; i < params->count; i++) {
        struct str key = params->each[i].key, value = params->each[i].value;
        if (twice(params, i, e) < 0)
            return e->code;
        if (route->argument[0] && str_equal(key, str_of(route->argument))) {
            out->query = str_trim(value);
            continue;
        }
        bool pages = verb_takes(verb, STR("offset"));
        if (pages && str_equal(key, STR("page"))) {
            page = value;
            continue;
        }
        if (pages && str_equal(key, STR("per_page")))
            key = STR("limit");
        int taken = verb_set(verb, limits, key, value, out, e);
        if (taken < 0)
            return taken;
        if (taken == 0) {
            err_set(e, ERR_USAGE, "%.*s=: there is no such parameter here", (int)key.len, key.ptr);
            return err_hint(e, "docs/http.md lists the parameters of %s", route->path);
        }
    }
    if (verb->needed && out->query.len == 0)
        return err_set(e, ERR_USAGE, "%s= is missing: %s needs %s", route->argument, route->path,
                       verb->needed);
    return page.ptr ? turn_to(page, limits, out, e) : 0;
}
