/*
 * The pointer of an index directory, INDEX/current: one line, "gen-00000001 HASH\n", naming the published
 * generation and the hash of its manifest (XXH3, 128 bits, 32 hexadecimal digits); and the lock by which
 * a generation's readers keep it from being removed. Shared by generation.c and draft.c.
 */
#ifndef RACINE_INDEX_POINTER_H
#define RACINE_INDEX_POINTER_H

#include "base/err.h"
#include "base/str.h"

enum { GENERATION_NAME_ROOM = 32, POINTER_HASH_DIGITS = 32 };

/* The files of a generation that its manifest lists, in the order of its list. */
enum { GENERATION_PARTS = 6 };
extern const char *const generation_parts[GENERATION_PARTS];

struct pointer {
    uint64_t number; /* 0: nothing is published */
    char name[GENERATION_NAME_ROOM];
    char hash[POINTER_HASH_DIGITS + 1];
};

/* Number and hash; the name follows from the number. */
void pointer_init(struct pointer *p, uint64_t number, struct str manifest);
/* ERR_NOT_FOUND if there is none, ERR_FORMAT if it makes no sense; *out is zeroed then. */
int pointer_read(const char *index_dir, struct pointer *out, struct err *e);
/* The text of the file. */
void pointer_print(const struct pointer *p, struct buf *out);
bool pointer_equal(const struct pointer *a, const struct pointer *b);

/* The number in a generation's name, 0 if it is no such name. */
uint64_t generation_number_of(struct str name);

/*
 * Opens a generation's manifest and takes its lock without waiting: LOCK_SH for a reader, LOCK_EX for a
 * remover. Returns the descriptor, or -1 with errno; EWOULDBLOCK: the other side holds it.
 */
int generation_lock(const char *generation_dir, int operation);

#endif
