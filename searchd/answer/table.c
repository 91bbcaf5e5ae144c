/* See table.h. */
#include "searchd/answer/table.h"

#include "base/escape.h"
#include "searchd/answer/answer_writer.h"

void table_init(struct table *t, const char *name, const struct table_column *columns, uint32_t column_count,
                struct arena *arena)
{
    *t = (struct table){.name = name, .columns = columns, .column_count = column_count, .arena = arena};
}

/* Twice the room, in the arena: what was there before is given back with the rest. */
static bool grow(struct table *t)
{
    uint32_t cap = t->row_cap ? 2 * t->row_cap : 16;
    union table_cell *cells = arena_array(t->arena, (size_t)cap * t->column_count, sizeof *cells);
    if (!cells)
        return false;
    for (size_t i = 0; i < (size_t)t->row_count * t->column_count; i++)
        cells[i] = t->cells[i];
    t->cells = cells;
    t->row_cap = cap;
    return true;
}

union table_cell *table_add(struct table *t)
{
    if (t->row_count == t->row_cap && !grow(t))
        return NULL;
    union table_cell *row = table_row(t, t->row_count++);
    for (uint32_t i = 0; i < t->column_count; i++) {
        if (t->columns[i].kind == CELL_TEXT)
            row[i].text = (struct str){NULL, 0};
        else
            row[i].number = 0;
    }
    return row;
}

static void add_number(struct buf *out, enum cell_kind kind, double number)
{
    if (kind == CELL_REAL)
        answer_add_score(out, number);
    else
        buf_printf(out, "%.0f", number);
}

void table_tsv(const struct table *t, struct buf *out)
{
    for (uint32_t i = 0; i < t->column_count; i++)
        buf_printf(out, "%s%s", i ? "\t" : "", t->columns[i].name);
    buf_add_char(out, '\n');
    for (uint32_t row = 0; row < t->row_count; row++) {
        const union table_cell *cells = table_row(t, row);
        for (uint32_t i = 0; i < t->column_count; i++) {
            if (i > 0)
                buf_add_char(out, '\t');
            if (t->columns[i].kind == CELL_TEXT)
                escape_line(out, cells[i].text);
            else
                add_number(out, t->columns[i].kind, cells[i].number);
        }
        buf_add_char(out, '\n');
    }
}

void table_json(const struct table *t, struct buf *out)
{
    buf_printf(out, "\"%s\":[", t->name);
    for (uint32_t row = 0; row < t->row_count; row++) {
        const union table_cell *cells = table_row(t, row);
        for (uint32_t i = 0; i < t->column_count; i++) {
            buf_printf(out, "%s\"%s\":", i ? "," : row ? ",{" : "{", t->columns[i].name);
            if (t->columns[i].kind == CELL_TEXT)
                escape_json(out, cells[i].text);
            else
                add_number(out, t->columns[i].kind, cells[i].number);
        }
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}
