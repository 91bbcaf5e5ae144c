/*
 * Token streams: per document the numbers of its forms (lexicon.h) in order, title first, then text, with
 * marks from which each word's bytes are found again. It settles what depends on word order or spelling.
 *
 * Documents are numbered from 1, in Xapian too. Positions count words of the whole stream from 0.
 * Form numbers are coded in 1–5 bytes of 7 bits, low bits first, the last byte of a code having its high
 * bit set (so a code can be searched for as bytes: Brisaboa et al. 2003, "dense codes").
 */
#ifndef RACINE_INDEX_TOKENS_H
#define RACINE_INDEX_TOKENS_H

#include "base/err.h"
#include "base/str.h"

/* A mark about every so many words. */
enum { TOKENS_MARK_EVERY = 64 };

struct token_mark {
    uint32_t position; /* of a word whose `restart` was set (words.h) */
    uint32_t byte;     /* where it starts in the document's text */
};

struct token_zone {
    uint32_t first, count; /* positions: a heading */
};

/* --- writing --- */

struct token_record {
    const uint32_t *ids;
    uint32_t count;
    uint32_t title_count;           /* the first so many are the title's */
    const struct token_mark *marks; /* in the text, at rising positions; may be empty */
    uint32_t mark_count;
    const struct token_zone *zones; /* headings in the text, at rising positions */
    uint32_t zone_count;
};

/* Appends the record's bytes to `out` (any thread). */
void tokens_encode(const struct token_record *record, struct buf *out);

struct tokens_writer;

int tokens_writer_open(const char *path, struct tokens_writer **out, struct err *e);
/* Appends encoded records of the next `count` documents, `sizes[i]` bytes each. */
int tokens_writer_append(struct tokens_writer *w, struct str bytes, const uint32_t *sizes, uint32_t count,
                         struct err *e);
/* Completes and syncs the file. Frees `w` in every case. */
int tokens_writer_finish(struct tokens_writer *w, struct err *e);
/* Gives up, leaving an incomplete file. */
void tokens_writer_abort(struct tokens_writer *w);

/* --- reading: any thread, borrowed from the map --- */

struct tokens;

int tokens_open(const char *path, struct tokens **out, struct err *e);
void tokens_close(struct tokens *t);
uint32_t tokens_count(const struct tokens *t);

struct token_view {
    struct str codes; /* coded ids */
    uint32_t count, title_count;
    struct str marks, zones; /* coded */
};

/* The record of a document; false if there is none or its bytes make no sense. */
bool tokens_view(const struct tokens *t, uint32_t docid, struct token_view *out);

/* Starts to bring the record of a document nearer, for a tokens_view() soon after. */
void tokens_prefetch(const struct tokens *t, uint32_t docid);

/* Reads a record from bytes of any origin, checking everything. */
bool tokens_parse(struct str bytes, struct token_view *out);

/* Writes the view's `count` ids to `out`; false if the codes are damaged. */
bool tokens_decode(const struct token_view *view, uint32_t *out);

/* The last mark at or before `position` (≥ title_count); the first word of the text if there is none. */
struct token_mark tokens_seek(const struct token_view *view, uint32_t position);

/* Writes up to `max` heading zones, returns how many. */
uint32_t tokens_zones(const struct token_view *view, struct token_zone *out, uint32_t max);

#endif
