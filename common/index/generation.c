/*
 * See generation.h. Reading a generation: what an index directory holds besides its files (pointer.h), and
 * whether these files belong together. Their insides are the business of the files beside this one.
 */
#include "index/generation.h"

#include "base/file.h"
#include "index/pointer.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { OPEN_TRIES = 1000 /* each lost to a publication, so that many in a row do not happen */ };

struct generation {
    uint64_t number;
    int manifest_fd; /* its shared lock keeps the generation from being removed */
    char dir[PATH_ROOM];
    char postings[PATH_ROOM];
    uint64_t manifest_bytes;
    struct manifest manifest;
    struct lists *lists;
    struct lexicon *lexicon;
    struct tokens *tokens;
    struct documents *documents;
    struct columns *columns;
};

/* True if the pointer of the index is still `p`. */
static bool still_published(const char *index_dir, const struct pointer *p)
{
    struct pointer now;
    struct err ignored;
    return pointer_read(index_dir, &now, &ignored) == 0 && pointer_equal(p, &now);
}

/*
 * Takes the lock of the published generation. A builder moves the pointer before it removes, and removes
 * nothing that is locked: once the lock is ours and the pointer still the same, the generation stays.
 */
static int hold_published(const char *index_dir, struct generation *g, struct pointer *pointer, struct err *e)
{
    for (int tries = 0; tries < OPEN_TRIES; tries++) {
        int rc = pointer_read(index_dir, pointer, e);
        if (rc == 0)
            rc = path_join(index_dir, pointer->name, g->dir, e);
        if (rc)
            return rc;
        g->manifest_fd = generation_lock(g->dir, LOCK_SH);
        int number = errno;
        bool same = still_published(index_dir, pointer);
        if (same && g->manifest_fd >= 0)
            return 0;
        if (same && number != EWOULDBLOCK) {
            int code = number == ENOENT || number == ENOTDIR ? ERR_FORMAT : ERR_IO;
            err_system(e, code, number, "cannot open %s/manifest", g->dir);
            return code == ERR_FORMAT ? err_hint(e, "build the index again") : code;
        }
        if (g->manifest_fd >= 0)
            close(g->manifest_fd);
        g->manifest_fd = -1;
        sched_yield();
    }
    return err_set(e, ERR_LOCKED, "another program holds %s", g->dir);
}

static int read_manifest(struct generation *g, const struct pointer *pointer, struct err *e)
{
    char where[PATH_ROOM];
    struct pointer actual;
    struct buf text = {0};
    int rc = path_join(g->dir, "manifest", where, e);
    if (rc == 0)
        rc = file_read_fd(g->manifest_fd, where, MANIFEST_MAX_BYTES, &text, e);
    if (rc)
        goto out;
    pointer_init(&actual, pointer->number, buf_str(&text));
    if (!pointer_equal(&actual, pointer)) {
        err_set(e, ERR_FORMAT, "%s is damaged: its hash is not the one in the pointer", where);
        rc = err_hint(e, "build the index again");
        goto out;
    }
    g->manifest_bytes = text.len;
    rc = manifest_parse(buf_str(&text), where, &g->manifest, e);
out:
    buf_fini(&text);
    return rc;
}

static const struct manifest_file *find_part(const struct manifest *m, const char *part)
{
    for (size_t i = 0; i < m->file_count; i++)
        if (strcmp(m->files[i].name, part) == 0)
            return &m->files[i];
    return NULL;
}

static int check_parts(const struct generation *g, struct err *e)
{
    for (size_t i = 0; i < GENERATION_PARTS; i++) {
        char path[PATH_ROOM];
        uint64_t size = 0;
        const struct manifest_file *part = find_part(&g->manifest, generation_parts[i]);
        int rc = path_join(g->dir, generation_parts[i], path, e);
        if (rc == 0 && part)
            rc = file_size(path, &size, e);
        if (rc != 0 && rc != ERR_NOT_FOUND)
            return rc;
        if (rc == 0 && part && size == part->size)
            continue;
        err_set(e, ERR_FORMAT, "%s is %s", path,
                rc == ERR_NOT_FOUND ? "missing"
                : part              ? "longer or shorter than the manifest says"
                                    : "not in the manifest");
        return err_hint(e, "build the index again");
    }
    return 0;
}

static int open_lists(struct generation *g, struct err *e)
{
    char path[PATH_ROOM];
    struct buf text = {0};
    int rc = path_join(g->dir, "lists", path, e);
    if (rc == 0)
        rc = file_read(path, LIST_BYTES_MAX, &text, e);
    if (rc == 0)
        rc = lists_parse(buf_str(&text), path, &g->lists, e);
    if (rc == ERR_FORMAT)
        err_hint(e, "build the index again");
    buf_fini(&text);
    return rc;
}

static int open_parts(struct generation *g, struct err *e)
{
    char lexicon[PATH_ROOM], tokens[PATH_ROOM], documents[PATH_ROOM], columns[PATH_ROOM];
    int rc;
    if ((rc = path_join(g->dir, "lexicon", lexicon, e)) || (rc = path_join(g->dir, "tokens", tokens, e)) ||
        (rc = path_join(g->dir, "documents", documents, e)) ||
        (rc = path_join(g->dir, "columns", columns, e)) ||
        (rc = path_join(g->dir, "postings", g->postings, e)) || (rc = open_lists(g, e)) ||
        (rc = lexicon_open(lexicon, &g->lexicon, e)) || (rc = tokens_open(tokens, &g->tokens, e)) ||
        (rc = documents_open(documents, &g->documents, e)) || (rc = columns_open(columns, &g->columns, e)))
        return rc;
    uint32_t count = g->manifest.stats.documents;
    if (tokens_count(g->tokens) == count && documents_count(g->documents) == count &&
        columns_count(g->columns) == count)
        return 0;
    err_set(e, ERR_FORMAT, "%s is damaged: its parts hold different numbers of documents", g->dir);
    return err_hint(e, "build the index again");
}

uint64_t generation_current(const char *index_dir)
{
    struct pointer pointer;
    struct err ignored;
    pointer_read(index_dir, &pointer, &ignored);
    return pointer.number;
}

int generation_open(const char *index_dir, bool verify, struct generation **out, struct err *e)
{
    struct pointer pointer;
    *out = NULL;
    struct generation *g = calloc(1, sizeof *g);
    if (!g)
        return err_memory(e);
    g->manifest_fd = -1;
    int rc = hold_published(index_dir, g, &pointer, e);
    if (rc == ERR_NOT_FOUND) {
        err_set(e, rc, "there is no index in %s", index_dir);
        err_hint(e, "build one: racine-indexer --index %s SOURCE…", index_dir);
    }
    g->number = pointer.number;
    if (rc || (rc = read_manifest(g, &pointer, e)) || (rc = check_parts(g, e)) ||
        (verify && (rc = manifest_verify(&g->manifest, g->dir, e))) || (rc = open_parts(g, e))) {
        generation_close(g);
        return rc;
    }
    *out = g;
    return 0;
}

void generation_close(struct generation *g)
{
    if (!g)
        return;
    columns_close(g->columns);
    documents_close(g->documents);
    tokens_close(g->tokens);
    lexicon_close(g->lexicon);
    lists_free(g->lists);
    manifest_fini(&g->manifest);
    if (g->manifest_fd >= 0)
        close(g->manifest_fd);
    free(g);
}

uint64_t generation_number(const struct generation *g)
{
    return g->number;
}

const struct manifest_stats *generation_stats(const struct generation *g)
{
    return &g->manifest.stats;
}

const struct lists *generation_lists(const struct generation *g)
{
    return g->lists;
}

const struct lexicon *generation_lexicon(const struct generation *g)
{
    return g->lexicon;
}

const struct tokens *generation_tokens(const struct generation *g)
{
    return g->tokens;
}

const struct documents *generation_documents(const struct generation *g)
{
    return g->documents;
}

const struct columns *generation_columns(const struct generation *g)
{
    return g->columns;
}

const char *generation_postings_path(const struct generation *g)
{
    return g->postings;
}

uint64_t generation_part_bytes(const struct generation *g, const char *part)
{
    if (strcmp(part, "manifest") == 0)
        return g->manifest_bytes;
    const struct manifest_file *file = find_part(&g->manifest, part);
    return file ? file->size : 0;
}
