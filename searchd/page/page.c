/*
 * See page.h: the frame of the page, and what it says before and after the hits. hits.c writes these,
 * narrow.c what narrows them.
 */
#include "searchd/page/page.h"

#include "base/escape.h"
#include "searchd/answer/answer_writer.h"
#include "searchd/page/parts.h"

static void add(struct buf *out, const char *html)
{
    buf_add_str(out, str_of(html));
}

/* --- links --- */

void page_open_link(const struct page_state *to, bool current, struct buf *out)
{
    add(out, "<a href=\"");
    page_state_link(to, out);
    add(out, current ? "\" aria-current=\"true\">" : "\">");
}

void page_link(const struct page_state *to, bool current, const char *words, struct buf *out)
{
    page_open_link(to, current, out);
    add(out, words);
    add(out, "</a>");
}

/* --- frame --- */

static void add_head(const struct page *p, struct buf *out)
{
    const struct page_words *w = p->words;
    const char *ui = lang_code(p->state.ui);
    buf_printf(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>", ui);
    if (p->state.query.len) {
        escape_html(out, p->state.query);
        add(out, " – ");
    }
    buf_printf(out,
               "%s</title>\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"robots\" content=\"noindex\">\n"
               "<link rel=\"stylesheet\" href=\"/page.css\">\n"
               "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n"
               "<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"%s\" "
               "href=\"/opensearch.xml?lang=%s\">\n"
               "<script src=\"/racine-search.js\" defer></script>\n"
               "</head>\n",
               w->search, w->search, ui);
}

/* The form keeps the language and the order, and drops what narrows: another query is another matter. */
static void add_form(const struct page *p, struct buf *out)
{
    buf_printf(out,
               "<racine-search src=\"/\"><form action=\"/\" role=\"search\">"
               "<input type=\"hidden\" name=\"ui\" value=\"%s\">",
               lang_code(p->state.ui));
    if (p->state.sort > SORT_RELEVANCE)
        buf_printf(out, "<input type=\"hidden\" name=\"sort\" value=\"%s\">",
                   request_sort_name(p->state.sort));
    buf_printf(out, "<input type=\"search\" name=\"q\" aria-label=\"%s\" value=\"", p->words->search);
    escape_html(out, p->state.query);
    buf_printf(out, "\"%s><button>%s</button></form></racine-search>\n",
               p->state.query.len ? "" : " autofocus", p->words->search);
}

static void add_top(const struct page *p, struct buf *out)
{
    const struct page_words *w = p->words;
    struct page_state home = {.ui = p->state.ui, .page = 1}, other = p->state;
    other.ui = p->state.ui == LANG_FR ? LANG_EN : LANG_FR;
    buf_printf(out,
               "<body>\n<a class=\"skip\" href=\"#results\">%s</a>\n"
               "<header class=\"head\"><div class=\"top\">\n<h1>",
               w->skip);
    page_link(&home, false, w->search, out);
    buf_printf(out, "</h1>\n<nav aria-label=\"%s\"><a lang=\"%s\" hreflang=\"%s\" href=\"",
               w->language_of_page, lang_code(other.ui), lang_code(other.ui));
    page_state_link(&other, out);
    buf_printf(out, "\">%s</a></nav>\n", w->other_language);
    add_form(p, out);
    add(out, "</div></header>\n");
}

static void add_foot(const struct page *p, struct buf *out)
{
    buf_printf(out, "<footer class=\"foot\">%s</footer>\n</body>\n</html>\n", p->words->foot);
}

/* --- what there is --- */

/* "12 results: 7 in French, 5 in English" */
static void add_total(const struct page *p, struct buf *out)
{
    const struct page_words *w = p->words;
    const struct answer_totals *totals = &p->answer->totals;
    bool first = true;
    buf_printf(out, "<strong>%s", totals->exact ? "" : w->about);
    page_add_number(w, totals->documents, out);
    buf_printf(out, " %s</strong>", totals->documents > 1 ? w->results : w->result);
    for (enum lang lang = LANG_COUNT; totals->exact && lang-- > LANG_NONE;) {
        if (totals->in[lang] == 0)
            continue;
        add(out, first ? p->state.ui == LANG_FR ? "\u202f: " : ": " : ", ");
        page_add_number(w, totals->in[lang], out);
        buf_printf(out, " %s", w->in[lang]);
        first = false;
    }
}

static void add_sorts(const struct page *p, struct buf *out)
{
    const struct page_words *w = p->words;
    const char *const names[] = {[SORT_RELEVANCE] = w->relevance,
                                 [SORT_NEWEST] = w->newest,
                                 [SORT_OLDEST] = w->oldest,
                                 [SORT_TITLE] = w->title};
    buf_printf(out, "<nav class=\"sorts\" aria-label=\"%s\">%s ", w->sorted, w->sorted);
    for (enum request_sort sort = SORT_RELEVANCE; sort <= SORT_TITLE; sort++) {
        struct page_state to = p->state;
        to.sort = sort;
        to.page = 1;
        add(out, sort == SORT_RELEVANCE ? "" : " · ");
        page_link(&to, sort == p->state.sort, names[sort], out);
    }
    add(out, "</nav>\n");
}

/* A sentence about the query comes from query.c, which speaks English. */
static void add_notices(const struct page *p, struct buf *out)
{
    const struct page_words *w = p->words;
    const struct answer *a = p->answer;
    if (a->relaxed)
        buf_printf(out, "<div class=\"notice\"><p>%s</p></div>\n", w->relaxed);
    if (a->partial)
        buf_printf(out, "<div class=\"notice\"><p>%s</p></div>\n", w->partial);
    if (a->note.len) {
        add(out, "<div class=\"notice\"><p lang=\"en\">");
        escape_html(out, a->note);
        add(out, "</p></div>\n");
    }
    if (a->suggestion.len) {
        struct page_state to = p->state;
        to.query = a->suggestion;
        to.page = 1;
        buf_printf(out, "<div class=\"notice suggestion\"><p>%s%s ", w->suggestion,
                   p->state.ui == LANG_FR ? "\u202f:" : ":");
        page_open_link(&to, false, out);
        escape_html(out, a->suggestion);
        add(out, "</a></p></div>\n");
    }
}

static void add_none(const struct page *p, struct buf *out)
{
    const struct page_words *w = p->words;
    buf_printf(out, "<h2>%s <q>", w->none);
    escape_html(out, p->state.query);
    add(out, "</q></h2>\n<ul class=\"advice\">\n");
    for (size_t i = 0; i < sizeof w->advice / sizeof *w->advice; i++)
        buf_printf(out, "<li>%s</li>\n", w->advice[i]);
    if (page_state_narrowed(&p->state)) {
        struct page_state to = {.ui = p->state.ui, .query = p->state.query, .sort = p->state.sort, .page = 1};
        add(out, "<li>");
        page_link(&to, false, w->unnarrow, out);
        add(out, "</li>\n");
    }
    add(out, "</ul>\n");
}

/* --- pages --- */

/* The last page that is known to have something: the list may go on behind what was counted. */
static uint32_t last_page(const struct page *p)
{
    uint32_t page = p->state.page, counted = (p->answer->totals.documents + PAGE_HITS - 1) / PAGE_HITS;
    if (p->answer->more)
        return counted > page ? counted : page + 1;
    return page;
}

static void add_page_link(const struct page *p, uint32_t page, const char *rel, const char *words,
                          struct buf *out)
{
    struct page_state to = p->state;
    to.page = page;
    add(out, "<li><a href=\"");
    page_state_link(&to, out);
    buf_printf(out, "\"%s%s%s>", rel ? " rel=\"" : "", rel ? rel : "", rel ? "\"" : "");
    if (words)
        add(out, words);
    else
        buf_printf(out, "<span class=\"unseen\">%s </span>%u", p->words->page, page);
    add(out, "</a></li>\n");
}

static void add_pages(const struct page *p, struct buf *out)
{
    enum { AROUND = 3 };
    uint32_t page = p->state.page, last = last_page(p);
    if (last < 2 && page < 2)
        return;
    buf_printf(out, "<nav aria-label=\"%s\"><ul class=\"pages\">\n", p->words->pages);
    if (page > 1)
        add_page_link(p, page - 1, "prev", p->words->previous, out);
    for (uint32_t i = page > AROUND ? page - AROUND : 1; i <= last && i <= page + AROUND; i++) {
        if (i != page)
            add_page_link(p, i, NULL, NULL, out);
        else
            buf_printf(out,
                       "<li><span aria-current=\"page\"><span class=\"unseen\">%s </span>%u</span></li>\n",
                       p->words->page, i);
    }
    if (page < last)
        add_page_link(p, page + 1, "next", p->words->next, out);
    add(out, "</ul></nav>\n");
}

/* --- the whole --- */

static void add_answer(const struct page *p, struct buf *out)
{
    add(out, "<main id=\"results\">\n");
    if (p->answer->hit_count || p->answer->totals.documents) {
        add(out, "<div class=\"summary\"><p role=\"status\">");
        add_total(p, out);
        add(out, "</p>\n");
        add_sorts(p, out);
        add(out, "</div>\n");
    }
    add(out, "<div>\n");
    add_notices(p, out);
    if (p->answer->hit_count == 0)
        add_none(p, out);
    page_hits(p, out);
    add_pages(p, out);
    add(out, "</div>\n");
    page_narrow(p, out);
    add(out, "</main>\n");
}

static void add_welcome(const struct page *p, struct buf *out)
{
    buf_printf(out, "<main id=\"results\" class=\"front\">\n<div>\n<p>%s</p>\n<ul>\n", p->words->welcome);
    for (size_t i = 0; i < sizeof p->words->hints / sizeof *p->words->hints; i++)
        buf_printf(out, "<li>%s</li>\n", p->words->hints[i]);
    add(out, "</ul>\n</div>\n</main>\n");
}

static void add_failure(const struct page *p, const struct err *error, struct buf *out)
{
    struct page_state home = {.ui = p->state.ui, .page = 1};
    buf_printf(out,
               "<main id=\"results\">\n<div>\n<div class=\"notice error\" "
               "role=\"alert\"><p><strong>%s</strong></p>\n",
               p->words->failed);
    add(out, "<p lang=\"en\">");
    escape_html(out, str_of(error->text));
    if (error->hint[0]) {
        add(out, ". ");
        escape_html(out, str_of(error->hint));
    }
    add(out, ".</p></div>\n<p>");
    page_link(&home, false, p->words->back, out);
    add(out, "</p>\n</div>\n</main>\n");
}

static struct page page_of(const struct request *request, const struct answer *a)
{
    struct page_state state = page_state_of(request);
    return (struct page){.state = state, .words = page_words(state.ui), .answer = a};
}

void page_front(const struct request *request, struct buf *out)
{
    struct page p = page_of(request, NULL);
    add_head(&p, out);
    add_top(&p, out);
    add_welcome(&p, out);
    add_foot(&p, out);
}

static void page_search(const struct answer *a, struct buf *out)
{
    struct page p = page_of(a->request, a);
    add_head(&p, out);
    add_top(&p, out);
    add_answer(&p, out);
    add_foot(&p, out);
}

void page_error(const struct request *request, const struct err *error, struct buf *out)
{
    struct page p = page_of(request, NULL);
    add_head(&p, out);
    add_top(&p, out);
    add_failure(&p, error, out);
    add_foot(&p, out);
}

const struct answer_writer answer_page = {.search = page_search};
