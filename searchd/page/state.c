/* See state.h. */
#include "searchd/page/state.h"

#include "base/escape.h"

static void add_parameter(struct buf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    buf_printf(out, "&amp;%s=", name);
    escape_url(out, value);
}

void page_state_link(const struct page_state *state, struct buf *out)
{
    buf_printf(out, "/?ui=%s", lang_code(state->ui));
    add_parameter(out, "q", state->query);
    add_parameter(out, "lang", state->lang);
    add_parameter(out, "type", state->type);
    add_parameter(out, "date", state->date);
    if (state->sort > SORT_RELEVANCE)
        add_parameter(out, "sort", str_of(request_sort_name(state->sort)));
    if (state->page > 1)
        buf_printf(out, "&amp;page=%u", state->page);
}

/* --- as the filter of a request --- */

static const char *const names[] = {"lang", "type", "date"};

static struct str *field_of(struct page_state *state, size_t i)
{
    struct str *const fields[] = {&state->lang, &state->type, &state->date};
    return fields[i];
}

void page_state_filter(const struct page_state *state, struct buf *out)
{
    struct page_state copy = *state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str value = *field_of(&copy, i);
        if (value.len == 0 || str_find(value, STR("\"")) < value.len)
            continue;
        buf_printf(out, "%s:\"", names[i]);
        buf_add_str(out, value);
        buf_add_str(out, STR("\" "));
    }
}

struct page_state page_state_of(const struct request *request)
{
    struct page_state state = {.ui = request->prefer == LANG_FR ? LANG_FR : LANG_EN,
                               .query = request->query,
                               .sort = request->sort == SORT_UNSAID ? SORT_RELEVANCE : request->sort,
                               .page = request->limit ? request->offset / request->limit + 1 : 1};
    struct str rest = request->filter;
    while (rest.len) {
        size_t open = str_find(rest, STR(":\""));
        struct str name = str_slice(rest, 0, open), value = str_slice(rest, open, rest.len);
        if (value.len)
            value = str_slice(value, 2, value.len);
        size_t close = str_find(value, STR("\""));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (str_equal(str_trim(name), str_of(names[i])))
                *field_of(&state, i) = str_slice(value, 0, close);
        rest = str_slice(value, close < value.len ? close + 1 : close, value.len);
    }
    return state;
}
