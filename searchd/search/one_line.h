/*
 * Pieces of a text put on one line: white space and control characters become single spaces. Any thread.
 */
#ifndef RACINE_SEARCHD_SEARCH_ONE_LINE_H
#define RACINE_SEARCHD_SEARCH_ONE_LINE_H

#include "base/str.h"

/* The length of the white space (not a no-break space) or control character at byte `at`, 0 if there is
 * none. */
size_t one_line_blank(struct str text, size_t at);

/*
 * Copies `piece` behind the `len` bytes in `out`, each stretch of blanks as one space, but for one that
 * follows a space or begins the line. Returns the new length, at most len + piece.len.
 */
size_t one_line_add(char *out, size_t len, struct str piece);

#endif
