/* See order.h. */
#include "searchd/search/order.h"

#include "searchd/search/top.h"

struct order {
    const struct columns *columns;
    enum query_sort sort;
};

/* Documents without a date come last, equal ones by docid. */
static bool comes_before(const void *context, uint32_t a, uint32_t b)
{
    const struct order *o = context;
    uint32_t x, y;
    if (o->sort == QUERY_SORT_TITLE) {
        x = columns_title_order(o->columns, a);
        y = columns_title_order(o->columns, b);
    } else {
        x = columns_date(o->columns, a);
        y = columns_date(o->columns, b);
        if (!x != !y)
            return x != 0;
        if (o->sort == QUERY_SORT_NEWEST && x != y)
            return x > y;
    }
    return x != y ? x < y : a < b;
}

int order_page(const struct matching *m, const struct columns *columns, enum query_sort sort,
               const struct request *request, uint64_t deadline_ns, struct arena *arena, struct ranking *out,
               struct err *e)
{
    const struct order order = {columns, sort};
    struct pacer pacer = {.deadline_ns = deadline_ns};
    struct top top;
    uint32_t wanted = request->offset + request->limit;
    *out = (struct ranking){
        .relaxed = m->relaxed, .words_alike = !m->relaxed, .totals = matching_totals(m, columns)};
    if (!top_init(&top, wanted < m->count ? wanted : m->count, comes_before, &order, arena))
        return err_memory(e);
    for (uint32_t docid = 0; (docid = matching_next(m, docid));) {
        top_offer(&top, docid);
        if (pacer_step(&pacer, e) < 0)
            return e->code;
    }
    top_sort(&top);
    out->count = top.count > request->offset ? top.count - request->offset : 0;
    out->more = m->count > wanted;
    struct xap_hit *hits = arena_array(arena, out->count, sizeof *hits);
    if (!hits)
        return err_memory(e);
    for (uint32_t i = 0; i < out->count; i++)
        hits[i].docid = top.items[request->offset + i];
    out->hits = hits;
    return 0;
}
