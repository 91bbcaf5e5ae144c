/*
 * The words in a part of a query, with what stands at them: =Word, vis*, *port. Words are those of words.h.
 * Any thread.
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_WORDS_H
#define RACINE_SEARCHD_QUERY_QUERY_WORDS_H

#include "searchd/query/query.h"
#include "searchd/query/query_problem.h"
#include "text/words.h"

struct query_words {
    struct words words;
    struct str text; /* the part */
    uint32_t offset; /* of the part in the query */
    size_t passed;   /* bytes of the part before this one were looked at for spaces */
    size_t piece;    /* where the piece between spaces begins that they belong to */
    bool all_exact, exact;
};

/* Words of these bytes of the query; `exact`: = stands before them all. */
void query_words_init(struct query_words *w, struct str query, struct span bytes, bool exact);

/*
 * The next word, its form borrowed until the next call; false at the end. A word with stars (open_start,
 * open_end) that is no WORD_PATTERN has too few letters.
 */
bool query_words_next(struct query_words *w, struct query_word *out);

/* Tells what is wrong with = and * in these bytes. *count: how many words there are; *marked: some are not
 * to be found in all their forms. */
int query_words_check(struct query_problems *p, struct span bytes, bool exact, uint32_t *count, bool *marked,
                      struct err *e);

/* Length of the space at `at`, 0 if there is none. */
size_t query_space(struct str text, size_t at);

#endif
