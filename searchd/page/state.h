/*
 * What the address of a results page says: the query, how it is narrowed and sorted, which page of how many,
 * and the language of the page itself. Every link of the page is such a state, a little changed. A request
 * holds the same: its `filter` is lang:fr type:"speech" date:2019, and its `prefer` the page's language.
 * Strings are borrowed. Any thread.
 */
#ifndef RACINE_SEARCHD_PAGE_STATE_H
#define RACINE_SEARCHD_PAGE_STATE_H

#include "base/str.h"
#include "searchd/request.h"
#include "text/language.h"

/* Hits on a page, and values of each facet: a century of years, for the chart. */
enum { PAGE_HITS = 10, PAGE_FACET_VALUES = 100 };

struct page_state {
    enum lang ui;     /* of the page: LANG_FR or LANG_EN */
    struct str query; /* as typed; empty on the front page */
    struct str lang;  /* only pages in it: a code; empty for all */
    struct str type;  /* only this one; empty for all */
    struct str date;  /* as after date: in a query; empty for all */
    enum request_sort sort;
    uint32_t page; /* from 1 */
};

/* The address, ready for an attribute in quotation marks. */
void page_state_link(const struct page_state *state, struct buf *out);

/* The filter of a request for it. A value that cannot stand in quotation marks is left out. */
void page_state_filter(const struct page_state *state, struct buf *out);

/* The state that a request was made from. */
struct page_state page_state_of(const struct request *request);

static inline bool page_state_narrowed(const struct page_state *state)
{
    return state->lang.len || state->type.len || state->date.len;
}

#endif
