/*
 * One worker's share of the first phase: the documents it read, digested into a scratch file, its table of
 * forms, and in memory only what the barrier must know of each document. A share belongs to its worker;
 * after the barrier it is read by any thread.
 */
#ifndef RACINE_INDEXER_SHARE_H
#define RACINE_INDEXER_SHARE_H

#include "base/err.h"
#include "base/file.h"
#include "indexer/digest.h"
#include "indexer/forms.h"
#include "indexer/spill.h"

/* 0 stands for an empty string. */
typedef uint64_t name_hash;

name_hash name_hash_of(struct str name);

/* What is remembered of a document. */
struct entry {
    uint64_t unit;                            /* sequence number of the unit it was in */
    uint64_t id_hash[2];                      /* 128 bits: equal hashes are equal ids */
    name_hash pair, alternate, url, id, path; /* what translations are found by */
    uint64_t offset;                          /* of its record in the share's scratch file */
    uint32_t size;                            /* of that record */
    uint32_t words;                           /* of title and text */
    uint32_t text_bytes;                      /* of title and text */
    date_num date;
    float length[LANG_COUNT]; /* digest.h */
    uint16_t share;
    uint8_t langs, lang;
};

struct share {
    uint16_t number;
    char *path; /* of the scratch file */
    struct file_writer *file;
    int fd; /* for reading, once complete; -1 before */
    struct forms forms;
    struct digest digest;
    struct entry *entries; /* in the order of their units */
    size_t count, cap, limit;
};

/* Borrows the lists. `forms_max` and `entries_max` bound the memory of each, in bytes. */
int share_init(struct share *s, uint16_t number, const char *dir, const struct lists *lists, size_t forms_max,
               size_t entries_max, struct err *e);
/* Does nothing to a zeroed share but for its fd: call share_init() first. */
void share_fini(struct share *s);

struct origin {
    uint64_t unit, line;
    struct str source;
    struct str path; /* within its source directory */
};

/* Digests and keeps a document. ERR_MEMORY, ERR_LIMIT, ERR_IO. */
int share_add(struct share *s, const struct document *doc, const struct origin *origin, struct err *e);

/* Completes the scratch file and opens it for reading; nothing is added after. */
int share_seal(struct share *s, struct err *e);

/* Reads the record of an entry (spill.h). Any thread. */
int share_get(const struct share *s, const struct entry *entry, struct buf *bytes, struct arena *arena,
              struct spill_record *out, struct err *e);

#endif
