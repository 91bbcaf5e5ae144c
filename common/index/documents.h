/*
 * Stored documents: fields and text, each document compressed by itself against a dictionary trained on
 * the collection (zstd), and their ids. Documents are numbered from 1.
 */
#ifndef RACINE_INDEX_DOCUMENTS_H
#define RACINE_INDEX_DOCUMENTS_H

#include "base/arena.h"
#include "base/err.h"
#include "index/columns.h"
#include "index/document.h"

/* --- writing --- */

/* Appends what a dictionary can learn from a document: the beginning of its record, at most `max` bytes. */
void documents_sample(const struct document *doc, size_t max, struct buf *out);

/* Trains a dictionary on samples (run together; sizes[i] each) into `out`; an empty dictionary when there is
 * too little to learn from. */
int documents_train(struct str samples, const size_t *sizes, uint32_t count, struct buf *out, struct err *e);

/* Compresses documents; one per thread. */
struct documents_encoder;
int documents_encoder_new(struct str dictionary, struct documents_encoder **out, struct err *e);
void documents_encoder_free(struct documents_encoder *enc);
/* Appends the record of `doc` to `out`. */
int documents_encode(struct documents_encoder *enc, const struct document *doc, struct buf *out,
                     struct err *e);

struct documents_writer;
int documents_writer_open(const char *path, struct str dictionary, struct documents_writer **out,
                          struct err *e);
/* Appends the records of the next `count` documents, `sizes[i]` bytes each. */
int documents_writer_append(struct documents_writer *w, struct str bytes, const uint32_t *sizes,
                            const struct str *ids, uint32_t count, struct err *e);
/* Completes and syncs the file. Frees `w` in every case. */
int documents_writer_finish(struct documents_writer *w, struct err *e);
void documents_writer_abort(struct documents_writer *w);

/* --- reading --- */

/* Any number of threads. */
struct documents;
int documents_open(const char *path, struct documents **out, struct err *e);
void documents_close(struct documents *d);
uint32_t documents_count(const struct documents *d);

/* The document's id, in the arena; its record is left alone. ERR_NOT_FOUND, ERR_FORMAT, ERR_MEMORY. */
int documents_id(const struct documents *d, uint32_t docid, struct arena *arena, struct str *out,
                 struct err *e);

/* Decompresses; one per thread, for one `struct documents` and the columns beside it. */
struct documents_decoder;
int documents_decoder_new(const struct documents *d, const struct columns *c, struct documents_decoder **out,
                          struct err *e);
void documents_decoder_free(struct documents_decoder *dec);

/* Reads a document, with what the columns tell of it, into the arena; without its text (empty) unless
 * `with_text`. ERR_NOT_FOUND, ERR_FORMAT, ERR_MEMORY. Headings are not stored here (tokens.h has them as
 * positions). */
int documents_get(struct documents_decoder *dec, uint32_t docid, bool with_text, struct arena *arena,
                  struct document *out, struct err *e);

/* The document's address, borrowed until the decoder is used again. ERR_NOT_FOUND, ERR_FORMAT, ERR_MEMORY. */
int documents_url(struct documents_decoder *dec, uint32_t docid, struct str *out, struct err *e);

/* The docid of the document with this id, 0 if there is none. */
uint32_t documents_find(struct documents_decoder *dec, struct str id);

#endif
