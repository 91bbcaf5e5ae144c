/*
 * See walk.h. The directories being walked are a stack; each is read whole and closed before its first
 * entry is looked at, so that descriptors do not grow with depth.
 */
#include "indexer/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory being walked: its names, sorted, and how far we are. */
struct level {
    struct buf names; /* each ended by a NUL */
    char **sorted;    /* pointers into it */
    size_t count, next;
    size_t path_len; /* of walk.path, with its slash */
    dev_t device;
    ino_t inode;
};

struct walk {
    struct buf path;    /* of the entry under way, ended by a NUL that is not counted */
    size_t root_len;    /* where the relative path begins */
    struct stat source; /* what the SOURCE is */
    bool begun;
    size_t depth;
    struct level levels[WALK_DEPTH_MAX];
    char detail[256];
};

/* --- one directory --- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Fills `sorted` from `names`. */
static int sort_names(struct level *level, struct err *e)
{
    level->sorted = calloc(level->count + 1, sizeof *level->sorted);
    if (!level->sorted)
        return err_memory(e);
    char *name = level->names.ptr;
    for (size_t i = 0; i < level->count; i++) {
        level->sorted[i] = name;
        name += strlen(name) + 1;
    }
    qsort(level->sorted, level->count, sizeof *level->sorted, by_bytes);
    return 0;
}

static void leave(struct walk *w)
{
    struct level *level = &w->levels[--w->depth];
    buf_fini(&level->names);
    free(level->sorted);
}

/* Reads the names; ERR_IO with errno kept when the system refuses. */
static int read_names(const char *path, struct level *level, struct err *e)
{
    DIR *dir = opendir(path);
    if (!dir)
        return ERR_IO;
    struct dirent *entry;
    errno = 0;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] != '.') {
            buf_add(&level->names, entry->d_name, strlen(entry->d_name) + 1);
            level->count++;
        }
        errno = 0;
    }
    int number = errno;
    closedir(dir);
    errno = number;
    if (number)
        return ERR_IO;
    return buf_failed(&level->names) ? err_memory(e) : sort_names(level, e);
}

static bool is_above(const struct walk *w, const struct stat *info)
{
    for (size_t i = 0; i < w->depth; i++)
        if (w->levels[i].device == info->st_dev && w->levels[i].inode == info->st_ino)
            return true;
    return false;
}

/* --- what is yielded --- */

static int put_path(struct walk *w, size_t len, const char *name, struct err *e)
{
    w->path.len = len;
    buf_add(&w->path, name, strlen(name) + 1);
    if (buf_failed(&w->path))
        return err_memory(e);
    w->path.len--;
    return 0;
}

static struct walk_entry entry_of(const struct walk *w)
{
    return (struct walk_entry){.path = w->path.ptr,
                               .relative = str_slice(buf_str(&w->path), w->root_len, w->path.len)};
}

static int yield_skip(struct walk *w, struct walk_entry *out, enum skip_reason reason, const char *detail)
{
    *out = entry_of(w);
    out->skipped = true;
    out->reason = reason;
    snprintf(w->detail, sizeof w->detail, "%s", detail);
    out->detail = w->detail;
    return 1;
}

static int yield_file(struct walk *w, struct walk_entry *out, const struct stat *info)
{
    if (access(w->path.ptr, R_OK) != 0)
        return yield_skip(w, out, SKIP_UNREADABLE, strerror(errno));
    *out = entry_of(w);
    out->size = (uint64_t)info->st_size;
    return 1;
}

/* 0 when the directory is now the innermost level; 1 when it cannot be, as an entry that says why. */
static int enter(struct walk *w, struct walk_entry *out, const struct stat *info, struct err *e)
{
    char deep[64];
    if (is_above(w, info))
        return yield_skip(w, out, SKIP_LOOP, "a link to a directory above it");
    if (w->depth == WALK_DEPTH_MAX) {
        snprintf(deep, sizeof deep, "more than %d directories within one another", WALK_DEPTH_MAX);
        return yield_skip(w, out, SKIP_UNREADABLE, deep);
    }
    struct level *level = &w->levels[w->depth++];
    *level = (struct level){.device = info->st_dev, .inode = info->st_ino};
    int code = read_names(w->path.ptr, level, e);
    if (code == ERR_IO) {
        int number = errno;
        leave(w);
        return yield_skip(w, out, SKIP_UNREADABLE, strerror(number));
    }
    if (code)
        return code;
    bool slash = w->path.len && w->path.ptr[w->path.len - 1] == '/';
    if (!slash && (code = put_path(w, w->path.len, "/", e)))
        return code;
    level->path_len = w->path.len;
    return 0;
}

static const char *kind_of(mode_t mode)
{
    return S_ISFIFO(mode)   ? "a named pipe"
           : S_ISSOCK(mode) ? "a socket"
           : S_ISCHR(mode)  ? "a character device"
           : S_ISBLK(mode)  ? "a block device"
                            : "neither a file nor a directory";
}

/* As enter(): 0 only for a directory that was entered. */
static int look_at(struct walk *w, struct walk_entry *out, const struct stat *info, struct err *e)
{
    if (S_ISDIR(info->st_mode))
        return enter(w, out, info, e);
    if (S_ISREG(info->st_mode))
        return yield_file(w, out, info);
    return yield_skip(w, out, SKIP_NOT_A_FILE, kind_of(info->st_mode));
}

/* The SOURCE itself. */
static int begin(struct walk *w, struct walk_entry *out, struct err *e)
{
    w->begun = true;
    if (!S_ISDIR(w->source.st_mode)) {
        const char *slash = strrchr(w->path.ptr, '/');
        w->root_len = slash ? (size_t)(slash - w->path.ptr) + 1 : 0;
    }
    int code = look_at(w, out, &w->source, e);
    if (code == 0)
        w->root_len = w->levels[0].path_len;
    return code;
}

static int next_name(struct walk *w, struct walk_entry *out, struct err *e)
{
    struct level *level = &w->levels[w->depth - 1];
    struct stat info;
    int code = put_path(w, level->path_len, level->sorted[level->next++], e);
    if (code)
        return code;
    if (stat(w->path.ptr, &info) == 0)
        return look_at(w, out, &info, e);
    /* A link that goes round in circles among links has no end to stand at. */
    return yield_skip(w, out, errno == ELOOP ? SKIP_LOOP : SKIP_UNREADABLE, strerror(errno));
}

/* --- the walk --- */

int walk_open(const char *source, struct walk **out, struct err *e)
{
    struct walk *w = *out = calloc(1, sizeof *w);
    if (!w)
        return err_memory(e);
    int code = put_path(w, 0, source, e);
    if (!code && stat(source, &w->source) != 0)
        code = err_system(e, errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO, errno,
                          "cannot read %s", source);
    if (code) {
        walk_close(w);
        *out = NULL;
    }
    return code;
}

int walk_next(struct walk *w, struct walk_entry *out, struct err *e)
{
    int code = w->begun ? 0 : begin(w, out, e);
    while (code == 0 && w->depth) {
        if (w->levels[w->depth - 1].next == w->levels[w->depth - 1].count)
            leave(w);
        else
            code = next_name(w, out, e);
    }
    return code;
}

void walk_close(struct walk *w)
{
    if (!w)
        return;
    while (w->depth)
        leave(w);
    buf_fini(&w->path);
    free(w);
}
