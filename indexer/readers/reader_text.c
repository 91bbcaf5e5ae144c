/*
 * Plain text pages:
 *
 *     Coalition against Daesh (25 June 2019) [fr]     the title; the mark names the language that the page
 *                                                     is not in, and the date counts if no line gives one
 *     ...
 *     click here                                      boilerplate: left out
 *     Online 26/06/2019                               the date: left out
 *     top of the page
 *
 * A text without any of that is its first line that is not empty as title, and the rest as text.
 */
#include "indexer/readers/draft.h"
#include "indexer/readers/flow.h"

/* Takes the next line, without its end, off the front. */
static struct str take_line(struct str *rest)
{
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != '\n' && rest->ptr[len] != '\r')
        len++;
    struct str line = str_slice(*rest, 0, len);
    size_t end = len;
    if (str_starts(str_slice(*rest, end, rest->len), STR("\r\n")))
        end += 2;
    else if (end < rest->len)
        end++;
    *rest = str_slice(*rest, end, rest->len);
    return line;
}

/* Takes a mark "[fr]" off the end of the title, which says that the page is in the other language. */
static struct str take_mark(struct str title, struct document *doc)
{
    enum lang other = str_ends(title, STR(" [fr]"))   ? LANG_EN
                      : str_ends(title, STR(" [en]")) ? LANG_FR
                                                      : LANG_NONE;
    if (other == LANG_NONE)
        return title;
    doc->lang = other;
    doc->langs = LANG_BIT(other);
    return str_trim(str_slice(title, 0, title.len - strlen(" [fr]")));
}

/* The date in parentheses at the end of a title, 0 if there is none. */
static date_num date_of(struct str title)
{
    const char *open = str_ends(title, STR(")")) ? memrchr(title.ptr, '(', title.len) : NULL;
    if (!open)
        return 0;
    return date_parse(str_slice(title, (size_t)(open - title.ptr) + 1, title.len - 1));
}

static int read_page(struct draft *d, struct flow *flow, struct str rest, struct str path, struct err *e)
{
    struct str title = {NULL, 0};
    while (rest.len && title.len == 0)
        title = str_trim(take_line(&rest));
    title = take_mark(title, &d->doc);
    int code = draft_set(d, STR("title"), title, e);
    if (code)
        return code;
    while (rest.len)
        flow_line(flow, take_line(&rest));
    flow_give(flow, &d->doc);
    if (flow_failed(flow))
        return err_memory(e);
    if (!d->doc.date)
        d->doc.date = date_of(title);
    code = draft_from_path(d, path, e);
    return code ? code : draft_give(d, e);
}

static int read(const struct unit *unit, struct arena *arena, const struct sink *sink, struct err *e)
{
    struct draft draft;
    struct flow flow = {0};
    struct str text;
    draft_init(&draft, arena, sink, unit->first_line);
    int code = draft_take_text(&draft, unit, STR(""), &text, e);
    if (code > 0)
        code = read_page(&draft, &flow, text, unit->path, e);
    flow_fini(&flow);
    return code;
}

static const char *const suffixes[] = {".txt", ".text", NULL};

const struct reader reader_text = {.name = "text", .suffixes = suffixes, .read = read};
