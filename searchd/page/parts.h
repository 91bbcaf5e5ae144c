/*
 * Between the files that write a page.
 */
#ifndef RACINE_SEARCHD_PAGE_PARTS_H
#define RACINE_SEARCHD_PAGE_PARTS_H

#include "searchd/answer/answer.h"
#include "searchd/page/state.h"
#include "searchd/page/words.h"

struct page {
    struct page_state state;
    const struct page_words *words;
    const struct answer *answer; /* NULL on the front page and for an error */
};

/* <a> that leads to a state; `current`: where the reader is already. The first leaves the element open. */
void page_open_link(const struct page_state *to, bool current, struct buf *out);
void page_link(const struct page_state *to, bool current, const char *words, struct buf *out);

/* The list of hits. */
void page_hits(const struct page *p, struct buf *out);

/* What the answer can be narrowed by: languages, types, and the chart of years. */
void page_narrow(const struct page *p, struct buf *out);

#endif
