/*
 * What the readers' fuzz targets share: a sink that checks what every document must be, and the run.
 * Any bytes may come in; only valid, bounded strings may come out.
 */
#ifndef FUZZ_READING_H
#define FUZZ_READING_H

#include "base/escape.h"
#include "indexer/readers/reader.h"

#include <stdlib.h>

static inline void check(bool good)
{
    if (!good)
        abort();
}

/* Valid UTF-8 without controls, but for \n and \t where `text`. */
static inline void check_string(struct str s, bool text)
{
    size_t at;
    check(utf8_valid(s, &at));
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        check((c >= 0x20 && c != 0x7f) || (text && (c == '\n' || c == '\t')));
    }
}

static inline void check_headings(const struct document *doc)
{
    uint32_t last = 0;
    for (size_t i = 0; i < doc->heading_count; i++) {
        struct span span = doc->headings[i];
        check(span.start >= last && span.end > span.start && span.end < doc->text.len);
        check(doc->text.ptr[span.end] == '\n');
        check_string(str_slice(doc->text, span.start, span.end), true);
        last = span.end;
    }
}

static inline int check_document(void *context, const struct document *doc, uint64_t line, struct err *e)
{
    const struct str lines[] = {doc->id,   doc->url,  doc->title,    doc->lang_tag,
                                doc->type, doc->pair, doc->alternate};
    (void)context;
    (void)e;
    check(doc->id.len > 0 && line > 0);
    check(doc->title.len > 0 || doc->text.len > 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        check_string(lines[i], false);
    check_string(doc->text, true);
    for (size_t i = 0; i < doc->tag_count; i++)
        check_string(doc->tags[i], false);
    for (size_t i = 0; i < doc->extra_count; i++) {
        check_string(doc->extra[i].name, false);
        check_string(doc->extra[i].value, true);
    }
    check_headings(doc);
    return 0;
}

static inline int check_skip(void *context, enum skip_reason reason, uint64_t line, const char *detail,
                             struct err *e)
{
    (void)context;
    (void)e;
    check(reason < SKIP_REASON_COUNT && line > 0 && detail[0] != '\0');
    return 0;
}

static inline int check_warn(void *context, uint64_t line, const char *detail, struct err *e)
{
    return check_skip(context, SKIP_MALFORMED, line, detail, e);
}

static inline int read_any(const struct reader *reader, const char *path, const uint8_t *data, size_t size)
{
    struct sink sink = {NULL, check_document, check_skip, check_warn};
    struct arena arena = {0};
    struct err e = {0};
    struct unit unit = {{(const char *)data, size}, STR("fuzz"), str_of(path), 1};
    check(reader->read(&unit, &arena, &sink, &e) == 0);
    arena_fini(&arena);
    return 0;
}

#endif
