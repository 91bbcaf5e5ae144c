/*
 * Files and directories: what every reader and writer of them needs. Knows nothing of formats.
 * Any thread; a writer belongs to one at a time. Messages name the path as it was given.
 *
 * Codes: ERR_NOT_FOUND where there is nothing of that name, ERR_LIMIT past a limit, ERR_MEMORY, and
 * ERR_IO for everything else the system refuses.
 */
#ifndef RACINE_BASE_FILE_H
#define RACINE_BASE_FILE_H

#include "base/err.h"
#include "base/str.h"

#include <sys/types.h>

/* --- whole files --- */

/* Appends a whole file to `out`; ERR_LIMIT if it is longer than `limit` bytes. */
int file_read(const char *path, size_t limit, struct buf *out, struct err *e);
/* The same from an open descriptor (a pipe, standard input) to its end; `path` is for messages. */
int file_read_fd(int fd, const char *path, size_t limit, struct buf *out, struct err *e);

/* Writes all of it, whatever number of calls that takes; `path` is for messages. */
int file_write_all(int fd, const char *path, struct str bytes, struct err *e);

/* Its size in bytes. ERR_IO if it is no regular file. */
int file_size(const char *path, uint64_t *out, struct err *e);

/* Makes what was written to an existing file durable. */
int file_sync(const char *path, struct err *e);

/* --- reading through memory --- */

enum map_use {
    MAP_SCATTERED, /* read here and there: the system does not read ahead */
    MAP_WHOLE,     /* read all over, soon: the system begins to load it */
    MAP_ONCE       /* read once, from front to back */
};

/* A regular file mapped read-only. A file that is shortened while mapped kills its reader: map only
 * files that nobody changes. */
struct map {
    struct str bytes; /* begins on a page; empty for an empty file */
};

int map_open(const char *path, enum map_use use, struct map *out, struct err *e);
/* Does nothing to a zeroed or closed map. */
void map_close(struct map *m);

/* --- writing through a buffer --- */

/*
 * A failed write is remembered, not reported at each call: writes after it do nothing, and the caller
 * learns of it once, from file_writer_finish().
 */
struct file_writer;

/* Creates the file, or empties it. */
int file_writer_open(const char *path, struct file_writer **out, struct err *e);
void file_writer_add(struct file_writer *w, const void *bytes, size_t len);
/* Zero bytes up to the next multiple of `align`. */
void file_writer_align(struct file_writer *w, size_t align);
/* How many bytes the file holds so far. */
uint64_t file_writer_offset(const struct file_writer *w);
/* Writes over bytes already added: a header whose contents are known last. */
void file_writer_patch(struct file_writer *w, uint64_t offset, const void *bytes, size_t len);
/* The first error so far, or 0: for a caller that would rather stop early. */
int file_writer_error(const struct file_writer *w, struct err *e);
/* Writes out what is buffered, syncs it if told so, closes. Frees `w` in every case. */
int file_writer_finish(struct file_writer *w, bool sync, struct err *e);
/* Closes, leaving whatever was written. Freeing NULL does nothing. */
void file_writer_abort(struct file_writer *w);

/* --- directories --- */

/* Room for any path the system takes, its NUL included. */
enum { PATH_ROOM = 4096 };

/* DIR/name; ERR_LIMIT if that is too long for a path. */
int path_join(const char *dir, const char *name, char out[PATH_ROOM], struct err *e);

/* Creates a directory; one that is there already is fine, anything else of that name is ERR_IO. */
int dir_make(const char *path, struct err *e);
/* Makes the names in it durable: creations, renames and removals. */
int dir_sync(const char *path, struct err *e);
/* Removes a directory and all it holds, following no link; nothing there is a success. */
int dir_remove(const char *path, struct err *e);

#endif
