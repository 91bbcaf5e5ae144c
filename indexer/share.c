/* See share.h. */
#include "indexer/share.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

name_hash name_hash_of(struct str name)
{
    uint64_t hash = name.len ? XXH3_64bits(name.ptr, name.len) : 0;
    return name.len && !hash ? 1 : hash;
}

int share_init(struct share *s, uint16_t number, const char *dir, const struct lists *lists, size_t forms_max,
               size_t entries_max, struct err *e)
{
    *s = (struct share){.number = number, .fd = -1, .limit = entries_max / sizeof *s->entries};
    forms_init(&s->forms, lists, forms_max);
    if (asprintf(&s->path, "%s/spill-%u", dir, number) < 0) {
        s->path = NULL;
        return err_memory(e);
    }
    return file_writer_open(s->path, &s->file, e);
}

void share_fini(struct share *s)
{
    file_writer_abort(s->file);
    if (s->fd >= 0)
        close(s->fd);
    free(s->path);
    free(s->entries);
    forms_fini(&s->forms);
    digest_fini(&s->digest);
    *s = (struct share){.fd = -1};
}

static int make_room(struct share *s, struct err *e)
{
    if (s->count < s->cap)
        return 0;
    if (s->count >= s->limit) {
        err_set(e, ERR_LIMIT, "the list of documents does not fit in memory: one worker has read %zu",
                s->count);
        return err_hint(e, "give the build more with --memory");
    }
    size_t cap = s->cap ? s->cap * 2 : 256;
    if (cap > s->limit)
        cap = s->limit;
    struct entry *grown = realloc(s->entries, cap * sizeof *grown);
    if (!grown)
        return err_memory(e);
    s->entries = grown;
    s->cap = cap;
    return 0;
}

int share_add(struct share *s, const struct document *doc, const struct origin *origin, struct err *e)
{
    struct digest *d = &s->digest;
    if (make_room(s, e) < 0 || digest_document(d, &s->forms, doc, e) < 0)
        return e->code;
    XXH128_hash_t id = XXH3_128bits(doc->id.ptr, doc->id.len);
    struct entry entry = {.unit = origin->unit,
                          .id_hash = {id.low64, id.high64},
                          .pair = name_hash_of(doc->pair),
                          .alternate = name_hash_of(doc->alternate),
                          .url = name_hash_of(doc->url),
                          .id = name_hash_of(doc->id),
                          .path = name_hash_of(origin->path),
                          .words = d->count,
                          .text_bytes = (uint32_t)(doc->title.len + doc->text.len),
                          .date = doc->date,
                          .share = s->number,
                          .langs = (uint8_t)d->langs,
                          .lang = (uint8_t)d->lang};
    memcpy(entry.length, d->length, sizeof entry.length);
    if (spill_add(s->file, doc, d, origin->source, origin->line, &entry.offset, &entry.size, e) < 0)
        return e->code;
    s->entries[s->count++] = entry;
    return 0;
}

int share_seal(struct share *s, struct err *e)
{
    digest_fini(&s->digest);
    struct file_writer *file = s->file;
    s->file = NULL;
    if (file_writer_finish(file, false, e) < 0)
        return e->code;
    s->fd = open(s->path, O_RDONLY | O_CLOEXEC);
    return s->fd < 0 ? err_system(e, ERR_IO, errno, "cannot open %s", s->path) : 0;
}

int share_get(const struct share *s, const struct entry *entry, struct buf *bytes, struct arena *arena,
              struct spill_record *out, struct err *e)
{
    return spill_get(s->fd, s->path, entry->offset, entry->size, bytes, arena, out, e);
}
