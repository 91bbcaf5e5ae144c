/*
 * What the binary files of a generation have in common: a header, a table of sections, and sections that
 * begin at multiples of 8, so that arrays of numbers are used in place. All numbers are little-endian.
 *
 *   0   8  magic
 *   8   4  format number
 *   12  4  number of sections, n
 *   16  8  size of the file
 *   24  40 five counts of 8 bytes, the kind's own
 *   64  16 × n: offset and size of each section
 *   …      sections, zero bytes between them
 *
 * The header is written last: a file that was never finished begins with zeros and is refused. Only the
 * files beside this one include it.
 */
#ifndef RACINE_INDEX_SECTIONS_H
#define RACINE_INDEX_SECTIONS_H

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

enum { SECTIONS_MAX = 32, SECTIONS_COUNTS = 5 };

struct sections_kind {
    const char *name; /* for messages: "lexicon" */
    char magic[9];    /* 8 bytes */
    uint32_t format;  /* raised by a change that an older reader would misread */
    uint32_t count;   /* of sections */
    enum map_use use;
};

struct section_place {
    uint64_t offset, size;
};

/* --- writing --- */

struct sections_writer {
    const struct sections_kind *kind;
    struct file_writer *file;
    uint32_t current;
    struct section_place table[SECTIONS_MAX];
};

int sections_create(struct sections_writer *w, const struct sections_kind *kind, const char *path,
                    struct err *e);
/* Sections are written one at a time, each once, in any order; failures are kept for the end. */
void sections_begin(struct sections_writer *w, uint32_t section);
void sections_add(struct sections_writer *w, const void *bytes, size_t len);
/* A whole section. */
void sections_put(struct sections_writer *w, uint32_t section, const void *bytes, size_t len);
/* Writes the header, syncs and closes. */
int sections_finish(struct sections_writer *w, const uint64_t counts[SECTIONS_COUNTS], struct err *e);
void sections_abort(struct sections_writer *w);

/* --- reading --- */

struct sections {
    struct map map;
    const char *path; /* borrowed from sections_open()'s caller, for messages while opening */
    const struct sections_kind *kind;
    uint64_t counts[SECTIONS_COUNTS];
    struct str bytes[SECTIONS_MAX];
};

/* Maps the file and checks header and table. ERR_VERSION for another format, ERR_FORMAT for nonsense. */
int sections_open(struct sections *s, const struct sections_kind *kind, const char *path, struct err *e);
void sections_close(struct sections *s);

/* The section as `count` items of `size` bytes, exactly; NULL, with ERR_FORMAT, if it is not. */
const void *sections_array(const struct sections *s, uint32_t section, uint64_t count, size_t size,
                           struct err *e);

/* ERR_FORMAT for this file: "PATH is damaged: WHAT". */
int sections_damaged(const struct sections *s, const char *what, struct err *e);

/* True if offsets[0…count] rise from 0 to exactly `end`: then any slice between two is inside. */
bool offsets_rise32(const uint32_t *offsets, uint64_t count, uint64_t end);
bool offsets_rise64(const uint64_t *offsets, uint64_t count, uint64_t end);

/* True if all numbers are below `limit`. */
bool numbers_below(const uint32_t *numbers, uint64_t count, uint64_t limit);

#endif
