/* The tree behind struct xap_query: ours rather than Xapian's, so that each search can build one of its own
 * from it, with that search's deadline in its leaves. */
#ifndef RACINE_XAPIAN_QUERY_HPP
#define RACINE_XAPIAN_QUERY_HPP

#include "xapian-c/xapian_c.h"

#include <memory>
#include <string>
#include <vector>

enum query_kind { QUERY_TERM, QUERY_DOCS, QUERY_ALL, QUERY_JOIN, QUERY_KEEP };

struct xap_query {
    enum query_kind kind;
    unsigned depth = 1; /* at most XAP_DEPTH_MAX: trees are walked recursively */

    std::string term;  /* QUERY_TERM */
    double weight = 0; /* QUERY_DOCS, too */

    struct xap_docs docs = {}; /* QUERY_DOCS */

    enum xap_op op = XAP_AND;                         /* QUERY_JOIN */
    std::vector<std::unique_ptr<xap_query>> children; /* one or more; QUERY_KEEP: one */

    xap_keep_fn keep = nullptr; /* QUERY_KEEP */
    void *context = nullptr;
    double likely = 1;

    explicit xap_query(enum query_kind kind_) : kind(kind_)
    {
    }
};

#endif
