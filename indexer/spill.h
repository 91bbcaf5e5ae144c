/*
 * Scratch files between the two phases of a build: one a worker, a record a document. A record holds the
 * stored document and its digest with the worker's own form numbers. Written and read by the same
 * process, so in the machine's own byte order; never published.
 *
 * Records are read by pread(), not through a map, so that scratch of many times the memory does not
 * count as ours.
 */
#ifndef RACINE_INDEXER_SPILL_H
#define RACINE_INDEXER_SPILL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "index/document.h"
#include "indexer/digest.h"

struct spill_record {
    struct document doc; /* without headings: the digest has them as zones */
    struct str source;   /* where it came from, for the report */
    uint64_t line;
    struct digest digest; /* borrowed arrays: never digest_fini() it */
};

/* Appends a record at *offset, *size bytes long. Failures to write are told by file_writer_finish(). */
int spill_add(struct file_writer *w, const struct document *doc, const struct digest *digest,
              struct str source, uint64_t line, uint64_t *offset, uint32_t *size, struct err *e);

/*
 * Reads a record back from the file opened as `fd`; `path` is for messages. Everything in *out is borrowed
 * from `bytes`, but for lists of strings, which come from the arena. ERR_IO, ERR_FORMAT, ERR_MEMORY.
 */
int spill_get(int fd, const char *path, uint64_t offset, uint32_t size, struct buf *bytes,
              struct arena *arena, struct spill_record *out, struct err *e);

#endif
