/*
 * The distinct forms (words.h) that one worker has met, numbered from 0 in the order of their first
 * appearance, with their occurrences per language. This is the hottest table of a build: a form costs no
 * allocation of its own, and a known one is found by one probe that mostly stays in the cache.
 *
 * A table belongs to one thread; after the barrier it is read by any.
 */
#ifndef RACINE_INDEXER_FORMS_H
#define RACINE_INDEXER_FORMS_H

#include "base/err.h"
#include "base/str.h"
#include "text/lists.h"

/* No number is as large as this. */
#define FORMS_NONE UINT32_MAX

struct form {
    uint32_t offset; /* into forms.bytes */
    uint16_t len;
    uint16_t stop; /* LANG_BITs of the languages in which it is a stop word; asked once, here */
    uint32_t count[LANG_COUNT];
};

struct forms_slot;

struct forms {
    const struct lists *lists; /* which tell the stop words */
    struct form *list;
    uint32_t count, cap;
    struct buf bytes;
    struct forms_slot *slots;
    uint32_t mask; /* slots are a power of two; 0 before the first form */
    size_t limit;  /* bytes of memory it may take */
};

/* Borrows the lists. */
void forms_init(struct forms *f, const struct lists *lists, size_t limit);
void forms_fini(struct forms *f);

/* The number of `form`, which is added if it is new; counts nothing. FORMS_NONE with ERR_MEMORY or, past
 * the limit, ERR_LIMIT in *e. */
uint32_t forms_add(struct forms *f, struct str form, struct err *e);

/* Borrowed until the next forms_add(). */
static inline struct str forms_text(const struct forms *f, uint32_t number)
{
    return (struct str){f->bytes.ptr + f->list[number].offset, f->list[number].len};
}

/* Bytes of memory that it takes. */
size_t forms_memory(const struct forms *f);

/* Adds the forms and counts of `from` to `into`; map[n] becomes the number in `into` of n in `from`. */
int forms_merge(struct forms *into, const struct forms *from, uint32_t *map, struct err *e);

#endif
