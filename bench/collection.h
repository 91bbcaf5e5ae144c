/*
 * Reads a JSON Lines collection (one document a line: id, lang, title, text) for the benchmarks: a file,
 * one compressed with zstd (.zst, through zstdcat), or "-" for standard input. Bench programs have
 * nobody to report an error to but their user: whatever is wrong ends the program with a message.
 */
#ifndef RACINE_BENCH_COLLECTION_H
#define RACINE_BENCH_COLLECTION_H

#include "base/str.h"

#ifdef __cplusplus
extern "C" {
#endif

struct collection;

/* Borrowed until the next collection_next(). A field that is absent is empty. */
struct collection_document {
    struct str id, lang, title, text;
};

struct collection *collection_open(const char *path);
/* False at the end. */
bool collection_next(struct collection *c, struct collection_document *out);
void collection_close(struct collection *c);

#ifdef __cplusplus
}
#endif

#endif
