/*
 * Suggestions as browsers take them for their own search boxes (answer_writer.h): the OpenSearch Suggestions
 * extension 1.1, an array of the query, its completions, descriptions and addresses.
 */
#include "searchd/answer/answer_writer.h"

#include "base/escape.h"

static void add_column(struct buf *out, const struct table *t, uint32_t column)
{
    buf_add_str(out, STR(",["));
    for (uint32_t row = 0; row < t->row_count; row++) {
        if (row > 0)
            buf_add_char(out, ',');
        escape_json(out, table_row(t, row)[column].text);
    }
    buf_add_char(out, ']');
}

static void opensearch_suggest(const struct answer *a, struct buf *out)
{
    buf_add_char(out, '[');
    escape_json(out, a->request->query);
    add_column(out, a->table, SUGGEST_TEXT);
    buf_add_str(out, STR(",[]"));
    add_column(out, a->table, SUGGEST_URL);
    buf_add_str(out, STR("]\n"));
}

const struct answer_writer answer_opensearch = {.suggest = opensearch_suggest};
