/*
 * Xapian 1.4 from C. The only door to it: no exception and no C++ type crosses.
 *
 * Conventions
 *   1. Handles are opaque. A function that makes one writes it to `*out` and returns 0; on an error it
 *      writes NULL and returns a code of err.h. Freeing NULL does nothing.
 *   2. Strings passed in are borrowed for the call. Results are copied into the caller's arena.
 *   3. A handle belongs to one thread at a time; nothing is shared between handles, so each thread
 *      opens a reader of its own (Xapian's Database and Query::MatchAll are not thread-safe).
 *   4. Codes: ERR_NOT_FOUND no database, ERR_LOCKED another writer, ERR_STALE the database changed under
 *      the reader (xap_reader_reopen, then once more), ERR_FORMAT damaged, ERR_VERSION an unknown format,
 *      ERR_QUERY, ERR_LIMIT a term too long or a query too deep or wide, ERR_DEADLINE, ERR_IO, ERR_MEMORY,
 * ERR_INTERNAL.
 */
#ifndef RACINE_XAPIAN_C_H
#define RACINE_XAPIAN_C_H

#ifdef __cplusplus
/* In C++ a struct and a function of one name are reported as shadowing each other. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#endif

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { XAP_TERM_MAX = 245, XAP_DEPTH_MAX = 64, XAP_CHILDREN_MAX = 4096 };

/* --- writing: a run, then runs compacted into one file --- */

struct xap_writer;

struct xap_posting {
    struct str term; /* 1…XAP_TERM_MAX bytes, a zero byte counting twice */
    uint32_t wdf;
};

struct xap_value {
    uint32_t slot;
    struct str value;
};

/* Creates an empty database at `path`, which must not exist. It is scratch until compacted: neither synced
 * nor safe to read while it is written; it keeps no positions and no term lists. */
int xap_writer_create(const char *path, struct xap_writer **out, struct err *e);

/* Adds the next document; postings in byte order of their terms are fastest. Ids count from 1. */
int xap_writer_add(struct xap_writer *w, const struct xap_posting *postings, size_t count,
                   const struct xap_value *values, size_t value_count, uint32_t *docid, struct err *e);

/* Writes out what was added. Frees `w` in every case. */
int xap_writer_finish(struct xap_writer *w, struct err *e);
void xap_writer_abort(struct xap_writer *w);

/* Merges databases into one single-file database at `dest`; ids follow on one another in the order of
 * `paths`. `dest` must not exist, and after an error it does not; past 256 databases there are files beside
 * it, `dest`.partN, meanwhile. The same databases give the same bytes. The file is not to be taken as synced.
 */
int xap_compact(const char *const *paths, size_t count, const char *dest, struct err *e);

/* --- reading --- */

struct xap_reader;

int xap_reader_open(const char *path, struct xap_reader **out, struct err *e);
void xap_reader_close(struct xap_reader *r);
int xap_reader_reopen(struct xap_reader *r, struct err *e);

int xap_doccount(struct xap_reader *r, uint32_t *out, struct err *e);
/* Number of documents with the term, 0 if unknown. */
int xap_termfreq(struct xap_reader *r, struct str term, uint32_t *out, struct err *e);
/* Appends the value to `out`; nothing if the document has none in the slot. */
int xap_value(struct xap_reader *r, uint32_t docid, uint32_t slot, struct buf *out, struct err *e);

/* Documents, rising, each with a wdf. */
struct xap_docs {
    const uint32_t *docids;
    const uint8_t *wdfs; /* NULL: all 0 */
    uint32_t count;
};

/*
 * The documents that have any of the terms, each with its highest wdf, at most XAP_DOCS_WDF_MAX: what an OR
 * of thousands would find, in a time that the sum of their postings tells. The lists are the arena's. In byte
 * order of the terms it is fastest. `deadline_ns` as in struct xap_search.
 */
enum { XAP_DOCS_WDF_MAX = 254 };
int xap_union(struct xap_reader *r, const struct str *terms, size_t count, uint64_t deadline_ns,
              struct arena *arena, struct xap_docs *out, struct err *e);

/* --- queries: trees; a node consumes its children, even when making it fails --- */

struct xap_query;

enum xap_op {
    XAP_AND,
    XAP_OR,
    XAP_MAX,       /* matches as OR, scores as the best child */
    XAP_AND_NOT,   /* the first without any of the others */
    XAP_FILTER,    /* the first where all others match too; scores as the first */
    XAP_AND_MAYBE, /* the first; scores add those of the others */
};

/* Scores weight × wdf where the term is. */
int xap_query_term(struct str term, double weight, struct xap_query **out, struct err *e);
/* These documents, scoring weight × wdf; the lists are borrowed for as long as the query is used. */
int xap_query_docs(const struct xap_docs *docs, double weight, struct xap_query **out, struct err *e);
/* Every document, scoring 0. */
int xap_query_all(struct xap_query **out, struct err *e);
/* Wide is dear: before a match starts, and before its deadline is watched, Xapian spends a time that grows
 * with the square of the width: about 7 ms for 1,000 alternatives, 90 ms for XAP_CHILDREN_MAX. */
int xap_query_join(enum xap_op op, struct xap_query **children, size_t count, struct xap_query **out,
                   struct err *e);

/*
 * Keeps of `query` the documents for which `keep` is true; called in the searching thread, at most once a
 * candidate, in rising order of docids, after the cheaper conditions beside it. `likely` estimates the
 * share of candidates kept (0…1). `keep` may not call back into this reader.
 */
typedef bool (*xap_keep_fn)(void *context, uint32_t docid);
int xap_query_keep(struct xap_query *query, xap_keep_fn keep, void *context, double likely,
                   struct xap_query **out, struct err *e);

void xap_query_free(struct xap_query *q);

/* --- searching --- */

enum xap_sort { XAP_BY_SCORE, XAP_BY_VALUE, XAP_BY_VALUE_REVERSE };

struct xap_search {
    const struct xap_query *query;
    uint32_t first, count;   /* which hits to return */
    uint32_t check_at_least; /* exact totals up to here; turns pruning off, so 0 for plain search */
    enum xap_sort sort;      /* by value: the lowest first, none being lowest; equal ones by rising docid */
    uint32_t sort_slot;
    uint64_t deadline_ns; /* CLOCK_MONOTONIC; 0 for none. Past it: ERR_DEADLINE */
};

struct xap_hit {
    uint32_t docid;
    double score;
};

struct xap_result {
    struct xap_hit *hits; /* best first; equal scores by rising docid */
    uint32_t count;
    uint32_t total_lower, total_estimate, total_upper;
};

int xap_search(struct xap_reader *r, const struct xap_search *search, struct arena *arena,
               struct xap_result *out, struct err *e);

/* Calls `each` with every matching document, in rising order of docids, unweighted: for exact counts and
 * facets. Stops early, successfully, when `each` returns false. */
int xap_each(struct xap_reader *r, const struct xap_query *query, uint64_t deadline_ns, xap_keep_fn each,
             void *context, struct err *e);

#ifdef __cplusplus
}
#pragma GCC diagnostic pop
#endif
#endif
