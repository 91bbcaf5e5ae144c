/* See draft.h. */
#include "indexer/readers/draft.h"

#include "base/escape.h"
#include "indexer/readers/charset.h"
#include "indexer/readers/clean.h"
#include "indexer/readers/paths.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { DETAIL_BYTES = 256, QUOTE_BYTES = 48 };

/* The fields that are plain strings. */
static const struct {
    const char *name;
    size_t offset; /* in struct document */
    enum clean_how how;
} strings[] = {{"id", offsetof(struct document, id), CLEAN_KEY},
               {"url", offsetof(struct document, url), CLEAN_KEY},
               {"lang", offsetof(struct document, lang_tag), CLEAN_LINE},
               {"title", offsetof(struct document, title), CLEAN_LINE},
               {"type", offsetof(struct document, type), CLEAN_LINE},
               {"pair", offsetof(struct document, pair), CLEAN_KEY},
               {"alternate", offsetof(struct document, alternate), CLEAN_KEY},
               {"text", offsetof(struct document, text), CLEAN_TEXT}};

enum { STRINGS = sizeof strings / sizeof *strings };

void draft_init(struct draft *d, struct arena *arena, const struct sink *sink, uint64_t line)
{
    *d = (struct draft){.arena = arena, .sink = sink, .line = line};
}

struct str draft_quote(struct str s)
{
    return clean_cut(s, QUOTE_BYTES);
}

int draft_skip(struct draft *d, enum skip_reason reason, struct err *e, const char *format, ...)
{
    char detail[DETAIL_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    return d->sink->skip(d->sink->context, reason, d->line, detail, e);
}

int draft_warn(struct draft *d, struct err *e, const char *format, ...)
{
    char detail[DETAIL_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    return d->sink->warn(d->sink->context, d->line, detail, e);
}

/* Room for one more item in an array of the arena, which doubles whenever its count is a power of two. */
static void *grow(struct arena *arena, void *items, size_t count, size_t size)
{
    if (count & (count - 1))
        return items;
    void *grown = arena_array(arena, count ? count * 2 : 1, size);
    if (grown && count)
        memcpy(grown, items, count * size);
    return grown;
}

int draft_add_tag(struct draft *d, struct str tag, struct err *e)
{
    struct document *doc = &d->doc;
    if (!clean(d->arena, CLEAN_LINE, tag, &tag))
        return err_memory(e);
    if (tag.len == 0)
        return 0;
    struct str *tags = grow(d->arena, doc->tags, doc->tag_count, sizeof *tags);
    if (!tags)
        return err_memory(e);
    doc->tags = tags;
    tags[doc->tag_count++] = tag;
    return 0;
}

int draft_add_extra(struct draft *d, struct str name, struct str value, struct err *e)
{
    struct document *doc = &d->doc;
    if (!clean(d->arena, CLEAN_KEY, name, &name) || !clean(d->arena, CLEAN_TEXT, value, &value))
        return err_memory(e);
    if (name.len == 0 || value.len == 0)
        return 0;
    struct field *extra = grow(d->arena, doc->extra, doc->extra_count, sizeof *extra);
    if (!extra)
        return err_memory(e);
    doc->extra = extra;
    extra[doc->extra_count++] = (struct field){name, value};
    return 0;
}

static int set_tags(struct draft *d, struct str list, struct err *e)
{
    for (size_t i = 0; i < list.len;) {
        size_t end = i + str_find(str_slice(list, i, list.len), STR(","));
        int code = draft_add_tag(d, str_slice(list, i, end), e);
        if (code)
            return code;
        i = end + 1;
    }
    return 0;
}

static int set_date(struct draft *d, struct str value, struct err *e)
{
    value = str_trim(value);
    date_num date = date_parse(value);
    if (date) {
        d->doc.date = date;
        return 0;
    }
    if (value.len == 0)
        return 0;
    int code = draft_add_extra(d, STR("date"), value, e);
    return code ? code : draft_warn(d, e, "unknown date \"%.*s\"", DRAFT_QUOTE(value));
}

bool draft_knows(struct str name)
{
    for (size_t i = 0; i < STRINGS; i++)
        if (str_equal(name, str_of(strings[i].name)))
            return true;
    return str_equal(name, STR("date")) || str_equal(name, STR("tags"));
}

int draft_set(struct draft *d, struct str name, struct str value, struct err *e)
{
    for (size_t i = 0; i < STRINGS; i++) {
        if (!str_equal(name, str_of(strings[i].name)))
            continue;
        struct str *field = (struct str *)(void *)((char *)&d->doc + strings[i].offset);
        return clean(d->arena, strings[i].how, value, field) ? 0 : err_memory(e);
    }
    if (str_equal(name, STR("date")))
        return set_date(d, value, e);
    if (str_equal(name, STR("tags")))
        return set_tags(d, value, e);
    return draft_add_extra(d, name, value, e);
}

int draft_from_path(struct draft *d, struct str path, struct err *e)
{
    struct document *doc = &d->doc;
    if (!clean(d->arena, CLEAN_KEY, path, &path))
        return err_memory(e);
    if (doc->id.len == 0)
        doc->id = path;
    enum lang lang = path_language(path);
    if (doc->lang_tag.len == 0 && doc->langs == 0 && lang != LANG_NONE) {
        doc->lang = lang;
        doc->langs = LANG_BIT(lang);
    }
    if (doc->pair.len == 0 && !path_pair(d->arena, path, &doc->pair))
        return err_memory(e);
    return 0;
}

/* Tags that leave the language to be found out (ISO 639-2: undetermined, multiple, no language). */
static bool says_no_language(struct str tag)
{
    return tag.len == 0 || str_equal(tag, STR("und")) || str_equal(tag, STR("mul")) ||
           str_equal(tag, STR("zxx"));
}

static void settle_language(struct document *doc)
{
    if (says_no_language(doc->lang_tag))
        return;
    doc->lang = lang_parse(doc->lang_tag);
    doc->langs = LANG_BIT(doc->lang);
}

int draft_give(struct draft *d, struct err *e)
{
    struct document *doc = &d->doc;
    if (doc->title.len == 0 && str_trim(doc->text).len == 0)
        return draft_skip(d, SKIP_EMPTY, e, "no title and no text");
    if (doc->id.len == 0)
        doc->id = doc->url;
    if (doc->id.len == 0)
        return draft_skip(d, SKIP_NO_ID, e, "neither \"id\" nor \"url\"");
    if (doc->text.len > UINT32_MAX)
        return draft_skip(d, SKIP_TOO_LARGE, e, "its text is longer than 4 GB");
    settle_language(doc);
    return d->sink->document(d->sink->context, doc, d->line, e);
}

int draft_take_text(struct draft *d, const struct unit *unit, struct str declared, struct str *out,
                    struct err *e)
{
    struct charset_text decoded;
    struct err why;
    size_t at = 0;
    if (!utf8_valid(unit->path, &at))
        return draft_skip(d, SKIP_ENCODING, e, "the file's name is not valid UTF-8");
    int code = charset_decode(d->arena, unit->bytes, declared, &decoded, &why);
    if (code == ERR_INPUT)
        return draft_skip(d, SKIP_BINARY, e, "%s", why.text);
    if (code)
        return err_memory(e);
    at = str_find(decoded.text, (struct str){"", 1});
    if (at < decoded.text.len)
        return draft_skip(d, SKIP_BINARY, e, "a NUL byte at byte %zu", at + 1);
    if (decoded.guessed)
        code = draft_warn(d, e, "not UTF-8 and of no stated encoding: read as %s", decoded.name);
    if (!code && decoded.mended)
        code = draft_warn(d, e, "bytes that are not %s, replaced: %zu", decoded.name, decoded.mended);
    *out = decoded.text;
    return code ? code : 1;
}
