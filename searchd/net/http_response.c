/* See http_response.h. Heads as in RFC 9110 and 9111, CORS as in the Fetch standard. */
#include "searchd/net/http_response.h"

#include <stdio.h>
#include <time.h>

#include "base/escape.h"
#include "searchd/answer/answer.h"
#include "searchd/answer/answer_writer.h"
#include "searchd/errors.h"
#include "searchd/net/gzip.h"
#include "searchd/page/page.h"

/* --- forms --- */

enum { FORM_STATUS = 0x3ff, FORM_TYPE_SHIFT = 10, FORM_TYPE = 0xff, FORM_GZIP = 1 << 18 };

unsigned http_form(unsigned status, enum http_type type)
{
    return status | (unsigned)type << FORM_TYPE_SHIFT;
}

static const char *const type_names[HTTP_TYPES] = {
    [HTTP_TYPE_JSON] = "application/json",
    [HTTP_TYPE_TEXT] = "text/plain; charset=utf-8",
    [HTTP_TYPE_TSV] = "text/tab-separated-values; charset=utf-8",
    [HTTP_TYPE_METRICS] = "text/plain; version=0.0.4; charset=utf-8",
    [HTTP_TYPE_HTML] = "text/html; charset=utf-8",
    [HTTP_TYPE_CSS] = "text/css; charset=utf-8",
    [HTTP_TYPE_SVG] = "image/svg+xml",
    [HTTP_TYPE_SCRIPT] = "text/javascript; charset=utf-8",
    [HTTP_TYPE_OPENSEARCH] = "application/opensearchdescription+xml",
    [HTTP_TYPE_SUGGESTIONS] = "application/x-suggestions+json",
};

static enum http_type type_of(const struct response *response)
{
    return (enum http_type)(response->form >> FORM_TYPE_SHIFT & FORM_TYPE);
}

static const char *reason(unsigned status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Internal Server Error";
    }
}

static unsigned status_of(const struct http_responder *r, int code)
{
    if (r->status)
        return r->status;
    switch (code) {
    case ERR_QUERY:
    case ERR_LIMIT:
    case ERR_USAGE:
        return 400;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_DEADLINE:
        return 503;
    default:
        return 500;
    }
}

/* --- bodies --- */

void http_compress(const struct http_responder *r, struct response *response)
{
    struct buf smaller = {0};
    if (!r->gzip || response->body.len < r->manner->gzip_from || !gzip(buf_str(&response->body), &smaller)) {
        buf_fini(&smaller);
        return;
    }
    buf_fini(&response->body);
    response->body = smaller;
    response->form |= FORM_GZIP;
}

static void respond_answer(const struct responder *r, const struct answer *a, struct response *out)
{
    static const enum http_type types[] = {[FORMAT_TEXT] = HTTP_TYPE_TEXT,
                                           [FORMAT_TSV] = HTTP_TYPE_TSV,
                                           [FORMAT_JSON] = HTTP_TYPE_JSON,
                                           [FORMAT_OPENSEARCH] = HTTP_TYPE_SUGGESTIONS,
                                           [FORMAT_PAGE] = HTTP_TYPE_HTML};
    answer_write(a, &out->body);
    out->form = http_form(200, types[a->request->format]);
    http_compress((const struct http_responder *)r, out);
}

static void add_error(struct buf *out, const char *code, const char *text, const char *hint, const char *type)
{
    buf_printf(out, "{\"error\":{\"code\":\"%s\",\"message\":", code);
    escape_json(out, str_of(text));
    if (hint[0]) {
        buf_add_str(out, STR(",\"hint\":"));
        escape_json(out, str_of(hint));
    }
    buf_printf(out, ",\"type\":\"%s\"}}\n", type);
}

static void respond_error(const struct responder *responder, const struct request *request,
                          const struct err *error, struct response *out)
{
    const struct http_responder *r = (const struct http_responder *)responder;
    unsigned status = status_of(r, error->code);
    if (request->format == FORMAT_PAGE) {
        page_error(request, error, &out->body);
        out->form = http_form(status, HTTP_TYPE_HTML);
        return;
    }
    const char *code = status == 405 ? "METHOD" : status == 421 ? "HOST" : error_name(error->code);
    add_error(&out->body, code, error->text, error->hint,
              status < 500    ? "request"
              : status == 503 ? "busy"
                              : "server");
    out->form = http_form(status, HTTP_TYPE_JSON);
}

void http_busy(const struct http_responder *r, const char *why, struct response *out)
{
    (void)r;
    add_error(&out->body, "BUSY", why, "try again in a moment", "busy");
    out->form = http_form(503, HTTP_TYPE_JSON);
}

static void respond_busy(const struct responder *r, const struct request *request, const char *why,
                         struct response *out)
{
    (void)request;
    http_busy((const struct http_responder *)r, why, out);
}

static unsigned variant(const struct responder *responder)
{
    return ((const struct http_responder *)responder)->gzip;
}

/* --- heads --- */

void http_etag(uint64_t generation, uint64_t built_at, struct buf *out)
{
    /* Weak: the same answer tells another time that it took, and may be compressed or not. */
    buf_printf(out, "W/\"%llx-%llx-" RACINE_VERSION "\"", (unsigned long long)generation,
               (unsigned long long)built_at);
}

static void add_date(struct buf *out)
{
    char text[40];
    time_t now = time(NULL);
    struct tm t;
    /* The C locale's names, whatever the environment: nothing here calls setlocale(). */
    strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime_r(&now, &t));
    buf_add_str(out, str_of(text));
}

static void add_caching(const struct http_responder *r, const struct response *response, unsigned status,
                        struct buf *out)
{
    bool keeps = response->repeatable && (status == 200 || status == 304);
    if (keeps) {
        buf_add_str(out, STR("ETag: "));
        http_etag(response->generation, r->built_at, out);
        buf_printf(out, "\r\nCache-Control: public, max-age=%llu\r\n",
                   (unsigned long long)r->manner->max_age_s);
        buf_add_str(out, STR("Vary: Accept-Encoding"));
        if (type_of(response) == HTTP_TYPE_HTML)
            buf_add_str(out, STR(", Accept-Language"));
        buf_add_str(out, r->manner->varies_by_origin ? STR(", Origin\r\n") : STR("\r\n"));
    } else {
        buf_add_str(out, STR("Cache-Control: no-store\r\n"));
    }
}

static void add_origin(const struct http_responder *r, struct buf *out)
{
    if (r->origin.len == 0)
        return;
    buf_add_str(out, STR("Access-Control-Allow-Origin: "));
    buf_add_str(out, r->origin);
    buf_add_str(out, STR("\r\n"));
    if (r->preflight)
        buf_add_str(out, STR("Access-Control-Allow-Methods: GET, HEAD\r\nAccess-Control-Max-Age: 86400\r\n"));
}

/* No page may run what an answer says, show it in a frame, take it for another type, or pass the query on. */
static const char security[] = "X-Content-Type-Options: nosniff\r\n"
                               "Referrer-Policy: same-origin\r\n"
                               "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'";

/* Our pages run our script and show our style, and none that stands in the page itself. */
static const char page_security[] = "; base-uri 'none'; form-action 'self'; connect-src 'self'; img-src "
                                    "'self'; script-src 'self'; style-src 'self'";

static void add_security(const struct response *response, struct buf *out)
{
    buf_add_str(out, str_of(security));
    if (type_of(response) == HTTP_TYPE_HTML)
        buf_add_str(out, str_of(page_security));
    buf_add_str(out, STR("\r\n"));
}

static void add_body_headers(const struct response *response, struct buf *out)
{
    enum http_type type = type_of(response);
    if (type == HTTP_TYPE_NONE)
        return;
    buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", type_names[type], response->body.len);
    if (response->form & FORM_GZIP)
        buf_add_str(out, STR("Content-Encoding: gzip\r\n"));
}

static void send_response(const struct responder *responder, struct response *response, struct buf *out)
{
    const struct http_responder *r = (const struct http_responder *)responder;
    unsigned status = response->form & FORM_STATUS;
    if (buf_failed(&response->body)) {
        out->failed = true;
        return;
    }
    buf_printf(out, "HTTP/1.1 %u %s\r\n", status, reason(status));
    add_date(out);
    add_body_headers(response, out);
    add_caching(r, response, status, out);
    add_origin(r, out);
    add_security(response, out);
    if (r->allow)
        buf_printf(out, "Allow: %s\r\n", r->allow);
    if (status == 503)
        buf_add_str(out, STR("Retry-After: 1\r\n"));
    if (r->last || r->manner->ending)
        buf_add_str(out, STR("Connection: close\r\n"));
    else if (!r->newer)
        buf_add_str(out, STR("Connection: keep-alive\r\n"));
    buf_add_str(out, STR("\r\n"));
    if (!r->bare)
        buf_add_str(out, buf_str(&response->body));
}

const struct responder_kind http_responder_kind = {
    sizeof(struct http_responder), respond_answer, respond_error, respond_busy, variant, send_response};
