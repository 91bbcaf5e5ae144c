/*
 * See manifest.h. JSON with sorted keys, one space of indentation; the hashes of a file's blocks run
 * together as one string, 16 hexadecimal digits each, in the order of the blocks.
 */
#include "index/manifest.h"

#include "base/file.h"
#include "index/postings.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

enum { HASH_DIGITS = 16, REAL_DIGITS = 17, BLOCKS_A_READ = 16 };

void manifest_fini(struct manifest *m)
{
    for (size_t i = 0; i < m->file_count; i++)
        free(m->files[i].hashes);
    *m = (struct manifest){0};
}

static size_t blocks_of(uint64_t size)
{
    return (size_t)(size / MANIFEST_BLOCK + (size % MANIFEST_BLOCK != 0));
}

/* --- hashing files --- */

/* Reads until `len` bytes are there or the file ends. */
static ssize_t read_full(int fd, char *out, size_t len)
{
    size_t have = 0;
    while (have < len) {
        ssize_t got = read(fd, out + have, len - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

/* Called with each block's hash; ends the walk with what it returns, unless 0. */
typedef int (*each_block_fn)(void *context, size_t block, uint64_t hash, struct err *e);

/* Through read() and not a map, so that a bad sector is an error and not a signal. */
static int hash_blocks(const char *path, uint64_t *size, each_block_fn each, void *context, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_system(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, errno, "cannot open %s", path);
    enum { STEP = MANIFEST_BLOCK * BLOCKS_A_READ };
    char *bytes = malloc(STEP);
    int rc = bytes ? 0 : err_memory(e);
    size_t block = 0;
    ssize_t got = STEP;
    *size = 0;
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    while (rc == 0 && got == STEP) {
        got = read_full(fd, bytes, STEP);
        if (got < 0)
            rc = err_system(e, ERR_IO, errno, "cannot read %s", path);
        for (ssize_t at = 0; rc == 0 && at < got; at += MANIFEST_BLOCK) {
            size_t len = got - at < MANIFEST_BLOCK ? (size_t)(got - at) : MANIFEST_BLOCK;
            rc = each(context, block++, XXH3_64bits(bytes + at, len), e);
            *size += len;
        }
    }
    free(bytes);
    close(fd);
    return rc;
}

static int collect(void *context, size_t block, uint64_t hash, struct err *e)
{
    (void)block;
    struct buf *hashes = context;
    buf_add(hashes, &hash, sizeof hash);
    return buf_failed(hashes) ? err_memory(e) : 0;
}

int manifest_add_file(struct manifest *m, const char *dir, const char *name, struct err *e)
{
    if (m->file_count == MANIFEST_FILES_MAX)
        return err_set(e, ERR_LIMIT, "a generation has at most %d files", MANIFEST_FILES_MAX);
    struct manifest_file *f = &m->files[m->file_count];
    char path[PATH_ROOM];
    struct buf hashes = {0};
    snprintf(f->name, sizeof f->name, "%s", name);
    int rc = path_join(dir, name, path, e);
    if (rc == 0)
        rc = hash_blocks(path, &f->size, collect, &hashes, e);
    if (rc) {
        buf_fini(&hashes);
        return rc;
    }
    f->hashes = (uint64_t *)(void *)hashes.ptr;
    f->block_count = hashes.len / sizeof *f->hashes;
    m->file_count++;
    return 0;
}

struct comparison {
    const struct manifest_file *file;
    const char *path;
};

static int compare(void *context, size_t block, uint64_t hash, struct err *e)
{
    const struct comparison *c = context;
    if (block < c->file->block_count && hash == c->file->hashes[block])
        return 0;
    uint64_t start = (uint64_t)block * MANIFEST_BLOCK;
    err_set(e, ERR_FORMAT, "%s is damaged in block %zu (from byte %" PRIu64 ")", c->path, block, start);
    return err_hint(e, "build the index again, and distrust the disk");
}

static int wrong_size(const char *path, uint64_t size, uint64_t expected, struct err *e)
{
    err_set(e, ERR_FORMAT, "%s has %" PRIu64 " bytes instead of %" PRIu64, path, size, expected);
    return err_hint(e, "build the index again");
}

static int verify_file(const struct manifest_file *f, const char *dir, struct err *e)
{
    char path[PATH_ROOM];
    struct comparison c = {f, path};
    uint64_t size = 0;
    int rc = path_join(dir, f->name, path, e);
    if (rc == 0)
        rc = hash_blocks(path, &size, compare, &c, e);
    if (rc == ERR_NOT_FOUND) {
        err_set(e, ERR_FORMAT, "%s is missing", path);
        return err_hint(e, "build the index again");
    }
    return rc == 0 && size != f->size ? wrong_size(path, size, f->size, e) : rc;
}

int manifest_verify(const struct manifest *m, const char *dir, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < m->file_count; i++)
        rc = verify_file(&m->files[i], dir, e);
    return rc;
}

/* --- writing --- */

static json_t *print_languages(const struct manifest_stats *s)
{
    json_t *all = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        json_t *one = json_pack("{s:I, s:f}", "documents", (json_int_t)s->documents_in[lang],
                                "average_length", s->average_length[lang]);
        if (json_object_set_new(all, lang_code((enum lang)lang), one) < 0) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static void add_hash(struct buf *out, uint64_t hash)
{
    char digits[HASH_DIGITS];
    for (int i = HASH_DIGITS; i-- > 0; hash >>= 4)
        digits[i] = "0123456789abcdef"[hash & 15];
    buf_add(out, digits, sizeof digits);
}

static json_t *print_file(const struct manifest_file *f)
{
    struct buf hex = {0};
    for (size_t i = 0; i < f->block_count; i++)
        add_hash(&hex, f->hashes[i]);
    json_t *file = buf_failed(&hex)
                       ? NULL
                       : json_pack("{s:s, s:I, s:s#}", "name", f->name, "size", (json_int_t)f->size, "hashes",
                                   hex.len ? hex.ptr : "", (int)hex.len);
    buf_fini(&hex);
    return file;
}

static json_t *print_files(const struct manifest *m)
{
    json_t *all = json_array();
    for (size_t i = 0; i < m->file_count; i++)
        if (json_array_append_new(all, print_file(&m->files[i])) < 0) {
            json_decref(all);
            return NULL;
        }
    return all;
}

/* The settings are for the reader of the manifest; no program takes them from there. */
static json_t *print_all(const struct manifest *m)
{
    const struct manifest_stats *s = &m->stats;
    return json_pack("{s:i, s:i, s:{s:I, s:I, s:I, s:I, s:o}, s:{s:f, s:f, s:f, s:f, s:i}, s:o}", "format",
                     MANIFEST_FORMAT, "block_bytes", MANIFEST_BLOCK, "stats", "documents",
                     (json_int_t)s->documents, "words", (json_int_t)s->words, "text_bytes",
                     (json_int_t)s->text_bytes, "built_at", (json_int_t)s->built_at, "languages",
                     print_languages(s), "settings", "bm25_k1", BM25_K1, "bm25_b", BM25_B, "title_weight",
                     TITLE_WEIGHT, "heading_weight", HEADING_WEIGHT, "impact_max", (int)IMPACT_MAX, "files",
                     print_files(m));
}

static int append(const char *bytes, size_t len, void *out)
{
    buf_add(out, bytes, len);
    return 0;
}

int manifest_print(const struct manifest *m, struct buf *out, struct err *e)
{
    json_t *root = print_all(m);
    if (!root)
        return err_memory(e);
    int failed = json_dump_callback(root, append, out,
                                    JSON_SORT_KEYS | JSON_INDENT(1) | JSON_REAL_PRECISION(REAL_DIGITS));
    json_decref(root);
    buf_add_char(out, '\n');
    if (failed || buf_failed(out))
        return err_memory(e);
    if (out->len > MANIFEST_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "the index is too large: its manifest would have over %zu MB",
                       MANIFEST_MAX_BYTES >> 20);
    return 0;
}

/* --- reading --- */

static int nonsense(const char *where, const char *what, struct err *e)
{
    err_set(e, ERR_FORMAT, "%s is damaged: %s", where, what);
    return err_hint(e, "build the index again");
}

static bool take_number(const json_t *object, const char *name, uint64_t max, uint64_t *out)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return *out <= max;
}

static bool parse_language(const json_t *all, enum lang lang, struct manifest_stats *s)
{
    const json_t *one = json_object_get(all, lang_code(lang));
    const json_t *average = json_object_get(one, "average_length");
    uint64_t documents;
    if (!take_number(one, "documents", s->documents, &documents) || !json_is_number(average))
        return false;
    s->documents_in[lang] = (uint32_t)documents;
    s->average_length[lang] = json_number_value(average);
    return isfinite(s->average_length[lang]) && s->average_length[lang] >= 0;
}

static bool parse_stats(const json_t *stats, struct manifest_stats *s)
{
    uint64_t documents;
    if (!take_number(stats, "documents", UINT32_MAX - 1, &documents) ||
        !take_number(stats, "words", INT64_MAX, &s->words) ||
        !take_number(stats, "text_bytes", INT64_MAX, &s->text_bytes) ||
        !take_number(stats, "built_at", INT64_MAX, &s->built_at))
        return false;
    s->documents = (uint32_t)documents;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (!parse_language(json_object_get(stats, "languages"), (enum lang)lang, s))
            return false;
    return true;
}

static bool parse_hash(const char *digits, uint64_t *out)
{
    *out = 0;
    for (int i = 0; i < HASH_DIGITS; i++) {
        unsigned digit = (unsigned char)digits[i];
        if (digit - '0' < 10)
            digit -= '0';
        else if (digit - 'a' < 6)
            digit -= 'a' - 10;
        else
            return false;
        *out = *out << 4 | digit;
    }
    return true;
}

/* A plain file name: it is about to be joined to a directory. */
static bool is_name(const char *name, size_t size)
{
    size_t len = name ? strlen(name) : 0;
    return len && len < size && strspn(name, "abcdefghijklmnopqrstuvwxyz") == len;
}

static int parse_file(const json_t *file, const char *where, struct manifest_file *f, struct err *e)
{
    const char *name = json_string_value(json_object_get(file, "name"));
    const json_t *hashes = json_object_get(file, "hashes");
    if (!is_name(name, sizeof f->name) || !take_number(file, "size", INT64_MAX, &f->size) ||
        !json_is_string(hashes))
        return nonsense(where, "a file without name, size or hashes", e);
    size_t digits = json_string_length(hashes);
    snprintf(f->name, sizeof f->name, "%s", name);
    f->block_count = blocks_of(f->size);
    if (digits % HASH_DIGITS || digits / HASH_DIGITS != f->block_count)
        return nonsense(where, "a file has not one hash a block", e);
    f->hashes = malloc(f->block_count * sizeof *f->hashes + 1);
    if (!f->hashes)
        return err_memory(e);
    for (size_t i = 0; i < f->block_count; i++)
        if (!parse_hash(json_string_value(hashes) + i * HASH_DIGITS, &f->hashes[i]))
            return nonsense(where, "a hash is not written in hexadecimal digits", e);
    return 0;
}

static int parse_files(const json_t *files, const char *where, struct manifest *m, struct err *e)
{
    size_t count = json_array_size(files);
    if (!json_is_array(files) || count > MANIFEST_FILES_MAX)
        return nonsense(where, "no list of files, or too long a one", e);
    for (size_t i = 0; i < count; i++) {
        m->file_count = i + 1; /* so that manifest_fini() frees what was allocated */
        int rc = parse_file(json_array_get(files, i), where, &m->files[i], e);
        if (rc)
            return rc;
        for (size_t j = 0; j < i; j++)
            if (strcmp(m->files[j].name, m->files[i].name) == 0)
                return nonsense(where, "it lists a file twice", e);
    }
    return 0;
}

static int parse_root(const json_t *root, const char *where, struct manifest *m, struct err *e)
{
    uint64_t format, block;
    if (!take_number(root, "format", INT64_MAX, &format) || format == 0)
        return nonsense(where, "it does not tell its format", e);
    if (format != MANIFEST_FORMAT) {
        err_set(e, ERR_VERSION, "%s is of format %" PRIu64 ", and this program reads format %d", where,
                format, MANIFEST_FORMAT);
        return err_hint(e, "use a newer version of Racine, or build the index again with this one");
    }
    if (!take_number(root, "block_bytes", MANIFEST_BLOCK, &block) || block != MANIFEST_BLOCK)
        return nonsense(where, "a wrong size of blocks", e);
    if (!parse_stats(json_object_get(root, "stats"), &m->stats))
        return nonsense(where, "its statistics make no sense", e);
    return parse_files(json_object_get(root, "files"), where, m, e);
}

int manifest_parse(struct str text, const char *where, struct manifest *out, struct err *e)
{
    *out = (struct manifest){0};
    json_error_t error;
    json_t *root = json_loadb(text.len ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        err_set(e, ERR_FORMAT, "%s is damaged: line %d, column %d: %s", where, error.line, error.column,
                error.text);
        return err_hint(e, "build the index again");
    }
    int rc = parse_root(root, where, out, e);
    json_decref(root);
    if (rc)
        manifest_fini(out);
    return rc;
}
