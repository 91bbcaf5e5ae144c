/*
 * The document at hand: its token stream decoded, what is marked in it, and the bytes of its words. A stream
 * belongs to one worker, as does a marking; a marking lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_STREAM_H
#define RACINE_SEARCHD_SEARCH_STREAM_H

#include "searchd/search/places.h"
#include "text/words.h"

/* --- the forms of its words --- */

struct stream {
    struct token_view view; /* borrowed from the generation */
    uint32_t *ids;          /* view.count of them */
    uint32_t cap;
};

/* Reads a document over the one before. ERR_FORMAT, ERR_MEMORY. */
int stream_read(struct stream *s, const struct generation *g, uint32_t docid, struct err *e);
void stream_fini(struct stream *s);

/* --- what is marked in documents of a language; made when first asked for --- */

struct marking {
    const struct plan *plan;
    struct plan_marks marks[LANG_COUNT]; /* by branch */
    bool made[LANG_COUNT];
    uint64_t followed; /* places.h */
};

void marking_init(struct marking *m, const struct plan *plan);

struct marking_set {
    const struct plan_marks *list[LANG_COUNT];
    enum lang langs[LANG_COUNT]; /* of each */
    uint32_t count;
    uint64_t followed; /* places.h */
};

/* The marks of a document that is searched in `langs` (LANG_BITs). */
int marking_of(struct marking *m, unsigned langs, struct marking_set *out, struct err *e);

static inline struct places_source places_source(const struct stream *s, const struct marking_set *set,
                                                 const struct lexicon *lexicon)
{
    return (struct places_source){&s->view, s->ids, set->list, set->count, set->followed, lexicon};
}

/* --- its bytes --- */

/*
 * Starts cutting `text` so that words_next() gives the word at `position` (≥ view->title_count) and those
 * after it: from the mark before it. False if the text, which may be another one in a damaged index, ends
 * before. A title has no marks: it is cut from its beginning, all of its positions being below title_count.
 */
bool stream_words(const struct token_view *view, struct str title, struct str text, uint32_t position,
                  struct words *out);

#endif
