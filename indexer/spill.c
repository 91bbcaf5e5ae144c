/*
 * See spill.h. A record:
 *
 *   struct head                    every count and length
 *   ids, marks, zones,             as they stand in memory
 *   compounds, runs
 *   u32 length of each tag, then of each extra field's name and value
 *   bytes                          the document's strings in the order of their lengths
 */
#include "indexer/spill.h"

#include <errno.h>
#include <unistd.h>

/* The single strings of a document, in the order in which they are kept. */
enum {
    TEXT_ID,
    TEXT_URL,
    TEXT_TITLE,
    TEXT_TEXT,
    TEXT_LANG,
    TEXT_TYPE,
    TEXT_PAIR,
    TEXT_ALTERNATE,
    TEXT_SOURCE,
    TEXT_COUNT
};

struct head {
    uint64_t line;
    uint32_t text_len[TEXT_COUNT];
    uint32_t tag_count, extra_count;
    uint32_t count, title_count, mark_count, zone_count, compound_count, run_count;
    uint32_t langs, lang;
    date_num date;
    float length[LANG_COUNT];
};

static void gather(const struct document *doc, struct str source, struct str out[TEXT_COUNT])
{
    out[TEXT_ID] = doc->id;
    out[TEXT_URL] = doc->url;
    out[TEXT_TITLE] = doc->title;
    out[TEXT_TEXT] = doc->text;
    out[TEXT_LANG] = doc->lang_tag;
    out[TEXT_TYPE] = doc->type;
    out[TEXT_PAIR] = doc->pair;
    out[TEXT_ALTERNATE] = doc->alternate;
    out[TEXT_SOURCE] = source;
}

static void add_length(struct file_writer *w, struct str s)
{
    uint32_t len = (uint32_t)s.len;
    file_writer_add(w, &len, sizeof len);
}

static void add_str(struct file_writer *w, struct str s)
{
    file_writer_add(w, s.ptr, s.len);
}

/* A document is limited by --max-document, so only a limit set absurdly high can bring this about. */
static int check_size(const struct document *doc, const struct str *texts, const struct digest *digest,
                      struct err *e)
{
    uint64_t total = sizeof(struct head) + 4ull * digest->count + 8ull * digest->mark_count;
    for (int i = 0; i < TEXT_COUNT; i++)
        total += texts[i].len;
    for (size_t i = 0; i < doc->tag_count; i++)
        total += doc->tags[i].len + 4;
    for (size_t i = 0; i < doc->extra_count; i++)
        total += doc->extra[i].name.len + doc->extra[i].value.len + 8;
    if (total < UINT32_MAX / 2)
        return 0;
    return err_set(e, ERR_LIMIT, "document %.*s takes more than 2 GB", (int)doc->id.len, doc->id.ptr);
}

int spill_add(struct file_writer *w, const struct document *doc, const struct digest *digest,
              struct str source, uint64_t line, uint64_t *offset, uint32_t *size, struct err *e)
{
    struct str texts[TEXT_COUNT];
    gather(doc, source, texts);
    if (check_size(doc, texts, digest, e) < 0)
        return e->code;
    struct head head = {.line = line,
                        .tag_count = (uint32_t)doc->tag_count,
                        .extra_count = (uint32_t)doc->extra_count,
                        .count = digest->count,
                        .title_count = digest->title_count,
                        .mark_count = digest->mark_count,
                        .zone_count = digest->zone_count,
                        .compound_count = digest->compound_count,
                        .run_count = digest->run_count,
                        .langs = digest->langs,
                        .lang = digest->lang,
                        .date = doc->date};
    memcpy(head.length, digest->length, sizeof head.length);
    for (int i = 0; i < TEXT_COUNT; i++)
        head.text_len[i] = (uint32_t)texts[i].len;

    *offset = file_writer_offset(w);
    file_writer_add(w, &head, sizeof head);
    file_writer_add(w, digest->ids, digest->count * sizeof *digest->ids);
    file_writer_add(w, digest->marks, digest->mark_count * sizeof *digest->marks);
    file_writer_add(w, digest->zones, digest->zone_count * sizeof *digest->zones);
    file_writer_add(w, digest->compounds, digest->compound_count * sizeof *digest->compounds);
    file_writer_add(w, digest->runs, digest->run_count * sizeof *digest->runs);
    for (size_t i = 0; i < doc->tag_count; i++)
        add_length(w, doc->tags[i]);
    for (size_t i = 0; i < doc->extra_count; i++) {
        add_length(w, doc->extra[i].name);
        add_length(w, doc->extra[i].value);
    }
    for (int i = 0; i < TEXT_COUNT; i++)
        add_str(w, texts[i]);
    for (size_t i = 0; i < doc->tag_count; i++)
        add_str(w, doc->tags[i]);
    for (size_t i = 0; i < doc->extra_count; i++) {
        add_str(w, doc->extra[i].name);
        add_str(w, doc->extra[i].value);
    }
    uint64_t end = file_writer_offset(w);
    *size = (uint32_t)(end - *offset);
    return file_writer_error(w, e);
}

/* --- reading --- */

static int read_at(int fd, const char *path, uint64_t offset, uint32_t size, struct buf *bytes, struct err *e)
{
    buf_clear(bytes);
    char *room = buf_room(bytes, size);
    if (!room)
        return err_memory(e);
    while (bytes->len < size) {
        ssize_t got = pread(fd, room + bytes->len, size - bytes->len, (off_t)(offset + bytes->len));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_system(e, ERR_IO, errno, "cannot read %s", path);
        if (got == 0)
            return err_set(e, ERR_FORMAT, "%s is shorter than what was written to it", path);
        bytes->len += (size_t)got;
    }
    return 0;
}

/* What is left to be taken from a record. */
struct cursor {
    char *at;
    size_t left;
    bool short_of;
};

static void *take(struct cursor *c, uint64_t size)
{
    if (size > c->left) {
        c->short_of = true;
        size = 0;
    }
    void *taken = c->at;
    c->at += size;
    c->left -= size;
    return taken;
}

static struct str take_str(struct cursor *c, uint32_t len)
{
    struct str s = {take(c, len), len};
    return c->short_of ? (struct str){0} : s;
}

static void spread(const struct str texts[TEXT_COUNT], const struct head *head, struct spill_record *out)
{
    out->doc = (struct document){.id = texts[TEXT_ID],
                                 .url = texts[TEXT_URL],
                                 .title = texts[TEXT_TITLE],
                                 .text = texts[TEXT_TEXT],
                                 .lang_tag = texts[TEXT_LANG],
                                 .type = texts[TEXT_TYPE],
                                 .pair = texts[TEXT_PAIR],
                                 .alternate = texts[TEXT_ALTERNATE],
                                 .tag_count = head->tag_count,
                                 .extra_count = head->extra_count,
                                 .date = head->date,
                                 .langs = head->langs,
                                 .lang = (enum lang)head->lang};
    out->source = texts[TEXT_SOURCE];
    out->line = head->line;
}

int spill_get(int fd, const char *path, uint64_t offset, uint32_t size, struct buf *bytes,
              struct arena *arena, struct spill_record *out, struct err *e)
{
    if (read_at(fd, path, offset, size, bytes, e) < 0)
        return e->code;
    struct cursor c = {bytes->ptr, bytes->len, size < sizeof(struct head)};
    if (c.short_of)
        goto damaged;
    const struct head *head = take(&c, sizeof *head);
    struct digest *d = &out->digest;
    *d = (struct digest){.count = head->count,
                         .title_count = head->title_count,
                         .mark_count = head->mark_count,
                         .zone_count = head->zone_count,
                         .compound_count = head->compound_count,
                         .run_count = head->run_count,
                         .langs = head->langs,
                         .lang = (enum lang)head->lang};
    memcpy(d->length, head->length, sizeof d->length);
    d->ids = take(&c, (uint64_t)d->count * sizeof *d->ids);
    d->marks = take(&c, (uint64_t)d->mark_count * sizeof *d->marks);
    d->zones = take(&c, (uint64_t)d->zone_count * sizeof *d->zones);
    d->compounds = take(&c, (uint64_t)d->compound_count * sizeof *d->compounds);
    d->runs = take(&c, (uint64_t)d->run_count * sizeof *d->runs);
    const uint32_t *tag_len = take(&c, (uint64_t)head->tag_count * sizeof *tag_len);
    const uint32_t *extra_len = take(&c, (uint64_t)head->extra_count * 2 * sizeof *extra_len);
    if (c.short_of)
        goto damaged;
    struct str texts[TEXT_COUNT];
    for (int i = 0; i < TEXT_COUNT; i++)
        texts[i] = take_str(&c, head->text_len[i]);
    spread(texts, head, out);
    struct str *tags = arena_array(arena, head->tag_count + 1, sizeof *tags);
    struct field *extra = arena_array(arena, head->extra_count + 1, sizeof *extra);
    if (!tags || !extra)
        return err_memory(e);
    for (uint32_t i = 0; i < head->tag_count; i++)
        tags[i] = take_str(&c, tag_len[i]);
    for (uint32_t i = 0; i < head->extra_count; i++) {
        extra[i].name = take_str(&c, extra_len[2 * i]);
        extra[i].value = take_str(&c, extra_len[2 * i + 1]);
    }
    out->doc.tags = tags;
    out->doc.extra = extra;
    if (!c.short_of)
        return 0;
damaged:
    return err_set(e, ERR_FORMAT, "%s does not hold what was written to it", path);
}
