/* The hits of a results page (parts.h): each title, passage and address in the language of its document. */
#include "base/escape.h"
#include "searchd/answer/answer_writer.h"
#include "searchd/page/parts.h"

static void add(struct buf *out, const char *html)
{
    buf_add_str(out, str_of(html));
}

/* Only what leads to a page: no javascript:, data: and the like; // and, to browsers, /\ begin a host. */
static bool is_address(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://")) ||
           (str_starts(url, STR("/")) && !str_starts(url, STR("//")) && !str_starts(url, STR("/\\")));
}

/* lang="fr", and nothing for a document in neither language. */
static void add_lang(struct buf *out, const char *attribute, enum lang lang)
{
    if (lang != LANG_NONE)
        buf_printf(out, " %s=\"%s\"", attribute, lang_code(lang));
}

/* <a href hreflang>, or nothing if the document has no address; true if there is one to close. */
static bool open_address(struct buf *out, const struct document *doc)
{
    if (!is_address(doc->url))
        return false;
    add(out, "<a href=\"");
    escape_html(out, doc->url);
    add(out, "\"");
    add_lang(out, "hreflang", doc->lang);
    add(out, ">");
    return true;
}

static void add_title(const struct answer_hit *hit, struct buf *out)
{
    add(out, "<h2>");
    bool linked = open_address(out, &hit->doc);
    if (hit->doc.title.len)
        answer_add_html(out, hit->doc.title, hit->title_marks, hit->title_mark_count);
    else
        escape_html(out, hit->doc.url.len ? hit->doc.url : hit->doc.id);
    add(out, linked ? "</a></h2>\n" : "</h2>\n");
}

/* Where it is and when it was written. */
static void add_facts(const struct page *p, const struct answer_hit *hit, struct buf *out)
{
    const struct document *doc = &hit->doc;
    char date[16];
    add(out, "<p class=\"facts\"");
    add_lang(out, "lang", p->state.ui);
    add(out, "><span class=\"url\">");
    escape_html(out, doc->url.len ? doc->url : doc->id);
    add(out, "</span>");
    if (doc->date) {
        date_print(doc->date, date);
        buf_printf(out, " · <time datetime=\"%s\">", date);
        page_add_date(p->words, p->state.ui, doc->date, out);
        add(out, "</time>");
    }
    add(out, "</p>\n");
}

static void add_translation(const struct page *p, const struct document *translation, struct buf *out)
{
    if (!translation)
        return;
    buf_printf(out, "<p class=\"alternate\" lang=\"%s\">%s ", lang_code(p->state.ui),
               p->words->also[translation->lang]);
    bool linked = open_address(out, translation);
    add(out, "<span");
    add_lang(out, "lang", translation->lang);
    add(out, ">");
    escape_html(out, translation->title.len ? translation->title : translation->id);
    add(out, linked ? "</span></a></p>\n" : "</span></p>\n");
}

static void add_hit(const struct page *p, const struct answer_hit *hit, struct buf *out)
{
    add(out, "<li><article");
    add_lang(out, "lang", hit->doc.lang);
    add(out, ">\n");
    add_title(hit, out);
    add_facts(p, hit, out);
    if (hit->snippet.len) {
        add(out, "<p class=\"passage\">");
        answer_add_html(out, hit->snippet, hit->marks, hit->mark_count);
        add(out, "</p>\n");
    }
    add_translation(p, hit->translation, out);
    add(out, "</article></li>\n");
}

/* The list goes on after a heading with documents that have some of the words. */
void page_hits(const struct page *p, struct buf *out)
{
    const struct answer *a = p->answer;
    bool every = true;
    if (a->hit_count == 0)
        return;
    buf_printf(out, "<ol class=\"hits\" start=\"%u\">\n", a->request->offset + 1);
    for (size_t i = 0; i < a->hit_count; i++) {
        if (every && !a->relaxed && a->hits[i].words == WORDS_SOME) {
            every = false;
            buf_printf(out, "%s<h2 class=\"some\">%s</h2>\n<ol class=\"hits\" start=\"%zu\">\n", "</ol>\n",
                       p->words->some, a->request->offset + i + 1);
        }
        add_hit(p, &a->hits[i], out);
    }
    add(out, "</ol>\n");
}
