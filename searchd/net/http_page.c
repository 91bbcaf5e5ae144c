/* See http_page.h. */
#include "searchd/net/http_page.h"

#include <strings.h>
#include <xxhash.h>

#include "searchd/net/http_response.h"
#include "searchd/page/page.h"
#include "searchd/page/state.h"
#include "web/assets.h"

/* --- the page --- */

/* The first of our languages in an Accept-Language: browsers put them in order of preference. */
static enum lang accepted(struct str languages)
{
    while (languages.len) {
        size_t comma = str_find(languages, STR(","));
        struct str each = str_slice(languages, 0, comma);
        enum lang lang = lang_parse(str_trim(str_slice(each, 0, str_find(each, STR(";")))));
        if (lang != LANG_NONE)
            return lang;
        languages = str_slice(languages, comma < languages.len ? comma + 1 : comma, languages.len);
    }
    return LANG_EN;
}

static void set(struct page_state *state, struct str key, struct str value)
{
    const struct {
        const char *name;
        struct str *field;
    } fields[] = {
        {"q", &state->query}, {"lang", &state->lang}, {"type", &state->type}, {"date", &state->date}};
    uint64_t page;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (str_equal(key, str_of(fields[i].name)))
            *fields[i].field = str_trim(value);
    if (str_equal(key, STR("ui")) && lang_parse(value) != LANG_NONE)
        state->ui = lang_parse(value);
    if (str_equal(key, STR("sort")))
        request_sort_parse(value, &state->sort);
    if (str_equal(key, STR("page")) && str_to_u64(value, UINT32_MAX, &page) && page > 0)
        state->page = (uint32_t)page;
}

int http_page_request(const struct http_params *params, struct str languages,
                      const struct verb_limits *limits, struct buf *text, struct request *out, struct err *e)
{
    struct page_state state = {.ui = accepted(languages), .page = 1};
    uint32_t last = limits->offset / PAGE_HITS + 1;
    size_t filter = text->len;
    for (size_t i = 0; i < params->count; i++)
        set(&state, params->each[i].key, params->each[i].value);
    page_state_filter(&state, text);
    if (buf_failed(text))
        return err_memory(e);
    *out = verb_request(verb_find(STR("SEARCH")));
    out->format = FORMAT_PAGE;
    out->query = state.query;
    out->filter = str_trim(str_slice(buf_str(text), filter, text->len));
    out->sort = state.sort;
    out->prefer = state.ui;
    out->translations = true;
    out->facets = 1u << FACET_LANG | 1u << FACET_TYPE | 1u << FACET_YEAR;
    out->per_facet = PAGE_FACET_VALUES;
    out->limit = PAGE_HITS;
    out->offset = (state.page < last ? state.page - 1 : last - 1) * PAGE_HITS;
    return 0;
}

void http_page_front(const struct local *local, const struct request *request,
                     const struct responder *responder, struct response *out)
{
    struct request nothing = *request;
    (void)local;
    nothing.query = STR("");
    page_front(&nothing, &out->body);
    out->form = http_form(200, HTTP_TYPE_HTML);
    http_compress((const struct http_responder *)responder, out);
}

/* --- files --- */

static const struct asset *find_file(struct str path)
{
    for (const struct asset *asset = assets; asset->path; asset++)
        if (str_equal(path, str_of(asset->path)))
            return asset;
    return NULL;
}

bool http_file_request(struct str path, struct request *out)
{
    *out = verb_request(verb_find(STR("PING")));
    out->query = path;
    return find_file(path) != NULL;
}

uint64_t http_file_version(const struct request *request)
{
    const struct asset *asset = find_file(request->query);
    return asset ? XXH3_64bits(asset->bytes, asset->len) : 0;
}

static enum http_type type_of(struct str path)
{
    return str_ends(path, STR(".css"))   ? HTTP_TYPE_CSS
           : str_ends(path, STR(".js"))  ? HTTP_TYPE_SCRIPT
           : str_ends(path, STR(".svg")) ? HTTP_TYPE_SVG
                                         : HTTP_TYPE_HTML;
}

void http_file(const struct local *local, const struct request *request, const struct responder *responder,
               struct response *out)
{
    const struct asset *asset = find_file(request->query);
    (void)local;
    buf_add(&out->body, asset->bytes, asset->len);
    out->form = http_form(200, type_of(request->query));
    out->repeatable = true;
    out->generation = http_file_version(request);
    http_compress((const struct http_responder *)responder, out);
}

void http_file_unchanged(const struct local *local, const struct request *request,
                         const struct responder *responder, struct response *out)
{
    (void)local;
    (void)responder;
    out->repeatable = true;
    out->generation = http_file_version(request);
    out->form = http_form(304, HTTP_TYPE_NONE);
}
