/*
 * A query made executable: the tree, read in every language that the generation has documents in (a query
 * is too short to tell its own), becomes one postings query: a branch a language, joined by OR, for
 * statistics and stems must not mix. What postings cannot tell (phrases, dates) is checked on candidates
 * in the token stream and the columns. Lives in the request's arena, belongs to one worker.
 */
#ifndef RACINE_SEARCHD_QUERY_PLAN_H
#define RACINE_SEARCHD_QUERY_PLAN_H

#include "index/generation.h"
#include "searchd/query/branch.h"

/* Among equals, documents in the language that the reader prefers come first: small enough that a better
 * match in the other language still wins. */
#define PREFERENCE 1.1

/* How the words of a bag are combined. */
enum plan_mode { PLAN_ALL, PLAN_ANY };

/* When phrases that no answer may lack are checked: in the search, or by plan_verify() after it. */
enum plan_phrases { PLAN_PHRASES_NOW, PLAN_PHRASES_LATER };

struct plan_list;

struct plan {
    const struct generation *generation;
    const struct query *query;
    struct arena *arena;
    struct branch branches[LANG_COUNT];
    uint32_t branch_count;
    bool keep_stops[QUERY_WORDS_MAX]; /* TEXT, by its first word: all words of its bag are stop words */
    bool varies;                      /* PLAN_ANY may find more than PLAN_ALL */
    bool has_phrases;                 /* that no answer may lack, near others or not */
    double bound;                     /* no score is higher */
    const struct plan_list *lists;    /* plan_filters.h */
    struct documents_decoder *decoder;
    struct str note;      /* what was looked for only in part; empty if nothing was */
    const uint32_t *only; /* NULL, or rising: plan_query() finds no other documents */
    uint32_t only_count;
};

/* Fails as branch_read() does. */
int plan_init(struct plan *p, const struct generation *g, const struct vocabulary *v,
              const struct query *query, enum lang prefer, struct arena *arena, struct err *e);

/* The postings query; NULL if nothing can match. It borrows from the plan; the caller frees it. */
int plan_query(struct plan *p, enum plan_mode mode, enum plan_phrases phrases, struct xap_query **out,
               struct err *e);

enum plan_verdict {
    PLAN_STANDS,
    PLAN_FALLS,
    PLAN_UNSURE /* a document of two languages has the phrases as read in one: its score would differ */
};

/* Whether a document that PLAN_PHRASES_LATER found has the phrases. */
enum plan_verdict plan_verify(const struct plan *p, uint32_t docid);

/* --- highlighting: what a document in one language is marked for --- */

struct plan_phrase {
    const struct match_phrase *phrase;
    uint32_t word; /* its first, standing for all in `weights` */
};

struct plan_near {
    const struct match_near *near;
    uint32_t words[NEAR_PHRASES_MAX]; /* of each phrase the first, standing for all */
};

struct plan_marks {
    struct match_words *words;
    struct plan_phrase *phrases;
    uint32_t phrase_count;
    struct plan_near *nears;
    uint32_t near_count;
    uint64_t title_only;             /* words looked for in titles only */
    double weights[QUERY_WORDS_MAX]; /* how much each tells about a passage */
};

/* For a branch; made when first a document of its language is shown. */
int plan_marks(const struct plan *p, const struct branch *branch, struct plan_marks *out, struct err *e);

#endif
