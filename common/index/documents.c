/*
 * See documents.h. The file: sections.h, whose first count is the number of documents; the records run
 * together and their offsets (8 bytes each, one more than documents); the ids in their order and as a sorted
 * table of hashes (XXH3, 64 bits) with the docid of each; the dictionary.
 *
 * Ids stand outside the records, for a hit shows its translation's id and nothing else of it. Those of
 * neighbours resemble one another: of each is written how many bytes it shares with the one before, then,
 * with their number, the others. Every ID_BLOCK-th shares none, and has its offset.
 *
 * A record is a zstd frame of the fields and the text together: a text repeats much of its title, and a
 * second frame has a price of its own. A text of more than TOGETHER_MAX bytes has a frame of its own, so
 * that the fields can be had without it. In front stands, coded as in codes.h, the length of the frame of
 * the fields alone, 0 if there is none. The fields, each string with its length in front:
 *
 *   url title lang_tag type pair alternate
 *   number of tags, tags; number of extra fields, name and value of each
 */
#include "index/documents.h"

#include "index/codes.h"
#include "index/sections.h"

#include <stdlib.h>
#include <xxhash.h>
#include <zdict.h>
#include <zstd.h>

enum {
    SECTION_RECORDS,
    SECTION_OFFSETS,
    SECTION_IDS,
    SECTION_ID_OFFSETS,
    SECTION_ID_HASHES,
    SECTION_ID_DOCIDS,
    SECTION_DICTIONARY,
    SECTION_COUNT
};
enum { COUNT_DOCUMENTS };

/* What a frame may say it grows to: a damaged one must not take all memory. */
#define DOCUMENT_MAX_BYTES ((size_t)256 << 20)

enum {
    /* zstd's default. Higher levels gain a few per cent of size for several times the build's time. */
    COMPRESSION_LEVEL = 3,
    DICTIONARY_MAX = 256 * 1024,
    SAMPLES_MAX = 4 << 20, /* more samples change the dictionary little and its training time much */
    TOGETHER_MAX = 16 * 1024,
    ID_BLOCK = 8,
};

static const struct sections_kind kind = {
    .name = "document file",
    .magic = "RacineDC",
    .format = 2,
    .count = SECTION_COUNT,
    .use = MAP_SCATTERED,
};

/* --- records: fields --- */

static void add_string(struct buf *out, struct str s)
{
    code_add(out, (uint32_t)s.len);
    buf_add_str(out, s);
    if (s.len > DOCUMENT_MAX_BYTES) /* so that no length is ever cut short */
        out->failed = true;
}

static void add_fields(struct buf *out, const struct document *doc)
{
    const struct str fixed[] = {doc->url, doc->title, doc->lang_tag, doc->type, doc->pair, doc->alternate};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add_string(out, fixed[i]);
    code_add(out, (uint32_t)doc->tag_count);
    for (size_t i = 0; i < doc->tag_count; i++)
        add_string(out, doc->tags[i]);
    code_add(out, (uint32_t)doc->extra_count);
    for (size_t i = 0; i < doc->extra_count; i++) {
        add_string(out, doc->extra[i].name);
        add_string(out, doc->extra[i].value);
    }
}

/* --- the dictionary --- */

void documents_sample(const struct document *doc, size_t max, struct buf *out)
{
    size_t before = out->len;
    add_fields(out, doc);
    buf_add(out, doc->text.ptr, doc->text.len < max ? doc->text.len : max);
    if (out->len - before > max)
        out->len = before + max;
}

int documents_train(struct str samples, const size_t *sizes, uint32_t count, struct buf *out, struct err *e)
{
    size_t total = 0;
    uint32_t used = 0;
    while (used < count && sizes[used] <= SAMPLES_MAX - total && sizes[used] <= samples.len - total)
        total += sizes[used++];
    void *room = buf_room(out, DICTIONARY_MAX);
    if (!room)
        return err_memory(e);
    size_t len = ZDICT_trainFromBuffer(room, DICTIONARY_MAX, samples.ptr, sizes, used);
    if (!ZDICT_isError(len))
        out->len += len;
    return 0; /* what cannot be learnt from is compressed without a dictionary */
}

/* --- records: writing --- */

struct documents_encoder {
    ZSTD_CCtx *context;
    ZSTD_CDict *dictionary;
    struct buf plain; /* what is compressed: the fields, and a short text */
    struct buf frame;
};

int documents_encoder_new(struct str dictionary, struct documents_encoder **out, struct err *e)
{
    *out = NULL;
    struct documents_encoder *enc = calloc(1, sizeof *enc);
    if (!enc)
        return err_memory(e);
    enc->context = ZSTD_createCCtx();
    if (!enc->context)
        goto fail;
    ZSTD_CCtx_setParameter(enc->context, ZSTD_c_compressionLevel, COMPRESSION_LEVEL);
    /* There is but one dictionary in the file, and the manifest's hashes guard every byte. */
    ZSTD_CCtx_setParameter(enc->context, ZSTD_c_dictIDFlag, 0);
    if (dictionary.len) {
        enc->dictionary = ZSTD_createCDict(dictionary.ptr, dictionary.len, COMPRESSION_LEVEL);
        if (!enc->dictionary || ZSTD_isError(ZSTD_CCtx_refCDict(enc->context, enc->dictionary)))
            goto fail;
    }
    *out = enc;
    return 0;
fail:
    documents_encoder_free(enc);
    return err_memory(e);
}

void documents_encoder_free(struct documents_encoder *enc)
{
    if (!enc)
        return;
    ZSTD_freeCCtx(enc->context);
    ZSTD_freeCDict(enc->dictionary);
    buf_fini(&enc->plain);
    buf_fini(&enc->frame);
    free(enc);
}

/* Appends the frame of `bytes` to `out`. */
static int compress(struct documents_encoder *enc, struct str bytes, struct buf *out, struct err *e)
{
    size_t bound = ZSTD_compressBound(bytes.len);
    char *room = buf_room(out, bound);
    if (!room)
        return err_memory(e);
    size_t len = ZSTD_compress2(enc->context, room, bound, bytes.ptr, bytes.len);
    if (ZSTD_isError(len))
        return err_set(e, ERR_INTERNAL, "zstd cannot compress a document: %s", ZSTD_getErrorName(len));
    out->len += len;
    return 0;
}

static size_t fields_bytes(const struct document *doc)
{
    size_t sum = doc->url.len + doc->title.len + doc->lang_tag.len + doc->type.len + doc->pair.len +
                 doc->alternate.len;
    for (size_t i = 0; i < doc->tag_count; i++)
        sum += doc->tags[i].len + 2 * CODE_MAX;
    for (size_t i = 0; i < doc->extra_count; i++)
        sum += doc->extra[i].name.len + doc->extra[i].value.len + 2 * CODE_MAX;
    return sum;
}

int documents_encode(struct documents_encoder *enc, const struct document *doc, struct buf *out,
                     struct err *e)
{
    enum { FIXED_CODES = 16 * CODE_MAX };
    if (doc->text.len > DOCUMENT_MAX_BYTES || fields_bytes(doc) > DOCUMENT_MAX_BYTES - FIXED_CODES)
        return err_set(e, ERR_LIMIT, "a document is larger than %zu MB", DOCUMENT_MAX_BYTES >> 20);
    bool together = doc->text.len <= TOGETHER_MAX;
    buf_clear(&enc->plain);
    add_fields(&enc->plain, doc);
    if (together)
        buf_add_str(&enc->plain, doc->text);
    if (buf_failed(&enc->plain))
        return err_memory(e);
    if (together) {
        code_add(out, 0);
        return compress(enc, buf_str(&enc->plain), out, e);
    }
    buf_clear(&enc->frame);
    int rc = compress(enc, buf_str(&enc->plain), &enc->frame, e);
    if (rc)
        return rc;
    code_add(out, (uint32_t)enc->frame.len);
    buf_add_str(out, buf_str(&enc->frame));
    if (buf_failed(out))
        return err_memory(e);
    return compress(enc, doc->text, out, e);
}

/* --- the file: writing --- */

struct id_entry {
    uint64_t hash;
    uint32_t docid;
};

struct documents_writer {
    struct sections_writer sections;
    struct buf dictionary;
    struct buf offsets;
    struct buf id_hashes;       /* of struct id_entry */
    struct buf ids, id_offsets; /* front-coded */
    struct buf last_id;
    uint64_t end;
    uint32_t count;
};

int documents_writer_open(const char *path, struct str dictionary, struct documents_writer **out,
                          struct err *e)
{
    *out = NULL;
    struct documents_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    buf_add_str(&w->dictionary, dictionary);
    buf_add(&w->offsets, &w->end, sizeof w->end);
    int rc = buf_failed(&w->dictionary) || buf_failed(&w->offsets)
                 ? err_memory(e)
                 : sections_create(&w->sections, &kind, path, e);
    if (rc) {
        documents_writer_abort(w);
        return rc;
    }
    sections_begin(&w->sections, SECTION_RECORDS);
    *out = w;
    return 0;
}

static void code_id(struct documents_writer *w, struct str id)
{
    struct str last = w->count % ID_BLOCK ? buf_str(&w->last_id) : (struct str){0};
    size_t shared = 0;
    while (shared < last.len && shared < id.len && last.ptr[shared] == id.ptr[shared])
        shared++;
    uint64_t offset = w->ids.len;
    if (w->count % ID_BLOCK == 0)
        buf_add(&w->id_offsets, &offset, sizeof offset);
    code_add(&w->ids, (uint32_t)shared);
    add_string(&w->ids, str_slice(id, shared, id.len));
    buf_clear(&w->last_id);
    buf_add_str(&w->last_id, id);
    w->ids.failed |= w->last_id.failed;
}

static void add_id(struct documents_writer *w, struct str id)
{
    code_id(w, id);
    struct id_entry entry = {XXH3_64bits(id.ptr, id.len), ++w->count};
    buf_add(&w->id_hashes, &entry, sizeof entry);
    buf_add(&w->offsets, &w->end, sizeof w->end);
}

int documents_writer_append(struct documents_writer *w, struct str bytes, const uint32_t *sizes,
                            const struct str *ids, uint32_t count, struct err *e)
{
    uint64_t start = w->end;
    for (uint32_t i = 0; i < count; i++) {
        w->end += sizes[i];
        add_id(w, ids[i]);
    }
    if (w->end - start != bytes.len)
        return err_set(e, ERR_INTERNAL, "document records do not add up to their sizes");
    if (buf_failed(&w->ids) || buf_failed(&w->id_offsets) || buf_failed(&w->id_hashes) ||
        buf_failed(&w->offsets))
        return err_memory(e);
    sections_add(&w->sections, bytes.ptr, bytes.len);
    return file_writer_error(w->sections.file, e);
}

static int compare_ids(const void *a, const void *b)
{
    const struct id_entry *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static void put_ids(struct documents_writer *w)
{
    struct id_entry *ids = (struct id_entry *)(void *)w->id_hashes.ptr;
    if (w->count)
        qsort(ids, w->count, sizeof *ids, compare_ids);
    sections_begin(&w->sections, SECTION_ID_HASHES);
    for (uint32_t i = 0; i < w->count; i++)
        sections_add(&w->sections, &ids[i].hash, sizeof ids[i].hash);
    sections_begin(&w->sections, SECTION_ID_DOCIDS);
    for (uint32_t i = 0; i < w->count; i++)
        sections_add(&w->sections, &ids[i].docid, sizeof ids[i].docid);
}

int documents_writer_finish(struct documents_writer *w, struct err *e)
{
    uint64_t ids_end = w->ids.len;
    buf_add(&w->id_offsets, &ids_end, sizeof ids_end);
    if (buf_failed(&w->id_offsets)) {
        documents_writer_abort(w);
        return err_memory(e);
    }
    const struct {
        uint32_t section;
        const struct buf *bytes;
    } columns[] = {
        {SECTION_IDS, &w->ids},
        {SECTION_ID_OFFSETS, &w->id_offsets},
        {SECTION_OFFSETS, &w->offsets},
        {SECTION_DICTIONARY, &w->dictionary},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        sections_put(&w->sections, columns[i].section, columns[i].bytes->ptr, columns[i].bytes->len);
    put_ids(w);
    uint64_t counts[SECTIONS_COUNTS] = {[COUNT_DOCUMENTS] = w->count};
    int rc = sections_finish(&w->sections, counts, e);
    documents_writer_abort(w);
    return rc;
}

void documents_writer_abort(struct documents_writer *w)
{
    if (!w)
        return;
    struct buf *bufs[] = {&w->dictionary, &w->offsets, &w->id_hashes, &w->ids, &w->id_offsets, &w->last_id};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_fini(bufs[i]);
    sections_abort(&w->sections);
    free(w);
}

/* --- the file: reading --- */

struct documents {
    struct sections sections;
    ZSTD_DDict *dictionary; /* NULL if the file has none */
    const uint64_t *offsets;
    const uint64_t *id_offsets, *id_hashes;
    const uint32_t *id_docids;
    uint32_t count;
};

static int check(struct documents *d, struct err *e)
{
    struct sections *s = &d->sections;
    uint64_t n = s->counts[COUNT_DOCUMENTS];
    if (n >= UINT32_MAX)
        return sections_damaged(s, "too many documents", e);
    d->count = (uint32_t)n;
    uint64_t blocks = (n + ID_BLOCK - 1) / ID_BLOCK;
    if (!(d->offsets = sections_array(s, SECTION_OFFSETS, n + 1, sizeof *d->offsets, e)) ||
        !(d->id_offsets = sections_array(s, SECTION_ID_OFFSETS, blocks + 1, sizeof *d->id_offsets, e)) ||
        !(d->id_hashes = sections_array(s, SECTION_ID_HASHES, n, sizeof *d->id_hashes, e)) ||
        !(d->id_docids = sections_array(s, SECTION_ID_DOCIDS, n, sizeof *d->id_docids, e)))
        return e->code;
    if (!offsets_rise64(d->offsets, n, s->bytes[SECTION_RECORDS].len))
        return sections_damaged(s, "its records overlap", e);
    if (!offsets_rise64(d->id_offsets, blocks, s->bytes[SECTION_IDS].len))
        return sections_damaged(s, "its ids overlap", e);

    struct str dictionary = s->bytes[SECTION_DICTIONARY];
    if (dictionary.len == 0)
        return 0;
    if (dictionary.len > DICTIONARY_MAX)
        return sections_damaged(s, "its dictionary is too large", e);
    d->dictionary = ZSTD_createDDict(dictionary.ptr, dictionary.len);
    return d->dictionary ? 0 : sections_damaged(s, "its dictionary makes no sense, or memory is out", e);
}

int documents_open(const char *path, struct documents **out, struct err *e)
{
    *out = NULL;
    struct documents *d = calloc(1, sizeof *d);
    if (!d)
        return err_memory(e);
    int rc = sections_open(&d->sections, &kind, path, e);
    if (rc == 0)
        rc = check(d, e);
    if (rc) {
        documents_close(d);
        return rc;
    }
    *out = d;
    return 0;
}

void documents_close(struct documents *d)
{
    if (!d)
        return;
    ZSTD_freeDDict(d->dictionary);
    sections_close(&d->sections);
    free(d);
}

uint32_t documents_count(const struct documents *d)
{
    return d->count;
}

static bool has(const struct documents *d, uint32_t docid)
{
    return docid != 0 && docid <= d->count;
}

/* --- records: reading --- */

struct documents_decoder {
    const struct documents *documents;
    const struct columns *columns;
    ZSTD_DCtx *context;
    struct arena scratch; /* of documents_find() and documents_url() */
};

int documents_decoder_new(const struct documents *d, const struct columns *c, struct documents_decoder **out,
                          struct err *e)
{
    *out = NULL;
    struct documents_decoder *dec = calloc(1, sizeof *dec);
    if (!dec)
        return err_memory(e);
    dec->documents = d;
    dec->columns = c;
    dec->context = ZSTD_createDCtx();
    if (!dec->context) {
        documents_decoder_free(dec);
        return err_memory(e);
    }
    *out = dec;
    return 0;
}

void documents_decoder_free(struct documents_decoder *dec)
{
    if (!dec)
        return;
    ZSTD_freeDCtx(dec->context);
    arena_fini(&dec->scratch);
    free(dec);
}

static int damaged(uint32_t docid, struct err *e)
{
    err_set(e, ERR_FORMAT, "the stored document %u is damaged", docid);
    return err_hint(e, "build the index again");
}

static int decompress(struct documents_decoder *dec, uint32_t docid, struct str frame, struct arena *arena,
                      struct str *out, struct err *e)
{
    unsigned long long size = ZSTD_getFrameContentSize(frame.ptr, frame.len);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > DOCUMENT_MAX_BYTES)
        return damaged(docid, e);
    char *room = arena_alloc(arena, (size_t)size);
    if (!room)
        return err_memory(e);
    size_t len = ZSTD_decompress_usingDDict(dec->context, room, (size_t)size, frame.ptr, frame.len,
                                            dec->documents->dictionary);
    if (ZSTD_isError(len) || len != size)
        return damaged(docid, e);
    *out = (struct str){room, len};
    return 0;
}

static bool take_string(struct str *s, struct str *out)
{
    uint32_t len;
    return code_take(s, &len) && bytes_take(s, len, out);
}

/* A number of items, each of at least one byte, so never more than there are bytes. */
static bool take_count(struct str *s, size_t *out)
{
    uint32_t count;
    if (!code_take(s, &count) || count > s->len)
        return false;
    *out = count;
    return true;
}

static bool take_tags(struct str *s, struct arena *arena, struct document *doc, bool *memory)
{
    if (!take_count(s, &doc->tag_count))
        return false;
    doc->tags = arena_array(arena, doc->tag_count, sizeof *doc->tags);
    *memory = doc->tags != NULL;
    for (size_t i = 0; *memory && i < doc->tag_count; i++)
        if (!take_string(s, &doc->tags[i]))
            return false;
    return true;
}

static bool take_extra(struct str *s, struct arena *arena, struct document *doc, bool *memory)
{
    if (!take_count(s, &doc->extra_count))
        return false;
    doc->extra = arena_array(arena, doc->extra_count, sizeof *doc->extra);
    *memory = doc->extra != NULL;
    for (size_t i = 0; *memory && i < doc->extra_count; i++)
        if (!take_string(s, &doc->extra[i].name) || !take_string(s, &doc->extra[i].value))
            return false;
    return true;
}

/* Takes the fields off the front of `s`. */
static int take_fields(uint32_t docid, struct str *s, struct arena *arena, struct document *doc,
                       struct err *e)
{
    struct str *fixed[] = {&doc->url, &doc->title, &doc->lang_tag, &doc->type, &doc->pair, &doc->alternate};
    bool memory = true;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (!take_string(s, fixed[i]))
            return damaged(docid, e);
    if (!take_tags(s, arena, doc, &memory) || (memory && !take_extra(s, arena, doc, &memory)))
        return damaged(docid, e);
    return memory ? 0 : err_memory(e);
}

int documents_id(const struct documents *d, uint32_t docid, struct arena *arena, struct str *out,
                 struct err *e)
{
    *out = (struct str){0};
    if (!has(d, docid))
        return err_set(e, ERR_NOT_FOUND, "there is no document number %u", docid);
    uint32_t block = (docid - 1) / ID_BLOCK, shared;
    struct str ids =
        str_slice(d->sections.bytes[SECTION_IDS], d->id_offsets[block], d->id_offsets[block + 1]);
    struct str rest;
    size_t len = 0;
    char *id = arena_alloc(arena, ids.len); /* none is longer than what its block is written with */
    if (!id)
        return err_memory(e);
    for (uint32_t i = 0; i <= (docid - 1) % ID_BLOCK; i++) {
        if (!code_take(&ids, &shared) || !take_string(&ids, &rest) || shared > len)
            return damaged(docid, e);
        if (rest.len)
            memcpy(id + shared, rest.ptr, rest.len);
        len = shared + rest.len;
    }
    *out = (struct str){id, len};
    return 0;
}

int documents_get(struct documents_decoder *dec, uint32_t docid, bool with_text, struct arena *arena,
                  struct document *out, struct err *e)
{
    const struct documents *d = dec->documents;
    *out = (struct document){0};
    if (!has(d, docid))
        return err_set(e, ERR_NOT_FOUND, "there is no document number %u", docid);
    struct str record =
        str_slice(d->sections.bytes[SECTION_RECORDS], d->offsets[docid - 1], d->offsets[docid]);
    uint32_t len;
    struct str frame, plain;
    if (!code_take(&record, &len))
        return damaged(docid, e);
    bool together = len == 0;
    if (!bytes_take(&record, together ? record.len : len, &frame))
        return damaged(docid, e);
    int rc = decompress(dec, docid, frame, arena, &plain, e);
    if (rc == 0)
        rc = take_fields(docid, &plain, arena, out, e);
    if (rc == 0 && !together && plain.len)
        rc = damaged(docid, e);
    if (rc == 0)
        rc = documents_id(d, docid, arena, &out->id, e);
    if (rc == 0 && with_text && together)
        out->text = plain;
    else if (rc == 0 && with_text)
        rc = decompress(dec, docid, record, arena, &out->text, e);
    out->date = columns_date(dec->columns, docid);
    out->langs = columns_langs(dec->columns, docid);
    out->lang = columns_lang(dec->columns, docid);
    return rc;
}

int documents_url(struct documents_decoder *dec, uint32_t docid, struct str *out, struct err *e)
{
    struct document doc;
    arena_reset(&dec->scratch);
    int rc = documents_get(dec, docid, false, &dec->scratch, &doc, e);
    *out = rc ? (struct str){NULL, 0} : doc.url;
    return rc;
}

/* The first entry of the id table with a hash of at least `hash`. */
static uint32_t first_at_least(const struct documents *d, uint64_t hash)
{
    uint32_t low = 0, high = d->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (d->id_hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t documents_find(struct documents_decoder *dec, struct str id)
{
    const struct documents *d = dec->documents;
    uint64_t hash = XXH3_64bits(id.ptr, id.len);
    for (uint32_t i = first_at_least(d, hash); i < d->count && d->id_hashes[i] == hash; i++) {
        struct str found_id;
        struct err e;
        int rc = documents_id(d, d->id_docids[i], &dec->scratch, &found_id, &e);
        bool found = rc == 0 && str_equal(found_id, id);
        arena_reset(&dec->scratch);
        if (found)
            return d->id_docids[i];
    }
    return 0;
}
