/* See stream.h. */
#include "searchd/search/stream.h"

#include <stdlib.h>

#include "text/unicode.h"

int stream_read(struct stream *s, const struct generation *g, uint32_t docid, struct err *e)
{
    if (!tokens_view(generation_tokens(g), docid, &s->view))
        return err_set(e, ERR_FORMAT, "the token stream of document %u is damaged", docid);
    if (s->view.count > s->cap) {
        free(s->ids);
        s->cap = 0;
        s->ids = malloc(s->view.count * sizeof *s->ids);
        if (!s->ids)
            return err_memory(e);
        s->cap = s->view.count;
    }
    if (!tokens_decode(&s->view, s->ids))
        return err_set(e, ERR_FORMAT, "the token stream of document %u is damaged", docid);
    return 0;
}

void stream_fini(struct stream *s)
{
    free(s->ids);
}

/* Nothing but blanks, hyphens and apostrophes: no operator, quotation mark or parenthesis. */
static bool is_beside(struct str between)
{
    for (size_t at = 0; at < between.len;) {
        struct rune r = rune_at(between, at);
        bool blank = r.code == ' ' || r.code == '\t' || r.code == 0xa0 || r.code == 0x202f;
        if (!blank && r.class != CHAR_HYPHEN && r.class != CHAR_APOSTROPHE)
            return false;
        at += r.len;
    }
    return true;
}

void marking_init(struct marking *m, const struct plan *plan)
{
    const struct query *query = plan->query;
    *m = (struct marking){.plan = plan};
    for (uint32_t i = 0; i + 1 < query->word_count; i++) {
        uint32_t from = query->words[i].range.end, to = query->words[i + 1].range.start;
        if (from <= to && is_beside(str_slice(query->text, from, to)))
            m->followed |= UINT64_C(1) << i;
    }
}

int marking_of(struct marking *m, unsigned langs, struct marking_set *out, struct err *e)
{
    out->count = 0;
    out->followed = m->followed;
    for (uint32_t i = 0; i < m->plan->branch_count; i++) {
        const struct branch *branch = &m->plan->branches[i];
        if (!(langs & LANG_BIT(branch->lang)))
            continue;
        int rc = m->made[i] ? 0 : plan_marks(m->plan, branch, &m->marks[i], e);
        if (rc)
            return rc;
        m->made[i] = true;
        out->list[out->count] = &m->marks[i];
        out->langs[out->count++] = branch->lang;
    }
    return 0;
}

bool stream_words(const struct token_view *view, struct str title, struct str text, uint32_t position,
                  struct words *out)
{
    bool in_title = position < view->title_count;
    struct token_mark mark = {in_title ? 0 : view->title_count, 0};
    struct word word;
    if (!in_title && position > view->title_count)
        mark = tokens_seek(view, position);
    if (!in_title && (mark.byte > text.len || mark.position > position))
        mark = (struct token_mark){view->title_count, 0};
    words_init(out, in_title ? title : text, mark.byte);
    for (uint32_t at = mark.position; at < position; at++)
        if (!words_next(out, &word))
            return false;
    return true;
}
