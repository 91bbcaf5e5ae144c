/*
 * What is not well formed in a query, and how a person is told: an error with its column (strict), or a note
 * of what was made of it (lenient). All the messages stand in query_problem.c. Belongs to one query.
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_PROBLEM_H
#define RACINE_SEARCHD_QUERY_QUERY_PROBLEM_H

#include "base/arena.h"
#include "base/err.h"
#include "index/document.h"

enum query_problem_kind {
    PROBLEM_QUOTE_OPEN,
    PROBLEM_QUOTE_CLOSE,
    PROBLEM_QUOTE_EMPTY,
    PROBLEM_PAREN_OPEN,
    PROBLEM_PAREN_CLOSE,
    PROBLEM_PAREN_EMPTY,
    PROBLEM_PAREN_DEEP, /* a limit */
    PROBLEM_WORDS,      /* a limit */
    PROBLEM_SIDE,       /* AND, OR, NEAR without one */
    PROBLEM_EXCLUDE,
    PROBLEM_MINUS,
    PROBLEM_CAPITALS, /* an operator, or a word in a query all in capitals */
    PROBLEM_NEAR,     /* NEAR/5 beside what is no word */
    PROBLEM_NEAR_RANGE,
    PROBLEM_NEAR_MIXED,
    PROBLEM_FIELD_NAME,
    PROBLEM_FIELD_EMPTY,
    PROBLEM_DATE,
    PROBLEM_DATE_ORDER,
    PROBLEM_LANG,
    PROBLEM_SORT,
    PROBLEM_SORT_TWICE,
    PROBLEM_SORT_EXCLUDED,
    PROBLEM_STAR,
    PROBLEM_STAR_INSIDE,
    PROBLEM_STAR_SHORT,
    PROBLEM_STAR_EXACT,
    PROBLEM_COUNT
};

struct query_problems {
    struct str text; /* the query */
    bool strict;
    struct {
        struct span where; /* of the first one */
        uint32_t times;
    } met[PROBLEM_COUNT];
};

/* These bytes of the query are a problem: ERR_QUERY or ERR_LIMIT with the column when strict, else 0. */
int query_problem(struct query_problems *p, enum query_problem_kind kind, struct span where, struct err *e);

/* What was met, in the order of the query, each kind once and the first few only. Empty if nothing was. */
int query_problems_note(const struct query_problems *p, struct arena *arena, struct str *out, struct err *e);

#endif
