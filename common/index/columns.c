/*
 * See columns.h. The file: sections.h, with a packed column (packed.h) for each fact, and a list of strings
 * (strings.h) for each kind of value. The tags of a document are a range of a column that holds all of them,
 * one document's after another's.
 */
#include "index/columns.h"

#include "index/packed.h"
#include "index/postings.h"
#include "index/strings.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <xxhash.h>

enum {
    SECTION_DATES,
    SECTION_COUNTERPARTS,
    SECTION_LANGS,
    SECTION_LANG,
    SECTION_TITLE_ORDER,
    SECTION_TYPES,
    SECTION_SITES,
    SECTION_TAG_ENDS,
    SECTION_TAGS,
    SECTION_VALUES, /* two for each kind */
    SECTION_COUNT = SECTION_VALUES + 2 * COLUMNS_KINDS
};
enum { COUNT_DOCUMENTS, COUNT_TAGS, COUNT_VALUES /* one for each kind */ };

static const struct sections_kind kind = {
    .name = "column file",
    .magic = "RacineCO",
    .format = 1,
    .count = SECTION_COUNT,
    .use = MAP_SCATTERED,
};

/* --- values: writing --- */

static const enum posting_kind terms[COLUMNS_KINDS] = {
    [COLUMNS_TYPE] = POSTING_TYPE, [COLUMNS_SITE] = POSTING_SITE, [COLUMNS_TAG] = POSTING_TAG};

/* Values by their terms: open addressing, half full at most. */
struct interner {
    struct pool terms, spellings;
    uint32_t *slots; /* value numbers, 0 for a free one */
    uint32_t size, count;
    bool failed;
};

static uint32_t *find_slot(const struct interner *in, struct str term)
{
    uint32_t at = (uint32_t)XXH3_64bits(term.ptr, term.len) & (in->size - 1);
    while (in->slots[at] && !str_equal(pool_get(&in->terms, in->slots[at] - 1), term))
        at = (at + 1) & (in->size - 1);
    return &in->slots[at];
}

static bool grow(struct interner *in)
{
    enum { SIZE_LEAST = 64 };
    if (in->size > UINT32_MAX / 4)
        return false;
    uint32_t *old = in->slots, size = in->size ? in->size * 2 : SIZE_LEAST;
    uint32_t *slots = calloc(size, sizeof *slots);
    if (!slots)
        return false;
    in->slots = slots;
    in->size = size;
    for (uint32_t value = 1; value <= in->count; value++)
        *find_slot(in, pool_get(&in->terms, value - 1)) = value;
    free(old);
    return true;
}

/* The number of a value, 0 for an empty one. */
static uint32_t intern(struct interner *in, enum columns_kind which, struct str spelling)
{
    char text[POSTING_TERM_MAX];
    if (!spelling.len || in->failed)
        return 0;
    struct str term = {text, posting_term(terms[which], LANG_NONE, spelling, text)};
    if (in->count >= in->size / 2 && !grow(in)) {
        in->failed = true;
        return 0;
    }
    uint32_t *slot = find_slot(in, term);
    if (*slot)
        return *slot;
    pool_add(&in->terms, term.ptr, term.len);
    pool_add(&in->spellings, spelling.ptr, utf8_cut(spelling, POSTING_TERM_MAX));
    in->failed = in->terms.bytes.failed || in->terms.offsets.failed || in->terms.bytes.len > UINT32_MAX;
    return in->failed ? 0 : (*slot = ++in->count);
}

/* --- the file: writing --- */

struct columns_writer {
    struct interner values[COLUMNS_KINDS];
    struct buf dates, counterparts, langs, lang, types, sites, tag_ends, tags; /* of uint32_t */
    uint32_t count;
};

static void add_number(struct buf *column, uint32_t number)
{
    buf_add(column, &number, sizeof number);
}

int columns_writer_new(struct columns_writer **out, struct err *e)
{
    struct columns_writer *w = *out = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    for (int i = 0; i < COLUMNS_KINDS; i++) {
        pool_clear(&w->values[i].terms);
        pool_clear(&w->values[i].spellings);
    }
    add_number(&w->tag_ends, 0);
    return 0;
}

/* A tag that a document has twice counts once. */
static void add_tags(struct columns_writer *w, const struct columns_row *row)
{
    size_t before = w->tags.len;
    for (size_t i = 0; i < row->tag_count; i++) {
        uint32_t value = intern(&w->values[COLUMNS_TAG], COLUMNS_TAG, row->tags[i]);
        bool had = value == 0;
        for (size_t at = before; at < w->tags.len && !had; at += sizeof value)
            had = memcmp(w->tags.ptr + at, &value, sizeof value) == 0;
        if (!had)
            add_number(&w->tags, value);
    }
    if (w->tags.len / sizeof(uint32_t) > UINT32_MAX)
        w->tags.failed = true;
    add_number(&w->tag_ends, (uint32_t)(w->tags.len / sizeof(uint32_t)));
}

void columns_writer_add(struct columns_writer *w, const struct columns_row *row)
{
    w->count++;
    add_number(&w->dates, row->date);
    add_number(&w->counterparts, row->counterpart);
    add_number(&w->langs, row->langs);
    add_number(&w->lang, row->lang);
    add_number(&w->types, intern(&w->values[COLUMNS_TYPE], COLUMNS_TYPE, row->type));
    add_number(&w->sites, intern(&w->values[COLUMNS_SITE], COLUMNS_SITE, row->site));
    add_tags(w, row);
}

static int put_all(struct columns_writer *w, struct sections_writer *file, const uint32_t *title_order,
                   struct err *e)
{
    const struct {
        uint32_t section;
        const struct buf *numbers;
    } columns[] = {
        {SECTION_DATES, &w->dates}, {SECTION_COUNTERPARTS, &w->counterparts},
        {SECTION_LANGS, &w->langs}, {SECTION_LANG, &w->lang},
        {SECTION_TYPES, &w->types}, {SECTION_SITES, &w->sites},
        {SECTION_TAGS, &w->tags},   {SECTION_TAG_ENDS, &w->tag_ends},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const struct buf *numbers = columns[i].numbers;
        if (buf_failed(numbers))
            return err_memory(e);
        if (packed_put(file, columns[i].section, (const uint32_t *)(const void *)numbers->ptr,
                       numbers->len / sizeof(uint32_t), e) < 0)
            return e->code;
    }
    for (uint32_t i = 0; i < COLUMNS_KINDS; i++) {
        if (w->values[i].failed)
            return err_memory(e);
        if (pool_put(&w->values[i].spellings, file, SECTION_VALUES + 2 * i, SECTION_VALUES + 2 * i + 1, e) <
            0)
            return e->code;
    }
    return packed_put(file, SECTION_TITLE_ORDER, title_order, w->count, e);
}

int columns_writer_put(struct columns_writer *w, const uint32_t *title_order, const char *path, struct err *e)
{
    struct sections_writer file;
    int rc = sections_create(&file, &kind, path, e);
    if (rc == 0)
        rc = put_all(w, &file, title_order, e);
    if (rc == 0) {
        uint64_t counts[SECTIONS_COUNTS] = {
            [COUNT_DOCUMENTS] = w->count, [COUNT_TAGS] = w->tags.len / sizeof(uint32_t)};
        for (int i = 0; i < COLUMNS_KINDS; i++)
            counts[COUNT_VALUES + i] = w->values[i].count;
        rc = sections_finish(&file, counts, e);
    }
    sections_abort(&file);
    return rc;
}

void columns_writer_free(struct columns_writer *w)
{
    if (!w)
        return;
    struct buf *bufs[] = {&w->dates, &w->counterparts, &w->langs,    &w->lang,
                          &w->types, &w->sites,        &w->tag_ends, &w->tags};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_fini(bufs[i]);
    for (int i = 0; i < COLUMNS_KINDS; i++) {
        pool_fini(&w->values[i].terms);
        pool_fini(&w->values[i].spellings);
        free(w->values[i].slots);
    }
    free(w);
}

/* --- reading --- */

struct columns {
    struct sections sections;
    struct packed dates, counterparts, langs, lang, title_order, types, sites, tag_ends, tags;
    struct strings values[COLUMNS_KINDS];
    uint32_t count, tag_count;
};

static int check(struct columns *c, struct err *e)
{
    const struct sections *s = &c->sections;
    uint64_t n = s->counts[COUNT_DOCUMENTS], tags = s->counts[COUNT_TAGS];
    if (n >= UINT32_MAX || tags > UINT32_MAX)
        return sections_damaged(s, "too many documents or tags", e);
    c->count = (uint32_t)n;
    c->tag_count = (uint32_t)tags;
    int rc;
    if ((rc = packed_open(&c->dates, s, SECTION_DATES, n, e)) ||
        (rc = packed_open(&c->counterparts, s, SECTION_COUNTERPARTS, n, e)) ||
        (rc = packed_open(&c->langs, s, SECTION_LANGS, n, e)) ||
        (rc = packed_open(&c->lang, s, SECTION_LANG, n, e)) ||
        (rc = packed_open(&c->title_order, s, SECTION_TITLE_ORDER, n, e)) ||
        (rc = packed_open(&c->types, s, SECTION_TYPES, n, e)) ||
        (rc = packed_open(&c->sites, s, SECTION_SITES, n, e)) ||
        (rc = packed_open(&c->tag_ends, s, SECTION_TAG_ENDS, n + 1, e)) ||
        (rc = packed_open(&c->tags, s, SECTION_TAGS, tags, e)))
        return rc;
    for (uint32_t i = 0; rc == 0 && i < COLUMNS_KINDS; i++) {
        uint64_t values = s->counts[COUNT_VALUES + i];
        rc = values < UINT32_MAX ? strings_open(&c->values[i], s, SECTION_VALUES + 2 * i,
                                                SECTION_VALUES + 2 * i + 1, (uint32_t)values, e)
                                 : sections_damaged(s, "too many values", e);
    }
    return rc;
}

int columns_open(const char *path, struct columns **out, struct err *e)
{
    *out = NULL;
    struct columns *c = calloc(1, sizeof *c);
    if (!c)
        return err_memory(e);
    int rc = sections_open(&c->sections, &kind, path, e);
    if (rc == 0)
        rc = check(c, e);
    if (rc) {
        columns_close(c);
        return rc;
    }
    *out = c;
    return 0;
}

void columns_close(struct columns *c)
{
    if (!c)
        return;
    sections_close(&c->sections);
    free(c);
}

uint32_t columns_count(const struct columns *c)
{
    return c->count;
}

/* The number that a column has for a document. */
static uint32_t get(const struct columns *c, const struct packed *column, uint32_t docid)
{
    return docid != 0 && docid <= c->count ? packed_get(column, docid - 1) : 0;
}

date_num columns_date(const struct columns *c, uint32_t docid)
{
    return get(c, &c->dates, docid);
}

unsigned columns_langs(const struct columns *c, uint32_t docid)
{
    return get(c, &c->langs, docid) & (LANG_BIT(LANG_COUNT) - 1);
}

enum lang columns_lang(const struct columns *c, uint32_t docid)
{
    uint32_t lang = get(c, &c->lang, docid);
    return lang < LANG_COUNT ? (enum lang)lang : LANG_NONE;
}

uint32_t columns_counterpart(const struct columns *c, uint32_t docid)
{
    uint32_t other = get(c, &c->counterparts, docid);
    return other <= c->count ? other : 0;
}

uint32_t columns_title_order(const struct columns *c, uint32_t docid)
{
    return get(c, &c->title_order, docid);
}

/* A value's number, as far as there is such a value. */
static uint32_t value_of(const struct columns *c, enum columns_kind which, uint32_t number)
{
    return number <= c->values[which].count ? number : 0;
}

uint32_t columns_type(const struct columns *c, uint32_t docid)
{
    return value_of(c, COLUMNS_TYPE, get(c, &c->types, docid));
}

uint32_t columns_site(const struct columns *c, uint32_t docid)
{
    return value_of(c, COLUMNS_SITE, get(c, &c->sites, docid));
}

uint32_t columns_tags(const struct columns *c, uint32_t docid, uint32_t *first)
{
    *first = 0;
    if (docid == 0 || docid > c->count)
        return 0;
    uint32_t from = packed_get(&c->tag_ends, docid - 1), to = packed_get(&c->tag_ends, docid);
    if (from > to || to > c->tag_count)
        return 0;
    *first = from;
    return to - from;
}

uint32_t columns_tag(const struct columns *c, uint32_t at)
{
    return at < c->tag_count ? value_of(c, COLUMNS_TAG, packed_get(&c->tags, at)) : 0;
}

uint32_t columns_value_count(const struct columns *c, enum columns_kind which)
{
    return c->values[which].count;
}

struct str columns_value(const struct columns *c, enum columns_kind which, uint32_t value)
{
    bool known = value != 0 && value <= c->values[which].count;
    return known ? strings_get(&c->values[which], value - 1) : STR("");
}
