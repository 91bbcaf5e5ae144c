/*
 * What a page says about itself, and where its parts are: everything but its text. Any thread.
 */
#ifndef RACINE_INDEXER_HTML_FACTS_H
#define RACINE_INDEXER_HTML_FACTS_H

#include "indexer/readers/draft.h"
#include "indexer/readers/html_tree.h"

struct html_facts {
    const GumboNode *title, *heading;   /* <title>, and the first <h1> */
    const GumboNode *body, *main;       /* main: <main>, else the only <article>; NULL if there is none */
    bool noindex;                       /* it asks not to be indexed */
    bool form_is_page;                  /* a form encloses the main part or the heading */
    date_num modified;                  /* for want of a better date */
    struct str translation[LANG_COUNT]; /* a link to the page in each language */
};

/* Fills in the draft what the page states outright (language, address, type, date, tags), and *out. */
int html_facts_read(const GumboNode *root, struct draft *d, struct html_facts *out, struct err *e);

#endif
