/*
 * The manifest of a generation: format version, counts, settings of the build, and for every file its
 * size and a hash (XXH3, 64 bits) of each block. Only generation.c uses it.
 */
#ifndef RACINE_INDEX_MANIFEST_H
#define RACINE_INDEX_MANIFEST_H

#include "base/err.h"
#include "base/str.h"
#include "text/language.h"

/* Raised by a change that an older reader would misread. */
enum { MANIFEST_FORMAT = 3, MANIFEST_BLOCK = 64 * 1024, MANIFEST_FILES_MAX = 8 };

/* What is printed and read: enough for 256 GB of files. */
#define MANIFEST_MAX_BYTES ((size_t)64 << 20)

struct manifest_stats {
    uint32_t documents;
    uint32_t documents_in[LANG_COUNT]; /* a document of two languages counts in both */
    double average_length[LANG_COUNT]; /* weighted words of a document, stop words left out */
    uint64_t words;                    /* tokens in all streams */
    uint64_t text_bytes;               /* of titles and texts */
    uint64_t built_at;                 /* seconds since 1970, or SOURCE_DATE_EPOCH */
};

struct manifest_file {
    char name[32];
    uint64_t size;
    uint64_t *hashes; /* owned; one a block */
    size_t block_count;
};

struct manifest {
    struct manifest_stats stats;
    struct manifest_file files[MANIFEST_FILES_MAX];
    size_t file_count;
};

void manifest_fini(struct manifest *m);

/* Hashes DIR/name and adds it. */
int manifest_add_file(struct manifest *m, const char *dir, const char *name, struct err *e);

/* JSON, the same bytes for the same manifest. ERR_LIMIT past MANIFEST_MAX_BYTES. */
int manifest_print(const struct manifest *m, struct buf *out, struct err *e);
/* ERR_VERSION for a newer format, ERR_FORMAT for what makes no sense; `where` names it in messages. */
int manifest_parse(struct str text, const char *where, struct manifest *out, struct err *e);

/* Compares every file of DIR with the manifest; ERR_FORMAT names the file and the block. */
int manifest_verify(const struct manifest *m, const char *dir, struct err *e);

#endif
