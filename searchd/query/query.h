/*
 * The query language: text → syntax tree. Knows the syntax and where words are (words.h), not what they
 * mean: that is plan.h's. Any thread; everything lives in the request's arena. docs/query.md tells it to
 * people, with the same grammar:
 *
 *   query    = list { OR list }               OR binds least
 *   list     = chain { chain }                what stands side by side follows the request's mode
 *   chain    = item { AND item }              a AND b c is (a AND b) c
 *   item     = { NOT } operand
 *   operand  = near | "(" query ")" | "title:(" query ")" | field
 *   near     = words { NEAR words }           NEAR binds most
 *   words    = piece | [ "=" ] quotation
 *   field    = name ":" ( value | quotation ) the value of a title may have = and * as words have
 *
 * Operators are in capitals: AND or ET, OR or OU, NOT or SAUF or a minus at the start of a word, NEAR or
 * NEAR/5. A query all in capitals is text rather than syntax (query_bind.c). A piece goes up to a space, a
 * parenthesis or a quotation mark. Pieces side by side are cut into words together; one that is an operand,
 * or has = or *, is a phrase if it has several words (porte-parole). The words after NOT ( … ) are each
 * excluded. sort:… belongs to the whole query, wherever it stands.
 *
 * What is not well formed is an error (strict), or told in `note` and read without what makes no sense
 * (lenient).
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_H
#define RACINE_SEARCHD_QUERY_QUERY_H

#include "base/arena.h"
#include "base/err.h"
#include "index/document.h"
#include "searchd/search_limits.h"

/* Words are counted in masks of 64 bits; search_limits.terms may be lower, not higher. */
enum { QUERY_WORDS_MAX = 64 };

/* A word with a star has so many letters, at least. */
enum { QUERY_PATTERN_LETTERS_MIN = 2 };

/* So many words may stand between those that are NEAR: from 1 to the most, and what NEAR alone means. */
enum { QUERY_NEAR_MAX = 100, QUERY_NEAR_DEFAULT = 10 };

enum query_kind {
    QUERY_TEXT,   /* words, combined as the request's mode says */
    QUERY_PHRASE, /* words, in this order */
    QUERY_LIST,   /* children side by side: texts together are one bag, the others are required */
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT,  /* of its one child */
    QUERY_NEAR, /* its children, PHRASEs, in any order, with few words between */
    QUERY_LANG,
    QUERY_DATE,
    QUERY_SITE,
    QUERY_TYPE,
    QUERY_TAG,
    QUERY_URL,  /* whose address begins so */
    QUERY_ID,   /* the document of this id */
    QUERY_PAIR, /* the document of this id and its translation */
};

/* What comes first. */
enum query_sort {
    QUERY_SORT_RELEVANCE, /* the best: unless asked otherwise */
    QUERY_SORT_NEWEST,    /* sort:date */
    QUERY_SORT_OLDEST,    /* sort:-date */
    QUERY_SORT_TITLE,
};

/* What a word stands for. TEXT nodes hold none but WORD_STEM. */
enum query_match {
    WORD_STEM,   /* all forms of it */
    WORD_EXACT,  /* =Word: accents and capitals as typed */
    WORD_PATTERN /* vis*, *port*: all forms whose folded spelling begins, ends or goes on so */
};

struct query_word {
    struct str form;   /* as words.h cuts it, without = and * */
    struct span range; /* bytes of the query */
    enum query_match match;
    bool open_start, open_end; /* PATTERN: where its stars stood */
};

struct query_node {
    enum query_kind kind;
    struct span range;               /* bytes of the query */
    bool title;                      /* PHRASE, NEAR: looked for in titles only */
    uint32_t first_word, word_count; /* TEXT, PHRASE: of query.words */
    struct query_node *child, *next; /* LIST, AND, OR, NOT: the first child; the next of one's parent */
    enum lang lang;                  /* LANG */
    date_num first, last;            /* DATE: days, both included */
    struct str value;                /* SITE, TYPE, TAG, URL, ID, PAIR */
    uint32_t distance;               /* NEAR: so many words may stand between, at most */
};

struct query {
    struct str text;
    struct query_node *root; /* never NULL */
    struct query_word words[QUERY_WORDS_MAX];
    uint32_t word_count;
    enum query_sort sort;
    struct str note; /* empty if the query was well formed */
    bool strict;     /* what cannot be done as asked is an error */
};

/* True for a node that narrows the answers and is no word of them. */
static inline bool query_is_filter(const struct query_node *node)
{
    return node->kind >= QUERY_LANG;
}

/*
 * ERR_LIMIT: longer than limits->query_bytes; strict: also too many words or parentheses too deep.
 * ERR_QUERY: nothing to search for; strict: not well formed, with the column in characters from 1.
 */
int query_parse(struct str text, const struct search_limits *limits, bool strict, struct arena *arena,
                struct query *out, struct err *e);

/* Reads the whole text as one phrase, whatever is in it. Same errors. */
int query_parse_phrase(struct str text, const struct search_limits *limits, bool strict, struct arena *arena,
                       struct query *out, struct err *e);

/*
 * Narrows the query by a filter of the same language, whatever the query is: both must hold. Its text must
 * outlive *query. ERR_QUERY: not well formed, or it has words; ERR_LIMIT as above.
 */
int query_narrow(struct query *query, struct str filter, const struct search_limits *limits,
                 struct arena *arena, struct err *e);

#endif
