/*
 * See show.h. What comes from documents may hold anything, so all of it passes through escape_line(); the
 * only control characters on a terminal are the colours put there here.
 */
#include "client/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "client/complain.h"
#include "client/member.h"

struct style {
    const char *title, *faint, *marked, *plain; /* `plain` ends each of the others */
    const char *mark_begin, *mark_end;
};

static const struct style colored = {"\033[1m", "\033[2m", "\033[1;33m", "\033[0m", "", ""};
static const struct style uncolored = {"", "", "", "", "**", "**"};

/* NO_COLOR: no-color.org. */
static const struct style *style_of(const struct options *options)
{
    struct str wish = str_of(options->color);
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool capable = isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
    if (str_equal(wish, STR("always")))
        return &colored;
    return str_equal(wish, STR("auto")) && capable ? &colored : &uncolored;
}

/* `around` is the style of what is not marked. */
static void add_marked(struct buf *out, const struct style *style, const char *around, struct str text,
                       const json_t *marks)
{
    size_t at = 0;
    buf_add_str(out, str_of(around));
    for (size_t i = 0; i < json_array_size(marks); i++) {
        const json_t *mark = json_array_get(marks, i);
        json_int_t start = json_integer_value(json_array_get(mark, 0));
        json_int_t end = json_integer_value(json_array_get(mark, 1));
        if (start < (json_int_t)at || end <= start || end > (json_int_t)text.len)
            continue;
        escape_line(out, str_slice(text, at, (size_t)start));
        buf_printf(out, "%s%s%s", style->plain, style->marked, style->mark_begin);
        escape_line(out, str_slice(text, (size_t)start, (size_t)end));
        buf_printf(out, "%s%s%s", style->mark_end, style->plain, around);
        at = (size_t)end;
    }
    escape_line(out, str_slice(text, at, text.len));
    buf_add_str(out, str_of(style->plain));
}

static void add_facts(struct buf *out, const struct style *style, const json_t *hit)
{
    struct str url = member(hit, "url"), date = member(hit, "date"), alternate = member(hit, "alternate");
    buf_printf(out, "   %s", style->faint);
    escape_line(out, url.len ? url : member(hit, "id"));
    buf_add_str(out, STR("   "));
    escape_line(out, member(hit, "lang"));
    if (date.len) {
        buf_add_str(out, STR("  "));
        escape_line(out, date);
    }
    buf_printf(out, "  %.2f", json_number_value(json_object_get(hit, "score")));
    if (alternate.len) {
        buf_add_str(out, str_equal(member(hit, "lang"), STR("fr")) ? STR("   [also in English: ")
                                                                   : STR("   [also in French: "));
        escape_line(out, alternate);
        buf_add_char(out, ']');
    }
    buf_printf(out, "%s\n", style->plain);
}

static void add_hit(struct buf *out, const struct style *style, const json_t *hit, uint64_t rank)
{
    struct str title = member(hit, "title"), snippet = member(hit, "snippet");
    buf_printf(out, "%llu. ", (unsigned long long)rank);
    if (title.len)
        add_marked(out, style, style->title, title, json_object_get(hit, "title_marks"));
    else
        escape_line(out, member(hit, "id"));
    buf_add_char(out, '\n');
    add_facts(out, style, hit);
    if (snippet.len) {
        buf_add_str(out, STR("   "));
        add_marked(out, style, "", snippet, json_object_get(hit, "marks"));
        buf_add_char(out, '\n');
    }
}

static void add_answer(struct buf *out, const struct options *options, struct str query, struct str summary,
                       const json_t *answer)
{
    const struct style *style = style_of(options);
    const json_t *hits = json_object_get(answer, "hits");
    struct str note = member(answer, "note"), suggestion = member(answer, "suggestion");
    buf_add_str(out, str_of(style->faint));
    if (query.len) {
        escape_line(out, query);
        buf_add_str(out, STR(": "));
    }
    escape_line(out, summary);
    buf_printf(out, "%s\n", style->plain);
    if (json_is_true(json_object_get(answer, "relaxed")))
        buf_add_str(out, STR("# no page has all the words; these have some\n"));
    if (json_is_true(json_object_get(answer, "partial")))
        buf_add_str(out, STR("# time ran out; there may be more\n"));
    if (note.len) {
        buf_add_str(out, STR("# "));
        escape_line(out, note);
        buf_add_char(out, '\n');
    }
    if (suggestion.len) {
        buf_add_str(out, STR("# did you mean: "));
        escape_line(out, suggestion);
        buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < json_array_size(hits); i++)
        add_hit(out, style, json_array_get(hits, i), options->offset + i + 1);
}

int show_answer(const struct options *options, struct str query, struct str summary, struct str json,
                struct err *e)
{
    json_error_t where;
    json_t *answer = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, &where);
    if (!answer) {
        err_set(e, ERR_FORMAT, "the answer is no JSON: %s", where.text);
        return TROUBLE;
    }
    size_t count = json_array_size(json_object_get(answer, "hits"));
    struct buf out = {0};
    if (options->json)
        buf_add_str(&out, json);
    else
        add_answer(&out, options, query, summary, answer);
    json_decref(answer);
    bool failed = buf_failed(&out);
    if (failed)
        err_memory(e);
    else
        fwrite(out.ptr, 1, out.len, stdout);
    buf_fini(&out);
    return failed ? TROUBLE : count ? FOUND : NONE_FOUND;
}
