/* See counts.h. */
#include "oracle/counts.h"

#include <stdio.h>
#include <stdlib.h>

#include "text/fold.h"

static bool is_in(const struct counted_set *set, uint32_t docid)
{
    return set->marks[docid] & set->bit;
}

static const char *differs(const char *what, const char *kind, double wanted, double got)
{
    static char why[256];
    snprintf(why, sizeof why, "%s: %s are %.0f, it says %.0f", what, kind, wanted, got);
    return why;
}

/* --- facets --- */

static const char *const facet_names[FACET_COUNT] = {"lang", "type", "tag", "site", "year", "month"};

/* The `at`-th value of a document, as documents spell it; false if it has not so many. `room` may hold it. */
static bool value_at(const struct document *doc, enum request_facet facet, size_t at, char room[16],
                     struct str *out)
{
    *out = (struct str){NULL, 0};
    if (facet == FACET_TAG) {
        if (at < doc->tag_count)
            *out = doc->tags[at];
        return at < doc->tag_count;
    }
    if (facet == FACET_LANG)
        *out = str_of(lang_code(doc->lang));
    else if (facet == FACET_TYPE)
        *out = doc->type;
    else if (facet == FACET_SITE)
        *out = shelf_host(doc->url);
    else if (doc->date && (facet == FACET_YEAR || doc->date / 100 % 100)) {
        snprintf(room, 16, "%04u-%02u", doc->date / 10000, doc->date / 100 % 100);
        *out = (struct str){room, facet == FACET_YEAR ? 4 : 7};
    }
    return at == 0 && out->len;
}

/* Values that differ in capitals only are one, shown as the first document has it. */
struct tally {
    struct names folded;
    struct str *shown;
    uint32_t *counts, *last; /* last: the document that was counted last */
    uint32_t without;
};

static uint32_t number_of(struct tally *t, struct str value)
{
    char folded[FOLD_MAX];
    uint32_t before = t->folded.count;
    uint32_t number = names_add(&t->folded, (struct str){folded, fold_case(value, folded)});
    if (number == before) {
        t->shown = grow(t->shown, before + 1, sizeof *t->shown);
        t->counts = grow(t->counts, before + 1, sizeof *t->counts);
        t->last = grow(t->last, before + 1, sizeof *t->last);
        t->shown[number] = arena_str(&t->folded.bytes, value);
        t->counts[number] = t->last[number] = 0;
    }
    return number;
}

static void tally_up(struct tally *t, const struct counted_set *set, enum request_facet facet)
{
    for (uint32_t docid = 1; docid <= set->shelf->count; docid++) {
        char room[16];
        struct str value;
        size_t at = 0;
        for (; value_at(&set->shelf->documents[docid].fields, facet, at, room, &value); at++) {
            uint32_t number = number_of(t, value);
            t->counts[number] += is_in(set, docid) && t->last[number] != docid;
            t->last[number] = docid;
        }
        t->without += is_in(set, docid) && at == 0;
    }
}

/* How many documents of the set have a value that is not listed. */
static uint32_t count_others(struct tally *t, const struct counted_set *set, const struct answer_facet *facet)
{
    uint32_t others = 0;
    for (uint32_t docid = 1; docid <= set->shelf->count; docid++) {
        char room[16];
        struct str value;
        bool other = false;
        for (size_t at = 0; is_in(set, docid) &&
                            value_at(&set->shelf->documents[docid].fields, facet->facet, at, room, &value);
             at++) {
            bool listed = false;
            for (uint32_t i = 0; i < facet->value_count; i++)
                listed |= str_equal(facet->values[i].value, t->shown[number_of(t, value)]);
            other |= !listed;
        }
        others += other;
    }
    return others;
}

/* The value that comes after the one before: fewer documents have it, or as many, and its bytes come later.
 */
static bool is_after(const struct facet_value *before, const struct facet_value *value)
{
    if (before->documents != value->documents)
        return before->documents > value->documents;
    return str_compare(before->value, value->value) < 0;
}

static const char *check_facet(struct tally *t, const struct counted_set *set,
                               const struct answer_facet *facet)
{
    const char *name = facet_names[facet->facet];
    uint32_t values = 0, least = UINT32_MAX, more = 0;
    for (uint32_t i = 0; i < t->folded.count; i++)
        values += t->counts[i] > 0;
    if (values != facet->value_count + facet->other_values)
        return differs(name, "values", values, facet->value_count + facet->other_values);
    if (t->without != facet->without)
        return differs(name, "documents without one", t->without, facet->without);
    for (uint32_t i = 0; i < facet->value_count; i++) {
        const struct facet_value *value = &facet->values[i];
        uint32_t number = number_of(t, value->value);
        if (!str_equal(t->shown[number], value->value) || t->counts[number] != value->documents)
            return differs(name, "documents of a value", t->counts[number], value->documents);
        if (i > 0 && !is_after(value - 1, value))
            return differs(name, "values in order", i, i + 1);
        least = value->documents;
    }
    for (uint32_t i = 0; i < t->folded.count; i++)
        more += t->counts[i] > least;
    if (facet->other_values && more >= facet->value_count)
        return differs(name, "values before the last", more, facet->value_count);
    uint32_t others = count_others(t, set, facet);
    return others == facet->other_documents
               ? NULL
               : differs(name, "documents with another", others, facet->other_documents);
}

const char *counts_of_facets(const struct counted_set *set, const struct answer *answer)
{
    const char *why = NULL;
    for (size_t i = 0; i < answer->facet_count && !why; i++) {
        struct tally t = {.without = 0};
        tally_up(&t, set, answer->facets[i].facet);
        why = check_facet(&t, set, &answer->facets[i]);
        names_fini(&t.folded);
        free(t.shown);
        free(t.counts);
        free(t.last);
    }
    return why;
}

/* --- trends --- */

/* The date as far as a period tells it, 0 if it tells less. */
static date_num period_of(date_num date, enum request_by by)
{
    if (by == BY_YEAR)
        return date / 10000 * 10000;
    if (by == BY_MONTH)
        return date / 100 % 100 ? date / 100 * 100 : 0;
    return date % 100 ? date : 0;
}

/* The next period in the calendar: the next number that is a date. */
static date_num next_period(date_num period, enum request_by by)
{
    if (by == BY_YEAR)
        return period + 10000;
    do {
        char text[16];
        period += by == BY_MONTH ? 100 : 1;
        if (period % 10000 > 1231)
            period = (period / 10000 + 1) * 10000;
        snprintf(text, sizeof text, by == BY_MONTH ? "%04u-%02u" : "%04u-%02u-%02u", period / 10000,
                 period / 100 % 100, period % 100);
        if (period_of(period, by) && date_parse(str_of(text)) == period)
            break;
    } while (true);
    return period;
}

struct periods {
    uint32_t without, vague, of_set, of_all;
    date_num first, last;
};

/* What there is in a period; about the set as a whole, too. */
static struct periods look(const struct counted_set *set, enum request_by by, date_num period)
{
    struct periods p = {0};
    for (uint32_t docid = 1; docid <= set->shelf->count; docid++) {
        date_num date = set->shelf->documents[docid].fields.date, own = period_of(date, by);
        bool in = is_in(set, docid);
        p.of_all += own && own == period;
        p.of_set += in && own && own == period;
        p.without += in && !date;
        p.vague += in && date && !own;
        if (in && own) {
            p.first = !p.first || own < p.first ? own : p.first;
            p.last = own > p.last ? own : p.last;
        }
    }
    return p;
}

const char *counts_of_trend(const struct counted_set *set, const struct answer *answer)
{
    enum request_by by = answer->request->by;
    struct periods whole = look(set, by, 0);
    date_num period = whole.first;
    if (answer->trend.without != whole.without || answer->trend.vague != whole.vague)
        return differs("trend", "documents without a period", whole.without + whole.vague,
                       answer->trend.without + answer->trend.vague);
    for (uint32_t i = 0; i < answer->table->row_count; i++, period = next_period(period, by)) {
        const union table_cell *row = table_row(answer->table, i);
        struct periods p = look(set, by, period);
        char text[16];
        date_print(period, text);
        if (!whole.first || period > whole.last || !str_equal(row[TREND_PERIOD].text, str_of(text)))
            return differs("trend", "the period", period, i);
        if (row[TREND_DOCUMENTS].number != p.of_set || row[TREND_OF].number != p.of_all)
            return differs(text, "documents", p.of_set, row[TREND_DOCUMENTS].number);
    }
    bool ended = !whole.first || period == next_period(whole.last, by);
    return ended ? NULL : differs("trend", "the last period", whole.last, period);
}
