/*
 * Tab-separated values (answer_writer.h): a line of column names, then a row each. Tabs and newlines inside
 * a value are spaces by then, as are all control characters.
 */
#include "searchd/answer/answer_writer.h"

#include "base/escape.h"

static void add_column(struct buf *out, struct str value)
{
    buf_add_char(out, '\t');
    escape_line(out, value);
}

static void add_date(struct buf *out, date_num date)
{
    char text[16];
    date_print(date, text);
    add_column(out, str_of(text));
}

static void tsv_search(const struct answer *a, struct buf *out)
{
    buf_add_str(out, STR("rank\tscore\tlang\tdate\tid\turl\ttitle\tsnippet\talternate\tall_words\n"));
    for (size_t i = 0; i < a->hit_count; i++) {
        const struct answer_hit *hit = &a->hits[i];
        buf_printf(out, "%zu\t", a->request->offset + i + 1);
        answer_add_score(out, hit->score);
        add_column(out, str_of(lang_code(hit->doc.lang)));
        add_date(out, hit->doc.date);
        add_column(out, hit->doc.id);
        add_column(out, hit->doc.url);
        buf_add_char(out, '\t');
        answer_add_marked(out, hit->doc.title, hit->title_marks, hit->title_mark_count);
        buf_add_char(out, '\t');
        answer_add_marked(out, hit->snippet, hit->marks, hit->mark_count);
        add_column(out, hit->alternate);
        buf_printf(out, "\t%s", hit->words == WORDS_ALL ? "yes" : hit->words == WORDS_SOME ? "no" : "");
        buf_add_char(out, '\n');
    }
}

static void tsv_count(const struct answer *a, struct buf *out)
{
    buf_add_str(out, STR("total\ttotal_is_exact\tfr\ten\twords\n"));
    buf_printf(out, "%u\t%s", a->totals.documents, a->totals.exact ? "yes" : "no");
    if (a->totals.exact)
        buf_printf(out, "\t%u\t%u", a->totals.in[LANG_FR], a->totals.in[LANG_EN]);
    else
        buf_add_str(out, STR("\t\t"));
    add_column(out, str_of(answer_words(a->words)));
    buf_add_char(out, '\n');
}

static void tsv_get(const struct answer *a, struct buf *out)
{
    const struct document *doc = a->document;
    buf_add_str(
        out, STR("lang\tdate\tid\turl\ttitle\ttype\ttags\tpair\talternate\ttext\tstart\tend\ttext_bytes\n"));
    buf_add_str(out, str_of(lang_code(doc->lang)));
    add_date(out, doc->date);
    add_column(out, doc->id);
    add_column(out, doc->url);
    add_column(out, doc->title);
    add_column(out, doc->type);
    buf_add_char(out, '\t');
    for (size_t i = 0; i < doc->tag_count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        escape_line(out, doc->tags[i]);
    }
    add_column(out, doc->pair);
    add_column(out, doc->alternate);
    add_column(out, doc->text);
    buf_printf(out, "\t%u\t%u\t%u\n", a->passage.start, a->passage.end, a->text_bytes);
}

/* Words, then the parts of the score, in the same columns. */
static void tsv_explain(const struct answer *a, struct buf *out)
{
    struct answer_part parts[ANSWER_PARTS];
    buf_add_str(out, STR("lang\tword\trole\tterm\tdocuments\tweight\tscore\n"));
    for (size_t i = 0; i < a->row_count; i++) {
        const struct answer_row *row = &a->rows[i];
        buf_add_str(out, str_of(lang_code(row->lang)));
        add_column(out, row->word);
        add_column(out, str_of(answer_role(row->role)));
        add_column(out, row->term);
        buf_printf(out, "\t%u\t", row->documents);
        answer_add_score(out, row->weight);
        buf_add_char(out, '\t');
        answer_add_score(out, row->score);
        buf_add_char(out, '\n');
    }
    if (!a->score || !a->score->found)
        return;
    answer_parts(a->score, parts);
    for (size_t i = 0; i < ANSWER_PARTS; i++) {
        buf_printf(out, "\t%s\tscore\t\t\t\t", parts[i].name);
        answer_add_score(out, parts[i].value);
        buf_add_char(out, '\n');
    }
}

static void tsv_table(const struct answer *a, struct buf *out)
{
    table_tsv(a->table, out);
}

static void tsv_kwic(const struct answer *a, struct buf *out)
{
    table_tsv(&a->kwic->lines, out);
}

const struct answer_writer answer_tsv = {.search = tsv_search,
                                         .count = tsv_count,
                                         .get = tsv_get,
                                         .explain = tsv_explain,
                                         .suggest = tsv_table,
                                         .kwic = tsv_kwic,
                                         .facets = answer_tsv_facets,
                                         .trend = tsv_table};
