/*
 * A request, whichever door it came in by. Nothing after it knows the protocol. Strings are borrowed from
 * the request's arena.
 */
#ifndef RACINE_SEARCHD_REQUEST_H
#define RACINE_SEARCHD_REQUEST_H

#include "base/str.h"
#include "text/language.h"

enum request_verb {
    REQUEST_SEARCH,
    REQUEST_COUNT,
    REQUEST_GET,
    REQUEST_EXPLAIN,
    REQUEST_SUGGEST,
    REQUEST_SIMILAR,
    REQUEST_KWIC,
    REQUEST_FACETS,
    REQUEST_TREND,
    REQUEST_STATS,
    REQUEST_PING,
    REQUEST_HELP,
    REQUEST_QUIT,
    REQUEST_VERBS /* how many */
};

enum request_format {
    FORMAT_TEXT,
    FORMAT_TSV,
    FORMAT_JSON,
    FORMAT_OPENSEARCH, /* of SUGGEST */
    FORMAT_PAGE        /* of SEARCH: HTML for a browser */
};

/* How the plain words of a query are combined; operators inside the query mean what they say. */
enum request_match {
    MATCH_BEST, /* documents with all words, then those with some */
    MATCH_ANY,
    MATCH_ALL,
    MATCH_PHRASE /* as if quoted */
};

/* What comes first in a list of hits. */
enum request_sort { SORT_UNSAID, SORT_RELEVANCE, SORT_NEWEST, SORT_OLDEST, SORT_TITLE };

/* The lines of a concordance. */
enum request_order {
    ORDER_TEXT,  /* as documents and words follow one another */
    ORDER_LEFT,  /* by the words before, going leftwards */
    ORDER_WORD,  /* by what was found */
    ORDER_RIGHT, /* by the words after */
    ORDER_DATE
};

/* Cells that a side of a concordance's line may take. */
enum { REQUEST_WIDTH_MIN = 5, REQUEST_WIDTH_DEFAULT = 40, REQUEST_WIDTH_MAX = 500 };

/* What of a document is wanted; in TSV and JSON its fields are always there. */
enum request_part { PART_ALL, PART_FIELDS, PART_TEXT };

/* Words around a byte. */
enum { REQUEST_WORDS_DEFAULT = 60, REQUEST_WORDS_MAX = 2000 };
/* What documents are counted by. */
enum request_facet { FACET_LANG, FACET_TYPE, FACET_TAG, FACET_SITE, FACET_YEAR, FACET_MONTH, FACET_COUNT };
enum { FACETS_ALL = (1 << FACET_COUNT) - 1 };

enum request_by { BY_YEAR, BY_MONTH, BY_DAY };

struct request {
    enum request_verb verb;
    enum request_format format;
    enum request_match match;
    struct str query;  /* the query; SUGGEST: its beginning; GET, SIMILAR: a document's id */
    struct str id;     /* EXPLAIN: the document whose score is asked about, empty for none */
    struct str filter; /* of the query language, without words: narrows the query, however that is read */
    enum request_sort sort; /* unless unsaid, goes before what the query says */
    uint32_t offset, limit;
    enum lang prefer;         /* language of the reader's page: a preference among equals, not a filter */
    enum request_order order; /* KWIC */
    uint32_t width;           /* KWIC: cells */
    enum request_part part;   /* GET */
    bool is_around;           /* GET: `words` words at byte `around` of the text, not `from` … `to` */
    uint32_t from, to;        /* GET: bytes of the text; to 0: its end */
    uint32_t around, words;   /* GET; 0 words: REQUEST_WORDS_DEFAULT */
    bool snippets;
    bool translations; /* SEARCH: the title and address of each hit's translation, beside its id */
    bool html; /* JSON: passages are HTML, with <mark> around what was found, instead of text and ranges */
    bool exact_total;   /* SEARCH: counts rather than estimates */
    unsigned facets;    /* SEARCH, FACETS: set of bits of enum request_facet */
    uint32_t per_facet; /* values listed of each */
    enum request_by by; /* TREND */
    bool strict;        /* a query that is not well formed is an error, not read as words */
};

/* "date" for SORT_NEWEST; false if there is none of that name. */
const char *request_sort_name(enum request_sort sort);
bool request_sort_parse(struct str name, enum request_sort *out);

/* How many bytes its strings have together; copies them to `to` and lets the request have the copies. */
size_t request_bytes(const struct request *r);
void request_keep(struct request *r, char *to);

/* Appends what tells it from every other request. Two that ask the same may differ; two that ask for
 * different things never are the same. */
void request_key(const struct request *r, struct buf *out);

#endif
