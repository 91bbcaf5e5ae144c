/*
 * A small index of its own for a test of what answers queries: documents in a table, built by the indexer
 * itself into the scratch folder (scratch.h). To be included after cmocka.h.
 */
#ifndef TESTS_TINY_INDEX_H
#define TESTS_TINY_INDEX_H

#include "base/escape.h"
#include "index/generation.h"
#include "indexer/build.h"
#include "scratch.h"

struct tiny_document {
    const char *id, *lang, *title, *text;
    const char *date, *type, *tag, *url, *pair; /* NULL: none */
};

static inline void tiny_field(struct buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    bool first = out->ptr[out->len - 1] == '{';
    buf_printf(out, "%s\"%s\":", first ? "" : ",", name);
    escape_json(out, str_of(value));
}

static inline void tiny_line(struct buf *out, const struct tiny_document *doc)
{
    buf_add_char(out, '{');
    tiny_field(out, "id", doc->id);
    tiny_field(out, "lang", doc->lang);
    tiny_field(out, "title", doc->title);
    tiny_field(out, "text", doc->text);
    tiny_field(out, "date", doc->date);
    tiny_field(out, "type", doc->type);
    if (doc->tag) {
        buf_add_str(out, STR(",\"tags\":["));
        escape_json(out, str_of(doc->tag));
        buf_add_char(out, ']');
    }
    tiny_field(out, "url", doc->url);
    tiny_field(out, "pair", doc->pair);
    buf_add_str(out, STR("}\n"));
}

static inline struct generation *tiny_index(const struct tiny_document *documents, size_t count)
{
    char source[256], index[256];
    char *sources[] = {source};
    const struct options options = {.index = index,
                                    .memory = 64 << 20,
                                    .workers = 1,
                                    .max_document = 32 << 20,
                                    .force = true,
                                    .quiet = true,
                                    .format = "jsonl",
                                    .sources = sources,
                                    .source_count = 1};
    struct build_result result;
    struct report *report;
    struct generation *g;
    struct buf lines = {0};
    struct err e = {0};
    snprintf(source, sizeof source, "%s", scratch_path("documents.jsonl"));
    snprintf(index, sizeof index, "%s", scratch_path("index"));
    for (size_t i = 0; i < count; i++)
        tiny_line(&lines, &documents[i]);
    scratch_write(source, buf_str(&lines));
    buf_fini(&lines);
    assert_ok(report_new(NULL, &report, &e));
    assert_ok(build_run(&options, report, &result, &e));
    assert_int_equal(result.stats.documents, count);
    report_free(report);
    assert_ok(generation_open(index, true, &g, &e));
    return g;
}

#endif
