/*
 * What a reader of French and English expects to find, end to end: tests/text/finds.tsv. Its texts become
 * one index, a document each; every query is put to it, all words wanted, and the row's own document must be
 * found with just these bytes highlighted, or must not be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "tiny_searcher.h"

enum { ROWS_MAX = 1000 };

static struct row {
    int line;
    char id[16], lang[4];
    char *text, *query, *expected;
} rows[ROWS_MAX];
static size_t row_count;

static void keep_row(const struct table_row *row)
{
    char *fields[4];
    assert_int_equal(row->count, 4);
    assert_true(row_count < ROWS_MAX);
    for (int i = 0; i < 4; i++) {
        fields[i] = strndup(row->fields[i].ptr, row->fields[i].len);
        assert_non_null(fields[i]);
    }
    struct row *kept = &rows[row_count++];
    *kept = (struct row){.line = row->line, .text = fields[1], .query = fields[2], .expected = fields[3]};
    snprintf(kept->id, sizeof kept->id, "%d", row->line);
    snprintf(kept->lang, sizeof kept->lang, "%s", fields[0]);
    free(fields[0]);
}

static int start(void **state)
{
    static struct tiny_document documents[ROWS_MAX];
    if (scratch_make(state) || table_each("finds.tsv", keep_row) < 100)
        return -1;
    for (size_t i = 0; i < row_count; i++)
        documents[i] = (struct tiny_document){.id = rows[i].id, .lang = rows[i].lang, .text = rows[i].text};
    return tiny_open(documents, row_count);
}

static int end(void **state)
{
    for (size_t i = 0; i < row_count; i++) {
        free(rows[i].text);
        free(rows[i].query);
        free(rows[i].expected);
    }
    return tiny_close(state);
}

/* The snippet with [ ] around what is highlighted, "-" if the document is not among the hits. */
static void find(const struct row *row, struct buf *out)
{
    struct request request = {.verb = REQUEST_SEARCH,
                              .match = MATCH_ALL,
                              .query = str_of(row->query),
                              .limit = ROWS_MAX,
                              .snippets = true};
    struct answer answer;
    struct err e = {0};
    arena_reset(&arena);
    buf_clear(out);
    assert_ok(searcher_run(searcher, &request, 0, &arena, &answer, &e));
    for (size_t i = 0; i < answer.hit_count; i++) {
        const struct answer_hit *hit = &answer.hits[i];
        size_t at = 0;
        if (!str_equal(hit->doc.id, str_of(row->id)))
            continue;
        for (size_t m = 0; m < hit->mark_count; m++) {
            buf_add_str(out, str_slice(hit->snippet, at, hit->marks[m].start));
            buf_add_char(out, '[');
            buf_add_str(out, str_slice(hit->snippet, hit->marks[m].start, hit->marks[m].end));
            buf_add_char(out, ']');
            at = hit->marks[m].end;
        }
        buf_add_str(out, str_slice(hit->snippet, at, hit->snippet.len));
        return;
    }
    buf_add_char(out, '-');
}

static void every_row_is_as_expected(void **state)
{
    (void)state;
    struct buf found = {0};
    int wrong = 0;
    for (size_t i = 0; i < row_count; i++) {
        find(&rows[i], &found);
        if (str_equal(buf_str(&found), str_of(rows[i].expected)))
            continue;
        wrong++;
        print_error("finds.tsv:%d: %s: %.*s\n", rows[i].line, rows[i].query, (int)found.len, found.ptr);
    }
    buf_fini(&found);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_is_as_expected)};
    return cmocka_run_group_tests(tests, start, end);
}
