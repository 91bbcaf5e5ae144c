/*
 * An answer, before anyone knows in which format it is wanted. Strings are borrowed from the request's
 * arena and are raw UTF-8 of documents: whoever prints them escapes them for its format, once.
 */
#ifndef RACINE_SEARCHD_ANSWER_ANSWER_H
#define RACINE_SEARCHD_ANSWER_ANSWER_H

#include "index/document.h"
#include "searchd/answer/table.h"
#include "searchd/request.h"

/* Which words of the query documents have, where MATCH_BEST makes a difference. */
enum answer_words { WORDS_UNSAID, WORDS_ALL, WORDS_SOME };

struct answer_hit {
    uint32_t docid;
    double score;
    enum answer_words words;      /* unsaid with MATCH_ANY */
    struct document doc;          /* without text */
    struct str alternate;         /* id of its translation, empty if it has none */
    struct document *translation; /* without text; NULL if it has none or that was not asked for */
    struct str snippet;           /* a passage of the text on one line; empty if not asked for */
    struct span *marks;           /* byte ranges of `snippet` to highlight, rising, disjoint */
    size_t mark_count;
    struct span *title_marks; /* likewise of doc.title */
    size_t title_mark_count;
};

struct answer_totals {
    uint32_t documents;      /* of the matching set (search/matching.h) */
    bool exact;              /* else an estimate */
    uint32_t in[LANG_COUNT]; /* by main language; only when exact */
};

/* EXPLAIN: a term that a word of the query means in a language, or why it means none. */
enum row_role {
    ROW_TYPED,    /* the term of the word as it was typed */
    ROW_VARIANT,  /* of another spelling of it */
    ROW_COMPOUND, /* of the words in one piece, the first of which is named */
    ROW_PART,     /* of a part of the word */
    ROW_PATTERN,  /* of all words that a pattern stands for, together; the term is its key */
    ROW_STOP,     /* left out */
    ROW_UNKNOWN   /* in no document of the language */
};

struct answer_row {
    enum lang lang;
    struct str word; /* bytes of the query */
    enum row_role role;
    struct str term;    /* empty for ROW_STOP and ROW_UNKNOWN */
    uint32_t documents; /* that have it */
    double weight;      /* the most it adds to a score */
    double score;       /* what it has in the document asked about */
};

/* EXPLAIN: the parts of a document's score, which is their sum. */
struct answer_score {
    bool found; /* else the query does not find the document */
    double postings, spelling, nearness, title, all_words;
};

/* SUGGEST: the columns of its table. */
enum suggest_column {
    SUGGEST_TEXT,      /* the whole query with its last word completed; or a title */
    SUGGEST_KIND,      /* "word" or "title" */
    SUGGEST_LANG,      /* of the completed word or of the document */
    SUGGEST_DOCUMENTS, /* that have the word, and match what stands before it; a title's is 1 */
    SUGGEST_ID,        /* of the document with the title */
    SUGGEST_URL,       /* likewise */
    SUGGEST_COLUMNS
};

/* KWIC: an occurrence a row. `start` and `end` are bytes of the document's title or text, as `part` says;
 * `word` counts its words from 1. */
enum kwic_column {
    KWIC_LEFT,
    KWIC_MATCH,
    KWIC_RIGHT,
    KWIC_LANG,
    KWIC_DATE,
    KWIC_ID,
    KWIC_PART,
    KWIC_WORD,
    KWIC_START,
    KWIC_END,
    KWIC_TITLE,
    KWIC_COLUMNS
};

struct answer_kwic {
    struct table lines;      /* the page asked for */
    uint64_t total;          /* occurrences; exact unless the answer is partial */
    uint64_t in[LANG_COUNT]; /* by language */
    uint32_t documents;      /* that have them */
};

struct facet_value {
    struct str value;
    uint32_t documents;
};

struct answer_facet {
    enum request_facet facet;
    struct facet_value *values; /* the most frequent first */
    uint32_t value_count;
    uint32_t other_values;    /* that are not listed */
    uint32_t other_documents; /* that have one of these */
    uint32_t without;         /* documents that have no value */
};

/* TREND: the columns of its table, and what is in none of its rows. */
enum trend_column {
    TREND_PERIOD,
    TREND_DOCUMENTS,
    TREND_OF, /* documents of the index in the period */
    TREND_RATE,
    TREND_COLUMNS
};

struct answer_trend {
    uint32_t without; /* documents without a date */
    uint32_t vague;   /* whose date tells only a longer period */
};

struct answer {
    const struct request *request;
    uint64_t generation;
    struct answer_hit *hits; /* SEARCH: the page asked for */
    size_t hit_count;
    struct answer_totals totals;
    enum answer_words words;   /* which the documents counted have; unsaid if it makes no difference */
    bool more;                 /* the list goes on after the page */
    bool relaxed;              /* MATCH_BEST: no document has all words; these have some */
    bool partial;              /* the deadline ended the query early */
    struct str note;           /* about how the query was read; empty if there is nothing to say */
    struct str suggestion;     /* SEARCH: a query that finds more, mistyped words put right; or empty */
    struct document *document; /* GET; its text is the passage asked for */
    struct span passage;       /* GET: where it stands in the whole text */
    uint32_t text_bytes;       /* GET: of the whole text */
    struct answer_row *rows;   /* EXPLAIN */
    size_t row_count;
    struct answer_score *score;  /* EXPLAIN: of the document asked about, else NULL */
    const struct table *table;   /* SUGGEST, TREND */
    struct answer_kwic *kwic;    /* KWIC */
    struct answer_facet *facets; /* SEARCH, FACETS: those asked for */
    size_t facet_count;
    struct answer_trend trend;
    uint64_t took_us;
};

#endif
