/* See matching.h. */
#include "searchd/search/matching.h"

#include "base/clock.h"

enum { WORD_BITS = 64, STEPS_PER_LOOK = 8192 };

static bool add(void *context, uint32_t docid)
{
    struct matching *m = context;
    uint64_t *word = &m->bits[docid / WORD_BITS];
    m->count += !(*word >> docid % WORD_BITS & 1);
    *word |= UINT64_C(1) << docid % WORD_BITS;
    return true;
}

static int find(struct plan *plan, struct xap_reader *reader, enum plan_mode mode, uint64_t deadline_ns,
                struct matching *out, struct err *e)
{
    struct xap_query *query;
    int rc = plan_query(plan, mode, PLAN_PHRASES_NOW, &query, e);
    if (rc || !query)
        return rc;
    rc = xap_each(reader, query, deadline_ns, add, out, e);
    xap_query_free(query);
    return rc;
}

int matching_find(struct plan *plan, struct xap_reader *reader, enum request_match match,
                  uint64_t deadline_ns, struct matching *out, struct err *e)
{
    uint64_t words = columns_count(generation_columns(plan->generation)) / WORD_BITS + 1;
    *out = (struct matching){.words = words};
    out->bits = arena_array(plan->arena, words, sizeof *out->bits);
    if (!out->bits)
        return err_memory(e);
    int rc = find(plan, reader, match == MATCH_ANY ? PLAN_ANY : PLAN_ALL, deadline_ns, out, e);
    if (rc || match != MATCH_BEST || out->count > 0 || !plan->varies)
        return rc;
    rc = find(plan, reader, PLAN_ANY, deadline_ns, out, e);
    out->relaxed = out->count > 0;
    return rc;
}

uint32_t matching_next(const struct matching *m, uint32_t docid)
{
    uint64_t at = ((uint64_t)docid + 1) / WORD_BITS;
    if (at >= m->words)
        return 0;
    uint64_t word = m->bits[at] & UINT64_MAX << (docid + 1) % WORD_BITS;
    while (!word) {
        if (++at == m->words)
            return 0;
        word = m->bits[at];
    }
    return (uint32_t)(at * WORD_BITS + (unsigned)__builtin_ctzll(word));
}

struct answer_totals matching_totals(const struct matching *m, const struct columns *columns)
{
    struct answer_totals totals = {.documents = m->count, .exact = true};
    for (uint32_t docid = 0; (docid = matching_next(m, docid));)
        totals.in[columns_lang(columns, docid)]++;
    return totals;
}

int pacer_step(struct pacer *p, struct err *e)
{
    if (++p->steps % STEPS_PER_LOOK || !p->deadline_ns)
        return 0;
    if (clock_now_ns() < p->deadline_ns)
        return 0;
    err_set(e, ERR_DEADLINE, "time ran out before all documents were counted");
    return err_hint(e, "narrow the query");
}
