/*
 * See facets.h. A value is a number of its facet: of the columns, or a language, a year, a month (years and
 * months from the earliest of the set on). Counters are indexed by it.
 */
#include "searchd/search/facets.h"

#include <stdio.h>

#include "searchd/search/top.h"

struct tally {
    enum request_facet facet;
    const struct matching *set;
    const struct columns *columns;
    struct arena *arena;
    struct pacer pacer;
    uint32_t *counts;
    uint32_t values;     /* values are numbers below it */
    uint32_t first_year; /* year and month are counted from here */
    uint32_t without;
};

/* --- values --- */

/* The value of a document in a facet of at most one a document; UINT32_MAX for none. */
static uint32_t value_of(const struct tally *t, uint32_t docid)
{
    date_num date = columns_date(t->columns, docid);
    uint32_t year = date / 10000, month = date / 100 % 100, number = 0;
    switch (t->facet) {
    case FACET_LANG:
        return columns_lang(t->columns, docid);
    case FACET_TYPE:
        number = columns_type(t->columns, docid);
        break;
    case FACET_SITE:
        number = columns_site(t->columns, docid);
        break;
    case FACET_YEAR:
        return year ? year - t->first_year : UINT32_MAX;
    case FACET_MONTH:
        return year && month ? (year - t->first_year) * 12 + month - 1 : UINT32_MAX;
    default:
        break;
    }
    return number ? number : UINT32_MAX;
}

static bool is_dated(enum request_facet facet)
{
    return facet == FACET_YEAR || facet == FACET_MONTH;
}

/* The years of the set, so that there are counters for these only. */
static int find_years(struct tally *t, uint32_t *years, struct err *e)
{
    uint32_t first = UINT32_MAX, last = 0;
    for (uint32_t docid = 0; (docid = matching_next(t->set, docid));) {
        uint32_t year = columns_date(t->columns, docid) / 10000;
        if (year && year < first)
            first = year;
        if (year > last)
            last = year;
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    t->first_year = last ? first : 0;
    *years = last ? last - first + 1 : 0;
    return 0;
}

static int make_counters(struct tally *t, struct err *e)
{
    static const enum columns_kind kinds[FACET_COUNT] = {
        [FACET_TYPE] = COLUMNS_TYPE, [FACET_TAG] = COLUMNS_TAG, [FACET_SITE] = COLUMNS_SITE};
    uint32_t years = 0;
    if (is_dated(t->facet) && find_years(t, &years, e) < 0)
        return e->code;
    t->values = t->facet == FACET_LANG    ? LANG_COUNT
                : t->facet == FACET_YEAR  ? years
                : t->facet == FACET_MONTH ? years * 12
                                          : columns_value_count(t->columns, kinds[t->facet]) + 1;
    t->counts = arena_array(t->arena, t->values, sizeof *t->counts);
    return t->counts ? 0 : err_memory(e);
}

static struct str print_value(const struct tally *t, uint32_t value)
{
    char text[32];
    uint32_t year = t->first_year + (t->facet == FACET_MONTH ? value / 12 : value);
    switch (t->facet) {
    case FACET_LANG:
        return str_of(lang_code((enum lang)value));
    case FACET_TYPE:
        return columns_value(t->columns, COLUMNS_TYPE, value);
    case FACET_SITE:
        return columns_value(t->columns, COLUMNS_SITE, value);
    case FACET_TAG:
        return columns_value(t->columns, COLUMNS_TAG, value);
    case FACET_MONTH:
        snprintf(text, sizeof text, "%04u-%02u", year, value % 12 + 1);
        break;
    default:
        snprintf(text, sizeof text, "%04u", year);
        break;
    }
    return arena_str(t->arena, str_of(text));
}

/* --- counting --- */

static void count_tags(struct tally *t, uint32_t docid)
{
    uint32_t first, count = columns_tags(t->columns, docid, &first);
    t->without += count == 0;
    for (uint32_t i = 0; i < count; i++)
        t->counts[columns_tag(t->columns, first + i)]++;
}

static int count(struct tally *t, struct err *e)
{
    for (uint32_t docid = 0; (docid = matching_next(t->set, docid));) {
        if (t->facet == FACET_TAG) {
            count_tags(t, docid);
        } else {
            uint32_t value = value_of(t, docid);
            if (value < t->values)
                t->counts[value]++;
            else
                t->without++;
        }
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    if (t->facet == FACET_TAG)
        t->counts[0] = 0; /* of a damaged column */
    return 0;
}

/* How many documents have a tag that is not listed: not a sum, for they may have several. */
static int count_other_tags(struct tally *t, const struct top *listed, uint32_t *documents, struct err *e)
{
    bool *known = arena_array(t->arena, t->values, sizeof *known);
    if (!known)
        return err_memory(e);
    for (uint32_t i = 0; i < listed->count; i++)
        known[listed->items[i]] = true;
    for (uint32_t docid = 0; (docid = matching_next(t->set, docid));) {
        uint32_t first, tags = columns_tags(t->columns, docid, &first);
        bool other = false;
        for (uint32_t i = 0; i < tags && !other; i++)
            other = !known[columns_tag(t->columns, first + i)];
        *documents += other;
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    return 0;
}

/* --- the most frequent --- */

/* Among equals by the bytes of the value, as it is shown. */
static bool comes_before(const void *context, uint32_t a, uint32_t b)
{
    const struct tally *t = context;
    if (t->counts[a] != t->counts[b])
        return t->counts[a] > t->counts[b];
    if (is_dated(t->facet))
        return a < b;
    int order = str_compare(print_value(t, a), print_value(t, b));
    return order ? order < 0 : a < b;
}

static int list(struct tally *t, uint32_t most, struct answer_facet *out, struct err *e)
{
    struct top top;
    uint32_t different = 0, listed = 0;
    if (!top_init(&top, most < t->values ? most : t->values, comes_before, t, t->arena))
        return err_memory(e);
    for (uint32_t value = 0; value < t->values; value++) {
        different += t->counts[value] > 0;
        if (t->counts[value])
            top_offer(&top, value);
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    top_sort(&top);
    *out = (struct answer_facet){.facet = t->facet,
                                 .value_count = top.count,
                                 .without = t->without,
                                 .other_values = different - top.count};
    out->values = arena_array(t->arena, top.count, sizeof *out->values);
    if (!out->values)
        return err_memory(e);
    for (uint32_t i = 0; i < top.count; i++) {
        out->values[i] = (struct facet_value){print_value(t, top.items[i]), t->counts[top.items[i]]};
        listed += out->values[i].documents;
    }
    if (out->other_values && t->facet == FACET_TAG)
        return count_other_tags(t, &top, &out->other_documents, e);
    out->other_documents = t->set->count - t->without - listed;
    if (t->facet == FACET_TAG)
        out->other_documents = 0;
    return 0;
}

int facets_count(const struct matching *m, const struct columns *columns, uint64_t deadline_ns,
                 struct arena *arena, struct answer *out, struct err *e)
{
    struct answer_facet *facets = arena_array(arena, FACET_COUNT, sizeof *facets);
    size_t facet_count = 0;
    if (!facets)
        return err_memory(e);
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        struct tally t = {.facet = (enum request_facet)facet,
                          .set = m,
                          .columns = columns,
                          .arena = arena,
                          .pacer = {.deadline_ns = deadline_ns}};
        if (!(out->request->facets >> facet & 1))
            continue;
        if (make_counters(&t, e) < 0 || count(&t, e) < 0 ||
            list(&t, out->request->per_facet, &facets[facet_count], e) < 0)
            return e->code;
        facet_count++;
    }
    out->facets = facets;
    out->facet_count = facet_count;
    return 0;
}
