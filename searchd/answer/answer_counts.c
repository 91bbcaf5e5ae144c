/* FACETS and TREND (answer_writer.h): what was counted, as text, TSV and JSON. */
#include "searchd/answer/answer_writer.h"

#include <stdio.h>

#include "base/escape.h"

/* Longest bar of a trend, in characters. */
enum { BAR_MAX = 40 };

static const char *const facet_names[FACET_COUNT] = {
    [FACET_LANG] = "lang", [FACET_TYPE] = "type", [FACET_TAG] = "tag",
    [FACET_SITE] = "site", [FACET_YEAR] = "year", [FACET_MONTH] = "month"};

/* A number of documents, right-aligned. */
static void add_count(struct buf *out, uint32_t documents)
{
    enum { WIDTH = 11 };
    struct buf number = {0};
    answer_add_number(&number, documents);
    if (!buf_failed(&number))
        buf_printf(out, "%*.*s", WIDTH, (int)number.len, number.ptr);
    out->failed |= buf_failed(&number);
    buf_fini(&number);
}

/* --- facets --- */

void answer_text_facets(const struct answer *a, struct buf *out)
{
    answer_add_remarks(a, out);
    for (size_t i = 0; i < a->facet_count; i++) {
        const struct answer_facet *f = &a->facets[i];
        buf_printf(out, "%s\n", facet_names[f->facet]);
        for (uint32_t v = 0; v < f->value_count; v++) {
            add_count(out, f->values[v].documents);
            buf_add_str(out, STR("  "));
            escape_line(out, f->values[v].value);
            buf_add_char(out, '\n');
        }
        if (f->other_values) {
            add_count(out, f->other_documents);
            buf_printf(out, "  (%u other%s)\n", f->other_values, f->other_values == 1 ? "" : "s");
        }
        if (f->without) {
            add_count(out, f->without);
            buf_add_str(out, STR("  (none)\n"));
        }
    }
}

static void add_row(struct buf *out, enum request_facet facet, const char *kind, struct str value,
                    uint32_t documents)
{
    buf_printf(out, "%s\t%s\t", facet_names[facet], kind);
    escape_line(out, value);
    buf_printf(out, "\t%u\n", documents);
}

void answer_tsv_facets(const struct answer *a, struct buf *out)
{
    buf_add_str(out, STR("facet\tkind\tvalue\tdocuments\n"));
    for (size_t i = 0; i < a->facet_count; i++) {
        const struct answer_facet *f = &a->facets[i];
        char others[16];
        snprintf(others, sizeof others, "%u", f->other_values);
        for (uint32_t v = 0; v < f->value_count; v++)
            add_row(out, f->facet, "value", f->values[v].value, f->values[v].documents);
        add_row(out, f->facet, "others", str_of(others), f->other_documents);
        add_row(out, f->facet, "none", STR(""), f->without);
    }
}

void answer_json_facets(const struct answer *a, struct buf *out)
{
    buf_add_str(out, STR("\"facets\":{"));
    for (size_t i = 0; i < a->facet_count; i++) {
        const struct answer_facet *f = &a->facets[i];
        buf_printf(out, "%s\"%s\":{\"values\":[", i ? "," : "", facet_names[f->facet]);
        for (uint32_t v = 0; v < f->value_count; v++) {
            buf_add_str(out, v ? STR(",{\"value\":") : STR("{\"value\":"));
            escape_json(out, f->values[v].value);
            buf_printf(out, ",\"documents\":%u}", f->values[v].documents);
        }
        buf_printf(out, "],\"other_values\":%u,\"other_documents\":%u,\"none\":%u}", f->other_values,
                   f->other_documents, f->without);
    }
    buf_add_char(out, '}');
}

/* --- trends --- */

static const char *const period_names[] = {[BY_YEAR] = "year", [BY_MONTH] = "month", [BY_DAY] = "day"};

static void add_undated(const struct answer *a, struct buf *out)
{
    if (a->trend.without)
        buf_printf(out, "# without a date: %u\n", a->trend.without);
    if (a->trend.vague)
        buf_printf(out, "# with a date that does not tell the %s: %u\n", period_names[a->request->by],
                   a->trend.vague);
}

/* "2019           12  of       4,120     2.91 ‰  ██████" */
void answer_text_trend(const struct answer *a, struct buf *out)
{
    double most = 0;
    answer_add_remarks(a, out);
    add_undated(a, out);
    for (uint32_t i = 0; i < a->table->row_count; i++) {
        double rate = table_row(a->table, i)[TREND_RATE].number;
        most = rate > most ? rate : most;
    }
    for (uint32_t i = 0; i < a->table->row_count; i++) {
        const union table_cell *row = table_row(a->table, i);
        int bar = most > 0 ? (int)(row[TREND_RATE].number / most * BAR_MAX + 0.5) : 0;
        buf_add_str(out, row[TREND_PERIOD].text);
        add_count(out, (uint32_t)row[TREND_DOCUMENTS].number);
        buf_add_str(out, STR("  of"));
        add_count(out, (uint32_t)row[TREND_OF].number);
        buf_printf(out, "%9.2f ‰", row[TREND_RATE].number);
        for (int b = 0; b < bar; b++)
            buf_printf(out, "%s█", b ? "" : "  ");
        buf_add_char(out, '\n');
    }
}

void answer_json_trend(const struct answer *a, struct buf *out)
{
    buf_printf(out, "\"by\":\"%s\",\"without_date\":%u,\"without_period\":%u,", period_names[a->request->by],
               a->trend.without, a->trend.vague);
    table_json(a->table, out);
}
