/*
 * Which documents are translations of one another: a French and an English one that share a pair key, or
 * of which one names the other's url, id or path as its alternate. Always mutual, at most one each.
 */
#ifndef RACINE_INDEXER_COUNTERPART_H
#define RACINE_INDEXER_COUNTERPART_H

#include "base/err.h"
#include "indexer/share.h"

/* Writes to out[n - 1] the docid of the translation of the document with docid n, or 0. A shared key comes
 * before an alternate, the lower docid before the higher. ERR_MEMORY. */
int counterparts_find(const struct entry *const *documents, uint32_t count, uint32_t *out, struct err *e);

#endif
