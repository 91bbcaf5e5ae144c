/*
 * Words spelled nearly as a given one: the folded keys of a lexicon within a few slips of a key. A slip is a
 * byte put in, left out or mistaken for another, or two neighbours that have changed places (Damerau 1964;
 * no place is touched twice). Keys of French and English are ASCII, so a byte is a letter; accents and
 * capitals are folded away and cost nothing.
 *
 * The sorted keys are walked as if they were a trie, with a row of the distance table for each letter of the
 * key at hand: keys that share a beginning share its rows, and as soon as no cell of a row is within the
 * distance, all keys that begin so are passed over (as Schulz & Mihov 2002, with the rows in place of their
 * automaton). No file is needed but the lexicon. Any thread.
 */
#ifndef RACINE_INDEX_NEIGHBOURS_H
#define RACINE_INDEX_NEIGHBOURS_H

#include "index/lexicon.h"

enum {
    NEIGHBOURS_KEY_MAX = 40,       /* longer keys have no neighbours */
    NEIGHBOURS_STEPS_MAX = 400000, /* keys and rows looked at */
};

/* The forms of a key, and how many slips it is away. */
typedef void (*neighbour_fn)(void *context, struct lexicon_ids same_key, uint32_t distance);

/* Calls `each` for every key within `distance` slips, in the order of keys, `key` itself included. */
void neighbours_find(const struct lexicon *lex, struct str key, uint32_t distance, neighbour_fn each,
                     void *context);

#endif
