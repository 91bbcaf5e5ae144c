/*
 * A passage of a text by its bytes, at borders of words. Offsets may come from anywhere. Any thread.
 */
#ifndef RACINE_SEARCHD_SEARCH_PASSAGE_H
#define RACINE_SEARCHD_SEARCH_PASSAGE_H

#include "index/document.h"

enum {
    PASSAGE_WIDEN_MAX = 256,     /* bytes that a border is moved by to spare a word, at most */
    PASSAGE_AROUND_MAX = 1 << 16 /* bytes on either side of passage_around() */
};

/* The bytes from … to (from ≤ to), what lies past the end left out, widened to whole words; or at least to
 * whole characters, where a word is longer than PASSAGE_WIDEN_MAX. */
struct span passage_cut(struct str text, uint32_t from, uint32_t to);

/* So many words, half of them before the one at byte `at`, which is counted with those after it. */
struct span passage_around(struct str text, uint32_t at, uint32_t words);

#endif
