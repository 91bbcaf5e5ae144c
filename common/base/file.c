/* See file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 64 * 1024, WRITER_BUFFER = 256 * 1024, REMOVE_DESCRIPTORS = 16 };

/* ERR_NOT_FOUND where it is one; to be called while errno still tells why. */
static int refused(struct err *e, const char *verb, const char *path)
{
    int code = errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : errno == ENOMEM ? ERR_MEMORY : ERR_IO;
    return err_system(e, code, errno, "cannot %s %s", verb, path);
}

static int open_to_read(const char *path, int flags, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    return fd < 0 ? refused(e, "open", path) : fd;
}

/* --- whole files --- */

int file_read_fd(int fd, const char *path, size_t limit, struct buf *out, struct err *e)
{
    size_t before = out->len;
    for (;;) {
        char *room = buf_room(out, READ_STEP);
        if (!room)
            return err_memory(e);
        ssize_t got = read(fd, room, READ_STEP);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refused(e, "read", path);
        if (got == 0)
            return 0;
        out->len += (size_t)got;
        if (out->len - before > limit)
            return err_set(e, ERR_LIMIT, "%s is longer than the %zu bytes allowed", path, limit);
    }
}

int file_read(const char *path, size_t limit, struct buf *out, struct err *e)
{
    int fd = open_to_read(path, 0, e);
    if (fd < 0)
        return fd;
    int rc = file_read_fd(fd, path, limit, out, e);
    close(fd);
    return rc;
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t put = write(fd, bytes, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        len -= (size_t)put;
    }
    return 0;
}

int file_write_all(int fd, const char *path, struct str bytes, struct err *e)
{
    return write_all(fd, bytes.ptr, bytes.len) < 0 ? refused(e, "write", path) : 0;
}

static int regular_size(const struct stat *st, const char *path, uint64_t *out, struct err *e)
{
    if (!S_ISREG(st->st_mode))
        return err_set(e, ERR_IO, "%s is not a regular file", path);
    *out = (uint64_t)st->st_size;
    return 0;
}

int file_size(const char *path, uint64_t *out, struct err *e)
{
    struct stat st;
    return stat(path, &st) < 0 ? refused(e, "examine", path) : regular_size(&st, path, out, e);
}

/* A failed fsync may have dropped the very pages it failed on, so it is never tried again. */
static int sync_path(const char *path, int flags, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return refused(e, "open", path);
    int rc = fsync(fd) < 0 ? refused(e, "sync", path) : 0;
    close(fd);
    return rc;
}

int file_sync(const char *path, struct err *e)
{
    return sync_path(path, 0, e);
}

/* --- reading through memory --- */

int map_open(const char *path, enum map_use use, struct map *out, struct err *e)
{
    static const int advice[] = {
        [MAP_SCATTERED] = MADV_RANDOM, [MAP_WHOLE] = MADV_WILLNEED, [MAP_ONCE] = MADV_SEQUENTIAL};
    *out = (struct map){0};
    int fd = open_to_read(path, O_NONBLOCK, e); /* not to hang on a pipe before it is refused */
    if (fd < 0)
        return fd;

    struct stat st;
    uint64_t size = 0;
    int rc = fstat(fd, &st) < 0 ? refused(e, "examine", path) : regular_size(&st, path, &size, e);
    if (rc == 0 && size > 0) {
        void *address = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
        if (address == MAP_FAILED) {
            rc = refused(e, "map", path);
        } else {
            madvise(address, size, advice[use]); /* only advice: its failure changes nothing */
            out->bytes = (struct str){address, size};
        }
    }
    close(fd);
    return rc;
}

void map_close(struct map *m)
{
    if (m->bytes.ptr)
        munmap((void *)(uintptr_t)m->bytes.ptr, m->bytes.len);
    *m = (struct map){0};
}

/* --- writing through a buffer --- */

struct file_writer {
    int fd;
    char *path;
    uint64_t flushed; /* bytes in the file */
    size_t used;      /* bytes in the buffer */
    struct err first; /* code 0 while nothing failed */
    char buffer[WRITER_BUFFER];
};

int file_writer_open(const char *path, struct file_writer **out, struct err *e)
{
    *out = NULL;
    struct file_writer *w = malloc(sizeof *w);
    if (!w)
        return err_memory(e);
    w->flushed = w->used = 0;
    w->first.code = 0;
    w->fd = -1;
    w->path = strdup(path);
    if (!w->path) {
        file_writer_abort(w);
        return err_memory(e);
    }
    w->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (w->fd < 0) {
        int rc = refused(e, "create", path);
        file_writer_abort(w);
        return rc;
    }
    *out = w;
    return 0;
}

static void put(struct file_writer *w, const char *bytes, size_t len)
{
    if (w->first.code == 0 && write_all(w->fd, bytes, len) < 0)
        refused(&w->first, "write", w->path);
    w->flushed += len;
}

static void flush(struct file_writer *w)
{
    put(w, w->buffer, w->used);
    w->used = 0;
}

void file_writer_add(struct file_writer *w, const void *bytes, size_t len)
{
    if (len > sizeof w->buffer - w->used)
        flush(w);
    if (len > sizeof w->buffer) {
        put(w, bytes, len);
    } else if (len) {
        memcpy(w->buffer + w->used, bytes, len);
        w->used += len;
    }
}

void file_writer_align(struct file_writer *w, size_t align)
{
    while (file_writer_offset(w) % align)
        file_writer_add(w, "", 1);
}

uint64_t file_writer_offset(const struct file_writer *w)
{
    return w->flushed + w->used;
}

void file_writer_patch(struct file_writer *w, uint64_t offset, const void *bytes, size_t len)
{
    flush(w);
    while (w->first.code == 0 && len) {
        ssize_t done = pwrite(w->fd, bytes, len, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            refused(&w->first, "write", w->path);
            return;
        }
        bytes = (const char *)bytes + done;
        offset += (uint64_t)done;
        len -= (size_t)done;
    }
}

int file_writer_error(const struct file_writer *w, struct err *e)
{
    if (w->first.code)
        *e = w->first;
    return w->first.code;
}

int file_writer_finish(struct file_writer *w, bool sync, struct err *e)
{
    flush(w);
    if (w->first.code == 0 && sync && fsync(w->fd) < 0)
        refused(&w->first, "sync", w->path);
    int fd = w->fd;
    w->fd = -1;
    /* Some file systems report a failed write only now. */
    if (close(fd) < 0 && errno != EINTR && w->first.code == 0)
        refused(&w->first, "write", w->path);
    int rc = file_writer_error(w, e);
    file_writer_abort(w);
    return rc;
}

void file_writer_abort(struct file_writer *w)
{
    if (!w)
        return;
    if (w->fd >= 0)
        close(w->fd);
    free(w->path);
    free(w);
}

/* --- directories --- */

int path_join(const char *dir, const char *name, char out[PATH_ROOM], struct err *e)
{
    int len = snprintf(out, PATH_ROOM, "%s/%s", dir, name);
    if (len < 0 || len >= PATH_ROOM)
        return err_set(e, ERR_LIMIT, "the path %.64s…/%s is too long", dir, name);
    return 0;
}

int dir_make(const char *path, struct err *e)
{
    if (mkdir(path, 0777) == 0)
        return 0;
    if (errno != EEXIST)
        return refused(e, "create the directory", path);
    struct stat st;
    if (stat(path, &st) < 0)
        return refused(e, "examine", path);
    if (!S_ISDIR(st.st_mode))
        return err_set(e, ERR_IO, "%s is there already and not a directory", path);
    return 0;
}

int dir_sync(const char *path, struct err *e)
{
    return sync_path(path, O_DIRECTORY, e);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path) < 0 && errno != ENOENT ? errno : 0;
}

int dir_remove(const char *path, struct err *e)
{
    int rc = nftw(path, remove_entry, REMOVE_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
    if (rc > 0)
        errno = rc;
    else if (rc == 0 || errno == ENOENT)
        return 0;
    return refused(e, "remove", path);
}
