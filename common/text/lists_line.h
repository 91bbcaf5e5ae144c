/* One line of a list, as lists.h tells it, to facts. Inner part of lists.c. Any thread. */
#ifndef RACINE_TEXT_LISTS_LINE_H
#define RACINE_TEXT_LISTS_LINE_H

#include "base/arena.h"
#include "text/lists.h"

/* Facts of one line: a stop word and its other spellings. */
enum { LIST_LINE_FACTS = 8 };

/*
 * Reads a line without its newline: how many facts it tells (0 for a comment), kept in the arena, or
 * ERR_INPUT with the reason, without the place, in *e. Only what the line tells is filled in.
 */
int lists_line(struct str line, struct arena *arena, struct list_fact out[LIST_LINE_FACTS], struct err *e);

/* The same line again, in its canonical spelling, with a newline. */
void lists_line_print(const struct list_fact *fact, struct buf *out);

#endif
