/*
 * See tokens.h. The file: sections.h, whose first count is the number of documents; the records run
 * together, and their offsets (8 bytes each, one more than documents).
 *
 * A record, all numbers coded as in codes.h:
 *
 *   count  title_count  bytes of codes  bytes of marks
 *   codes: one per word
 *   marks: position and byte, each as the difference from the mark before
 *   zones: first, as the difference from the end of the zone before; count       (to the record's end)
 */
#include "index/tokens.h"

#include "index/codes.h"
#include "index/sections.h"

#include <stdlib.h>

enum { SECTION_RECORDS, SECTION_OFFSETS, SECTION_COUNT };
enum { COUNT_DOCUMENTS };

static const struct sections_kind kind = {
    .name = "token file",
    .magic = "RacineTK",
    .format = 1,
    .count = SECTION_COUNT,
    .use = MAP_SCATTERED,
};

/* --- records: writing --- */

static size_t codes_length(const uint32_t *ids, uint32_t count)
{
    size_t len = count;
    for (uint32_t i = 0; i < count; i++)
        len += (ids[i] >= 1u << 7) + (ids[i] >= 1u << 14) + (ids[i] >= 1u << 21) + (ids[i] >= 1u << 28);
    return len;
}

static void add_codes(struct buf *out, const uint32_t *ids, uint32_t count, size_t len)
{
    unsigned char *at = (unsigned char *)buf_room(out, len + CODE_ROOM);
    if (!at)
        return;
    for (uint32_t i = 0; i < count; i++)
        at += code_write(ids[i], at);
    out->len += len;
}

static size_t code_length(uint32_t number)
{
    unsigned char code[CODE_ROOM];
    return code_write(number, code);
}

void tokens_encode(const struct token_record *record, struct buf *out)
{
    const struct token_mark *marks = record->marks;
    size_t marks_len = 0;
    struct token_mark last = {0, 0};
    for (uint32_t i = 0; i < record->mark_count; last = marks[i++])
        marks_len += code_length(marks[i].position - last.position) + code_length(marks[i].byte - last.byte);
    size_t codes_len = codes_length(record->ids, record->count);
    if (codes_len > UINT32_MAX || marks_len > UINT32_MAX) {
        out->failed = true;
        return;
    }

    code_add(out, record->count);
    code_add(out, record->title_count);
    code_add(out, (uint32_t)codes_len);
    code_add(out, (uint32_t)marks_len);
    add_codes(out, record->ids, record->count, codes_len);
    last = (struct token_mark){0, 0};
    for (uint32_t i = 0; i < record->mark_count; last = marks[i++]) {
        code_add(out, marks[i].position - last.position);
        code_add(out, marks[i].byte - last.byte);
    }
    uint32_t end = 0;
    for (uint32_t i = 0; i < record->zone_count; i++) {
        code_add(out, record->zones[i].first - end);
        code_add(out, record->zones[i].count);
        end = record->zones[i].first + record->zones[i].count;
    }
}

/* --- records: reading --- */

bool tokens_parse(struct str bytes, struct token_view *out)
{
    uint32_t codes_len, marks_len;
    if (!code_take(&bytes, &out->count) || !code_take(&bytes, &out->title_count) ||
        !code_take(&bytes, &codes_len) || !code_take(&bytes, &marks_len) ||
        !bytes_take(&bytes, codes_len, &out->codes) || !bytes_take(&bytes, marks_len, &out->marks))
        return false;
    out->zones = bytes;
    /* So what is allocated for `count` ids is in proportion to bytes that exist. */
    return out->title_count <= out->count && out->count <= codes_len;
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The number in the bits [from, to) of `word`: a whole code of 1–3 bytes, its high bits cleared. */
static uint32_t short_code(uint64_t word, unsigned from, unsigned to)
{
    uint64_t x = (word >> from) & ((UINT64_C(1) << (to - from)) - 1);
    return (uint32_t)((x & 0x7f) | (x >> 1 & 0x3f80) | (x >> 2 & 0x1fc000));
}

/*
 * Decodes whole words of 8 bytes, three codes of each: nearly always there are three, whatever their
 * lengths, so that the branches are foreseen. Stops where that fails or nears an end, and tells where.
 */
static uint32_t decode_threes(struct str *codes, uint32_t *out, uint32_t count)
{
    const char *at = codes->ptr, *end = codes->ptr + codes->len;
    uint32_t done = 0;
    while (end - at >= 8 && count - done >= 3) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t last = word & EACH_BYTE(0x80), more = ~word & EACH_BYTE(0x80);
        uint64_t last2 = last & (last - 1), last3 = last2 & (last2 - 1);
        if (last3 == 0 || (more & more >> 8 & more >> 16)) /* under three, or one over three bytes */
            break;
        unsigned end1 = (unsigned)__builtin_ctzll(last) + 1;
        unsigned end2 = (unsigned)__builtin_ctzll(last2) + 1;
        unsigned end3 = (unsigned)__builtin_ctzll(last3) + 1;
        word ^= last;
        out[done] = short_code(word, 0, end1);
        out[done + 1] = short_code(word, end1, end2);
        out[done + 2] = short_code(word, end2, end3);
        done += 3;
        at += end3 / 8;
    }
    *codes = str_slice(*codes, (size_t)(at - codes->ptr), codes->len);
    return done;
}

bool tokens_decode(const struct token_view *view, uint32_t *out)
{
    struct str codes = view->codes;
    uint32_t done = 0;
    while (done < view->count) {
        done += decode_threes(&codes, out + done, view->count - done);
        if (done < view->count && !code_take(&codes, &out[done++]))
            return false;
    }
    return codes.len == 0;
}

struct token_mark tokens_seek(const struct token_view *view, uint32_t position)
{
    struct token_mark found = {view->title_count, 0};
    struct str marks = view->marks;
    uint64_t at = 0, byte = 0;
    uint32_t positions, bytes;
    while (code_take(&marks, &positions) && code_take(&marks, &bytes)) {
        at += positions;
        byte += bytes;
        if (at > position || at >= view->count || byte > UINT32_MAX)
            break;
        if (at >= view->title_count)
            found = (struct token_mark){(uint32_t)at, (uint32_t)byte};
    }
    return found;
}

uint32_t tokens_zones(const struct token_view *view, struct token_zone *out, uint32_t max)
{
    struct str zones = view->zones;
    uint64_t at = 0;
    uint32_t n = 0, gap, count;
    while (n < max && code_take(&zones, &gap) && code_take(&zones, &count)) {
        at += gap;
        if (at + count > view->count)
            break;
        out[n++] = (struct token_zone){(uint32_t)at, count};
        at += count;
    }
    return n;
}

/* --- the file: writing --- */

struct tokens_writer {
    struct sections_writer sections;
    struct buf offsets; /* of uint64_t */
    uint64_t end;
};

int tokens_writer_open(const char *path, struct tokens_writer **out, struct err *e)
{
    *out = NULL;
    struct tokens_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    int rc = sections_create(&w->sections, &kind, path, e);
    if (rc) {
        free(w);
        return rc;
    }
    sections_begin(&w->sections, SECTION_RECORDS);
    buf_add(&w->offsets, &w->end, sizeof w->end);
    *out = w;
    return 0;
}

int tokens_writer_append(struct tokens_writer *w, struct str bytes, const uint32_t *sizes, uint32_t count,
                         struct err *e)
{
    uint64_t end = w->end;
    for (uint32_t i = 0; i < count; i++) {
        end += sizes[i];
        buf_add(&w->offsets, &end, sizeof end);
    }
    if (end - w->end != bytes.len)
        return err_set(e, ERR_INTERNAL, "token records do not add up to their sizes");
    if (buf_failed(&w->offsets))
        return err_memory(e);
    sections_add(&w->sections, bytes.ptr, bytes.len);
    w->end = end;
    return file_writer_error(w->sections.file, e);
}

int tokens_writer_finish(struct tokens_writer *w, struct err *e)
{
    sections_put(&w->sections, SECTION_OFFSETS, w->offsets.ptr, w->offsets.len);
    uint64_t counts[SECTIONS_COUNTS] = {[COUNT_DOCUMENTS] = w->offsets.len / sizeof(uint64_t) - 1};
    int rc = sections_finish(&w->sections, counts, e);
    tokens_writer_abort(w);
    return rc;
}

void tokens_writer_abort(struct tokens_writer *w)
{
    if (!w)
        return;
    sections_abort(&w->sections);
    buf_fini(&w->offsets);
    free(w);
}

/* --- the file: reading --- */

struct tokens {
    struct sections sections;
    const uint64_t *offsets;
    uint32_t count;
};

static int check(struct tokens *t, struct err *e)
{
    uint64_t count = t->sections.counts[COUNT_DOCUMENTS];
    if (count >= UINT32_MAX)
        return sections_damaged(&t->sections, "too many documents", e);
    t->count = (uint32_t)count;
    t->offsets = sections_array(&t->sections, SECTION_OFFSETS, count + 1, sizeof *t->offsets, e);
    if (!t->offsets)
        return e->code;
    if (!offsets_rise64(t->offsets, count, t->sections.bytes[SECTION_RECORDS].len))
        return sections_damaged(&t->sections, "its records overlap", e);
    return 0;
}

int tokens_open(const char *path, struct tokens **out, struct err *e)
{
    *out = NULL;
    struct tokens *t = calloc(1, sizeof *t);
    if (!t)
        return err_memory(e);
    int rc = sections_open(&t->sections, &kind, path, e);
    if (rc == 0)
        rc = check(t, e);
    if (rc) {
        tokens_close(t);
        return rc;
    }
    *out = t;
    return 0;
}

void tokens_close(struct tokens *t)
{
    if (!t)
        return;
    sections_close(&t->sections);
    free(t);
}

uint32_t tokens_count(const struct tokens *t)
{
    return t->count;
}

bool tokens_view(const struct tokens *t, uint32_t docid, struct token_view *out)
{
    if (docid == 0 || docid > t->count)
        return false;
    return tokens_parse(
        str_slice(t->sections.bytes[SECTION_RECORDS], t->offsets[docid - 1], t->offsets[docid]), out);
}

void tokens_prefetch(const struct tokens *t, uint32_t docid)
{
    enum { LINE = 64, LINES_MAX = 8 };
    if (docid == 0 || docid > t->count)
        return;
    const char *records = t->sections.bytes[SECTION_RECORDS].ptr;
    uint64_t at = t->offsets[docid - 1], end = t->offsets[docid];
    for (int i = 0; i < LINES_MAX && at < end; i++, at += LINE)
        __builtin_prefetch(records + at);
}
