/*
 * Cuts a query into lexemes for query.c: which parts are operators, fields, phrases or parentheses that
 * do their job, and which are words after all. When it is done, every operator has its operands, every
 * parenthesis its partner, and every text and phrase a word, so that the parser cannot fail on syntax.
 * query_lex.c scans; query_bind.c finds partners and operands.
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_LEX_H
#define RACINE_SEARCHD_QUERY_QUERY_LEX_H

#include "base/arena.h"
#include "searchd/query/query_field.h"
#include "searchd/search_limits.h"

enum lex_kind {
    LEX_TEXT,   /* a piece without spaces */
    LEX_PHRASE, /* `inner` is between the quotation marks */
    LEX_FIELD,  /* `inner` is the value, without quotation marks */
    LEX_OPEN,
    LEX_CLOSE,
    LEX_MINUS,
    LEX_NOT,
    LEX_AND,
    LEX_OR,
    LEX_NEAR,
    LEX_END /* one, the last */
};

struct lexeme {
    enum lex_kind kind;
    struct span range, inner; /* bytes of the query */
    bool marked;              /* TEXT: words with = or *, which stand in no run with others */
    bool apart;               /* something was taken away before it */
    bool exact;               /* PHRASE, FIELD_TITLE: = stands before the quotation mark */
    bool title;               /* OPEN: title:( */
    bool firm;                /* AND, OR: operators also if all is in capitals. NEAR: with a distance */
    uint32_t distance;        /* NEAR */
    enum query_field field;
    struct query_value value;
};

struct lexemes {
    struct lexeme *list; /* ended by LEX_END */
    uint32_t count;      /* without it */
    uint32_t words;      /* there are in the texts and phrases */
    bool small;          /* a small letter stands somewhere */
    bool signs;          /* a sign of this language: quotation marks, parentheses, a field, * … */
    enum query_sort sort;
};

/* Lexemes of the query in the arena. Fails as query_parse() does. */
int query_lex(struct query_problems *p, const struct search_limits *limits, struct arena *arena,
              struct lexemes *out, struct err *e);

/* The count without the NOTs and minuses at the end of the list. */
uint32_t query_without_nots(const struct lexeme *list, uint32_t count);

/* query_bind.c: takes away or makes words of what has no partner and no operands. */
int query_bind(struct query_problems *p, struct lexemes *lexemes, uint32_t depth, struct err *e);

#endif
