/*
 * Cuts a query into lexemes for query.c: which parts are operators, fields, phrases or parentheses that
 * do their job, and which are words after all. When it is done, every operator has its operands and every
 * parenthesis its partner, so that the parser cannot fail on syntax.
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_LEX_H
#define RACINE_SEARCHD_QUERY_QUERY_LEX_H

#include "base/arena.h"
#include "base/err.h"
#include "index/document.h"
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
    LEX_END /* one, the last */
};

enum lex_field { FIELD_LANG, FIELD_TITLE, FIELD_DATE, FIELD_SITE, FIELD_TYPE, FIELD_TAG, FIELD_COUNT };

struct lexeme {
    enum lex_kind kind;
    struct span range, inner; /* bytes of the query */
    enum lex_field field;
    bool quoted;          /* FIELD: its value is */
    enum lang lang;       /* FIELD_LANG */
    date_num first, last; /* FIELD_DATE */
};

/* What is wrong with a query: an error at once when strict, else collected for the note. */
struct query_problems {
    struct str text; /* the query */
    bool strict;
    char note[512];
    size_t note_len;
    uint32_t count;
};

/* Says `what` about byte `at` of the query: returns `code` with the column when strict, else notes it and
 * returns 0. */
int query_problem(struct query_problems *p, size_t at, int code, const char *what, const char *hint,
                  struct err *e);

/* Lexemes of the query in the arena, ended by LEX_END. Fails as query_parse() does. */
int query_lex(struct query_problems *p, const struct search_limits *limits, struct arena *arena,
              struct lexeme **out, struct err *e);

#endif
