/*
 * A piece of a text with what stands left and right of it, as many cells wide as wanted (width.h): a line of
 * a concordance. Any thread.
 */
#ifndef RACINE_SEARCHD_SEARCH_CONTEXT_H
#define RACINE_SEARCHD_SEARCH_CONTEXT_H

#include "base/arena.h"
#include "base/err.h"

enum {
    CONTEXT_WIDTH_MAX = 500,   /* cells of a side */
    CONTEXT_MIDDLE_MAX = 1000, /* bytes of the piece itself: a longer one is cut, and ends in … */
    CONTEXT_CELL_BYTES = 8     /* so many bytes a cell are looked at: marks and blanks are without end */
};

/* Each on one line (one_line.h). Side by side they read as the text does, its blanks included. */
struct context {
    struct str left, middle, right;
};

/*
 * Sides are whole words as a reader sees them, between blanks, and no wider than `width`
 * (≤ CONTEXT_WIDTH_MAX); where that would leave too little, a word is cut, never a character or its marks.
 * `start` ≤ `end` ≤ text.len are borders of characters. ERR_MEMORY.
 */
int context_cut(struct str text, uint32_t start, uint32_t end, uint32_t width, struct arena *arena,
                struct context *out, struct err *e);

#endif
