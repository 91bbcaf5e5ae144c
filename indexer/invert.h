/*
 * Turns a document's form numbers into its postings: the terms of its words in each of its languages with
 * their impacts, the title's terms, and what is filtered by.
 *
 * The spelling of every term is made once, in a vocabulary that all threads read; an inverter belongs to
 * one thread and keeps its memory from document to document.
 */
#ifndef RACINE_INDEXER_INVERT_H
#define RACINE_INDEXER_INVERT_H

#include "base/err.h"
#include "index/document.h"
#include "index/lexicon.h"
#include "index/manifest.h"
#include "indexer/digest.h"
#include "xapian-c/xapian_c.h"

struct vocabulary;

/* `lexicon` and `stats` are borrowed. */
int vocabulary_new(const struct lexicon *lexicon, const struct manifest_stats *stats, struct vocabulary **out,
                   struct err *e);
void vocabulary_free(struct vocabulary *v);

struct inverter;

int inverter_new(const struct vocabulary *v, struct inverter **out, struct err *e);
void inverter_free(struct inverter *inv);

/*
 * The postings of a document, whose digest holds lexicon numbers; the words of a language are in byte order
 * of their terms. Borrowed until the next call. ERR_MEMORY.
 */
int inverter_document(struct inverter *inv, const struct document *doc, const struct digest *digest,
                      const struct xap_posting **out, size_t *count, struct err *e);

#endif
