/* See http_own.h. */
#include "searchd/net/http_own.h"

#include "searchd/net/http_response.h"
#include "searchd/net/local.h"
#include "searchd/snapshot.h"

void http_own_health(const struct local *local, const struct request *request,
                     const struct responder *responder, struct response *out)
{
    (void)local;
    (void)request;
    (void)responder;
    buf_add_str(&out->body, STR("ok\n"));
    out->form = http_form(200, HTTP_TYPE_TEXT);
}

void http_own_readiness(const struct local *local, const struct request *request,
                        const struct responder *responder, struct response *out)
{
    const struct http_responder *r = (const struct http_responder *)responder;
    (void)request;
    bool loaded = snapshots_facts(local->snapshots).generation != 0;
    bool ready = loaded && !r->manner->ending;
    buf_add_str(&out->body, ready    ? STR("ready\n")
                            : loaded ? STR("stopping\n")
                                     : STR("no index is loaded\n"));
    out->form = http_form(ready ? 200 : 503, HTTP_TYPE_TEXT);
}

void http_own_stats(const struct local *local, const struct request *request,
                    const struct responder *responder, struct response *out)
{
    static const enum http_type types[] = {
        [FORMAT_TEXT] = HTTP_TYPE_TEXT, [FORMAT_TSV] = HTTP_TYPE_TSV, [FORMAT_JSON] = HTTP_TYPE_JSON};
    stats_print(local->stats, local->options, local->snapshots, request->format, &out->body);
    out->form = http_form(200, types[request->format]);
    http_compress((const struct http_responder *)responder, out);
}

void http_own_metrics(const struct local *local, const struct request *request,
                      const struct responder *responder, struct response *out)
{
    (void)request;
    stats_metrics(local->stats, local->options, local->snapshots, &out->body);
    out->form = http_form(200, HTTP_TYPE_METRICS);
    http_compress((const struct http_responder *)responder, out);
}

void http_own_methods(const struct local *local, const struct request *request,
                      const struct responder *responder, struct response *out)
{
    (void)local;
    (void)request;
    (void)responder;
    out->form = http_form(204, HTTP_TYPE_NONE);
}

void http_own_unchanged(const struct local *local, const struct request *request,
                        const struct responder *responder, struct response *out)
{
    (void)request;
    (void)responder;
    out->generation = snapshots_facts(local->snapshots).generation;
    out->repeatable = true;
    out->form = http_form(304, HTTP_TYPE_NONE);
}
