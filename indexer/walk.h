/*
 * Walks a SOURCE of the command line, a file or a directory, and yields its files one by one, in byte
 * order of their names, so that the same tree is walked the same way everywhere.
 *
 * Links are followed, except back into a directory that is being walked. Names that begin with a dot are
 * passed over in silence; everything else that is not read is yielded too, with the reason. What format
 * a file has is not asked here. Standard input ("-") is no business of this module.
 *
 * A walk belongs to one thread. It holds no descriptor open between calls.
 */
#ifndef RACINE_INDEXER_WALK_H
#define RACINE_INDEXER_WALK_H

#include "base/err.h"
#include "base/str.h"
#include "indexer/readers/reader.h"

/* Directories within one another, the SOURCE itself being the first. */
enum { WALK_DEPTH_MAX = 64 };

struct walk_entry {
    const char *path;        /* to open, and for messages: the SOURCE as it was given, then the rest */
    struct str relative;     /* within the SOURCE directory; of a SOURCE that is a file, its name alone */
    uint64_t size;           /* bytes */
    bool skipped;            /* not to be read, because of … */
    enum skip_reason reason; /* SKIP_UNREADABLE, SKIP_NOT_A_FILE or SKIP_LOOP */
    const char *detail;      /* what exactly was wrong: "Permission denied" */
};

struct walk;

/* ERR_NOT_FOUND if there is nothing of that name, ERR_IO if it cannot be looked at, ERR_MEMORY. */
int walk_open(const char *source, struct walk **out, struct err *e);

/* 1 and the next file in *out, valid until the next call; 0 at the end; ERR_MEMORY. */
int walk_next(struct walk *w, struct walk_entry *out, struct err *e);

/* Closing NULL does nothing. */
void walk_close(struct walk *w);

#endif
