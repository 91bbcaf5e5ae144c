/* See html_facts.h. One walk over the whole page; of facts given twice, the first counts. */
#include "indexer/readers/html_facts.h"

#include "indexer/readers/json_ld.h"
#include "indexer/readers/paths.h"

/* How surely a link leads to the translation of this page. */
enum link_rank { LINK_NONE, LINK_TO_LANGUAGE, LINK_ALTERNATE, LINK_IN_HEAD };

struct reading {
    struct draft *draft;
    struct html_facts *facts;
    enum link_rank ranks[LANG_COUNT];
    unsigned articles, forms; /* forms: how many are open */
    const GumboNode *article;
    struct str unknown_date;
    int code;
    struct err *e;
};

enum meta_kind { META_DATE, META_MODIFIED, META_TYPE, META_TAGS, META_TAG, META_LANG, META_ROBOTS };

/* <meta name=…>, property=…, itemprop=… and http-equiv=…, in small letters. */
static const struct {
    const char *name;
    enum meta_kind kind;
} metas[] = {{"date", META_DATE},
             {"dc.date", META_DATE},
             {"dc.date.issued", META_DATE},
             {"dc.date.created", META_DATE},
             {"dcterms.date", META_DATE},
             {"dcterms.issued", META_DATE},
             {"dcterms.created", META_DATE},
             {"dcterms.available", META_DATE},
             {"article:published_time", META_DATE},
             {"datepublished", META_DATE},
             {"dcterms.modified", META_MODIFIED},
             {"dc.date.modified", META_MODIFIED},
             {"article:modified_time", META_MODIFIED},
             {"datemodified", META_MODIFIED},
             {"last-modified", META_MODIFIED},
             {"type", META_TYPE},
             {"dc.type", META_TYPE},
             {"dcterms.type", META_TYPE},
             {"og:type", META_TYPE},
             {"keywords", META_TAGS},
             {"dc.subject", META_TAGS},
             {"dcterms.subject", META_TAGS},
             {"article:tag", META_TAG},
             {"content-language", META_LANG},
             {"dc.language", META_LANG},
             {"dcterms.language", META_LANG},
             {"og:locale", META_LANG},
             {"robots", META_ROBOTS},
             {"racine", META_ROBOTS}}; /* as other engines answer to their own names */

/* Whether a list (rel) holds a word. */
static bool has_word(struct str list, const char *word)
{
    struct str next;
    while (html_next_word(&list, &next))
        if (html_same(next, word))
            return true;
    return false;
}

static void set(struct reading *r, const char *name, struct str value)
{
    if (!r->code && value.len)
        r->code = draft_set(r->draft, str_of(name), value, r->e);
}

static void take_date(struct reading *r, struct str value)
{
    date_num date = date_parse(value);
    if (!r->draft->doc.date)
        r->draft->doc.date = date;
    if (!date && r->unknown_date.len == 0)
        r->unknown_date = value;
}

/* "noindex, follow"; "none" is both at once. */
static bool forbids_index(struct str directives)
{
    while (directives.len) {
        size_t comma = str_find(directives, STR(","));
        struct str directive = str_trim(str_slice(directives, 0, comma));
        if (html_same(directive, "noindex") || html_same(directive, "none"))
            return true;
        directives = str_slice(directives, comma < directives.len ? comma + 1 : comma, directives.len);
    }
    return false;
}

static void take_meta(struct reading *r, enum meta_kind kind, struct str name, struct str value)
{
    struct document *doc = &r->draft->doc;
    switch (kind) {
    case META_DATE:
        take_date(r, value);
        break;
    case META_MODIFIED:
        if (!r->facts->modified)
            r->facts->modified = date_parse(value);
        break;
    case META_TYPE:
        /* Open Graph calls every page a "website", which says nothing. */
        if (doc->type.len == 0 && !(html_same(name, "og:type") && html_same(value, "website")))
            set(r, "type", value);
        break;
    case META_TAGS:
        set(r, "tags", value);
        break;
    case META_TAG:
        if (!r->code)
            r->code = draft_add_tag(r->draft, value, r->e);
        break;
    case META_LANG:
        if (doc->lang_tag.len == 0)
            set(r, "lang", value);
        break;
    case META_ROBOTS:
        r->facts->noindex |= forbids_index(value);
        break;
    }
}

static void on_meta(struct reading *r, const GumboNode *node)
{
    static const char *const attributes[] = {"name", "property", "itemprop", "http-equiv"};
    struct str value = html_attribute(node, "content");
    if (value.len == 0)
        return;
    for (size_t a = 0; a < sizeof attributes / sizeof *attributes; a++) {
        struct str name = html_attribute(node, attributes[a]);
        for (size_t m = 0; name.len && m < sizeof metas / sizeof *metas; m++)
            if (html_same(name, metas[m].name)) {
                take_meta(r, metas[m].kind, name, value);
                return;
            }
    }
}

/* <script type="application/ld+json">: what <meta> has not said. */
static void on_script(struct reading *r, const GumboNode *node)
{
    struct json_ld data;
    if (!html_same(html_attribute(node, "type"), "application/ld+json") ||
        node->v.element.children.length != 1)
        return;
    struct str script = html_characters(node->v.element.children.data[0]);
    if (!json_ld_read(script, r->draft->arena, &data)) {
        r->code = err_memory(r->e);
        return;
    }
    if (!r->draft->doc.date)
        r->draft->doc.date = date_parse(data.published);
    if (!r->facts->modified)
        r->facts->modified = date_parse(data.modified);
    if (r->draft->doc.type.len == 0)
        set(r, "type", data.type);
    if (r->draft->doc.lang_tag.len == 0)
        set(r, "lang", data.lang);
}

/* <link> and <a>: the translation, if it is the surest link to one so far. */
static void on_link(struct reading *r, const GumboNode *node)
{
    struct str href = html_attribute(node, "href"), rel = html_attribute(node, "rel");
    struct str tag = html_attribute(node, "hreflang"), type = html_attribute(node, "type");
    bool in_head = html_is(node, GUMBO_TAG_LINK), alternate = has_word(rel, "alternate");
    if (in_head && has_word(rel, "canonical") && r->draft->doc.url.len == 0)
        set(r, "url", href);
    if (href.len == 0 || (in_head && !alternate) || (!alternate && tag.len == 0))
        return;
    if (type.len && !html_same(type, "text/html"))
        return;
    enum lang lang = lang_parse(tag.len ? tag : html_attribute(node, "lang"));
    if (lang == LANG_NONE)
        lang = path_language(href);
    enum link_rank rank = in_head ? LINK_IN_HEAD : alternate ? LINK_ALTERNATE : LINK_TO_LANGUAGE;
    if (lang != LANG_NONE && rank > r->ranks[lang]) {
        r->ranks[lang] = rank;
        r->facts->translation[lang] = href;
    }
}

static void on_html(struct reading *r, const GumboNode *node)
{
    struct str tag = html_attribute(node, "lang");
    set(r, "lang", tag.len ? tag : html_attribute(node, "xml:lang"));
}

static void on_part(struct reading *r, const GumboNode *node)
{
    struct html_facts *facts = r->facts;
    bool main = html_is(node, GUMBO_TAG_MAIN) || html_same(html_attribute(node, "role"), "main");
    bool article = html_is(node, GUMBO_TAG_ARTICLE), heading = html_is(node, GUMBO_TAG_H1);
    if (main && !facts->main)
        facts->main = node;
    if (article && r->articles++ == 0)
        r->article = node;
    if (heading && !facts->heading)
        facts->heading = node;
    if (r->forms && (main || article || heading))
        facts->form_is_page = true;
}

static bool enter(void *context, const GumboNode *node)
{
    struct reading *r = context;
    if (node->type == GUMBO_NODE_DOCUMENT)
        return true;
    if (node->type != GUMBO_NODE_ELEMENT || node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
        return false;
    switch (node->v.element.tag) {
    case GUMBO_TAG_HTML:
        on_html(r, node);
        break;
    case GUMBO_TAG_BODY:
        r->facts->body = node;
        break;
    case GUMBO_TAG_TITLE:
        if (!r->facts->title)
            r->facts->title = node;
        break;
    case GUMBO_TAG_META:
        on_meta(r, node);
        break;
    case GUMBO_TAG_SCRIPT:
        on_script(r, node);
        break;
    case GUMBO_TAG_LINK:
    case GUMBO_TAG_A:
        on_link(r, node);
        break;
    case GUMBO_TAG_FORM:
        r->forms++;
        break;
    default:
        on_part(r, node);
    }
    return !r->code;
}

static void leave(void *context, const GumboNode *node)
{
    struct reading *r = context;
    if (html_is(node, GUMBO_TAG_FORM))
        r->forms--;
}

int html_facts_read(const GumboNode *root, struct draft *d, struct html_facts *out, struct err *e)
{
    struct reading r = {.draft = d, .facts = out, .e = e};
    struct html_visitor visitor = {enter, leave, &r};
    *out = (struct html_facts){0};
    html_walk(root, &visitor);
    if (r.code)
        return r.code;
    if (!out->main && r.articles == 1)
        out->main = r.article;
    if (!d->doc.date && r.unknown_date.len)
        return draft_set(d, STR("date"), r.unknown_date, e);
    return 0;
}
