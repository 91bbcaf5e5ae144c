/*
 * An answer in one of its formats: one interface, a file per format (answer_text.c, answer_tsv.c,
 * answer_json.c). What documents and queries say is escaped here, once, for where it will be printed.
 * Any thread.
 */
#ifndef RACINE_SEARCHD_ANSWER_ANSWER_WRITER_H
#define RACINE_SEARCHD_ANSWER_ANSWER_WRITER_H

#include "searchd/answer/answer.h"

/* Each appends whole lines to `out`; a failure to grow it stays in `out`. */
struct answer_writer {
    void (*search)(const struct answer *a, struct buf *out);
    void (*count)(const struct answer *a, struct buf *out);
    void (*get)(const struct answer *a, struct buf *out);
    void (*explain)(const struct answer *a, struct buf *out);
    void (*suggest)(const struct answer *a, struct buf *out);
    void (*kwic)(const struct answer *a, struct buf *out);
    void (*facets)(const struct answer *a, struct buf *out);
    void (*trend)(const struct answer *a, struct buf *out);
};

/* answer_opensearch has suggestions only, answer_page (searchd/page/) hits. */
extern const struct answer_writer answer_text, answer_tsv, answer_json, answer_opensearch, answer_page;

/* Appends the answer to a SEARCH, COUNT, GET, EXPLAIN, SUGGEST or KWIC in the format that was asked for. */
void answer_write(const struct answer *a, struct buf *out);

/* --- for the formats --- */

/* Remarks on how the query was read and answered, each a line behind "# ". */
void answer_add_remarks(const struct answer *a, struct buf *out);

/* KWIC as text (answer_kwic.c). */
void answer_text_kwic(const struct answer *a, struct buf *out);

/* "**" around the marked ranges, and control characters out. Marks that make no sense are passed over. */
void answer_add_marked(struct buf *out, struct str s, const struct span *marks, size_t count);

/* The same as HTML: text escaped, <mark> around the marked ranges. */
void answer_add_html(struct buf *out, struct str s, const struct span *marks, size_t count);

const char *answer_role(enum row_role role);

/* FACETS and TREND in each format (answer_counts.c). */
void answer_text_facets(const struct answer *a, struct buf *out);
void answer_tsv_facets(const struct answer *a, struct buf *out);
void answer_text_trend(const struct answer *a, struct buf *out);
/* `"facets":{…}`; `"by":…,"trend":[…]` and what is in no row. */
void answer_json_facets(const struct answer *a, struct buf *out);
void answer_json_trend(const struct answer *a, struct buf *out);

/* "all", "some" or "". */
const char *answer_words(enum answer_words words);

/* The parts of a score by their names, and how many there are. */
struct answer_part {
    const char *name;
    double value;
};
enum { ANSWER_PARTS = 5 };
void answer_parts(const struct answer_score *score, struct answer_part out[ANSWER_PARTS]);
double answer_total(const struct answer_score *score);

/* 1234567 as 1,234,567. */
void answer_add_number(struct buf *out, uint64_t number);

/* A score with as many digits as it takes to read the same number back. */
void answer_add_score(struct buf *out, double score);

#endif
