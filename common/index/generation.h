/*
 * Generations of an index directory.
 *
 *   INDEX/current               pointer: name of the published generation and hash of its manifest
 *   INDEX/lock                  held (flock) by the one builder
 *   INDEX/gen-00000001/         immutable once published
 *       manifest lists lexicon postings tokens documents columns
 *   INDEX/build-…/              a build under way, or what a killed one left (removed by the next)
 *
 * Publishing syncs everything, then renames a new pointer over the old one. A reader holds a shared lock
 * on its generation's manifest; a builder removes superseded generations that nobody holds.
 */
#ifndef RACINE_INDEX_GENERATION_H
#define RACINE_INDEX_GENERATION_H

#include "base/err.h"
#include "index/columns.h"
#include "index/documents.h"
#include "index/lexicon.h"
#include "index/manifest.h"
#include "index/tokens.h"
#include "text/lists.h"

/* --- reading --- */

struct generation; /* immutable: any number of threads */

/*
 * Opens the published generation of `index_dir`, verifying every block of every file first unless
 * `verify` is false. ERR_NOT_FOUND: no index there; ERR_VERSION, ERR_FORMAT: refused, with the reason.
 * If the generation is replaced and removed while it is being opened, the newer one is opened.
 */
int generation_open(const char *index_dir, bool verify, struct generation **out, struct err *e);
void generation_close(struct generation *g);

/* The number in the name of the published generation, 0 if there is none: cheap enough to poll. */
uint64_t generation_current(const char *index_dir);

uint64_t generation_number(const struct generation *g);
const struct manifest_stats *generation_stats(const struct generation *g);
/* What its documents were analysed with, and its queries are to be. */
const struct lists *generation_lists(const struct generation *g);
const struct lexicon *generation_lexicon(const struct generation *g);
const struct tokens *generation_tokens(const struct generation *g);
const struct documents *generation_documents(const struct generation *g);
const struct columns *generation_columns(const struct generation *g);
/* What xap_reader_open() takes; each worker opens its own. */
const char *generation_postings_path(const struct generation *g);
/* Size in bytes of a part: "manifest", "lists", "lexicon", "postings", "tokens", "documents", "columns"; 0 if
 * unknown. */
uint64_t generation_part_bytes(const struct generation *g, const char *part);

/* --- building --- */

struct generation_draft;

/*
 * Takes the builder's lock, creating the directory if need be, removes what killed builds left, and makes
 * an empty build directory. ERR_LOCKED if another build runs.
 */
int generation_draft_new(const char *index_dir, struct generation_draft **out, struct err *e);

/* Writes the lists that the documents are analysed with. */
int generation_draft_lists(const struct generation_draft *d, const struct lists *lists, struct err *e);

/* Directory of the draft: the builder writes lexicon, postings, tokens, documents and columns there, under
 * these names; files of other names are scratch and removed at publication. */
const char *generation_draft_dir(const struct generation_draft *d);

/*
 * Publishes the draft: writes the manifest, syncs, renames, then removes superseded generations that
 * nobody reads. `*number` is the new generation's. On an error the old one is still published.
 * Frees the draft and the lock in every case.
 */
int generation_draft_publish(struct generation_draft *d, const struct manifest_stats *stats, uint64_t *number,
                             struct err *e);

/* Removes the draft and gives the lock back. */
void generation_draft_discard(struct generation_draft *d);

#endif
