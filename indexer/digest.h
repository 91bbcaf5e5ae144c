/*
 * A document cut into words and its words turned into numbers: what the index keeps of the order and the
 * weight of words. A digest belongs to one worker and is used again for every document.
 */
#ifndef RACINE_INDEXER_DIGEST_H
#define RACINE_INDEXER_DIGEST_H

#include "base/err.h"
#include "index/document.h"
#include "index/tokens.h"
#include "indexer/forms.h"

/* A word joined by hyphens, counted beside its parts: counter-terrorism. */
struct compound {
    uint32_t position; /* of its first part */
    uint32_t id;
};

/* A compound of more parts, or of a longer spelling, is no word of its own. */
enum { COMPOUND_PARTS_MAX = 4, COMPOUND_BYTES_MAX = 96 };

struct digest {
    uint32_t *ids; /* the title's words, then the text's */
    struct token_mark *marks;
    struct token_zone *zones;
    struct compound *compounds;
    uint32_t count, title_count, mark_count, zone_count, compound_count;
    uint32_t id_cap, mark_cap, zone_cap, compound_cap;
    float length[LANG_COUNT]; /* weighted words that are no stop words, were it in that language */
    unsigned langs;           /* the document's, which may be more than it says */
    enum lang lang;
};

/* A zeroed digest is ready for use. */
void digest_fini(struct digest *d);

/*
 * Digests `doc`: its words are added to `forms` and counted in the document's languages. These are those
 * the document says, or else those detected; a document that says one but clearly mixes both has both.
 * ERR_MEMORY, ERR_LIMIT.
 */
int digest_document(struct digest *d, struct forms *forms, const struct document *doc, struct err *e);

/* Takes the counts of a digest's words back: the document was replaced by a later one. */
void digest_uncount(struct forms *forms, const struct digest *d);

#endif
