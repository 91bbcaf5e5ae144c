/*
 * Phrases near one another: NEAR. Phrases of one or more positions each (match.h) are near if each has a
 * place so that, all places being in the title or all in the text,
 *
 *   - no two of them share a word, and
 *   - put in the order in which they stand, whichever that is, at most `distance` words stand between
 *     each place and the next.
 *
 * One pass over the document, whatever is in it: for each set of phrases it is kept where chains of places
 * of just these phrases end; a place makes chains of those that end before it and lack its phrase. That is
 * 2^(phrases − 1) steps a place, hence the limit.
 *
 * Immutable, in the request's arena, any number of documents, any thread.
 */
#ifndef RACINE_SEARCHD_QUERY_MATCH_NEAR_H
#define RACINE_SEARCHD_QUERY_MATCH_NEAR_H

#include "searchd/query/match.h"

enum { NEAR_PHRASES_MAX = 8 };

struct near_phrases {
    const struct match_accept *accepts; /* positions of all phrases, one phrase after another */
    uint32_t accept_count;
    uint32_t lengths[NEAR_PHRASES_MAX]; /* together at most MATCH_POSITIONS_MAX */
    uint32_t count;                     /* 1…NEAR_PHRASES_MAX */
};

struct match_near;

/* `title`: looked for in the title only. ERR_MEMORY. */
int match_near_new(const struct near_phrases *phrases, uint32_t distance, bool title, struct arena *arena,
                   struct match_near **out, struct err *e);

/* True if the phrases are near one another somewhere. */
bool match_near_in(const struct match_near *n, const struct token_view *view);

struct near_place {
    uint32_t first, end; /* positions */
    uint32_t phrase;
};

/*
 * Places that show it: for each place that completes the phrases, those nearest before it that it completes.
 * In the order of their ends, each once; from the first `most` places of any of the phrases. ERR_MEMORY.
 */
int match_near_places(const struct match_near *n, const uint32_t *ids, uint32_t count, uint32_t title_count,
                      uint32_t most, struct arena *arena, struct near_place **out, uint32_t *out_count,
                      struct err *e);

#endif
