/*
 * Text, made for eyes over netcat (answer_writer.h). The status line, which says how many there are, is
 * reply.c's; here is what stands below it.
 */
#include "searchd/answer/answer_writer.h"

#include "base/escape.h"

void answer_add_remarks(const struct answer *a, struct buf *out)
{
    if (a->relaxed)
        buf_add_str(out, STR("# no page has all the words; these have some\n"));
    if (a->partial)
        buf_add_str(out, STR("# time ran out; there may be more\n"));
    if (a->note.len) {
        buf_add_str(out, STR("# "));
        escape_line(out, a->note);
        buf_add_char(out, '\n');
    }
}

/* "   https://…   fr  2021-03-18  12.41   [also in English: id]" */
static void add_facts(const struct answer_hit *hit, struct buf *out)
{
    char date[16];
    date_print(hit->doc.date, date);
    buf_add_str(out, STR("   "));
    escape_line(out, hit->doc.url.len ? hit->doc.url : hit->doc.id);
    buf_printf(out, "   %s", lang_code(hit->doc.lang));
    if (date[0])
        buf_printf(out, "  %s", date);
    buf_printf(out, "  %.2f", hit->score);
    if (hit->alternate.len) {
        buf_printf(out, "   [also in %s: ",
                   hit->doc.lang == LANG_FR   ? "English"
                   : hit->doc.lang == LANG_EN ? "French"
                                              : "translation");
        escape_line(out, hit->alternate);
        buf_add_char(out, ']');
    }
    buf_add_char(out, '\n');
}

static void add_suggestion(const struct answer *a, struct buf *out)
{
    if (a->suggestion.len == 0)
        return;
    buf_add_str(out, STR("# did you mean: "));
    escape_line(out, a->suggestion);
    buf_add_char(out, '\n');
}

static void text_search(const struct answer *a, struct buf *out)
{
    answer_add_remarks(a, out);
    add_suggestion(a, out);
    for (size_t i = 0; i < a->hit_count; i++) {
        const struct answer_hit *hit = &a->hits[i];
        buf_printf(out, "%zu. ", a->request->offset + i + 1);
        if (hit->doc.title.len)
            answer_add_marked(out, hit->doc.title, hit->title_marks, hit->title_mark_count);
        else
            escape_line(out, hit->doc.id);
        buf_add_char(out, '\n');
        add_facts(hit, out);
        if (hit->snippet.len) {
            buf_add_str(out, STR("   "));
            answer_add_marked(out, hit->snippet, hit->marks, hit->mark_count);
            buf_add_char(out, '\n');
        }
    }
}

static void text_count(const struct answer *a, struct buf *out)
{
    answer_add_remarks(a, out);
}

static void add_field(struct buf *out, struct str name, struct str value)
{
    if (value.len == 0)
        return;
    escape_line(out, name);
    buf_add_str(out, STR(": "));
    escape_line(out, value);
    buf_add_char(out, '\n');
}

static void add_lines(struct buf *out, struct str text)
{
    while (text.len) {
        size_t end = str_find(text, STR("\n"));
        escape_line(out, str_slice(text, 0, end));
        buf_add_char(out, '\n');
        text = str_slice(text, end < text.len ? end + 1 : end, text.len);
    }
}

static void add_fields(const struct answer *a, struct buf *out)
{
    const struct document *doc = a->document;
    char date[16];
    date_print(doc->date, date);
    add_field(out, STR("id"), doc->id);
    add_field(out, STR("url"), doc->url);
    add_field(out, STR("title"), doc->title);
    add_field(out, STR("lang"), str_of(lang_code(doc->lang)));
    add_field(out, STR("date"), str_of(date));
    add_field(out, STR("type"), doc->type);
    for (size_t i = 0; i < doc->tag_count; i++)
        add_field(out, STR("tag"), doc->tags[i]);
    add_field(out, STR("pair"), doc->pair);
    add_field(out, STR("alternate"), doc->alternate);
    for (size_t i = 0; i < doc->extra_count; i++)
        add_field(out, doc->extra[i].name, doc->extra[i].value);
}

/* Like a letter: fields, an empty line, the text. */
static void text_get(const struct answer *a, struct buf *out)
{
    enum request_part part = a->request->part;
    if (part != PART_TEXT)
        add_fields(a, out);
    if (part == PART_ALL)
        buf_add_char(out, '\n');
    if (part != PART_FIELDS)
        add_lines(out, a->document->text);
}

/* "fr  sécurité  typed  securit  12 documents  weighs 3.21", and "  scores 2.50" in a document. */
static void add_row(const struct answer *a, const struct answer_row *row, struct buf *out)
{
    buf_printf(out, "%s  ", lang_code(row->lang));
    escape_line(out, row->word);
    buf_printf(out, "  %s", answer_role(row->role));
    if (row->term.len) {
        buf_add_str(out, STR("  "));
        escape_line(out, row->term);
        buf_printf(out, "  %u document%s  weighs %.2f", row->documents, row->documents == 1 ? "" : "s",
                   row->weight);
        if (a->score)
            buf_printf(out, "  scores %.2f", row->score);
    }
    buf_add_char(out, '\n');
}

static void text_explain(const struct answer *a, struct buf *out)
{
    struct answer_part parts[ANSWER_PARTS];
    answer_add_remarks(a, out);
    for (size_t i = 0; i < a->row_count; i++)
        add_row(a, &a->rows[i], out);
    if (!a->score)
        return;
    if (!a->score->found) {
        buf_add_str(out, STR("the query does not find this document\n"));
        return;
    }
    answer_parts(a->score, parts);
    buf_printf(out, "score %.2f =", answer_total(a->score));
    for (size_t i = 0; i < ANSWER_PARTS; i++)
        buf_printf(out, "%s %.2f %s", i ? " +" : "", parts[i].value, parts[i].name);
    buf_add_char(out, '\n');
}

/* "sécurité sociale   fr  1,234 documents", or a title and the id of its document */
static void text_suggest(const struct answer *a, struct buf *out)
{
    for (uint32_t i = 0; i < a->table->row_count; i++) {
        const union table_cell *row = table_row(a->table, i);
        bool title = row[SUGGEST_ID].text.len > 0;
        escape_line(out, row[SUGGEST_TEXT].text);
        buf_add_str(out, STR("   "));
        escape_line(out, row[SUGGEST_LANG].text);
        buf_add_str(out, STR("  "));
        if (title)
            escape_line(out, row[SUGGEST_ID].text);
        else
            answer_add_number(out, (uint64_t)row[SUGGEST_DOCUMENTS].number);
        if (!title)
            buf_add_str(out, row[SUGGEST_DOCUMENTS].number == 1 ? STR(" document") : STR(" documents"));
        buf_add_char(out, '\n');
    }
}

const struct answer_writer answer_text = {.search = text_search,
                                          .count = text_count,
                                          .get = text_get,
                                          .explain = text_explain,
                                          .suggest = text_suggest,
                                          .kwic = answer_text_kwic,
                                          .facets = answer_text_facets,
                                          .trend = answer_text_trend};
