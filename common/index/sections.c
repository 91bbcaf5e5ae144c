/* See sections.h. */
#include "index/sections.h"

#include <assert.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian and used in place");

struct header {
    char magic[8];
    uint32_t format;
    uint32_t section_count;
    uint64_t file_size;
    uint64_t counts[SECTIONS_COUNTS];
};
static_assert(sizeof(struct header) == 64, "the header as drawn in sections.h");
static_assert(sizeof(struct section_place) == 16, "the table as drawn in sections.h");

enum { ALIGNMENT = 8 };

/* --- writing --- */

int sections_create(struct sections_writer *w, const struct sections_kind *kind, const char *path,
                    struct err *e)
{
    assert(kind->count <= SECTIONS_MAX);
    *w = (struct sections_writer){.kind = kind, .current = UINT32_MAX};
    int rc = file_writer_open(path, &w->file, e);
    if (rc)
        return rc;
    struct header blank = {0};
    file_writer_add(w->file, &blank, sizeof blank);
    file_writer_add(w->file, w->table, kind->count * sizeof *w->table);
    return 0;
}

static void end_current(struct sections_writer *w)
{
    if (w->current == UINT32_MAX)
        return;
    struct section_place *place = &w->table[w->current];
    place->size = file_writer_offset(w->file) - place->offset;
    file_writer_align(w->file, ALIGNMENT);
    w->current = UINT32_MAX;
}

void sections_begin(struct sections_writer *w, uint32_t section)
{
    assert(section < w->kind->count && w->table[section].offset == 0);
    end_current(w);
    w->current = section;
    w->table[section].offset = file_writer_offset(w->file);
}

void sections_add(struct sections_writer *w, const void *bytes, size_t len)
{
    file_writer_add(w->file, bytes, len);
}

void sections_put(struct sections_writer *w, uint32_t section, const void *bytes, size_t len)
{
    sections_begin(w, section);
    sections_add(w, bytes, len);
}

int sections_finish(struct sections_writer *w, const uint64_t counts[SECTIONS_COUNTS], struct err *e)
{
    end_current(w);
    struct header header = {
        .format = w->kind->format,
        .section_count = w->kind->count,
        .file_size = file_writer_offset(w->file),
    };
    memcpy(header.magic, w->kind->magic, sizeof header.magic);
    memcpy(header.counts, counts, sizeof header.counts);
    file_writer_patch(w->file, sizeof header, w->table, w->kind->count * sizeof *w->table);
    file_writer_patch(w->file, 0, &header, sizeof header);
    int rc = file_writer_finish(w->file, true, e);
    w->file = NULL;
    return rc;
}

void sections_abort(struct sections_writer *w)
{
    file_writer_abort(w->file);
    w->file = NULL;
}

/* --- reading --- */

int sections_damaged(const struct sections *s, const char *what, struct err *e)
{
    err_set(e, ERR_FORMAT, "%s is damaged: %s", s->path, what);
    return err_hint(e, "build the index again");
}

static int check_header(const struct sections *s, const struct header *h, struct err *e)
{
    if (memcmp(h->magic, s->kind->magic, sizeof h->magic) != 0)
        return sections_damaged(s, "it does not begin as such a file does", e);
    if (h->format != s->kind->format) {
        err_set(e, ERR_VERSION, "%s is a %s of format %u, and this program reads format %u", s->path,
                s->kind->name, h->format, s->kind->format);
        return err_hint(e, h->format > s->kind->format ? "use a newer version of Racine, or build the index "
                                                         "again with this one"
                                                       : "build the index again");
    }
    if (h->section_count != s->kind->count)
        return sections_damaged(s, "a wrong number of sections", e);
    if (h->file_size != s->map.bytes.len)
        return sections_damaged(s, "it is longer or shorter than it says", e);
    return 0;
}

static int read_header(struct sections *s, struct err *e)
{
    struct str all = s->map.bytes;
    struct header h;
    size_t table = s->kind->count * sizeof(struct section_place);
    if (all.len < sizeof h + table)
        return sections_damaged(s, "it is too short", e);
    memcpy(&h, all.ptr, sizeof h);
    int rc = check_header(s, &h, e);
    if (rc)
        return rc;

    memcpy(s->counts, h.counts, sizeof s->counts);
    for (uint32_t i = 0; i < s->kind->count; i++) {
        struct section_place place;
        memcpy(&place, all.ptr + sizeof h + i * sizeof place, sizeof place);
        if (place.offset % ALIGNMENT || place.offset < sizeof h + table || place.offset > all.len ||
            place.size > all.len - place.offset)
            return sections_damaged(s, "a section lies outside of it", e);
        s->bytes[i] = str_slice(all, place.offset, place.offset + place.size);
    }
    return 0;
}

int sections_open(struct sections *s, const struct sections_kind *kind, const char *path, struct err *e)
{
    *s = (struct sections){.path = path, .kind = kind};
    int rc = map_open(path, kind->use, &s->map, e);
    if (rc)
        return rc;
    rc = read_header(s, e);
    if (rc)
        sections_close(s);
    return rc;
}

void sections_close(struct sections *s)
{
    map_close(&s->map);
}

const void *sections_array(const struct sections *s, uint32_t section, uint64_t count, size_t size,
                           struct err *e)
{
    struct str bytes = s->bytes[section];
    if (bytes.len / size != count || bytes.len % size) {
        sections_damaged(s, "a section is not as long as the counts say", e);
        return NULL;
    }
    return bytes.ptr;
}

/* These run over whole arrays at opening; without an early exit the compiler makes them fast. */
bool offsets_rise32(const uint32_t *offsets, uint64_t count, uint64_t end)
{
    bool falls = offsets[0] != 0 || offsets[count] != end;
    for (uint64_t i = 0; i < count; i++)
        falls |= offsets[i] > offsets[i + 1];
    return !falls;
}

bool offsets_rise64(const uint64_t *offsets, uint64_t count, uint64_t end)
{
    bool falls = offsets[0] != 0 || offsets[count] != end;
    for (uint64_t i = 0; i < count; i++)
        falls |= offsets[i] > offsets[i + 1];
    return !falls;
}

bool numbers_below(const uint32_t *numbers, uint64_t count, uint64_t limit)
{
    bool over = false;
    for (uint64_t i = 0; i < count; i++)
        over |= numbers[i] >= limit;
    return !over;
}
