/* See http_own.h. */
#include "searchd/net/http_own.h"

#include "base/escape.h"
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

/* The start of this server's addresses, escaped for XML. */
static void add_base(const struct local *local, const struct request *request, struct buf *out)
{
    if (local->options->http_url) {
        escape_html(out, str_of(local->options->http_url));
        return;
    }
    buf_add_str(out, STR("http://"));
    escape_html(out, request->query);
}

/* OpenSearch 1.1, draft 6. */
void http_own_opensearch(const struct local *local, const struct request *request,
                         const struct responder *responder, struct response *out)
{
    (void)responder;
    struct buf *xml = &out->body;
    bool french = request->prefer == LANG_FR;
    const char *lang = french ? "fr" : "en";
    buf_add_str(xml, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
                         "  <ShortName>Racine</ShortName>\n"));
    buf_printf(xml, "  <Description>%s</Description>\n",
               french ? "Recherche en français et en anglais" : "Search in French and English");
    buf_add_str(xml, STR("  <Url type=\"text/html\" template=\""));
    add_base(local, request, xml);
    buf_printf(xml, "/?q={searchTerms}&amp;lang=%s\"/>\n  <Url type=\"application/json\" template=\"", lang);
    add_base(local, request, xml);
    buf_printf(xml,
               "/search?q={searchTerms}&amp;lang=%s&amp;page={startPage?}\"/>\n"
               "  <Url type=\"application/x-suggestions+json\" template=\"",
               lang);
    add_base(local, request, xml);
    buf_printf(xml,
               "/suggest?q={searchTerms}&amp;lang=%s&amp;format=opensearch\"/>\n"
               "  <Language>%s</Language>\n  <InputEncoding>UTF-8</InputEncoding>\n"
               "  <OutputEncoding>UTF-8</OutputEncoding>\n</OpenSearchDescription>\n",
               lang, lang);
    out->form = http_form(200, HTTP_TYPE_OPENSEARCH);
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
