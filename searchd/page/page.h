/*
 * The results page, made here on the server and complete without a script: from an answer to HTML. What
 * documents and readers say is escaped where it is written. Any thread.
 */
#ifndef RACINE_SEARCHD_PAGE_PAGE_H
#define RACINE_SEARCHD_PAGE_PAGE_H

#include "base/err.h"
#include "searchd/answer/answer.h"

/* The page of an answer is answer_page's (answer_writer.h). The front page, where nothing was asked for yet.
 */
void page_front(const struct request *request, struct buf *out);

/* `request` was not answered. */
void page_error(const struct request *request, const struct err *error, struct buf *out);

#endif
