/*
 * A concordance: every occurrence of what a query asks for, in all documents of its matching set, each in its
 * text. Occurrences are counted and put in order in the token streams alone; the texts of a page's documents
 * are read when it is known which they are.
 */
#ifndef RACINE_SEARCHD_SEARCH_KWIC_H
#define RACINE_SEARCHD_SEARCH_KWIC_H

#include "searchd/answer/answer.h"
#include "searchd/search/stream.h"

/* Parts of a worker's searcher; `plan` tells the generation and the arena. */
struct kwic_source {
    struct plan *plan;
    struct xap_reader *reader;
    struct documents_decoder *decoder;
    struct stream *stream;
};

/*
 * Fills in the answer's kwic, relaxed and partial. Half of the time left is for finding the documents, a
 * quarter for counting, a quarter for the page: where one is over, `partial` is set, and numbers and page are
 * of what was seen by then. ERR_QUERY if
 * the query has no words, ERR_DEADLINE if nothing was seen.
 */
int kwic_run(const struct kwic_source *source, const struct request *request, uint64_t deadline_ns,
             struct answer *out, struct err *e);

#endif
