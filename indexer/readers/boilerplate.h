/*
 * Lines of web pages that are no content and must not be found: "haut de page", "click here", and the line
 * that says when a page was put online. Only whole lines. Any thread.
 */
#ifndef RACINE_INDEXER_BOILERPLATE_H
#define RACINE_INDEXER_BOILERPLATE_H

#include "text/date.h"

enum boilerplate {
    BOILERPLATE_NONE,
    BOILERPLATE_LINE,
    BOILERPLATE_PUBLISHED, /* "Mise en ligne le 26/06/2019" */
    BOILERPLATE_UPDATED    /* "Updated: 26 June 2019" */
};

/* What the line is; a date line's date goes to *date, otherwise left alone. */
enum boilerplate boilerplate_of(struct str line, date_num *date);

#endif
