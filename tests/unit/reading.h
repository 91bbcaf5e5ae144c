/*
 * Runs a reader over bytes and tells what reached its sink, as text to compare with: a line for each
 * event and for each field that is not empty. To be included after cmocka.h.
 *
 *     doc 1               begins at line 1
 *     id a
 *     lang fr fr-CA       language, then the tag, if the document gave one; absent when it is to be detected
 *     # Titre             a heading
 *     text Titre/Le monde/      with '/' for \n
 *     skip malformed 2 byte 5: expected a string
 *     warn 3 unknown date "hier"
 */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include "indexer/readers/reader.h"

#include <inttypes.h>
#include <stdlib.h>

struct reading {
    struct buf told;
    int answer; /* what the sink returns */
};

static inline void tell(struct buf *told, const char *name, struct str value)
{
    if (value.len)
        buf_printf(told, "%s %.*s\n", name, (int)value.len, value.ptr);
}

static inline void tell_text(struct buf *told, struct str text)
{
    if (text.len)
        buf_add_str(told, STR("text "));
    for (size_t i = 0; i < text.len; i++)
        buf_add_char(told, text.ptr[i] == '\n' ? '/' : text.ptr[i]);
    if (text.len)
        buf_add_char(told, '\n');
}

static inline void tell_lists(struct buf *told, const struct document *doc)
{
    for (size_t i = 0; i < doc->tag_count; i++)
        tell(told, "tag", doc->tags[i]);
    for (size_t i = 0; i < doc->extra_count; i++)
        buf_printf(told, "+ %.*s=%.*s\n", (int)doc->extra[i].name.len, doc->extra[i].name.ptr,
                   (int)doc->extra[i].value.len, doc->extra[i].value.ptr);
    for (size_t i = 0; i < doc->heading_count; i++)
        tell(told, "#", str_slice(doc->text, doc->headings[i].start, doc->headings[i].end));
}

static inline int on_document(void *context, const struct document *doc, uint64_t line, struct err *e)
{
    struct reading *r = context;
    (void)e;
    buf_printf(&r->told, "doc %" PRIu64 "\n", line);
    tell(&r->told, "id", doc->id);
    tell(&r->told, "url", doc->url);
    tell(&r->told, "title", doc->title);
    if (doc->langs || doc->lang_tag.len)
        buf_printf(&r->told, "lang %s %.*s\n", doc->langs ? lang_code(doc->lang) : "?",
                   (int)doc->lang_tag.len, doc->lang_tag.ptr);
    if (doc->langs)
        assert_int_equal(doc->langs, LANG_BIT(doc->lang));
    if (doc->date)
        buf_printf(&r->told, "date %u\n", (unsigned)doc->date);
    tell(&r->told, "type", doc->type);
    tell(&r->told, "pair", doc->pair);
    tell(&r->told, "alternate", doc->alternate);
    tell_lists(&r->told, doc);
    tell_text(&r->told, doc->text);
    return r->answer;
}

static inline int on_skip(void *context, enum skip_reason reason, uint64_t line, const char *detail,
                          struct err *e)
{
    struct reading *r = context;
    (void)e;
    buf_printf(&r->told, "skip %s %" PRIu64 " %s\n", skip_word(reason), line, detail);
    return r->answer;
}

static inline int on_warn(void *context, uint64_t line, const char *detail, struct err *e)
{
    struct reading *r = context;
    (void)e;
    buf_printf(&r->told, "warn %" PRIu64 " %s\n", line, detail);
    return r->answer;
}

/* Runs it with a sink that answers `answer`, which must come back; to be freed with buf_fini(). The bytes
 * are copied to memory of exactly their size, so that the address sanitizer sees a read past them. */
static inline struct buf read_bytes(const struct reader *reader, const char *path, struct str bytes,
                                    int answer)
{
    struct reading reading = {.answer = answer};
    struct sink sink = {&reading, on_document, on_skip, on_warn};
    struct arena arena = {0};
    struct err e = {0};
    char *copy = malloc(bytes.len ? bytes.len : 1);
    assert_non_null(copy);
    if (bytes.len)
        memcpy(copy, bytes.ptr, bytes.len);
    struct unit unit = {{copy, bytes.len}, str_of(path), str_of(path), 1};
    assert_int_equal(reader->read(&unit, &arena, &sink, &e), answer);
    arena_fini(&arena);
    free(copy);
    buf_add_char(&reading.told, '\0');
    return reading.told;
}

/* Fails unless what is told is exactly `expected`. */
static inline void expect_reading(const struct reader *reader, const char *path, struct str bytes,
                                  const char *expected)
{
    struct buf told = read_bytes(reader, path, bytes, 0);
    assert_string_equal(told.ptr, expected);
    buf_fini(&told);
}

#endif
