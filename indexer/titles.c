/*
 * See titles.h. A run is a scratch file of keys in order, each with the number of its document and its length
 * in front. When there are RUNS_MAX of them they are merged into one, so that few files are open at a time.
 */
#include "indexer/titles.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "indexer/stop.h"

enum { RUNS_MAX = 64 };

struct key {
    struct str text; /* of a run: in its reader; else ptr is NULL and `at` tells where in `bytes` */
    size_t at;
    uint32_t document;
};

struct head {
    uint32_t document, len;
};

/* A run being merged, at its lowest key. */
struct run {
    FILE *file;
    struct key key;
    struct buf bytes;
    bool ended;
};

struct titles {
    char dir[PATH_ROOM];
    size_t limit;
    struct buf bytes; /* of the keys in memory */
    struct key *keys;
    size_t count, cap;
    uint32_t documents;
    uint32_t first, end; /* the runs that are there */
};

static int run_path(const struct titles *t, uint32_t run, char out[PATH_ROOM], struct err *e)
{
    char name[32];
    snprintf(name, sizeof name, "titles-%u", run);
    return path_join(t->dir, name, out, e);
}

int titles_new(const char *dir, size_t bytes, struct titles **out, struct err *e)
{
    struct titles *t = *out = calloc(1, sizeof *t);
    if (!t)
        return err_memory(e);
    t->limit = bytes;
    snprintf(t->dir, sizeof t->dir, "%s", dir);
    return 0;
}

static void remove_runs(const struct titles *t, uint32_t first, uint32_t end)
{
    char path[PATH_ROOM];
    struct err ignored;
    for (uint32_t run = first; run < end; run++)
        if (run_path(t, run, path, &ignored) == 0)
            unlink(path);
}

void titles_free(struct titles *t)
{
    if (!t)
        return;
    remove_runs(t, t->first, t->end);
    buf_fini(&t->bytes);
    free(t->keys);
    free(t);
}

/* --- runs: writing --- */

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = str_compare(x->text, y->text);
    return order ? order : (x->document > y->document) - (x->document < y->document);
}

static void sort(struct titles *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->keys[i].text = str_slice(buf_str(&t->bytes), t->keys[i].at, t->keys[i].at + t->keys[i].text.len);
    if (t->count > 1)
        qsort(t->keys, t->count, sizeof *t->keys, compare_keys);
}

static void put_key(struct file_writer *file, const struct key *key)
{
    const struct head head = {key->document, (uint32_t)key->text.len};
    file_writer_add(file, &head, sizeof head);
    file_writer_add(file, key->text.ptr, key->text.len);
}

static int write_run(struct titles *t, struct err *e)
{
    char path[PATH_ROOM];
    struct file_writer *file;
    if (run_path(t, t->end, path, e) < 0 || file_writer_open(path, &file, e) < 0)
        return e->code;
    t->end++;
    sort(t);
    for (size_t i = 0; i < t->count; i++)
        put_key(file, &t->keys[i]);
    t->count = 0;
    buf_clear(&t->bytes);
    return file_writer_finish(file, false, e);
}

/* --- runs: merging --- */

static int next_key(struct run *r, struct err *e)
{
    struct head head;
    buf_clear(&r->bytes);
    if (fread(&head, sizeof head, 1, r->file) != 1) {
        r->ended = true;
        return ferror(r->file) ? err_system(e, ERR_IO, errno, "cannot read the titles back") : 0;
    }
    char *room = buf_room(&r->bytes, head.len + 1);
    if (!room)
        return err_memory(e);
    if (head.len && fread(room, head.len, 1, r->file) != 1)
        return err_set(e, ERR_IO, "cannot read the titles back: a scratch file is short");
    r->key = (struct key){.text = {room, head.len}, .document = head.document};
    return 0;
}

static int open_runs(struct titles *t, struct run *runs, uint32_t count, struct err *e)
{
    for (uint32_t i = 0; i < count; i++) {
        char path[PATH_ROOM];
        if (run_path(t, t->first + i, path, e) < 0)
            return e->code;
        runs[i].file = fopen(path, "rbe");
        if (!runs[i].file)
            return err_system(e, ERR_IO, errno, "cannot open %s", path);
        if (next_key(&runs[i], e) < 0)
            return e->code;
    }
    return 0;
}

/* Takes the keys of all runs in order: into another run, or to tell the places of their documents. */
static int merge(struct run *runs, uint32_t count, struct file_writer *file, uint32_t *places, struct err *e)
{
    enum { CHECK_EVERY = 65536 };
    for (uint32_t place = 1;; place++) {
        struct run *least = NULL;
        for (uint32_t i = 0; i < count; i++)
            if (!runs[i].ended && (!least || compare_keys(&runs[i].key, &least->key) < 0))
                least = &runs[i];
        if (!least)
            return 0;
        if (file)
            put_key(file, &least->key);
        else
            places[least->key.document - 1] = place;
        if (next_key(least, e) < 0 || (place % CHECK_EVERY == 0 && stop_check(e) < 0))
            return e->code;
    }
}

static int merge_runs(struct titles *t, struct file_writer *file, uint32_t *places, struct err *e)
{
    uint32_t count = t->end - t->first;
    struct run runs[RUNS_MAX] = {0};
    int rc = open_runs(t, runs, count, e);
    if (rc == 0)
        rc = merge(runs, count, file, places, e);
    for (uint32_t i = 0; i < count; i++) {
        if (runs[i].file)
            fclose(runs[i].file);
        buf_fini(&runs[i].bytes);
    }
    return rc;
}

/* Makes one run of all. */
static int gather_runs(struct titles *t, struct err *e)
{
    char path[PATH_ROOM];
    struct file_writer *file;
    uint32_t all = t->end;
    if (run_path(t, all, path, e) < 0 || file_writer_open(path, &file, e) < 0)
        return e->code;
    int rc = merge_runs(t, file, NULL, e);
    remove_runs(t, t->first, all);
    t->first = all;
    t->end = all + 1;
    if (rc == 0)
        return file_writer_finish(file, false, e);
    file_writer_abort(file);
    return rc;
}

/* --- the whole --- */

int titles_add(struct titles *t, struct str key, struct err *e)
{
    if (t->count && t->bytes.len + t->count * sizeof *t->keys + key.len > t->limit) {
        if (write_run(t, e) < 0 || (t->end - t->first == RUNS_MAX && gather_runs(t, e) < 0))
            return e->code;
    }
    if (t->count == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 1024;
        struct key *grown = realloc(t->keys, cap * sizeof *grown);
        if (!grown)
            return err_memory(e);
        t->keys = grown;
        t->cap = cap;
    }
    t->keys[t->count++] = (struct key){{NULL, key.len}, t->bytes.len, ++t->documents};
    buf_add_str(&t->bytes, key);
    return buf_failed(&t->bytes) ? err_memory(e) : 0;
}

int titles_order(struct titles *t, uint32_t *out, struct err *e)
{
    if (t->first == t->end) { /* all are in memory */
        sort(t);
        for (size_t i = 0; i < t->count; i++)
            out[t->keys[i].document - 1] = (uint32_t)i + 1;
        return 0;
    }
    if (t->count && write_run(t, e) < 0)
        return e->code;
    return merge_runs(t, NULL, out, e);
}
