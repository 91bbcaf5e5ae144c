/*
 * What became of every document that was not indexed, or not entirely: counted, and written to a file of
 * JSON Lines when asked for.
 *
 *   {"source":"pages/a.html","line":1,"status":"skipped","reason":"empty","detail":"no title and no text"}
 *   {"source":"-","line":7,"id":"en/7","status":"warning","reason":"field","detail":"unknown date …"}
 *   {"source":"pages/a.png","status":"ignored","reason":"format","detail":"no reader for this kind of file"}
 *   {"status":"published","seen":12,"indexed":10,"skipped":2,"warnings":1,"generation":3}   the last line
 *
 * Any thread. The order of lines is that in which workers came across them.
 */
#ifndef RACINE_INDEXER_REPORT_H
#define RACINE_INDEXER_REPORT_H

#include "base/err.h"
#include "base/str.h"
#include "indexer/readers/reader.h"

struct report;

/* `path` NULL: only counts. ERR_IO if the file cannot be created. */
int report_new(const char *path, struct report **out, struct err *e);
void report_free(struct report *r);

struct report_place {
    struct str source;
    uint64_t line; /* 0: not known, or the file as a whole */
    struct str id; /* may be empty */
};

/* Failures to write are remembered, and told by report_finish(). */
void report_skip(struct report *r, enum skip_reason reason, const struct report_place *place,
                 const char *detail);
/* A file met in a directory that is no document: told, but nothing that was left out. */
void report_ignore(struct report *r, const struct report_place *place);
void report_warn(struct report *r, const struct report_place *place, const char *detail);

uint64_t report_skipped(const struct report *r, enum skip_reason reason);
uint64_t report_skipped_total(const struct report *r);
/* Of these, how many somebody would have wanted: all but those that ask not to be indexed. */
uint64_t report_lost(const struct report *r);
uint64_t report_ignored(const struct report *r);
uint64_t report_warnings(const struct report *r);

/* Writes the last line and closes the file; `status` is "published", "refused", "failed" … ERR_IO. */
int report_finish(struct report *r, const char *status, uint64_t seen, uint64_t indexed, uint64_t generation,
                  struct err *e);

#endif
