/*
 * Answers that are rows of the same few columns: counts, trends, concordances, suggestions. Whoever makes
 * the answer fills in a table; TSV and JSON print any of them, and only text, made for eyes, needs a layout
 * of its own. Strings are borrowed as in answer.h, and raw.
 */
#ifndef RACINE_SEARCHD_ANSWER_TABLE_H
#define RACINE_SEARCHD_ANSWER_TABLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum cell_kind {
    CELL_TEXT,
    CELL_NUMBER, /* whole, 0 to 2^53 */
    CELL_REAL    /* a score or a rate */
};

struct table_column {
    const char *name; /* of a TSV column and of a JSON member: [a-z_]+ */
    enum cell_kind kind;
};

union table_cell {
    struct str text;
    double number; /* CELL_NUMBER and CELL_REAL */
};

struct table {
    const char *name; /* of the rows, in JSON */
    const struct table_column *columns;
    uint32_t column_count;
    union table_cell *cells; /* row after row */
    uint32_t row_count, row_cap;
    struct arena *arena;
};

/* `columns` are kept, not copied. */
void table_init(struct table *t, const char *name, const struct table_column *columns, uint32_t column_count,
                struct arena *arena);

/* Appends a row: its cells, zeroed, to be filled in before the next is added; NULL when memory is out. */
union table_cell *table_add(struct table *t);

static inline union table_cell *table_row(const struct table *t, uint32_t row)
{
    return t->cells + (size_t)row * t->column_count;
}

/* A line of column names, then a line for each row. */
void table_tsv(const struct table *t, struct buf *out);

/* `"name":[{"column":value,…},…]`, without what stands around it. */
void table_json(const struct table *t, struct buf *out);

#endif
