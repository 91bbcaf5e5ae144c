/*
 * The results page at / and the files that it and other sites' pages take: addresses for browsers rather than
 * programs. What they do not know they pass over, for links gather parameters on their way.
 */
#ifndef RACINE_SEARCHD_NET_HTTP_PAGE_H
#define RACINE_SEARCHD_NET_HTTP_PAGE_H

#include "searchd/net/door.h"
#include "searchd/net/http_params.h"
#include "searchd/net/verbs.h"

/*
 * Makes the request of a results page: its state (page/state.h) from `params`, the language of the page from
 * there or from `languages`, an Accept-Language. Strings are borrowed from `params` and `text`, to which the
 * filter is appended. ERR_MEMORY.
 */
int http_page_request(const struct http_params *params, struct str languages,
                      const struct verb_limits *limits, struct buf *text, struct request *out, struct err *e);

/* The page where nothing is asked for yet (local_fn). */
void http_page_front(const struct local *local, const struct request *request,
                     const struct responder *responder, struct response *out);

/* Whether there is a file at that path, and a request for it. */
bool http_file_request(struct str path, struct request *out);

/* The file (local_fn), and what its entity tag is made from: another one when its bytes are others. */
void http_file(const struct local *local, const struct request *request, const struct responder *responder,
               struct response *out);
uint64_t http_file_version(const struct request *request);

/* The other side has this version of it (local_fn). */
void http_file_unchanged(const struct local *local, const struct request *request,
                         const struct responder *responder, struct response *out);

#endif
