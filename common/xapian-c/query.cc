/* Making query trees. Here mistakes are met: what search.cc is given is well formed. */
#include "xapian-c/query.hpp"
#include "xapian-c/guard.hpp"

#include <cmath>

static const char where[] = "query";

static int check_weight(double weight, struct err *e)
{
    if (std::isfinite(weight) && weight >= 0)
        return 0;
    return err_set(e, ERR_QUERY, "a query has a part of weight %g", weight);
}

int xap_query_term(struct str term, double weight, struct xap_query **out, struct err *e)
{
    *out = nullptr;
    if (term.len == 0)
        return err_set(e, ERR_QUERY, "a query has an empty term");
    if (term.len > XAP_TERM_MAX)
        return err_set(e, ERR_LIMIT, "a query has a term of %zu bytes; %d are allowed", term.len,
                       XAP_TERM_MAX);
    if (check_weight(weight, e))
        return e->code;
    return guard(where, e, [&] {
        auto query = std::make_unique<xap_query>(QUERY_TERM);

        query->term.assign(term.ptr, term.len);
        query->weight = weight;
        *out = query.release();
        return 0;
    });
}

int xap_query_docs(const struct xap_docs *docs, double weight, struct xap_query **out, struct err *e)
{
    *out = nullptr;
    if (check_weight(weight, e))
        return e->code;
    return guard(where, e, [&] {
        auto query = std::make_unique<xap_query>(QUERY_DOCS);

        query->docs = *docs;
        query->weight = weight;
        *out = query.release();
        return 0;
    });
}

int xap_query_all(struct xap_query **out, struct err *e)
{
    *out = nullptr;
    return guard(where, e, [&] {
        *out = new xap_query(QUERY_ALL);
        return 0;
    });
}

/* Frees on leaving what was not handed on: so children are consumed on every path. */
namespace
{
struct consumed {
    struct xap_query **children;
    size_t count, taken = 0;

    consumed(struct xap_query **children_, size_t count_) : children(children_), count(count_)
    {
    }

    ~consumed()
    {
        for (; taken < count; taken++)
            xap_query_free(children[taken]);
    }
};
} // namespace

/* Makes `child` the last child of `parent`. */
static int adopt(struct xap_query *parent, struct xap_query *child, struct err *e)
{
    if (!child)
        return err_set(e, ERR_QUERY, "a query lacks one of its parts");
    if (child->depth >= XAP_DEPTH_MAX) {
        xap_query_free(child);
        return err_set(e, ERR_LIMIT, "a query is nested more than %d deep", XAP_DEPTH_MAX);
    }
    if (parent->depth <= child->depth)
        parent->depth = child->depth + 1;
    parent->children.emplace_back(child); /* room was reserved: it cannot throw */
    return 0;
}

static int join(enum xap_op op, struct xap_query **children, size_t count, struct xap_query **out,
                struct err *e)
{
    consumed given(children, count);

    if (count == 0)
        return err_set(e, ERR_QUERY, "a query joins nothing");
    if (count > XAP_CHILDREN_MAX)
        return err_set(e, ERR_LIMIT, "a query joins %zu parts; %d are allowed", count, XAP_CHILDREN_MAX);
    return guard(where, e, [&] {
        auto query = std::make_unique<xap_query>(QUERY_JOIN);

        query->op = op;
        query->children.reserve(count);
        while (given.taken < count)
            if (int code = adopt(query.get(), children[given.taken++], e))
                return code;
        *out = query.release();
        return 0;
    });
}

/* `out` may be one of `children`, so it is written to last. */
int xap_query_join(enum xap_op op, struct xap_query **children, size_t count, struct xap_query **out,
                   struct err *e)
{
    struct xap_query *made = nullptr;
    int code = join(op, children, count, &made, e);

    *out = made;
    return code;
}

int xap_query_keep(struct xap_query *child, xap_keep_fn keep, void *context, double likely,
                   struct xap_query **out, struct err *e)
{
    consumed given(&child, 1);

    *out = nullptr;
    return guard(where, e, [&] {
        auto query = std::make_unique<xap_query>(QUERY_KEEP);

        query->keep = keep;
        query->context = context;
        query->likely = likely > 0 ? std::fmin(likely, 1) : 0;
        query->children.reserve(1);
        given.taken = 1;
        if (int code = adopt(query.get(), child, e))
            return code;
        *out = query.release();
        return 0;
    });
}

void xap_query_free(struct xap_query *q)
{
    delete q;
}
