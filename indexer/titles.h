/*
 * The order of the titles of a collection of any size, in little memory: keys are sorted so many at a time
 * into scratch files, which are merged. Belongs to one thread at a time.
 */
#ifndef RACINE_INDEXER_TITLES_H
#define RACINE_INDEXER_TITLES_H

#include "base/err.h"
#include "base/str.h"

/* Enough for some 150,000 titles. */
#define TITLES_BYTES ((size_t)16 << 20)

struct titles;

/* Scratch files come into `dir`; about `bytes` are kept in memory. */
int titles_new(const char *dir, size_t bytes, struct titles **out, struct err *e);
/* Removes the scratch files. */
void titles_free(struct titles *t);

/* The key (text/title.h) of the next document's title. ERR_IO, ERR_MEMORY. */
int titles_add(struct titles *t, struct str key, struct err *e);

/* Writes to out[n - 1] the place of the nth document, from 1; equal keys by document. Nothing is added
 * after. */
int titles_order(struct titles *t, uint32_t *out, struct err *e);

#endif
