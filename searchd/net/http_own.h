/* What the HTTP door answers by itself, on the loop (local_fn of door.h). */
#ifndef RACINE_SEARCHD_NET_HTTP_OWN_H
#define RACINE_SEARCHD_NET_HTTP_OWN_H

#include "searchd/net/door.h"

void http_own_health(const struct local *local, const struct request *request,
                     const struct responder *responder, struct response *out);
void http_own_readiness(const struct local *local, const struct request *request,
                        const struct responder *responder, struct response *out);
void http_own_stats(const struct local *local, const struct request *request,
                    const struct responder *responder, struct response *out);
void http_own_metrics(const struct local *local, const struct request *request,
                      const struct responder *responder, struct response *out);

/* How browsers search here: `request->query` is the address that this server was asked at. */
void http_own_opensearch(const struct local *local, const struct request *request,
                         const struct responder *responder, struct response *out);

/* OPTIONS: which methods there are. */
void http_own_methods(const struct local *local, const struct request *request,
                      const struct responder *responder, struct response *out);

/* What the other side has is still right. */
void http_own_unchanged(const struct local *local, const struct request *request,
                        const struct responder *responder, struct response *out);

#endif
