/*
 * The passage of a document that shows best why it was found, and the bytes to highlight in it and in the
 * title. Found in the token stream; words.h is run again over the few words shown, to learn their bytes.
 * Any thread; results are in the arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_SNIPPET_H
#define RACINE_SEARCHD_SEARCH_SNIPPET_H

#include "searchd/search/places.h"

enum {
    SNIPPET_WORDS = 40,
    SNIPPET_BYTES_MAX = 800, /* of the text: words may be of any length */
    SNIPPET_HITS_MAX = 4096  /* places looked at; the best among so many is good enough */
};

struct snippet_source {
    struct str title, text;
    struct places_source places;
};

/* Byte ranges are rising and disjoint; `passage` is one line, with … where it is cut inside a sentence. */
struct snippet {
    struct str passage;
    struct span *marks, *title_marks;
    uint32_t mark_count, title_mark_count;
};

/* `with_passage` false: the title's marks only. ERR_MEMORY. */
int snippet_make(const struct snippet_source *source, bool with_passage, struct arena *arena,
                 struct snippet *out, struct err *e);

#endif
