/*
 * The best documents once more, by what postings cannot tell: the spelling met, how near the words stand to
 * one another, the title. Read from the token stream in one pass. Lives in the request's arena; the scores of
 * xapian_c.h are raised, never lowered, so that a document that was not looked at is not passed unjustly.
 */
#ifndef RACINE_SEARCHD_SEARCH_RERANK_H
#define RACINE_SEARCHD_SEARCH_RERANK_H

#include "searchd/query/plan.h"

/*
 * What each is worth against a word's weight in BM25 (idf × impact). docs/relevance.md has the experiment
 * that set each value, and its neighbours' figures.
 *
 *   SPELT      the word in its typed spelling, but for accents and capitals: not its stem alone
 *   EXACT      with its accents, beside SPELT
 *   ORDERED    two neighbours of the query, as near as there and in the same order
 *   UNORDERED  two neighbours of the query within NEAR_WORDS
 *   IN_TITLE   the word in the title, however often
 */
#define SPELT_WEIGHT 0.4
#define EXACT_WEIGHT 0.1
#define ORDERED_WEIGHT 0.5
#define UNORDERED_WEIGHT 0.3
#define IN_TITLE_WEIGHT 0.15

/* How soon counts saturate: lower than BM25's own k1, for a few places of the right kind tell enough. */
#define RERANK_K1 0.6

/* No score is raised by more than its bound times this. */
#define RERANK_GAIN_MAX (SPELT_WEIGHT + EXACT_WEIGHT + ORDERED_WEIGHT + UNORDERED_WEIGHT + IN_TITLE_WEIGHT)

enum {
    NEAR_WORDS = 8,
    RERANK_DEPTH = 30,         /* documents looked at */
    RERANK_DEPTH_PHRASES = 10, /* likewise, where all have a phrase */
    RERANK_WORDS = 32,         /* words of a query looked for */
    RERANK_PLACES_MAX = 1024   /* words found in a document: the first so many */
};

/* What a document's score is made of beside its postings. */
struct rerank_parts {
    double spelling, nearness, title;
};

struct reranker;

int reranker_new(const struct plan *plan, struct reranker **out, struct err *e);

/* All 0 if the document's stream makes no sense. */
struct rerank_parts rerank_document(struct reranker *r, uint32_t docid);

/* Raises the scores of the hits and puts them in order. */
void rerank(struct reranker *r, struct xap_hit *hits, uint32_t count);

#endif
