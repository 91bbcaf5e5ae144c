/* See answer_writer.h. */
#include "searchd/answer/answer_writer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"

static const struct answer_writer *const writers[] = {[FORMAT_TEXT] = &answer_text,
                                                      [FORMAT_TSV] = &answer_tsv,
                                                      [FORMAT_JSON] = &answer_json,
                                                      [FORMAT_OPENSEARCH] = &answer_opensearch,

                                                      [FORMAT_PAGE] = &answer_page};

void answer_write(const struct answer *a, struct buf *out)
{
    const struct answer_writer *writer = writers[a->request->format];
    if (a->request->verb == REQUEST_GET)
        writer->get(a, out);
    else if (a->request->verb == REQUEST_COUNT)
        writer->count(a, out);
    else if (a->request->verb == REQUEST_EXPLAIN)
        writer->explain(a, out);
    else if (a->request->verb == REQUEST_SUGGEST)
        writer->suggest(a, out);
    else if (a->request->verb == REQUEST_KWIC)
        writer->kwic(a, out);
    else if (a->request->verb == REQUEST_FACETS)
        writer->facets(a, out);
    else if (a->request->verb == REQUEST_TREND)
        writer->trend(a, out);
    else
        writer->search(a, out);
}

const char *answer_role(enum row_role role)
{
    static const char *const names[] = {
        [ROW_TYPED] = "typed",    [ROW_VARIANT] = "variant", [ROW_COMPOUND] = "compound",
        [ROW_PART] = "part",      [ROW_PATTERN] = "pattern", [ROW_STOP] = "stop word",
        [ROW_UNKNOWN] = "unknown"};
    return names[role];
}

const char *answer_words(enum answer_words words)
{
    static const char *const names[] = {[WORDS_UNSAID] = "", [WORDS_ALL] = "all", [WORDS_SOME] = "some"};
    return names[words];
}

void answer_parts(const struct answer_score *score, struct answer_part out[ANSWER_PARTS])
{
    out[0] = (struct answer_part){"postings", score->postings};
    out[1] = (struct answer_part){"spelling", score->spelling};
    out[2] = (struct answer_part){"nearness", score->nearness};
    out[3] = (struct answer_part){"title", score->title};
    out[4] = (struct answer_part){"all_words", score->all_words};
}

double answer_total(const struct answer_score *score)
{
    return score->postings + score->spelling + score->nearness + score->title + score->all_words;
}

/* How a passage is printed: what writes its text, and what stands around what was found. */
struct marking {
    void (*escape)(struct buf *out, struct str s);
    struct str before, after;
};

static void add_marked(const struct marking *how, struct buf *out, struct str s, const struct span *marks,
                       size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (marks[i].start < at || marks[i].end <= marks[i].start || marks[i].end > s.len)
            continue;
        how->escape(out, str_slice(s, at, marks[i].start));
        buf_add_str(out, how->before);
        how->escape(out, str_slice(s, marks[i].start, marks[i].end));
        buf_add_str(out, how->after);
        at = marks[i].end;
    }
    if (at < s.len)
        how->escape(out, str_slice(s, at, s.len));
}

void answer_add_marked(struct buf *out, struct str s, const struct span *marks, size_t count)
{
    add_marked(&(struct marking){escape_line, STR("**"), STR("**")}, out, s, marks, count);
}

void answer_add_html(struct buf *out, struct str s, const struct span *marks, size_t count)
{
    add_marked(&(struct marking){escape_html, STR("<mark>"), STR("</mark>")}, out, s, marks, count);
}

void answer_add_number(struct buf *out, uint64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_add_char(out, ',');
        buf_add_char(out, digits[i]);
    }
}

void answer_add_score(struct buf *out, double score)
{
    char text[32];
    for (int digits = 9; digits <= 17; digits += 4) {
        snprintf(text, sizeof text, "%.*g", digits, score);
        if (strtod(text, NULL) == score)
            break;
    }
    buf_add_str(out, str_of(text));
}
