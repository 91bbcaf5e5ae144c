/*
 * See forms.h. Open addressing with linear probing; a slot keeps the hash beside the number, so that a
 * probe rarely looks at a form that is not the one, and growing never looks at any.
 */
#include "indexer/forms.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "text/analyze.h"

struct forms_slot {
    uint32_t hash;
    uint32_t number; /* plus one; 0 is an empty slot */
};

enum { FORMS_FIRST = 1024 }; /* slots of a new table; half as many forms */

void forms_init(struct forms *f, const struct lists *lists, size_t limit)
{
    *f = (struct forms){.lists = lists, .limit = limit};
}

void forms_fini(struct forms *f)
{
    free(f->list);
    free(f->slots);
    buf_fini(&f->bytes);
    *f = (struct forms){0};
}

size_t forms_memory(const struct forms *f)
{
    size_t slots = f->mask ? (size_t)f->mask + 1 : 0;
    return f->cap * sizeof *f->list + slots * sizeof *f->slots + f->bytes.cap;
}

static int too_many(const struct forms *f, struct err *e)
{
    err_set(e, ERR_LIMIT, "the words of these documents do not fit in memory: %u distinct ones so far",
            f->count);
    return err_hint(e, "give the build more with --memory, or fewer --workers");
}

/* Doubles the slots and the list together: the table is never more than half full. */
static int grow(struct forms *f, struct err *e)
{
    uint64_t slots = f->mask ? 2 * ((uint64_t)f->mask + 1) : FORMS_FIRST;
    size_t memory = f->bytes.cap + slots * sizeof *f->slots + slots / 2 * sizeof *f->list;
    if (memory > f->limit || slots / 2 >= FORMS_NONE)
        return too_many(f, e);
    struct form *list = realloc(f->list, slots / 2 * sizeof *list);
    if (!list)
        return err_memory(e);
    f->list = list;
    struct forms_slot *grown = calloc(slots, sizeof *grown);
    if (!grown)
        return err_memory(e);
    uint32_t mask = (uint32_t)(slots - 1);
    for (size_t i = 0; f->mask && i <= f->mask; i++) {
        if (!f->slots[i].number)
            continue;
        uint32_t at = f->slots[i].hash & mask;
        while (grown[at].number)
            at = (at + 1) & mask;
        grown[at] = f->slots[i];
    }
    free(f->slots);
    f->slots = grown;
    f->mask = mask;
    f->cap = (uint32_t)(slots / 2);
    return 0;
}

static uint32_t append(struct forms *f, struct str form, uint32_t hash, uint32_t at, struct err *e)
{
    if (f->bytes.len + form.len > UINT32_MAX || form.len > UINT16_MAX) {
        too_many(f, e);
        return FORMS_NONE;
    }
    uint16_t stop = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (analyze_is_stop(f->lists, (enum lang)lang, form))
            stop |= LANG_BIT(lang);
    uint32_t offset = (uint32_t)f->bytes.len;
    buf_add_str(&f->bytes, form);
    if (buf_failed(&f->bytes)) {
        err_memory(e);
        return FORMS_NONE;
    }
    f->list[f->count] = (struct form){.offset = offset, .len = (uint16_t)form.len, .stop = stop};
    f->slots[at] = (struct forms_slot){hash, f->count + 1};
    return f->count++;
}

/* The form's number, or FORMS_NONE and in *at the slot that is free for it. */
static uint32_t find(const struct forms *f, struct str form, uint32_t hash, uint32_t *at)
{
    *at = hash & f->mask;
    for (; f->slots && f->slots[*at].number; *at = (*at + 1) & f->mask) {
        if (f->slots[*at].hash != hash)
            continue;
        uint32_t number = f->slots[*at].number - 1;
        if (str_equal(forms_text(f, number), form))
            return number;
    }
    return FORMS_NONE;
}

uint32_t forms_add(struct forms *f, struct str form, struct err *e)
{
    uint32_t hash = (uint32_t)XXH3_64bits(form.ptr, form.len), at;
    uint32_t number = find(f, form, hash, &at);
    if (number != FORMS_NONE)
        return number;
    if (f->count == f->cap) {
        if (grow(f, e) < 0)
            return FORMS_NONE;
        find(f, form, hash, &at);
    }
    return append(f, form, hash, at, e);
}

int forms_merge(struct forms *into, const struct forms *from, uint32_t *map, struct err *e)
{
    for (uint32_t n = 0; n < from->count; n++) {
        map[n] = forms_add(into, forms_text(from, n), e);
        if (map[n] == FORMS_NONE)
            return e->code;
        for (int lang = 0; lang < LANG_COUNT; lang++)
            into->list[map[n]].count[lang] += from->list[n].count[lang];
    }
    return 0;
}
