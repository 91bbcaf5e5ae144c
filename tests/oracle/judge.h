/*
 * Decides which documents a query finds, by walking its tree once for every document, over the document's
 * words. Slow, and meant to be read.
 */
#ifndef TESTS_ORACLE_JUDGE_H
#define TESTS_ORACLE_JUDGE_H

#include "oracle/meaning.h"

enum verdict_bits { FOUND_ALL = 1, FOUND_ANY = 2 }; /* with match=all, with match=any */

struct judge {
    const struct shelf *shelf;
    const struct query *query;
    struct meaning meanings[LANG_COUNT];
    unsigned langs;                   /* in which the query is read */
    bool keep_stops[QUERY_WORDS_MAX]; /* by the first word of a TEXT */
    struct arena arena;
};

void judge_init(struct judge *j, const struct shelf *shelf);
void judge_fini(struct judge *j);

/* Takes a query up; it must outlive the judging. False if it has more words than can be judged. */
bool judge_begin(struct judge *j, const struct query *query);

/* A set of verdict_bits. */
unsigned judge_document(const struct judge *j, uint32_t docid);

#endif
