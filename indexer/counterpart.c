/* See counterpart.h. */
#include "indexer/counterpart.h"

#include <stdlib.h>

struct named {
    name_hash name;
    uint32_t docid;
};

static int by_name(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

static bool translates(const struct entry *a, const struct entry *b)
{
    return (a->lang == LANG_FR && b->lang == LANG_EN) || (a->lang == LANG_EN && b->lang == LANG_FR);
}

static void join(uint32_t *out, uint32_t a, uint32_t b)
{
    out[a - 1] = b;
    out[b - 1] = a;
}

/* The documents that have a name of one kind (`offset` of the field), sorted by it. */
static uint32_t collect(const struct entry *const *documents, uint32_t count, size_t offset,
                        struct named *list)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        name_hash name;
        memcpy(&name, (const char *)documents[i] + offset, sizeof name);
        if (name)
            list[used++] = (struct named){name, i + 1};
    }
    if (used)
        qsort(list, used, sizeof *list, by_name);
    return used;
}

/* Among documents of one key the nth French one goes with the nth English one. */
static void join_group(const struct entry *const *documents, const struct named *group, uint32_t count,
                       uint32_t *out)
{
    uint32_t fr = 0, en = 0;
    for (;;) {
        while (fr < count && documents[group[fr].docid - 1]->lang != LANG_FR)
            fr++;
        while (en < count && documents[group[en].docid - 1]->lang != LANG_EN)
            en++;
        if (fr == count || en == count)
            return;
        join(out, group[fr++].docid, group[en++].docid);
    }
}

static void join_pairs(const struct entry *const *documents, uint32_t count, struct named *list,
                       uint32_t *out)
{
    uint32_t used = collect(documents, count, offsetof(struct entry, pair), list);
    for (uint32_t from = 0, to; from < used; from = to) {
        for (to = from + 1; to < used && list[to].name == list[from].name; to++)
            ;
        join_group(documents, list + from, to - from, out);
    }
}

/* Joins `docid` with the first document that names it as its alternate and is free. */
static void join_wanted(const struct entry *const *documents, const struct named *wanted, uint32_t count,
                        name_hash name, uint32_t docid, uint32_t *out)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (wanted[middle].name < name)
            low = middle + 1;
        else
            high = middle;
    }
    for (; name && !out[docid - 1] && low < count && wanted[low].name == name; low++) {
        uint32_t asks = wanted[low].docid;
        if (!out[asks - 1] && translates(documents[asks - 1], documents[docid - 1]))
            join(out, asks, docid);
    }
}

int counterparts_find(const struct entry *const *documents, uint32_t count, uint32_t *out, struct err *e)
{
    struct named *list = malloc(((size_t)count + 1) * sizeof *list);
    if (!list)
        return err_memory(e);
    memset(out, 0, count * sizeof *out);
    join_pairs(documents, count, list, out);
    uint32_t wanted = collect(documents, count, offsetof(struct entry, alternate), list);
    for (uint32_t docid = 1; wanted && docid <= count; docid++) {
        const struct entry *entry = documents[docid - 1];
        join_wanted(documents, list, wanted, entry->url, docid, out);
        join_wanted(documents, list, wanted, entry->id, docid, out);
        join_wanted(documents, list, wanted, entry->path, docid, out);
    }
    free(list);
    return 0;
}
