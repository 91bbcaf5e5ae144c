/* See strings.h. */
#include "index/strings.h"

#include <stdlib.h>
#include <xxhash.h>

/* Where to begin to look for a text among `size` slots. */
static uint64_t first_slot(struct str text, uint64_t size)
{
    return (XXH3_64bits(text.ptr, text.len) & UINT32_MAX) * size >> 32;
}

static uint64_t next_slot(uint64_t at, uint64_t size)
{
    return at + 1 < size ? at + 1 : 0;
}

/* --- writing --- */

static void end_string(struct pool *p)
{
    uint32_t end = (uint32_t)p->bytes.len;
    buf_add(&p->offsets, &end, sizeof end);
}

void pool_clear(struct pool *p)
{
    buf_clear(&p->bytes);
    buf_clear(&p->offsets);
    end_string(p);
}

void pool_fini(struct pool *p)
{
    buf_fini(&p->bytes);
    buf_fini(&p->offsets);
}

void pool_add(struct pool *p, const char *bytes, size_t len)
{
    buf_add(&p->bytes, bytes, len);
    end_string(p);
}

int pool_check(const struct pool *p, struct err *e)
{
    if (buf_failed(&p->bytes) || buf_failed(&p->offsets))
        return err_memory(e);
    if (p->bytes.len > UINT32_MAX)
        return err_set(e, ERR_LIMIT, "the collection has too many different words (over 4 GB of them)");
    return 0;
}

struct str pool_get(const struct pool *p, uint32_t i)
{
    const uint32_t *offsets = (const uint32_t *)(const void *)p->offsets.ptr;
    return str_slice(buf_str(&p->bytes), offsets[i], offsets[i + 1]);
}

int pool_put(const struct pool *p, struct sections_writer *w, uint32_t offsets_section,
             uint32_t bytes_section, struct err *e)
{
    int rc = pool_check(p, e);
    if (rc)
        return rc;
    sections_put(w, offsets_section, p->offsets.ptr, p->offsets.len);
    sections_put(w, bytes_section, p->bytes.ptr, p->bytes.len);
    return 0;
}

int slots_init(struct slots *s, uint32_t items, struct err *e)
{
    s->size = items + (uint64_t)items / 2 + 1;
    s->slots = malloc(s->size * sizeof *s->slots);
    if (!s->slots)
        return err_memory(e);
    memset(s->slots, 0xff, s->size * sizeof *s->slots); /* STRINGS_NONE */
    return 0;
}

void slots_add(struct slots *s, struct str text, uint32_t value)
{
    uint64_t at = first_slot(text, s->size);
    while (s->slots[at] != STRINGS_NONE)
        at = next_slot(at, s->size);
    s->slots[at] = value;
}

void slots_put(struct slots *s, struct sections_writer *w, uint32_t section)
{
    sections_put(w, section, s->slots, s->size * sizeof *s->slots);
    free(s->slots);
}

/* --- reading --- */

int strings_open(struct strings *out, const struct sections *s, uint32_t offsets_section,
                 uint32_t bytes_section, uint32_t count, struct err *e)
{
    out->count = count;
    out->bytes = s->bytes[bytes_section];
    out->offsets = sections_array(s, offsets_section, (uint64_t)count + 1, sizeof *out->offsets, e);
    if (!out->offsets)
        return e->code;
    bool rise = offsets_rise32(out->offsets, count, out->bytes.len);
    return rise ? 0 : sections_damaged(s, "its strings overlap", e);
}

int table_open(struct table *out, const struct sections *s, uint32_t section, struct err *e)
{
    uint64_t size = s->bytes[section].len / sizeof *out->slots;
    out->slots = sections_array(s, section, size, sizeof *out->slots, e);
    if (!out->slots)
        return e->code;
    out->size = size;
    return size && size <= UINT32_MAX + UINT64_C(1) ? 0
                                                    : sections_damaged(s, "a hash table of a wrong size", e);
}

uint32_t table_find(const struct table *t, const struct strings *s, const uint32_t *order, struct str text)
{
    uint64_t at = first_slot(text, t->size);
    for (uint64_t tries = 0; tries < t->size; tries++, at = next_slot(at, t->size)) {
        uint32_t value = t->slots[at];
        if (value >= s->count) /* free */
            return STRINGS_NONE;
        if (str_equal(strings_get(s, order ? order[value] : value), text))
            return value;
    }
    return STRINGS_NONE; /* a damaged table without a free slot */
}
