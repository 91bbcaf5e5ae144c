/*
 * A concordance as text: what was found stands in one column, its context on both sides, then where it is.
 *
 *   fr        du droit d'entrée. Les demandes de  visas  sont déposées auprès du consulat      2019-06-25  id
 * @1204
 *
 * What touches the word on the right, as punctuation does, stays with it. `@` tells the byte of the text that
 * GET from= takes; in a title there is none.
 */
#include "searchd/answer/answer_writer.h"

#include "base/escape.h"
#include "text/width.h"

enum { DATE_CELLS = 10, GAP_CELLS = 2 };

/* A line's right half: the word with what touches it, and the rest. */
struct half {
    struct str touching, rest;
};

static struct half split(const union table_cell *row)
{
    struct str right = row[KWIC_RIGHT].text;
    size_t space = str_find(right, STR(" "));
    return (struct half){str_slice(right, 0, space), str_trim(str_slice(right, space, right.len))};
}

static size_t width_of_left(const union table_cell *row)
{
    return width_of_text(str_trim(row[KWIC_LEFT].text));
}

static size_t width_of_right(const union table_cell *row)
{
    struct half half = split(row);
    return width_of_text(row[KWIC_MATCH].text) + width_of_text(half.touching) + GAP_CELLS +
           width_of_text(half.rest);
}

static void add_spaces(struct buf *out, size_t count)
{
    while (count-- > 0)
        buf_add_char(out, ' ');
}

static void add_line(const union table_cell *row, size_t left, size_t right, struct buf *out)
{
    struct half half = split(row);
    buf_add_str(out, row[KWIC_LANG].text);
    add_spaces(out, GAP_CELLS + left - width_of_left(row));
    escape_line(out, str_trim(row[KWIC_LEFT].text));
    add_spaces(out, GAP_CELLS);
    escape_line(out, row[KWIC_MATCH].text);
    escape_line(out, half.touching);
    add_spaces(out, GAP_CELLS);
    escape_line(out, half.rest);
    add_spaces(out, right - width_of_right(row) + GAP_CELLS);
    buf_add_str(out, row[KWIC_DATE].text);
    add_spaces(out, DATE_CELLS - row[KWIC_DATE].text.len + GAP_CELLS);
    escape_line(out, row[KWIC_ID].text);
    if (str_equal(row[KWIC_PART].text, STR("title")))
        buf_add_str(out, STR(" (title)\n"));
    else
        buf_printf(out, " @%.0f\n", row[KWIC_START].number);
}

void answer_text_kwic(const struct answer *a, struct buf *out)
{
    const struct table *lines = &a->kwic->lines;
    size_t left = 0, right = 0;
    answer_add_remarks(a, out);
    for (uint32_t i = 0; i < lines->row_count; i++) {
        size_t l = width_of_left(table_row(lines, i)), r = width_of_right(table_row(lines, i));
        left = l > left ? l : left;
        right = r > right ? r : right;
    }
    for (uint32_t i = 0; i < lines->row_count; i++)
        add_line(table_row(lines, i), left, right, out);
}
