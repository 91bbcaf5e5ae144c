/* See collate.h. */
#include "indexer/collate.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "index/documents.h"
#include "index/lexicon.h"
#include "indexer/counterpart.h"

enum { SAMPLE_DOCUMENTS = 4000, SAMPLE_BYTES = 1024 };

void collation_fini(struct collation *c)
{
    for (unsigned i = 0; c->numbers && i < c->share_count; i++)
        free(c->numbers[i]);
    free(c->numbers);
    free(c->documents);
    free(c->counterparts);
    free(c->ranges);
    buf_fini(&c->dictionary);
    *c = (struct collation){0};
}

/* --- order --- */

/* Every share has its entries in the order of their units, so this merges the shares unit by unit. */
static int line_up(struct collation *c, struct err *e)
{
    size_t total = 0;
    for (unsigned i = 0; i < c->share_count; i++)
        total += c->shares[i].count;
    if (total >= UINT32_MAX)
        return err_set(e, ERR_LIMIT, "%zu documents are more than one index can hold", total);
    if (total == 0) {
        err_set(e, ERR_EMPTY, "there is nothing to index in the sources");
        return err_hint(e, "nothing was published; --report FILE tells what was skipped and why");
    }
    c->documents = calloc(total, sizeof *c->documents);
    size_t *next = calloc(c->share_count, sizeof *next);
    if (!c->documents || !next) {
        free(next);
        return err_memory(e);
    }
    while (c->count < total) {
        unsigned first = c->share_count;
        for (unsigned i = 0; i < c->share_count; i++)
            if (next[i] < c->shares[i].count &&
                (first == c->share_count ||
                 c->shares[i].entries[next[i]].unit < c->shares[first].entries[next[first]].unit))
                first = i;
        const struct share *s = &c->shares[first];
        uint64_t unit = s->entries[next[first]].unit;
        while (next[first] < s->count && s->entries[next[first]].unit == unit)
            c->documents[c->count++] = &s->entries[next[first]++];
    }
    free(next);
    return 0;
}

/* --- duplicates --- */

/* Reports an entry that is left out, and takes the counts of its words back. */
static int drop(struct collation *c, const struct entry *entry, struct report *report, struct buf *bytes,
                struct arena *arena, struct err *e)
{
    struct share *share = &c->shares[entry->share];
    struct spill_record record;
    if (share_get(share, entry, bytes, arena, &record, e) < 0)
        return e->code;
    digest_uncount(&share->forms, &record.digest);
    const struct report_place place = {record.source, record.line, record.doc.id};
    report_skip(report, SKIP_DUPLICATE, &place, NULL);
    arena_reset(arena);
    return 0;
}

static bool same_id(const struct entry *a, const struct entry *b)
{
    return a->id_hash[0] == b->id_hash[0] && a->id_hash[1] == b->id_hash[1];
}

/* Empties the places of replaced documents. `table` maps ids to places, plus one; a power of two. */
static int find_duplicates(struct collation *c, uint32_t *table, uint64_t mask, struct report *report,
                           struct err *e)
{
    struct buf bytes = {0};
    struct arena arena = {0};
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < c->count; i++) {
        const struct entry *entry = c->documents[i];
        assert(entry); /* only earlier places are emptied */
        uint64_t at = entry->id_hash[0] & mask;
        while (table[at] && !same_id(c->documents[table[at] - 1], entry))
            at = (at + 1) & mask;
        if (table[at]) {
            rc = drop(c, c->documents[table[at] - 1], report, &bytes, &arena, e);
            c->documents[table[at] - 1] = NULL;
        }
        table[at] = i + 1;
    }
    buf_fini(&bytes);
    arena_fini(&arena);
    return rc;
}

static int drop_duplicates(struct collation *c, struct report *report, struct err *e)
{
    uint64_t slots = 2;
    while (slots < 2 * (uint64_t)c->count)
        slots *= 2;
    uint32_t *table = calloc(slots, sizeof *table);
    if (!table)
        return err_memory(e);
    int rc = find_duplicates(c, table, slots - 1, report, e);
    free(table);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->documents[i])
            c->documents[kept++] = c->documents[i];
    c->count = kept;
    return rc;
}

/* --- what follows from the order --- */

static int cut_ranges(struct collation *c, struct err *e)
{
    c->ranges = malloc(((size_t)c->count + 1) * sizeof *c->ranges); /* at worst one a document */
    if (!c->ranges)
        return err_memory(e);
    uint64_t bytes = 0;
    struct range *range = NULL;
    for (uint32_t i = 0; i < c->count; i++) {
        if (!range || range->count == RANGE_DOCUMENTS || bytes + c->documents[i]->size > RANGE_BYTES) {
            range = &c->ranges[c->range_count++];
            *range = (struct range){i + 1, 0};
            bytes = 0;
        }
        range->count++;
        bytes += c->documents[i]->size;
    }
    return 0;
}

/* Builds that are to be the same to the byte say when they are (reproducible-builds.org). */
static uint64_t build_time(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    uint64_t seconds;
    if (epoch && str_to_u64(str_of(epoch), UINT64_MAX, &seconds))
        return seconds;
    return (uint64_t)time(NULL);
}

/* Summed in the order of the documents, since sums of floating-point numbers depend on it. */
static void add_up(struct collation *c)
{
    struct manifest_stats *stats = &c->stats;
    double length[LANG_COUNT] = {0};
    *stats = (struct manifest_stats){.documents = c->count, .built_at = build_time()};
    for (uint32_t i = 0; i < c->count; i++) {
        const struct entry *entry = c->documents[i];
        stats->words += entry->words;
        stats->text_bytes += entry->text_bytes;
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (!(entry->langs >> lang & 1))
                continue;
            stats->documents_in[lang]++;
            length[lang] += entry->length[lang];
        }
    }
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (stats->documents_in[lang])
            stats->average_length[lang] = length[lang] / stats->documents_in[lang];
}

int collation_order(struct collation *c, struct share *shares, unsigned share_count, struct report *report,
                    struct err *e)
{
    *c = (struct collation){.shares = shares, .share_count = share_count};
    if (line_up(c, e) < 0 || drop_duplicates(c, report, e) < 0 || cut_ranges(c, e) < 0)
        return e->code;
    c->counterparts = malloc(((size_t)c->count + 1) * sizeof *c->counterparts);
    if (!c->counterparts)
        return err_memory(e);
    add_up(c);
    return counterparts_find(c->documents, c->count, c->counterparts, e);
}

/* --- the lexicon --- */

/* Merges all forms into the first share's; numbers[i] becomes the map from share i to that. */
static int merge_forms(struct collation *c, size_t forms_max, struct err *e)
{
    struct forms *all = &c->shares[0].forms;
    all->limit = forms_max;
    c->numbers = calloc(c->share_count, sizeof *c->numbers);
    if (!c->numbers)
        return err_memory(e);
    for (unsigned i = 0; i < c->share_count; i++) {
        struct forms *forms = &c->shares[i].forms;
        uint32_t *map = c->numbers[i] = malloc(((size_t)forms->count + 1) * sizeof *map);
        if (!map)
            return err_memory(e);
        for (uint32_t n = 0; i == 0 && n < forms->count; n++)
            map[n] = n;
        if (i > 0 && forms_merge(all, forms, map, e) < 0)
            return e->code;
    }
    return 0;
}

/* Lists the forms that still occur; only replaced documents had the others. */
static uint32_t list_forms(const struct forms *all, struct lexicon_entry *list, uint32_t *place)
{
    uint32_t used = 0;
    for (uint32_t n = 0; n < all->count; n++) {
        const struct form *form = &all->list[n];
        uint64_t total = 0;
        for (int lang = 0; lang < LANG_COUNT; lang++)
            total += form->count[lang];
        place[n] = total ? used : FORMS_NONE;
        if (!total)
            continue;
        list[used].form = forms_text(all, n);
        memcpy(list[used].count, form->count, sizeof form->count);
        used++;
    }
    return used;
}

/* Writes the lexicon of `all`; place[n] becomes the lexicon's number of form n. */
static int write_lexicon(const struct forms *all, const char *path, uint32_t *place, struct err *e)
{
    struct analyzer *analyzer = NULL;
    struct lexicon_entry *list = malloc(((size_t)all->count + 1) * sizeof *list);
    uint32_t *ids = malloc(((size_t)all->count + 1) * sizeof *ids);
    int rc = list && ids ? analyzer_new(all->lists, &analyzer, e) : err_memory(e);
    if (rc == 0) {
        uint32_t used = list_forms(all, list, place);
        rc = lexicon_write(path, list, used, ids, analyzer, e);
    }
    for (uint32_t n = 0; rc == 0 && n < all->count; n++)
        if (place[n] != FORMS_NONE)
            place[n] = ids[place[n]];
    analyzer_free(analyzer);
    free(ids);
    free(list);
    return rc;
}

int collation_lexicon(struct collation *c, const char *path, size_t forms_max, struct err *e)
{
    const struct forms *all = &c->shares[0].forms;
    uint32_t *counts = calloc(c->share_count, sizeof *counts), *place = NULL;
    int rc = counts ? 0 : err_memory(e);
    for (unsigned i = 0; rc == 0 && i < c->share_count; i++)
        counts[i] = c->shares[i].forms.count;
    if (rc == 0)
        rc = merge_forms(c, forms_max, e);
    for (unsigned i = 1; i < c->share_count; i++)
        forms_fini(&c->shares[i].forms);
    if (rc == 0) {
        place = malloc(((size_t)all->count + 1) * sizeof *place);
        rc = place ? write_lexicon(all, path, place, e) : err_memory(e);
    }
    for (unsigned i = 0; rc == 0 && i < c->share_count; i++)
        for (uint32_t n = 0; n < counts[i]; n++)
            c->numbers[i][n] = place[c->numbers[i][n]];
    forms_fini(&c->shares[0].forms);
    free(place);
    free(counts);
    return rc;
}

/* --- the dictionary --- */

int collation_dictionary(struct collation *c, struct err *e)
{
    uint32_t samples = c->count < SAMPLE_DOCUMENTS ? c->count : SAMPLE_DOCUMENTS;
    size_t *sizes = malloc(samples * sizeof *sizes);
    struct buf text = {0}, bytes = {0};
    struct arena arena = {0};
    int rc = sizes ? 0 : err_memory(e);
    for (uint32_t i = 0; rc == 0 && i < samples; i++) {
        const struct entry *entry = c->documents[(uint64_t)i * c->count / samples];
        struct spill_record record;
        rc = share_get(&c->shares[entry->share], entry, &bytes, &arena, &record, e);
        if (rc == 0) {
            size_t before = text.len;
            documents_sample(&record.doc, SAMPLE_BYTES, &text);
            sizes[i] = text.len - before;
        }
        arena_reset(&arena);
    }
    if (rc == 0 && buf_failed(&text))
        rc = err_memory(e);
    if (rc == 0)
        rc = documents_train(buf_str(&text), sizes, samples, &c->dictionary, e);
    buf_fini(&text);
    buf_fini(&bytes);
    arena_fini(&arena);
    free(sizes);
    return rc;
}
