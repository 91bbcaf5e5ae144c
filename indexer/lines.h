/*
 * Cuts a stream (file, pipe, standard input) into blocks of whole lines, so that workers can share a
 * large file or one of unknown length. Memory is bounded by the longest line allowed.
 *
 * A line ends in \n, which stays in the block; the last may lack it. One longer than the limit is passed
 * over while streaming on, and told of. A stream belongs to one thread; its blocks may go to others.
 */
#ifndef RACINE_INDEXER_LINES_H
#define RACINE_INDEXER_LINES_H

#include "base/err.h"
#include "base/str.h"

/* About how large a block is; one that holds a longer line is as long as that line. */
enum { LINES_BLOCK_BYTES = 1024 * 1024 };

/* The default of --max-document: a longer line, or file, is skipped as too large. */
enum { DOCUMENT_BYTES_MAX = 32 * 1024 * 1024 };

/* Zeroed before its first use; its memory is used again when it is passed again. */
struct lines_block {
    struct buf bytes;    /* owned: buf_fini() */
    uint64_t first_line; /* number of its first line, from 1 */
    bool too_large;      /* no bytes: first_line is the number of a line that was passed over */
};

struct lines;

/* `fd` is borrowed, `name` too: it is for messages. `line_max` counts bytes without the \n. */
int lines_open(int fd, const char *name, size_t line_max, struct lines **out, struct err *e);

/*
 * 1 and the next block; 0 at the end; ERR_IO, ERR_MEMORY. ERR_CANCELLED when a signal came while waiting
 * for input: nothing is lost, and calling again goes on.
 */
int lines_next(struct lines *l, struct lines_block *block, struct err *e);

/* Closing NULL does nothing. */
void lines_close(struct lines *l);

#endif
