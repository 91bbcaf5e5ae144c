/*
 * Markdown (CommonMark with tables, by MD4C), with front matter. Headings, links' texts, images' alternative
 * texts and code are text; raw HTML is not.
 */
#include "indexer/readers/flow.h"
#include "indexer/readers/front_matter.h"
#include "indexer/readers/html_tree.h"

#include <md4c.h>

struct page {
    struct flow flow;
    bool in_code, in_html; /* within a block of either */
    unsigned level;        /* of the heading under way */
    unsigned title_level;  /* of the heading that is the title for want of another, 0 for none */
    struct span title;     /* its range of the text */
    struct buf entity;
    int code;
    struct err *e;
};

static void begin_heading(struct page *p, unsigned level)
{
    flow_heading(&p->flow, true);
    p->level = level;
    /* The first of level 1, else the first of all. */
    if (!p->title_level || (level == 1 && p->title_level > 1)) {
        p->title_level = level;
        p->title = (struct span){(uint32_t)p->flow.start, 0};
    }
}

static void end_heading(struct page *p)
{
    flow_heading(&p->flow, false);
    if (!p->title.end && p->level == p->title_level)
        p->title.end = (uint32_t)p->flow.start;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
    struct page *p = userdata;
    if (type == MD_BLOCK_TD || type == MD_BLOCK_TH)
        flow_cell(&p->flow);
    else if (type == MD_BLOCK_H)
        begin_heading(p, ((const MD_BLOCK_H_DETAIL *)detail)->level);
    else
        flow_break(&p->flow);
    p->in_code |= type == MD_BLOCK_CODE;
    p->in_html |= type == MD_BLOCK_HTML;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
    struct page *p = userdata;
    (void)detail;
    if (type == MD_BLOCK_TD || type == MD_BLOCK_TH)
        flow_cell(&p->flow);
    else if (type == MD_BLOCK_H)
        end_heading(p);
    else
        flow_break(&p->flow);
    p->in_code &= type != MD_BLOCK_CODE;
    p->in_html &= type != MD_BLOCK_HTML;
    return 0;
}

static int pass_span(MD_SPANTYPE type, void *detail, void *userdata)
{
    (void)type;
    (void)detail;
    (void)userdata;
    return 0;
}

static int add_entity(struct page *p, struct str entity)
{
    buf_clear(&p->entity);
    p->code = html_entity(entity, &p->entity, p->e);
    flow_text(&p->flow, buf_str(&p->entity));
    return p->code;
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *userdata)
{
    struct page *p = userdata;
    struct str s = {text, size};
    switch (type) {
    case MD_TEXT_ENTITY:
        return add_entity(p, s);
    case MD_TEXT_BR:
        flow_break(&p->flow);
        break;
    case MD_TEXT_SOFTBR:
        flow_text(&p->flow, STR(" "));
        break;
    case MD_TEXT_HTML:
        if (!p->in_html && size > 3 && html_same(str_slice(s, 0, 3), "<br"))
            flow_break(&p->flow);
        break;
    default:
        if (p->in_code)
            flow_lines(&p->flow, s);
        else
            flow_text(&p->flow, s);
    }
    return buf_failed(&p->flow.text);
}

static int parse(struct page *p, struct str text, struct err *e)
{
    static const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS,
                                     .enter_block = enter_block,
                                     .leave_block = leave_block,
                                     .enter_span = pass_span,
                                     .leave_span = pass_span,
                                     .text = add_text};
    p->e = e;
    int stopped = md_parse(text.len ? text.ptr : "", (MD_SIZE)text.len, &parser, p);
    if (p->code)
        return p->code;
    return stopped || flow_failed(&p->flow) ? err_memory(e) : 0;
}

static int read_page(struct draft *d, struct page *p, struct str text, struct str path, struct err *e)
{
    if (text.len > UINT32_MAX)
        return draft_skip(d, SKIP_TOO_LARGE, e, "longer than 4 GB");
    int code = front_matter_take(d, &text, e);
    if (!code)
        code = parse(p, text, e);
    if (code)
        return code;
    flow_give(&p->flow, &d->doc);
    if (d->doc.title.len == 0 && p->title.end > p->title.start)
        code = draft_set(d, STR("title"), str_slice(d->doc.text, p->title.start, p->title.end), e);
    if (!code)
        code = draft_from_path(d, path, e);
    return code ? code : draft_give(d, e);
}

static int read(const struct unit *unit, struct arena *arena, const struct sink *sink, struct err *e)
{
    struct draft draft;
    struct page page = {0};
    struct str text;
    draft_init(&draft, arena, sink, unit->first_line);
    int code = draft_take_text(&draft, unit, STR(""), &text, e);
    if (code > 0)
        code = read_page(&draft, &page, text, unit->path, e);
    flow_fini(&page.flow);
    buf_fini(&page.entity);
    return code;
}

static const char *const suffixes[] = {".md", ".markdown", NULL};

const struct reader reader_markdown = {.name = "markdown", .suffixes = suffixes, .read = read};
