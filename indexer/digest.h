/*
 * A document cut into words and its words turned into numbers: what the index keeps of the order and the
 * weight of words. A digest belongs to one worker and is used again for every document.
 */
#ifndef RACINE_INDEXER_DIGEST_H
#define RACINE_INDEXER_DIGEST_H

#include "base/err.h"
#include "index/document.h"
#include "index/postings.h"
#include "index/tokens.h"
#include "indexer/forms.h"

/* A word joined by hyphens, counted beside its parts: counter-terrorism. */
struct compound {
    uint32_t position; /* of its first part */
    uint32_t id;
};

/* Words in one language, in a document of two: those from the end of the run before on. */
struct lang_run {
    uint32_t end; /* position */
    uint32_t lang;
};

/* A compound of more parts, or of a longer spelling, is no word of its own. */
enum { COMPOUND_PARTS_MAX = 4, COMPOUND_BYTES_MAX = 96 };

struct digest {
    uint32_t *ids; /* the title's words, then the text's */
    struct token_mark *marks;
    struct token_zone *zones;
    struct compound *compounds;
    struct lang_run *runs; /* of the text; none in a document of one language */
    uint32_t count, title_count, mark_count, zone_count, compound_count, run_count;
    uint32_t id_cap, mark_cap, zone_cap, compound_cap, run_cap;
    float length[LANG_COUNT]; /* weighted words in each of its languages that are no stop words there */
    unsigned langs;           /* the document's, which may be more than it says */
    enum lang lang;
};

/* A zeroed digest is ready for use. */
void digest_fini(struct digest *d);

/*
 * Digests `doc`: its words are added to `forms` and counted in their language. That is the one the document
 * says, or else the one detected; where its text changes between French and English (stretches.h), each word
 * counts in that of its stretch, and a title, which is too short to be told, in both. ERR_MEMORY, ERR_LIMIT.
 */
int digest_document(struct digest *d, struct forms *forms, const struct document *doc, struct err *e);

/* What the word at `position` weighs; `*zone`, 0 at first, moves on with rising positions. */
static inline float digest_weight_at(const struct digest *d, uint32_t position, uint32_t *zone)
{
    if (position < d->title_count)
        return (float)TITLE_WEIGHT;
    while (*zone < d->zone_count && d->zones[*zone].first + d->zones[*zone].count <= position)
        ++*zone;
    bool heading = *zone < d->zone_count && d->zones[*zone].first <= position;
    return heading ? (float)HEADING_WEIGHT : 1.0f;
}

/* The languages of the word at `position`, as a set; `*run` likewise. */
static inline unsigned digest_langs_at(const struct digest *d, uint32_t position, uint32_t *run)
{
    if (d->run_count == 0 || position < d->title_count)
        return d->langs;
    while (*run + 1 < d->run_count && d->runs[*run].end <= position)
        ++*run;
    return LANG_BIT(d->runs[*run].lang);
}

/* Takes the counts of a digest's words back: the document was replaced by a later one. */
void digest_uncount(struct forms *forms, const struct digest *d);

#endif
