/*
 * See generation.h. Building a generation: the builder's lock, what killed builds left, publication.
 *
 * The lock file holds the builder's process id and the last number that a build began to publish under
 * ("1234 7\n"), so that the number of a publication that was undone is not given again: a reader may have
 * seen it.
 *
 * Publishing, and what the next build finds if the machine stops after a step:
 *
 *   1. scratch removed, manifest written, every file and the directory synced      build-…: removed
 *   2. build directory renamed to gen-N, INDEX synced                gen-N above the pointer: removed
 *   3. new pointer written to current.tmp and synced, the old one linked to current.old: both removed
 *   4. current.tmp renamed to current                                              gen-N is published
 *   5. INDEX synced; superseded generations without readers removed           what is left of them too
 *
 * An error up to and in the last sync undoes everything: the old pointer is put back.
 */
#include "index/generation.h"

#include "base/file.h"
#include "index/pointer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct generation_draft {
    int lock_fd;
    uint64_t number;      /* of the generation it becomes */
    uint64_t last_number; /* that a build began to publish under */
    char index_dir[PATH_ROOM];
    char dir[PATH_ROOM];       /* INDEX/build-… */
    char published[PATH_ROOM]; /* INDEX/gen-N */
    char current[PATH_ROOM], current_tmp[PATH_ROOM], current_old[PATH_ROOM];
    bool made;    /* the build directory is there */
    bool renamed; /* it has become gen-N */
    bool pointed; /* the pointer names it */
    bool had_old; /* current.old holds the pointer it replaced */
};

/* Called with the path and the name of each entry of a directory; ends the walk with what it returns. */
typedef int (*each_entry_fn)(void *context, const char *path, struct str name, struct err *e);

static int each_entry(const char *dir, each_entry_fn each, void *context, struct err *e)
{
    DIR *handle = opendir(dir);
    if (!handle)
        return err_system(e, ERR_IO, errno, "cannot list %s", dir);
    int rc = 0;
    for (;;) {
        char path[PATH_ROOM];
        errno = 0;
        struct dirent *entry = readdir(handle);
        if (!entry) {
            if (errno)
                rc = err_system(e, ERR_IO, errno, "cannot list %s", dir);
            break;
        }
        struct str name = str_of(entry->d_name);
        if (str_equal(name, STR(".")) || str_equal(name, STR("..")))
            continue;
        rc = path_join(dir, entry->d_name, path, e);
        if (rc == 0)
            rc = each(context, path, name, e);
        if (rc)
            break;
    }
    closedir(handle);
    return rc;
}

/* --- the lock --- */

/* Reads "PID NUMBER\n"; zeros for anything else. */
static void read_lock(int fd, uint64_t *pid, uint64_t *number)
{
    char text[64];
    ssize_t len = pread(fd, text, sizeof text, 0);
    struct str line = str_trim((struct str){text, len > 0 ? (size_t)len : 0});
    size_t space = str_find(line, STR(" "));
    if (space == line.len || !str_to_u64(str_slice(line, 0, space), INT32_MAX, pid) ||
        !str_to_u64(str_slice(line, space + 1, line.len), INT64_MAX, number))
        *pid = *number = 0;
}

static int write_lock(const struct generation_draft *d, uint64_t number, struct err *e)
{
    char text[64];
    int len = snprintf(text, sizeof text, "%ld %" PRIu64 "\n", (long)getpid(), number);
    if (pwrite(d->lock_fd, text, (size_t)len, 0) != len || ftruncate(d->lock_fd, len) < 0)
        return err_system(e, ERR_IO, errno, "cannot write %s/lock", d->index_dir);
    return 0;
}

static int take_lock(struct generation_draft *d, struct err *e)
{
    char path[PATH_ROOM];
    uint64_t pid;
    int rc = path_join(d->index_dir, "lock", path, e);
    if (rc)
        return rc;
    d->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (d->lock_fd < 0)
        return err_system(e, ERR_IO, errno, "cannot open %s", path);
    int busy = flock(d->lock_fd, LOCK_EX | LOCK_NB);
    if (busy < 0 && errno != EWOULDBLOCK)
        return err_system(e, ERR_IO, errno, "cannot lock %s", path);
    read_lock(d->lock_fd, &pid, &d->last_number);
    if (busy < 0) {
        err_set(e, ERR_LOCKED, "another build of %s is under way (process %" PRIu64 ")", d->index_dir, pid);
        return err_hint(e, "wait until it has ended");
    }
    return write_lock(d, d->last_number, e);
}

/* --- what earlier builds left --- */

/* Removes a generation that nobody reads; one that somebody reads is left for a later build. Its manifest
 * may be gone already, if a removal was cut short. */
static int remove_unread(const char *path, struct err *e)
{
    int fd = generation_lock(path, LOCK_EX);
    if (fd < 0 && errno == EWOULDBLOCK)
        return 0;
    int rc = dir_remove(path, e);
    if (fd >= 0)
        close(fd);
    return rc;
}

struct remains {
    uint64_t published; /* UINT64_MAX if that is unknown: then no generation is removed */
    uint64_t highest;   /* number of a generation seen */
};

static int clear_entry(void *context, const char *path, struct str name, struct err *e)
{
    struct remains *remains = context;
    uint64_t number = generation_number_of(name);
    if (number > remains->highest)
        remains->highest = number;
    if (str_starts(name, STR("build-")))
        return dir_remove(path, e);
    return number > remains->published ? remove_unread(path, e) : 0;
}

static int clear_remains(struct generation_draft *d, struct err *e)
{
    struct pointer pointer;
    int rc = pointer_read(d->index_dir, &pointer, e);
    if (rc != 0 && rc != ERR_NOT_FOUND && rc != ERR_FORMAT)
        return rc;
    /* A pointer that makes no sense does not keep a new generation from being built. */
    bool known = rc == 0 || rc == ERR_NOT_FOUND;
    struct remains remains = {.published = known ? pointer.number : UINT64_MAX};
    rc = each_entry(d->index_dir, clear_entry, &remains, e);
    if (rc)
        return rc;
    unlink(d->current_tmp);
    unlink(d->current_old);
    uint64_t highest = remains.highest > d->last_number ? remains.highest : d->last_number;
    d->number = (pointer.number > highest ? pointer.number : highest) + 1;
    return 0;
}

/* --- the draft --- */

static int name_paths(struct generation_draft *d, struct err *e)
{
    int rc;
    if ((rc = path_join(d->index_dir, "current", d->current, e)) ||
        (rc = path_join(d->index_dir, "current.tmp", d->current_tmp, e)) ||
        (rc = path_join(d->index_dir, "current.old", d->current_old, e)))
        return rc;
    return 0;
}

static int make_dir(struct generation_draft *d, struct err *e)
{
    char name[GENERATION_NAME_ROOM];
    snprintf(name, sizeof name, "build-%08" PRIu64, d->number);
    int rc = path_join(d->index_dir, name, d->dir, e);
    if (rc == 0)
        rc = dir_make(d->dir, e);
    d->made = rc == 0;
    return rc;
}

static void draft_free(struct generation_draft *d)
{
    if (d->lock_fd >= 0)
        close(d->lock_fd);
    free(d);
}

int generation_draft_new(const char *index_dir, struct generation_draft **out, struct err *e)
{
    *out = NULL;
    struct generation_draft *d = calloc(1, sizeof *d);
    if (!d)
        return err_memory(e);
    d->lock_fd = -1;
    int rc = 0;
    if (snprintf(d->index_dir, sizeof d->index_dir, "%s", index_dir) >= PATH_ROOM)
        rc = err_set(e, ERR_LIMIT, "the path of the index is too long");
    if (rc || (rc = name_paths(d, e)) || (rc = dir_make(index_dir, e)) || (rc = take_lock(d, e)) ||
        (rc = clear_remains(d, e)) || (rc = make_dir(d, e))) {
        draft_free(d);
        return rc;
    }
    *out = d;
    return 0;
}

int generation_draft_lists(const struct generation_draft *d, const struct lists *lists, struct err *e)
{
    char path[PATH_ROOM];
    struct file_writer *file;
    struct buf text = {0};
    lists_print(lists, &text);
    int rc = buf_failed(&text) ? err_memory(e) : path_join(d->dir, "lists", path, e);
    if (rc == 0)
        rc = file_writer_open(path, &file, e);
    if (rc == 0) {
        file_writer_add(file, text.ptr, text.len);
        rc = file_writer_finish(file, false, e);
    }
    buf_fini(&text);
    return rc;
}

const char *generation_draft_dir(const struct generation_draft *d)
{
    return d->dir;
}

/* --- publication --- */

static int remove_scratch(void *context, const char *path, struct str name, struct err *e)
{
    (void)context;
    for (size_t i = 0; i < GENERATION_PARTS; i++)
        if (str_equal(name, str_of(generation_parts[i])))
            return 0;
    return dir_remove(path, e);
}

static int write_synced(const char *path, struct str text, struct err *e)
{
    struct file_writer *w;
    int rc = file_writer_open(path, &w, e);
    if (rc)
        return rc;
    file_writer_add(w, text.ptr, text.len);
    return file_writer_finish(w, true, e);
}

/* Step 1. Appends the manifest's bytes to `text`. */
static int complete_files(struct generation_draft *d, const struct manifest_stats *stats, struct buf *text,
                          struct err *e)
{
    struct manifest manifest = {.stats = *stats};
    char path[PATH_ROOM];
    int rc = each_entry(d->dir, remove_scratch, NULL, e);
    for (size_t i = 0; rc == 0 && i < GENERATION_PARTS; i++)
        if ((rc = path_join(d->dir, generation_parts[i], path, e)) == 0 && (rc = file_sync(path, e)) == 0)
            rc = manifest_add_file(&manifest, d->dir, generation_parts[i], e);
    if (rc == 0)
        rc = manifest_print(&manifest, text, e);
    if (rc == 0)
        rc = path_join(d->dir, "manifest", path, e);
    if (rc == 0)
        rc = write_synced(path, buf_str(text), e);
    if (rc == 0)
        rc = dir_sync(d->dir, e);
    manifest_fini(&manifest);
    return rc;
}

static int rename_path(const char *from, const char *to, struct err *e)
{
    return rename(from, to) < 0 ? err_system(e, ERR_IO, errno, "cannot rename %s to %s", from, to) : 0;
}

/* Step 2. */
static int name_generation(struct generation_draft *d, const struct pointer *pointer, struct err *e)
{
    int rc = path_join(d->index_dir, pointer->name, d->published, e);
    if (rc == 0)
        rc = write_lock(d, d->number, e);
    if (rc == 0)
        rc = rename_path(d->dir, d->published, e);
    d->renamed = rc == 0;
    return rc ? rc : dir_sync(d->index_dir, e);
}

/* Steps 3 to 5. */
static int move_pointer(struct generation_draft *d, const struct pointer *pointer, struct err *e)
{
    struct buf text = {0};
    pointer_print(pointer, &text);
    int rc = buf_failed(&text) ? err_memory(e) : write_synced(d->current_tmp, buf_str(&text), e);
    buf_fini(&text);
    if (rc)
        return rc;
    d->had_old = link(d->current, d->current_old) == 0;
    if (!d->had_old && errno != ENOENT)
        return err_system(e, ERR_IO, errno, "cannot link %s to %s", d->current, d->current_old);
    rc = rename_path(d->current_tmp, d->current, e);
    d->pointed = rc == 0;
    return rc ? rc : dir_sync(d->index_dir, e);
}

/* As if the draft had never been; what cannot be removed the next build removes. */
static void undo(struct generation_draft *d)
{
    struct err ignored;
    if (d->pointed && d->had_old && rename(d->current_old, d->current) < 0)
        return; /* the pointer names the new generation, which is whole: better that than none */
    if (d->pointed && !d->had_old)
        unlink(d->current);
    unlink(d->current_tmp);
    unlink(d->current_old);
    if (d->renamed)
        remove_unread(d->published, &ignored);
    else if (d->made)
        dir_remove(d->dir, &ignored);
}

static int remove_superseded(void *context, const char *path, struct str name, struct err *e)
{
    const struct generation_draft *d = context;
    uint64_t number = generation_number_of(name);
    if (number && number != d->number)
        remove_unread(path, e); /* whatever fails here, the publication has succeeded */
    return 0;
}

int generation_draft_publish(struct generation_draft *d, const struct manifest_stats *stats, uint64_t *number,
                             struct err *e)
{
    struct pointer pointer;
    struct buf manifest = {0};
    int rc = complete_files(d, stats, &manifest, e);
    if (rc == 0) {
        pointer_init(&pointer, d->number, buf_str(&manifest));
        rc = name_generation(d, &pointer, e);
    }
    if (rc == 0)
        rc = move_pointer(d, &pointer, e);
    buf_fini(&manifest);
    if (rc) {
        undo(d);
        draft_free(d);
        return rc;
    }

    struct err ignored;
    *number = d->number;
    unlink(d->current_old);
    each_entry(d->index_dir, remove_superseded, d, &ignored);
    draft_free(d);
    return 0;
}

void generation_draft_discard(struct generation_draft *d)
{
    if (!d)
        return;
    undo(d);
    draft_free(d);
}
