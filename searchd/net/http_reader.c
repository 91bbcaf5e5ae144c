/* See http_reader.h. Statuses are those of RFC 9110 §15. */
#include "searchd/net/http_reader.h"

#include <strings.h>

static const char *const header_names[HTTP_HEADERS] = {
    [HTTP_HOST] = "Host",
    [HTTP_CONTENT_LENGTH] = "Content-Length",
    [HTTP_TRANSFER_ENCODING] = "Transfer-Encoding",
    [HTTP_EXPECT] = "Expect",
    [HTTP_ORIGIN] = "Origin",
    [HTTP_ACCEPT] = "Accept",
    [HTTP_ACCEPT_ENCODING] = "Accept-Encoding",
    [HTTP_ACCEPT_LANGUAGE] = "Accept-Language",
    [HTTP_IF_NONE_MATCH] = "If-None-Match",
    [HTTP_REQUEST_METHOD] = "Access-Control-Request-Method",
};

static bool equals(struct str s, const char *name)
{
    return s.len == strlen(name) && strncasecmp(s.ptr, name, s.len) == 0;
}

static int refuse(unsigned *status, unsigned is, struct err *e, const char *why)
{
    *status = is;
    bool limit = is == 413 || is == 414 || is == 431;
    return err_set(e, limit ? ERR_LIMIT : ERR_USAGE, "%s", why);
}

/* --- what llhttp tells --- */

static void extend(struct http_reader *r, struct http_range *range, const char *at, size_t len)
{
    if (range->len == 0)
        range->from = (size_t)(at - r->base);
    range->len += len;
}

static int on_target(llhttp_t *parser, const char *at, size_t len)
{
    struct http_reader *r = parser->data;
    extend(r, &r->target, at, len);
    return 0;
}

static int on_name(llhttp_t *parser, const char *at, size_t len)
{
    struct http_reader *r = parser->data;
    extend(r, &r->name, at, len);
    return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t len)
{
    struct http_reader *r = parser->data;
    extend(r, &r->value, at, len);
    return 0;
}

static struct str text_of(const struct http_reader *r, struct http_range range)
{
    return (struct str){r->base + range.from, range.len};
}

static int on_value_complete(llhttp_t *parser)
{
    struct http_reader *r = parser->data;
    struct str name = text_of(r, r->name);
    for (size_t i = 0; i < HTTP_HEADERS; i++)
        if (equals(name, header_names[i]) && r->counts[i]++ == 0)
            r->headers[i] = r->value;
    r->name = r->value = (struct http_range){0, 0};
    return 0;
}

static int on_complete(llhttp_t *parser)
{
    struct http_reader *r = parser->data;
    r->complete = true;
    r->method = parser->method;
    r->newer = parser->http_minor == 1;
    r->keep_alive =
        !(parser->flags & F_CONNECTION_CLOSE) && (r->newer || (parser->flags & F_CONNECTION_KEEP_ALIVE));
    r->has_length = parser->flags & F_CONTENT_LENGTH;
    r->has_encoding = parser->flags & F_TRANSFER_ENCODING;
    r->is_chunked = parser->flags & F_CHUNKED;
    r->length = parser->content_length;
    return 0;
}

static const llhttp_settings_t settings = {
    .on_url = on_target,
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_header_value_complete = on_value_complete,
    .on_headers_complete = on_complete,
};

/* A character of a method (RFC 9110 §5.6.2). */
static bool is_token(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static int is_wrong(struct http_reader *r, unsigned *status, struct err *e)
{
    switch (llhttp_get_errno(&r->parser)) {
    case HPE_INVALID_METHOD:
        if (!is_token(*r->parser.error_pos))
            return refuse(status, 400, e, "this is not a well-formed HTTP request");
        return refuse(status, 501, e,
                      "the method is none that this server knows: it answers GET, HEAD, OPTIONS");
    case HPE_INVALID_URL:
        refuse(status, 400, e, "the address has a character that may not stand there");
        return err_hint(e, "write it as percent and two digits: curl -G --data-urlencode 'q=…' does");
    case HPE_INVALID_VERSION:
    case HPE_PAUSED_H2_UPGRADE:
        return refuse(status, 505, e, "the version is not HTTP/1.1 or HTTP/1.0");
    case HPE_INVALID_CONTENT_LENGTH:
    case HPE_UNEXPECTED_CONTENT_LENGTH:
        return refuse(status, 400, e, "Content-Length is not one whole number alone");
    case HPE_INVALID_TRANSFER_ENCODING:
        return refuse(status, 400, e, "Transfer-Encoding does not end in chunked");
    default:
        return refuse(status, 400, e, "this is not a well-formed HTTP request");
    }
}

/* Gives llhttp the bytes of the head up to `to`. */
static int feed(struct http_reader *r, struct str bytes, size_t to, unsigned *status, struct err *e)
{
    if (!r->begun) {
        llhttp_init(&r->parser, HTTP_REQUEST, &settings);
        r->parser.data = r;
        r->begun = true;
    }
    r->base = bytes.ptr;
    enum llhttp_errno code = llhttp_execute(&r->parser, bytes.ptr + r->seen, to - r->seen);
    r->seen = to;
    /* A request to change the protocol is declined by answering it as if it had none. */
    if (code == HPE_OK || (code == HPE_PAUSED_UPGRADE && r->complete))
        return 0;
    return is_wrong(r, status, e);
}

/* --- lines --- */

static int end_line(struct http_reader *r, const struct http_limits *limits, unsigned *status, struct err *e)
{
    if (r->lines == 0 && r->line_len && r->spaces != 2)
        return refuse(status, 400, e, "the request line is not METHOD TARGET VERSION");
    if (r->line_len && r->lines > limits->headers)
        return refuse(status, 431, e, "there are too many headers");
    bool last = r->lines && r->line_len == 0;
    r->lines += r->line_len > 0;
    r->line_len = 0;
    r->in_value = false;
    return last;
}

/* A byte of the request line. */
static int check_request(struct http_reader *r, const struct http_limits *limits, char c, unsigned *status,
                         struct err *e)
{
    if (c == '\t' || (c == ' ' && (r->line_len == 0 || r->previous == ' ' || r->spaces == 2)))
        return refuse(status, 400, e, "the request line has white space where none may be");
    if (c == '#')
        return refuse(status, 400, e, "the address has a #: what follows it is for browsers only");
    if (c == ' ')
        r->spaces++;
    else if (r->spaces == 1 && ++r->target_len > limits->target_bytes)
        return refuse(status, 414, e, "the address is too long");
    return 0;
}

/* A byte of a header. */
static int check_header(struct http_reader *r, char c, unsigned *status, struct err *e)
{
    bool blank = c == ' ' || c == '\t';
    if (r->line_len == 0 && blank)
        return refuse(status, 400, e, "a header goes on in a second line");
    if (r->line_len == 0 && c == ':')
        return refuse(status, 400, e, "a header has no name");
    if (!r->in_value && blank)
        return refuse(status, 400, e, "the name of a header has a space in it or before its colon");
    if (c == ':')
        r->in_value = true;
    return 0;
}

/* Returns 1 at the last byte of a head, 0 before it. */
static int check_byte(struct http_reader *r, const struct http_limits *limits, char c, unsigned *status,
                      struct err *e)
{
    if ((c == '\n') != (r->previous == '\r'))
        return refuse(status, 400, e, "a line does not end in CR LF");
    if (c == '\n')
        return end_line(r, limits, status, e);
    if (c == '\r')
        return 0;
    if (((unsigned char)c < ' ' && c != '\t') || c == 0x7f)
        return refuse(status, 400, e, "there is a control character");
    int code = r->lines == 0 ? check_request(r, limits, c, status, e) : check_header(r, c, status, e);
    r->line_len++;
    return code;
}

/* --- the whole head --- */

/* Splits the target (RFC 9112 §3.2) into authority, path and parameters. */
static int read_target(struct str target, struct http_head *out, unsigned *status, struct err *e)
{
    static const char *const schemes[] = {"http://", "https://"};
    struct str rest = target;
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(schemes[i]);
        if (rest.len < len || strncasecmp(rest.ptr, schemes[i], len) != 0)
            continue;
        rest = str_slice(rest, len, rest.len);
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
            end++;
        out->authority = str_slice(rest, 0, end);
        rest = str_slice(rest, end, rest.len);
        if (out->authority.len == 0)
            return refuse(status, 400, e, "the address names no host");
        break;
    }
    size_t mark = str_find(rest, STR("?"));
    out->path = mark ? str_slice(rest, 0, mark) : STR("/");
    out->parameters = mark < rest.len ? str_slice(rest, mark + 1, rest.len) : STR("");
    bool asterisk = str_equal(target, STR("*"));
    if (asterisk ? out->method != HTTP_METHOD_OPTIONS : out->path.ptr[0] != '/')
        return out->method == HTTP_METHOD_OTHER
                   ? 0 /* CONNECT host:port: it will hear that the method is none of ours */
                   : refuse(status, 400, e, "the address does not begin with /");
    return 0;
}

static int check_host(const struct http_reader *r, struct http_head *out, unsigned *status, struct err *e)
{
    if (r->counts[HTTP_HOST] > 1)
        return refuse(status, 400, e, "there is more than one Host");
    if (r->counts[HTTP_HOST] == 0 && r->newer)
        return refuse(status, 400, e, "there is no Host");
    if (r->counts[HTTP_HOST] == 1 && out->headers[HTTP_HOST].len == 0)
        return refuse(status, 400, e, "Host is empty");
    if (out->authority.len == 0)
        out->authority = out->headers[HTTP_HOST];
    return 0;
}

/* No request has a body here; what announces one is refused before it is a question where it ends. */
static int check_body(const struct http_reader *r, struct http_head *out, unsigned *status, struct err *e)
{
    /* Not one either if llhttp made nothing of it. */
    if (r->counts[HTTP_CONTENT_LENGTH] != r->has_length)
        return refuse(status, 400, e, "Content-Length is not one whole number alone");
    if (r->counts[HTTP_TRANSFER_ENCODING] != r->has_encoding)
        return refuse(status, 400, e, "Transfer-Encoding is not there once");
    if (r->has_length && r->has_encoding)
        return refuse(status, 400, e, "there are both Content-Length and Transfer-Encoding");
    if (r->has_encoding && !r->newer)
        return refuse(status, 400, e, "there is a Transfer-Encoding in HTTP/1.0");
    if (r->has_encoding && !equals(out->headers[HTTP_TRANSFER_ENCODING], "chunked"))
        return refuse(status, 501, e, "the Transfer-Encoding is none that this server knows");
    bool body = r->has_encoding || (r->has_length && r->length > 0);
    out->last |= body; /* it is not read */
    if (body && out->method != HTTP_METHOD_OTHER)
        return refuse(status, 413, e, "this server takes no request with a body");
    struct str expect = out->headers[HTTP_EXPECT];
    if (expect.len && !equals(expect, "100-continue"))
        return refuse(status, 417, e, "Expect asks for what this server does not know");
    return 0;
}

static int finish(struct http_reader *r, struct http_head *out, unsigned *status, struct err *e)
{
    *out = (struct http_head){.newer = r->newer, .last = !r->keep_alive};
    out->method = r->method == HTTP_GET       ? HTTP_METHOD_GET
                  : r->method == HTTP_HEAD    ? HTTP_METHOD_HEAD
                  : r->method == HTTP_OPTIONS ? HTTP_METHOD_OPTIONS
                                              : HTTP_METHOD_OTHER;
    for (size_t i = 0; i < HTTP_HEADERS; i++)
        if (r->counts[i])
            out->headers[i] = str_trim(text_of(r, r->headers[i]));
    /* llhttp knows RTSP and others too. */
    struct str version = {r->base + r->target.from + r->target.len, strlen(" HTTP/1.1")};
    if (!str_equal(version, STR(" HTTP/1.1")) && !str_equal(version, STR(" HTTP/1.0")))
        return refuse(status, 505, e, "the version is not HTTP/1.1 or HTTP/1.0");
    if (read_target(text_of(r, r->target), out, status, e) < 0 || check_host(r, out, status, e) < 0 ||
        check_body(r, out, status, e) < 0)
        return e->code;
    return 1;
}

int http_next(struct http_reader *r, const struct http_limits *limits, struct str bytes, size_t *used,
              struct http_head *out, unsigned *status, struct err *e)
{
    *used = 0;
    size_t at = r->seen;
    int code = 0;
    struct err mine;
    for (; at < bytes.len && code == 0; at++) {
        code = at == limits->head_bytes ? refuse(status, 431, &mine, "the request's head is too long")
                                        : check_byte(r, limits, bytes.ptr[at], status, &mine);
        r->previous = bytes.ptr[at];
    }
    /* What is wrong by llhttp's reading in the bytes before comes first, as it does byte by byte. */
    unsigned my_status = code < 0 ? *status : 0;
    size_t to = code < 0 ? at - 1 : at;
    if (to > r->seen && feed(r, bytes, to, status, e) < 0)
        return e->code;
    if (code < 0) {
        *e = mine;
        *status = my_status;
        return code;
    }
    if (code == 0)
        return 0;
    if (!r->complete) /* of HTTP/2's greeting, this is not the whole */
        return refuse(status, 505, e, "the version is not HTTP/1.1 or HTTP/1.0");
    int finished = finish(r, out, status, e);
    *used = at;
    *r = (struct http_reader){0};
    return finished;
}
