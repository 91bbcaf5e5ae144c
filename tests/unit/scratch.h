/*
 * A folder of its own for a test of files, removed after it; and whole files in a line. To be included
 * after cmocka.h; pass scratch_make and scratch_remove as setup and teardown.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_dir[64];

static inline int scratch_make(void **state)
{
    (void)state;
    snprintf(scratch_dir, sizeof scratch_dir, "/tmp/racine-XXXXXX");
    return mkdtemp(scratch_dir) ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
    (void)state;
    struct err e;
    return dir_remove(scratch_dir, &e);
}

/* A path in the folder; one of four buffers in turn. */
static inline const char *scratch_path(const char *name)
{
    static char paths[4][256];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_dir, name);
    return path;
}

static inline void scratch_write(const char *path, struct str bytes)
{
    unlink(path); /* some file systems write an emptied file out at once, a new one at leisure */
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.ptr ? bytes.ptr : "", 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
}

/* Changes one byte of a file. */
static inline void scratch_patch(const char *path, size_t at, char byte)
{
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
    close(fd);
}

/* To be freed with buf_fini(). */
static inline struct buf scratch_read(const char *path)
{
    struct buf out = {0};
    struct err e = {0};
    int rc = file_read(path, SIZE_MAX / 2, &out, &e);
    if (rc)
        fail_msg("%s", e.text);
    return out;
}

static inline bool scratch_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* Fails the test with the error's text. */
#define assert_ok(call)                                                                                      \
    do {                                                                                                     \
        if ((call) != 0)                                                                                     \
            fail_msg("%s: %s", #call, e.text);                                                               \
    } while (0)

#endif
