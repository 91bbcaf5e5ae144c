/* JSON (answer_writer.h): one object on one line. Marks are byte ranges of the UTF-8 of their string. */
#include "searchd/answer/answer_writer.h"

#include "base/escape.h"

/* `,"key":"value"`; every object here begins with a member that is always there. */
static void add_member(struct buf *out, const char *key, struct str value)
{
    buf_printf(out, ",\"%s\":", key);
    escape_json(out, value);
}

static void add_flag(struct buf *out, const char *key, bool value)
{
    buf_printf(out, ",\"%s\":%s", key, value ? "true" : "false");
}

static void add_marks(struct buf *out, const char *key, const struct span *marks, size_t count)
{
    buf_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s[%u,%u]", i ? "," : "", marks[i].start, marks[i].end);
    buf_add_char(out, ']');
}

/* What the reader of a list wants to know of a document, in the same words for a hit and for GET. */
static void add_document(struct buf *out, const struct document *doc)
{
    char date[16];
    date_print(doc->date, date);
    buf_add_str(out, STR("{\"id\":"));
    escape_json(out, doc->id);
    add_member(out, "url", doc->url);
    add_member(out, "title", doc->title);
    add_member(out, "lang", str_of(lang_code(doc->lang)));
    add_member(out, "date", str_of(date));
}

/* HTML of a passage: its text escaped, <mark> around what was found. */
static void add_html(struct buf *out, const char *key, struct str s, const struct span *marks, size_t count)
{
    struct buf html = {0};
    answer_add_html(&html, s, marks, count);
    add_member(out, key, buf_str(&html));
    out->failed |= html.failed;
    buf_fini(&html);
}

static void add_hit(struct buf *out, const struct answer_hit *hit, bool html)
{
    add_document(out, &hit->doc);
    buf_add_str(out, STR(",\"score\":"));
    answer_add_score(out, hit->score);
    buf_printf(out, ",\"all_words\":%s",
               hit->words == WORDS_ALL    ? "true"
               : hit->words == WORDS_SOME ? "false"
                                          : "null");
    if (html) {
        add_html(out, "title_html", hit->doc.title, hit->title_marks, hit->title_mark_count);
        add_html(out, "snippet", hit->snippet, hit->marks, hit->mark_count);
    } else {
        add_marks(out, "title_marks", hit->title_marks, hit->title_mark_count);
        add_member(out, "snippet", hit->snippet);
        add_marks(out, "marks", hit->marks, hit->mark_count);
    }
    add_member(out, "alternate", hit->alternate);
    buf_add_char(out, '}');
}

/* How the answer came about. */
static void add_about(struct buf *out, const struct answer *a)
{
    buf_printf(out, ",\"took_ms\":%.3f,\"generation\":%llu", (double)a->took_us / 1000,
               (unsigned long long)a->generation);
    add_member(out, "note", a->note);
    add_flag(out, "relaxed", a->relaxed);
    add_flag(out, "partial", a->partial);
}

/* The members that SEARCH and COUNT share. */
static void add_totals(struct buf *out, const struct answer *a)
{
    buf_add_str(out, STR("{\"query\":"));
    escape_json(out, a->request->query);
    buf_printf(out, ",\"total\":%u", a->totals.documents);
    add_flag(out, "total_is_exact", a->totals.exact);
    add_member(out, "total_words", str_of(answer_words(a->words)));
    if (a->totals.exact)
        buf_printf(out, ",\"in\":{\"fr\":%u,\"en\":%u}", a->totals.in[LANG_FR], a->totals.in[LANG_EN]);
    add_about(out, a);
}

static void json_search(const struct answer *a, struct buf *out)
{
    add_totals(out, a);
    add_member(out, "suggestion", a->suggestion);
    buf_printf(out, ",\"offset\":%u,\"limit\":%u,\"more\":%s,\"hits\":[", a->request->offset,
               a->request->limit, a->more ? "true" : "false");
    for (size_t i = 0; i < a->hit_count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        add_hit(out, &a->hits[i], a->request->html);
    }
    buf_add_char(out, ']');
    if (a->facet_count) {
        buf_add_char(out, ',');
        answer_json_facets(a, out);
    }
    buf_add_str(out, STR("}\n"));
}

static void json_facets(const struct answer *a, struct buf *out)
{
    add_totals(out, a);
    buf_add_char(out, ',');
    answer_json_facets(a, out);
    buf_add_str(out, STR("}\n"));
}

static void json_trend(const struct answer *a, struct buf *out)
{
    add_totals(out, a);
    buf_add_char(out, ',');
    answer_json_trend(a, out);
    buf_add_str(out, STR("}\n"));
}

static void json_count(const struct answer *a, struct buf *out)
{
    add_totals(out, a);
    buf_add_str(out, STR("}\n"));
}

static void json_get(const struct answer *a, struct buf *out)
{
    const struct document *doc = a->document;
    add_document(out, doc);
    add_member(out, "type", doc->type);
    add_member(out, "pair", doc->pair);
    add_member(out, "alternate", doc->alternate);
    buf_add_str(out, STR(",\"tags\":["));
    for (size_t i = 0; i < doc->tag_count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        escape_json(out, doc->tags[i]);
    }
    buf_add_str(out, STR("],\"extra\":{"));
    for (size_t i = 0; i < doc->extra_count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        escape_json(out, doc->extra[i].name);
        buf_add_char(out, ':');
        escape_json(out, doc->extra[i].value);
    }
    buf_add_char(out, '}');
    buf_printf(out, ",\"start\":%u,\"end\":%u,\"text_bytes\":%u", a->passage.start, a->passage.end,
               a->text_bytes);
    add_member(out, "text", doc->text);
    buf_printf(out, ",\"generation\":%llu}\n", (unsigned long long)a->generation);
}

static void add_row(struct buf *out, const struct answer_row *row)
{
    buf_add_str(out, STR("{\"word\":"));
    escape_json(out, row->word);
    add_member(out, "lang", str_of(lang_code(row->lang)));
    add_member(out, "role", str_of(answer_role(row->role)));
    add_member(out, "term", row->term);
    buf_printf(out, ",\"documents\":%u,\"weight\":", row->documents);
    answer_add_score(out, row->weight);
    buf_add_str(out, STR(",\"score\":"));
    answer_add_score(out, row->score);
    buf_add_char(out, '}');
}

static void add_score(struct buf *out, const struct answer_score *score)
{
    struct answer_part parts[ANSWER_PARTS];
    answer_parts(score, parts);
    buf_add_str(out, STR(",\"score\":{\"total\":"));
    answer_add_score(out, answer_total(score));
    for (size_t i = 0; i < ANSWER_PARTS; i++) {
        buf_printf(out, ",\"%s\":", parts[i].name);
        answer_add_score(out, parts[i].value);
    }
    buf_add_char(out, '}');
}

static void json_explain(const struct answer *a, struct buf *out)
{
    buf_add_str(out, STR("{\"query\":"));
    escape_json(out, a->request->query);
    buf_printf(out, ",\"generation\":%llu", (unsigned long long)a->generation);
    add_member(out, "note", a->note);
    buf_add_str(out, STR(",\"words\":["));
    for (size_t i = 0; i < a->row_count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        add_row(out, &a->rows[i]);
    }
    buf_add_char(out, ']');
    if (a->score && a->score->found)
        add_score(out, a->score);
    else if (a->score)
        buf_add_str(out, STR(",\"score\":null"));
    buf_add_str(out, STR("}\n"));
}

static void json_suggest(const struct answer *a, struct buf *out)
{
    buf_add_str(out, STR("{\"query\":"));
    escape_json(out, a->request->query);
    buf_printf(out, ",\"took_ms\":%.3f,\"generation\":%llu,", (double)a->took_us / 1000,
               (unsigned long long)a->generation);
    table_json(a->table, out);
    buf_add_str(out, STR("}\n"));
}

static void json_kwic(const struct answer *a, struct buf *out)
{
    const struct answer_kwic *kwic = a->kwic;
    buf_add_str(out, STR("{\"query\":"));
    escape_json(out, a->request->query);
    buf_printf(out, ",\"total\":%llu", (unsigned long long)kwic->total);
    add_flag(out, "total_is_exact", !a->partial);
    buf_printf(out, ",\"in\":{\"fr\":%llu,\"en\":%llu},\"documents\":%u",
               (unsigned long long)kwic->in[LANG_FR], (unsigned long long)kwic->in[LANG_EN], kwic->documents);
    add_about(out, a);
    buf_printf(out, ",\"offset\":%u,\"limit\":%u,", a->request->offset, a->request->limit);
    table_json(&kwic->lines, out);
    buf_add_str(out, STR("}\n"));
}

const struct answer_writer answer_json = {.search = json_search,
                                          .count = json_count,
                                          .get = json_get,
                                          .explain = json_explain,
                                          .suggest = json_suggest,
                                          .kwic = json_kwic,
                                          .facets = json_facets,
                                          .trend = json_trend};
