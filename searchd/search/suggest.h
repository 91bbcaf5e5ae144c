/*
 * What a query may become while it is typed: its last word completed in the context of the words before it,
 * then whole titles that begin with its words or contain them. Asked at each keystroke, so what it does is
 * bounded, whatever the size of the index. Lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_SUGGEST_H
#define RACINE_SEARCHD_SEARCH_SUGGEST_H

#include "index/generation.h"
#include "searchd/answer/answer.h"
#include "searchd/query/variants.h"
#include "searchd/request.h"
#include "searchd/search_limits.h"

enum { SUGGEST_MAX = 20 };

struct suggest_source {
    const struct generation *generation;
    const struct vocabulary *vocabulary;
    struct documents_decoder *decoder;
    const struct search_limits *limits;
};

/* At most request->limit rows, of the columns in answer.h. ERR_LIMIT if that is over SUGGEST_MAX, else as the
 * libraries say. */
int suggest(const struct suggest_source *s, const struct request *request, uint64_t deadline_ns,
            struct arena *arena, struct table **out, struct err *e);

#endif
