/*
 * Titles that begin with what is being typed, or contain it. Inner part of suggest.h.
 */
#ifndef RACINE_SEARCHD_SEARCH_SUGGEST_TITLES_H
#define RACINE_SEARCHD_SEARCH_SUGGEST_TITLES_H

#include "searchd/search/complete.h"

enum { SUGGEST_TITLES_MAX = 10 };

struct suggest_title {
    struct document doc; /* without text */
    bool preferred;      /* it is in the preferred language */
    int rank;            /* 2: begins with the words, 1: has them side by side, 0: has them */
    uint32_t place;      /* in which it was found */
};

/* The best `max` titles. `text` is all that was typed: its last word may be a beginning. */
int suggest_titles(const struct completer *c, struct documents_decoder *decoder, struct str text,
                   uint32_t max, struct suggest_title *out, uint32_t *count, struct err *e);

#endif
