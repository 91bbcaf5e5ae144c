/*
 * HTML: what the page states about itself (html_facts.h), and its main text as running text (flow.h),
 * without navigation, banners, forms and scripts. Of <main> if the page has one with some substance, else
 * of the whole body.
 */
#include "indexer/readers/charset.h"
#include "indexer/readers/clean.h"
#include "indexer/readers/flow.h"
#include "indexer/readers/html_facts.h"
#include "indexer/readers/html_tree.h"
#include "indexer/readers/paths.h"

#include <strings.h>

/* A main part with less text than this is taken only if the body has not much more. */
enum { SUBSTANTIAL_BYTES = 200, BODY_TIMES = 4 };

/* How an element's borders and inside are treated. */
enum treatment { INLINE, BLOCK, HEADING, CELL, LINE_BREAK, SKIP, SKIP_FORM, SKIP_HEADER };

static const unsigned char treatments[GUMBO_TAG_LAST] = {
    [GUMBO_TAG_SCRIPT] = SKIP,      [GUMBO_TAG_STYLE] = SKIP,         [GUMBO_TAG_NOSCRIPT] = SKIP,
    [GUMBO_TAG_TEMPLATE] = SKIP,    [GUMBO_TAG_HEAD] = SKIP,          [GUMBO_TAG_NAV] = SKIP,
    [GUMBO_TAG_FOOTER] = SKIP,      [GUMBO_TAG_ASIDE] = SKIP,         [GUMBO_TAG_BUTTON] = SKIP,
    [GUMBO_TAG_SVG] = SKIP,         [GUMBO_TAG_MATH] = SKIP,          [GUMBO_TAG_IFRAME] = SKIP,
    [GUMBO_TAG_SELECT] = SKIP,      [GUMBO_TAG_TEXTAREA] = SKIP,      [GUMBO_TAG_DATALIST] = SKIP,
    [GUMBO_TAG_VIDEO] = SKIP,       [GUMBO_TAG_AUDIO] = SKIP,         [GUMBO_TAG_CANVAS] = SKIP,
    [GUMBO_TAG_NOFRAMES] = SKIP,    [GUMBO_TAG_NOEMBED] = SKIP,       [GUMBO_TAG_MENU] = BLOCK,
    [GUMBO_TAG_FORM] = SKIP_FORM,   [GUMBO_TAG_HEADER] = SKIP_HEADER, [GUMBO_TAG_H1] = HEADING,
    [GUMBO_TAG_H2] = HEADING,       [GUMBO_TAG_H3] = HEADING,         [GUMBO_TAG_H4] = HEADING,
    [GUMBO_TAG_H5] = HEADING,       [GUMBO_TAG_H6] = HEADING,         [GUMBO_TAG_TD] = CELL,
    [GUMBO_TAG_TH] = CELL,          [GUMBO_TAG_BR] = LINE_BREAK,      [GUMBO_TAG_HR] = LINE_BREAK,
    [GUMBO_TAG_BODY] = BLOCK,       [GUMBO_TAG_ARTICLE] = BLOCK,      [GUMBO_TAG_SECTION] = BLOCK,
    [GUMBO_TAG_HGROUP] = BLOCK,     [GUMBO_TAG_ADDRESS] = BLOCK,      [GUMBO_TAG_P] = BLOCK,
    [GUMBO_TAG_PRE] = BLOCK,        [GUMBO_TAG_BLOCKQUOTE] = BLOCK,   [GUMBO_TAG_OL] = BLOCK,
    [GUMBO_TAG_UL] = BLOCK,         [GUMBO_TAG_LI] = BLOCK,           [GUMBO_TAG_DL] = BLOCK,
    [GUMBO_TAG_DT] = BLOCK,         [GUMBO_TAG_DD] = BLOCK,           [GUMBO_TAG_FIGURE] = BLOCK,
    [GUMBO_TAG_FIGCAPTION] = BLOCK, [GUMBO_TAG_MAIN] = BLOCK,         [GUMBO_TAG_DIV] = BLOCK,
    [GUMBO_TAG_TABLE] = BLOCK,      [GUMBO_TAG_CAPTION] = BLOCK,      [GUMBO_TAG_TBODY] = BLOCK,
    [GUMBO_TAG_THEAD] = BLOCK,      [GUMBO_TAG_TFOOT] = BLOCK,        [GUMBO_TAG_TR] = BLOCK,
    [GUMBO_TAG_FIELDSET] = BLOCK,   [GUMBO_TAG_LEGEND] = BLOCK,       [GUMBO_TAG_DETAILS] = BLOCK,
    [GUMBO_TAG_SUMMARY] = BLOCK,    [GUMBO_TAG_CENTER] = BLOCK,       [GUMBO_TAG_DIR] = BLOCK,
    [GUMBO_TAG_LISTING] = BLOCK,    [GUMBO_TAG_XMP] = BLOCK,          [GUMBO_TAG_PLAINTEXT] = BLOCK};

struct emission {
    struct flow *flow;
    date_num time;       /* of the first <time datetime> */
    unsigned main_parts; /* <main> and <article> open */
    unsigned preformatted;
    bool keep_forms;
};

/* --- what is no content --- */

static bool is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (html_same(s, *words))
            return true;
    return false;
}

/* Whether a class or an id is of a banner: "cookie-consent", "share-buttons", "fil-ariane". */
static bool is_banner_name(struct str name)
{
    static const char *const anywhere[] = {"cookie",   "consent",    "breadcrumb",   "skip-link",
                                           "skiplink", "fil-ariane", "social-share", NULL};
    static const char *const whole[] = {"share", "sharing", "partage", "partager", NULL};
    static const char *const front[] = {"share-", "share_", "sharing-", "skip-to", "partage-", NULL};
    if (is_one_of(name, whole))
        return true;
    for (const char *const *word = front; *word; word++)
        if (name.len > strlen(*word) && strncasecmp(name.ptr, *word, strlen(*word)) == 0)
            return true;
    for (const char *const *word = anywhere; *word; word++)
        for (size_t i = 0; i + strlen(*word) <= name.len; i++)
            if (strncasecmp(name.ptr + i, *word, strlen(*word)) == 0)
                return true;
    return false;
}

static bool has_banner_name(struct str names)
{
    struct str name;
    while (html_next_word(&names, &name))
        if (is_banner_name(name))
            return true;
    return false;
}

/* The parts that hold the page, or name a part of it, are never a banner whatever they are called. */
static bool may_be_banner(const GumboNode *node)
{
    return !html_is(node, GUMBO_TAG_HTML) && !html_is(node, GUMBO_TAG_BODY) &&
           !html_is(node, GUMBO_TAG_MAIN) && !html_is(node, GUMBO_TAG_ARTICLE) &&
           treatments[node->v.element.tag] != HEADING;
}

static bool is_left_out(const struct emission *m, const GumboNode *node)
{
    static const char *const roles[] = {"navigation", "contentinfo", "search", NULL};
    static const char *const banner[] = {"banner", NULL};
    static const char *const yes[] = {"true", NULL};
    enum treatment treatment = treatments[node->v.element.tag];
    if (treatment == SKIP || (treatment == SKIP_FORM && !m->keep_forms) ||
        (treatment == SKIP_HEADER && !m->main_parts))
        return true;
    struct str role = html_attribute(node, "role");
    if (is_one_of(role, roles) || (is_one_of(role, banner) && !m->main_parts))
        return true;
    if (gumbo_get_attribute(&node->v.element.attributes, "hidden") ||
        is_one_of(html_attribute(node, "aria-hidden"), yes))
        return true;
    return may_be_banner(node) &&
           (has_banner_name(html_attribute(node, "id")) || has_banner_name(html_attribute(node, "class")));
}

/* --- running text --- */

static void emit_characters(struct emission *m, const GumboNode *node)
{
    struct str s = html_characters(node);
    if (m->preformatted)
        flow_lines(m->flow, s);
    else
        flow_text(m->flow, s);
}

static bool is_preformatted(const GumboNode *node)
{
    return html_is(node, GUMBO_TAG_PRE) || html_is(node, GUMBO_TAG_LISTING) || html_is(node, GUMBO_TAG_XMP) ||
           html_is(node, GUMBO_TAG_PLAINTEXT);
}

static bool is_main_part(const GumboNode *node)
{
    return html_is(node, GUMBO_TAG_MAIN) || html_is(node, GUMBO_TAG_ARTICLE);
}

static void begin_element(struct emission *m, const GumboNode *node)
{
    enum treatment treatment = treatments[node->v.element.tag];
    if (treatment == HEADING)
        flow_heading(m->flow, true);
    else if (treatment == CELL)
        flow_cell(m->flow);
    else if (treatment != INLINE)
        flow_break(m->flow);
    m->preformatted += is_preformatted(node);
    m->main_parts += is_main_part(node);
    if (html_is(node, GUMBO_TAG_TIME) && !m->time)
        m->time = date_parse(html_attribute(node, "datetime"));
}

static bool enter(void *context, const GumboNode *node)
{
    struct emission *m = context;
    if (node->type != GUMBO_NODE_ELEMENT) {
        emit_characters(m, node);
        return false;
    }
    if (node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML || is_left_out(m, node)) {
        /* What is left out still parts the words around it, unless it is a script or a drawing. */
        if (treatments[node->v.element.tag] != SKIP)
            flow_break(m->flow);
        return false;
    }
    begin_element(m, node);
    return true;
}

static void leave(void *context, const GumboNode *node)
{
    struct emission *m = context;
    enum treatment treatment = treatments[node->v.element.tag];
    if (treatment == HEADING)
        flow_heading(m->flow, false);
    else if (treatment == CELL)
        flow_cell(m->flow);
    else if (treatment != INLINE)
        flow_break(m->flow);
    m->preformatted -= is_preformatted(node);
    m->main_parts -= is_main_part(node);
}

static void emit(const GumboNode *part, const struct html_facts *facts, struct flow *flow, date_num *time)
{
    struct emission m = {.flow = flow, .keep_forms = facts->form_is_page, .main_parts = part == facts->main};
    struct html_visitor visitor = {enter, leave, &m};
    flow_clear(flow);
    html_walk(part, &visitor);
    flow_break(flow);
    *time = m.time;
}

/* The main part's text, unless it is next to nothing beside the body's. */
static void emit_page(const struct html_facts *facts, struct flow *flow, date_num *time)
{
    size_t main_len = 0;
    if (facts->main) {
        emit(facts->main, facts, flow, time);
        main_len = flow->text.len;
    }
    if (main_len >= SUBSTANTIAL_BYTES || !facts->body)
        return;
    emit(facts->body, facts, flow, time);
    if (main_len && flow->text.len < BODY_TIMES * main_len)
        emit(facts->main, facts, flow, time);
}

/* --- the document --- */

/* All text of an element, on one line. */
static int set_title(struct draft *d, const GumboNode *element, struct err *e)
{
    struct flow flow = {0};
    struct emission m = {.flow = &flow, .main_parts = 1};
    struct html_visitor visitor = {enter, leave, &m};
    html_walk(element, &visitor);
    struct str title = arena_str(d->arena, buf_str(&flow.text));
    int code = title.ptr && !flow_failed(&flow) ? draft_set(d, STR("title"), title, e) : err_memory(e);
    flow_fini(&flow);
    return code;
}

static int set_titles(struct draft *d, const struct html_facts *facts, struct err *e)
{
    int code = facts->title ? set_title(d, facts->title, e) : 0;
    if (!code && d->doc.title.len == 0 && facts->heading)
        code = set_title(d, facts->heading, e);
    return code;
}

/* The link to the page in the other language; if ours is not known, the only one that there is. */
static int set_alternate(struct draft *d, const struct html_facts *facts, struct str path, struct err *e)
{
    const struct str *links = facts->translation;
    enum lang lang = d->doc.lang_tag.len ? lang_parse(d->doc.lang_tag) : d->doc.lang;
    struct str link = {NULL, 0};
    if (lang == LANG_FR || (lang == LANG_NONE && links[LANG_FR].len == 0))
        link = links[LANG_EN];
    else if (lang == LANG_EN || links[LANG_EN].len == 0)
        link = links[LANG_FR];
    if (link.len == 0)
        return 0;
    if (!path_resolve(d->arena, path, d->doc.url, link, &link))
        return err_memory(e);
    return draft_set(d, STR("alternate"), link, e);
}

static int read_tree(struct draft *d, const struct html_tree *tree, struct flow *flow, struct str path,
                     struct err *e)
{
    struct html_facts facts;
    date_num time = 0;
    int code = html_facts_read(tree->output->root, d, &facts, e);
    if (!code && facts.noindex)
        return draft_skip(d, SKIP_NOINDEX, e, "<meta name=robots> says noindex");
    if (!code)
        code = set_titles(d, &facts, e);
    if (!code)
        code = draft_from_path(d, path, e);
    if (!code)
        code = set_alternate(d, &facts, path, e);
    if (code)
        return code;
    emit_page(&facts, flow, &time);
    if (!d->doc.date)
        d->doc.date = time;
    flow_give(flow, &d->doc);
    if (flow_failed(flow))
        return err_memory(e);
    if (!d->doc.date)
        d->doc.date = facts.modified;
    return draft_give(d, e);
}

static int read_page(struct draft *d, struct str page, struct str path, struct err *e)
{
    struct html_tree tree;
    struct flow flow = {0};
    int code = html_tree_init(&tree, page, e);
    if (code == ERR_INPUT)
        code = draft_skip(d, SKIP_MALFORMED, e, "%s", e->text);
    else if (code == ERR_LIMIT)
        code = draft_skip(d, SKIP_TOO_LARGE, e, "%s", e->text);
    else if (!code)
        code = read_tree(d, &tree, &flow, path, e);
    flow_fini(&flow);
    html_tree_fini(&tree);
    return code;
}

static int read(const struct unit *unit, struct arena *arena, const struct sink *sink, struct err *e)
{
    struct draft draft;
    struct str page;
    draft_init(&draft, arena, sink, unit->first_line);
    int code = draft_take_text(&draft, unit, charset_of_html(unit->bytes), &page, e);
    return code > 0 ? read_page(&draft, page, unit->path, e) : code;
}

static const char *const suffixes[] = {".html", ".htm", ".xhtml", NULL};

const struct reader reader_html = {.name = "html", .suffixes = suffixes, .read = read};
