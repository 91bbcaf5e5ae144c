/*
 * What a mistyped word may have been meant to be: the frequent words of the lexicon that are spelled nearly
 * like it, two words that were run together, or one that fell apart. A noisy channel: how frequent the word
 * is, against how unlikely the slip (Kernighan, Church & Gale 1990), with likelier slips (letters that have
 * changed places, doubled letters, neighbours on the keyboard, ph for f) costing less. Inner part of
 * correct.h.
 */
#ifndef RACINE_SEARCHD_SEARCH_SLIPS_H
#define RACINE_SEARCHD_SEARCH_SLIPS_H

#include "searchd/query/plan.h"

enum {
    SLIPS_LETTERS_MIN = 4, /* shorter words are left alone */
    SLIPS_TWO_LETTERS = 6, /* from so many letters on, two slips are thought of */
    SLIPS_CANDIDATES = 5   /* what a word may have been, at most */
};

struct slip {
    struct str text; /* to put in the place of what was typed */
    double score;    /* the higher, the likelier; logarithmic */
    enum lang lang;
    uint64_t count;    /* occurrences of the word; of two, of the rarer one */
    uint32_t distance; /* slips; 0: words were parted or joined */
};

struct slips {
    struct slip list[SLIPS_CANDIDATES]; /* the likeliest first */
    uint32_t count;
};

/* `langs`: LANG_BITs of the languages asked about. Both add to *out. ERR_MEMORY. */
int slips_of_word(const struct vocabulary *v, unsigned langs, struct str form, struct arena *arena,
                  struct slips *out, struct err *e);
/* Two words side by side, for one. */
int slips_of_pair(const struct vocabulary *v, unsigned langs, struct str first, struct str second,
                  struct arena *arena, struct slips *out, struct err *e);

/* How unlikely it is that `meant` was typed as `typed` (folded keys): about 1 a slip. */
double slips_cost(struct str typed, struct str meant);

#endif
