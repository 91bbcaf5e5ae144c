/* Looking a word up in a table in byte order. Inner part of common/text/. Any thread. */
#ifndef RACINE_TEXT_SORTED_H
#define RACINE_TEXT_SORTED_H

#include "base/str.h"

/*
 * The row whose word is `word`, or NULL. The table has `count` rows of `size` bytes, each beginning with
 * its word, a const char *.
 */
const void *sorted_find(const void *table, size_t count, size_t size, struct str word);

#endif
