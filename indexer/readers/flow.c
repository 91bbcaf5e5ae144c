/* See flow.h. */
#include "indexer/readers/flow.h"

#include "indexer/readers/boilerplate.h"
#include "indexer/readers/clean.h"

void flow_fini(struct flow *f)
{
    buf_fini(&f->text);
    buf_fini(&f->spans);
}

void flow_clear(struct flow *f)
{
    buf_clear(&f->text);
    buf_clear(&f->spans);
    *f = (struct flow){.text = f->text, .spans = f->spans};
}

bool flow_failed(const struct flow *f)
{
    return buf_failed(&f->text) || buf_failed(&f->spans);
}

static void put_separator(struct flow *f)
{
    if (f->separator && f->text.len > f->start)
        buf_add_char(&f->text, f->separator);
    f->separator = 0;
}

/* Bytes at the front that are neither spaces nor controls. */
static size_t word_run(struct str s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] != ' ' && clean_control(s.ptr + i, s.len - i) == 0)
        i++;
    return i;
}

void flow_text(struct flow *f, struct str piece)
{
    for (size_t i = 0; i < piece.len;) {
        size_t run = word_run(str_slice(piece, i, piece.len));
        if (run) {
            put_separator(f);
            buf_add(&f->text, piece.ptr + i, run);
            i += run;
        } else {
            size_t control = clean_control(piece.ptr + i, piece.len - i);
            if (!f->separator)
                f->separator = ' ';
            i += control ? control : 1;
        }
    }
}

void flow_cell(struct flow *f)
{
    f->separator = '\t';
}

/* Nothing but no-break spaces: a paragraph that only makes room. */
static bool is_blank(struct str s)
{
    while (s.len) {
        size_t skip = s.ptr[0] == ' ' || s.ptr[0] == '\t' ? 1 : str_starts(s, STR("\xC2\xA0")) ? 2 : 0;
        if (!skip)
            return false;
        s = str_slice(s, skip, s.len);
    }
    return true;
}

/* Whether the paragraph is to be left out; a date line's date is kept. */
static bool is_left_out(struct flow *f, struct str paragraph)
{
    date_num date = 0;
    enum boilerplate kind = boilerplate_of(paragraph, &date);
    if (kind == BOILERPLATE_PUBLISHED && !f->published)
        f->published = date;
    if (kind == BOILERPLATE_UPDATED && !f->updated)
        f->updated = date;
    return kind != BOILERPLATE_NONE || is_blank(paragraph);
}

void flow_break(struct flow *f)
{
    f->separator = 0;
    if (f->text.len == f->start || buf_failed(&f->text))
        return;
    if (is_left_out(f, str_slice(buf_str(&f->text), f->start, f->text.len))) {
        f->text.len = f->start;
        return;
    }
    struct span span = {(uint32_t)f->start, (uint32_t)f->text.len};
    if (f->heading && f->text.len <= UINT32_MAX)
        buf_add(&f->spans, &span, sizeof span);
    buf_add_char(&f->text, '\n');
    f->start = f->text.len;
}

void flow_lines(struct flow *f, struct str piece)
{
    for (size_t i = 0; i < piece.len;) {
        size_t end = i + str_find(str_slice(piece, i, piece.len), STR("\n"));
        flow_text(f, str_slice(piece, i, end));
        if (end < piece.len)
            flow_break(f);
        i = end + 1;
    }
}

void flow_heading(struct flow *f, bool on)
{
    flow_break(f);
    f->heading = on;
}

void flow_line(struct flow *f, struct str line)
{
    flow_break(f);
    line = str_trim(line);
    for (size_t i = 0; i < line.len;) {
        size_t control = clean_control(line.ptr + i, line.len - i);
        if (control)
            buf_add_char(&f->text, line.ptr[i] == '\t' ? '\t' : ' ');
        else
            buf_add_char(&f->text, line.ptr[i]);
        i += control ? control : 1;
    }
    flow_break(f);
}

void flow_give(struct flow *f, struct document *doc)
{
    flow_break(f);
    doc->text = buf_str(&f->text);
    doc->headings = (struct span *)(void *)f->spans.ptr;
    doc->heading_count = f->spans.len / sizeof(struct span);
    if (!doc->date)
        doc->date = f->published ? f->published : f->updated;
}
