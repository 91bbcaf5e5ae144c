/*
 * A query while it is being typed: which word is under the keys, what stands before it. Knows the syntax as
 * far as it takes to tell a word from the value of a field. Any thread; borrows from the text.
 */
#ifndef RACINE_SEARCHD_SEARCH_TYPED_H
#define RACINE_SEARCHD_SEARCH_TYPED_H

#include "base/str.h"
#include "text/fold.h"

enum { TYPED_PARTS_MAX = 4 };

struct typed {
    struct str before;    /* the text up to the word, elided article included */
    struct str context;   /* of it, the query that documents must match, too; empty if there is none */
    bool elided;          /* l', d' and the like stand right before it: the word is French */
    bool compound;        /* a hyphen was typed: the word goes on in more parts */
    char key[FOLD_MAX];   /* the word's folded beginning */
    size_t key_len;       /* 0: there is no word to complete */
    char spelt[FOLD_MAX]; /* the last part of it with its accents, in small letters */
    size_t spelt_len;
    char previous[FOLD_MAX]; /* the folded word right before it */
    size_t previous_len;     /* 0: there is none */
};

void typed_read(struct str text, struct typed *out);

#endif
