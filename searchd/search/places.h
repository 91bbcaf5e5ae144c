/*
 * The places in one document that a query asks for: words, and phrases as a whole. What is highlighted, what
 * a passage is chosen by, and the lines of a concordance. Any thread.
 */
#ifndef RACINE_SEARCHD_SEARCH_PLACES_H
#define RACINE_SEARCHD_SEARCH_PLACES_H

#include "searchd/query/plan.h"

struct place {
    uint32_t first, end; /* positions; never across the end of the title */
    uint64_t words;      /* of the query, as bits: the first of a phrase stands for all of it */
    uint64_t tail;       /* bits of its last word; 0 for a phrase */
    unsigned found_by;   /* bit i: places_source.marks[i] */
};

struct places_source {
    const struct token_view *view;
    const uint32_t *ids;                   /* view->count of them */
    const struct plan_marks *const *marks; /* of the document's languages */
    uint32_t mark_count;
    uint64_t followed;             /* bit i: word i + 1 of the query stands beside word i */
    const struct lexicon *lexicon; /* NULL: the parts of a compound typed in one piece stay apart */
};

/* A list that is used again for the next document; its memory is the arena's. Zeroed, it is empty. */
struct places {
    struct place *list; /* rising, disjoint */
    uint32_t count, cap;
    bool failed; /* memory was out */
};

/*
 * Finds the first `most` places of words and of each phrase, of each language. Neighbours become one place
 * where they follow one another in the query too (énergie solaire), or are parts of one compound word.
 * ERR_MEMORY.
 */
int places_find(const struct places_source *source, uint32_t most, struct arena *arena, struct places *out,
                struct err *e);

/* The place that the position belongs to, or NULL. */
const struct place *places_at(const struct places *p, uint32_t position);

#endif
