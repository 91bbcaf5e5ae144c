/*
 * What an answer can be narrowed by (parts.h): its languages, its types, and its years as a chart. The chart
 * is for the eye only: the table below it has the same links and numbers for everybody.
 */
#include <stdlib.h>

#include "base/escape.h"
#include "searchd/page/parts.h"

/* More years than bars share them. */
enum { BARS_MAX = 40 };

/* Of the chart, in its own units. */
enum { CHART_WIDTH = 240, CHART_HEIGHT = 64, CHART_TEXT = 16 };

static void add(struct buf *out, const char *html)
{
    buf_add_str(out, str_of(html));
}

static void open_section(struct buf *out, const char *title)
{
    buf_printf(out, "<section><h2>%s</h2>\n", title);
}

/* A line of a list: what it leads to, and how many there are. */
static void open_choice(const struct page_state *to, bool current, struct buf *out)
{
    add(out, "<li>");
    page_open_link(to, current, out);
    add(out, "<span>");
}

static void close_choice(const struct page *p, uint32_t count, bool counted, struct buf *out)
{
    add(out, "</span>");
    if (counted) {
        add(out, " <span class=\"number\">");
        page_add_number(p->words, count, out);
        add(out, "</span>");
    }
    add(out, "</a></li>\n");
}

/* --- languages and types --- */

static struct page_state first_page(const struct page *p)
{
    struct page_state to = p->state;
    to.page = 1;
    return to;
}

static void add_every(const struct page *p, const struct page_state *to, bool current, struct buf *out)
{
    open_choice(to, current, out);
    add(out, p->words->every);
    close_choice(p, 0, false, out);
}

static void add_languages(const struct page *p, const struct answer_facet *facet, struct buf *out)
{
    struct page_state to = first_page(p);
    struct str chosen = p->state.lang;
    if (facet->value_count < 2 && chosen.len == 0)
        return;
    open_section(out, p->words->language);
    add(out, "<ul>\n");
    to.lang = STR("");
    add_every(p, &to, chosen.len == 0, out);
    for (uint32_t i = 0; i < facet->value_count; i++) {
        to.lang = facet->values[i].value;
        open_choice(&to, str_equal(to.lang, chosen), out);
        add(out, p->words->languages[lang_parse(to.lang)]);
        close_choice(p, facet->values[i].documents, true, out);
    }
    add(out, "</ul></section>\n");
}

static void add_types(const struct page *p, const struct answer_facet *facet, struct buf *out)
{
    struct page_state to = first_page(p);
    struct str chosen = p->state.type;
    if (facet->value_count < 2 && chosen.len == 0)
        return;
    open_section(out, p->words->type);
    add(out, "<ul>\n");
    to.type = STR("");
    add_every(p, &to, chosen.len == 0, out);
    for (uint32_t i = 0; i < facet->value_count; i++) {
        to.type = facet->values[i].value;
        if (to.type.len == 0 || str_find(to.type, STR("\"")) < to.type.len)
            continue; /* no filter can name it */
        open_choice(&to, str_equal(to.type, chosen), out);
        escape_html(out, to.type);
        close_choice(p, facet->values[i].documents, true, out);
    }
    add(out, "</ul></section>\n");
}

/* --- years --- */

struct bar {
    unsigned first, last; /* years */
    uint32_t documents;
};

struct chart {
    struct bar bars[BARS_MAX];
    uint32_t count, tallest; /* bars; documents of the tallest */
};

static bool read_year(struct str value, unsigned *year)
{
    uint64_t number;
    bool read = str_to_u64(value, 9999, &number);
    *year = read ? (unsigned)number : 0;
    return read && number > 0;
}

/* The years from the first to the last that has documents, in as many bars as there is room for. */
static void make_chart(const struct answer_facet *facet, struct chart *chart)
{
    unsigned first = 9999, last = 0, year;
    *chart = (struct chart){0};
    for (uint32_t i = 0; i < facet->value_count; i++)
        if (read_year(facet->values[i].value, &year)) {
            first = year < first ? year : first;
            last = year > last ? year : last;
        }
    if (first > last)
        return;
    unsigned years = (last - first) / BARS_MAX + 1; /* of a bar */
    chart->count = (last - first) / years + 1;
    for (uint32_t i = 0; i < chart->count; i++)
        chart->bars[i] = (struct bar){first + i * years, first + (i + 1) * years - 1, 0};
    for (uint32_t i = 0; i < facet->value_count; i++) {
        if (!read_year(facet->values[i].value, &year))
            continue;
        struct bar *bar = &chart->bars[(year - first) / years];
        bar->documents += facet->values[i].documents;
        if (bar->documents > chart->tallest)
            chart->tallest = bar->documents;
    }
}

/* A link that narrows to a bar's years; its date is written to `date`. */
static struct page_state bar_state(const struct page *p, const struct bar *bar, struct buf *date)
{
    struct page_state to = first_page(p);
    buf_clear(date);
    buf_printf(date, bar->first == bar->last ? "%u" : "%u..%u", bar->first, bar->last);
    to.date = buf_str(date);
    return to;
}

static void add_years(const struct bar *bar, struct buf *out)
{
    buf_printf(out, bar->first == bar->last ? "%u" : "%u–%u", bar->first, bar->last);
}

static void add_chart(const struct page *p, const struct chart *chart, struct buf *date, struct buf *out)
{
    double step = (double)CHART_WIDTH / chart->count;
    buf_printf(
        out, "<figure class=\"chart\"><svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">\n",
        CHART_WIDTH, CHART_HEIGHT + CHART_TEXT);
    for (uint32_t i = 0; i < chart->count; i++) {
        const struct bar *bar = &chart->bars[i];
        if (bar->documents == 0)
            continue;
        struct page_state to = bar_state(p, bar, date);
        double height = 2 + (CHART_HEIGHT - 2) * (double)bar->documents / chart->tallest;
        add(out, "<a tabindex=\"-1\" href=\"");
        page_state_link(&to, out);
        buf_printf(out, "\"><title>");
        add_years(bar, out);
        add(out, ": ");
        page_add_number(p->words, bar->documents, out);
        buf_printf(out, "</title><rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/></a>\n",
                   i * step, CHART_HEIGHT - height, step > 3 ? step - 1.5 : step, height);
    }
    buf_printf(out, "<line class=\"base\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", CHART_HEIGHT,
               CHART_WIDTH, CHART_HEIGHT);
    buf_printf(out, "<text x=\"0\" y=\"%d\">%u</text>", CHART_HEIGHT + 13, chart->bars[0].first);
    if (chart->count > 1)
        buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%u</text>", CHART_WIDTH,
                   CHART_HEIGHT + 13, chart->bars[chart->count - 1].last);
    buf_printf(out, "</svg><figcaption class=\"unseen\">%s</figcaption></figure>\n", p->words->chart);
}

static void add_table(const struct page *p, const struct chart *chart, struct buf *date, struct buf *out)
{
    buf_printf(out, "<details><summary>%s</summary>\n<table><tbody>\n", p->words->table);
    for (uint32_t i = chart->count; i-- > 0;) {
        const struct bar *bar = &chart->bars[i];
        if (bar->documents == 0)
            continue;
        struct page_state to = bar_state(p, bar, date);
        add(out, "<tr><th scope=\"row\">");
        page_open_link(&to, str_equal(to.date, p->state.date), out);
        add_years(bar, out);
        add(out, "</a></th><td>");
        page_add_number(p->words, bar->documents, out);
        add(out, "</td></tr>\n");
    }
    add(out, "</tbody></table></details>\n");
}

static void add_dates(const struct page *p, const struct answer_facet *facet, struct buf *out)
{
    struct chart chart;
    struct buf date = {0};
    make_chart(facet, &chart);
    if (chart.count == 0 && p->state.date.len == 0)
        return;
    open_section(out, p->words->year);
    if (p->state.date.len) {
        struct page_state to = first_page(p);
        to.date = STR("");
        add(out, "<ul>\n");
        add_every(p, &to, false, out);
        open_choice(&p->state, true, out);
        escape_html(out, p->state.date);
        close_choice(p, 0, false, out);
        add(out, "</ul>\n");
    }
    if (chart.count) {
        add_chart(p, &chart, &date, out);
        add_table(p, &chart, &date, out);
    }
    out->failed |= date.failed;
    buf_fini(&date);
    add(out, "</section>\n");
}

void page_narrow(const struct page *p, struct buf *out)
{
    const struct answer *a = p->answer;
    if (a->facet_count == 0)
        return;
    buf_printf(out, "<aside class=\"narrow\" aria-label=\"%s\">\n", p->words->narrow);
    for (size_t i = 0; i < a->facet_count; i++) {
        const struct answer_facet *facet = &a->facets[i];
        if (facet->facet == FACET_LANG)
            add_languages(p, facet, out);
        else if (facet->facet == FACET_TYPE)
            add_types(p, facet, out);
        else if (facet->facet == FACET_YEAR)
            add_dates(p, facet, out);
    }
    add(out, "</aside>\n");
}
