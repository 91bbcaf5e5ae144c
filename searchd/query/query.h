/*
 * The query language: text → syntax tree. Knows the syntax and where words are (words.h), not what they
 * mean: that is plan.h's. Any thread; everything lives in the request's arena.
 *
 *   query  = list { "OR" list }              OR binds least
 *   list   = chain { chain }                 what stands side by side follows the request's mode
 *   chain  = item { "AND" item }             AND binds most: a AND b c is (a AND b) c
 *   item   = [ "NOT" | "-" ] operand
 *   operand = words | "phrase" | ( query ) | field:value | field:"value"
 *   field  = lang | title | date | site | type | tag
 *   date   = a date, first..last, first.. or ..last, each a year, month or day (date.h)
 *
 * Operators are in capitals. A minus counts at the start of a word only. Quotation marks are " “ ” „ « ».
 * An operand of NOT, - or AND is what stands up to the next space; if that is several words
 * (porte-parole), it is read as a phrase. The words after NOT ( … ) are each excluded.
 *
 * What is not well formed is an error (strict), or read as words and told in `note` (lenient).
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_H
#define RACINE_SEARCHD_QUERY_QUERY_H

#include "base/arena.h"
#include "base/err.h"
#include "index/document.h"
#include "searchd/search_limits.h"

/* Words are counted in masks of 64 bits; search_limits.terms may be lower, not higher. */
enum { QUERY_WORDS_MAX = 64 };

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
    bool title;                      /* TEXT, PHRASE: looked for in titles only */
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
    struct str note; /* empty if the query was well formed */
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

#endif
