/* See http_door.h. */
#include "searchd/net/http_door.h"

#include <arpa/inet.h>
#include <strings.h>

#include "searchd/net/http_own.h"
#include "searchd/net/http_page.h"
#include "searchd/net/http_routes.h"
#include "searchd/net/local.h"
#include "searchd/snapshot.h"

#define METHODS "GET, HEAD, OPTIONS"

/* --- lists of names, joined by commas --- */

/* The member of `list` that `name` is, or "*" if that is a member; empty if neither is. */
static struct str find_name(const char *list, struct str name)
{
    struct str rest = str_of(list ? list : "");
    while (rest.len) {
        size_t comma = str_find(rest, STR(","));
        struct str member = str_trim(str_slice(rest, 0, comma));
        if (str_equal(member, STR("*")) ||
            (member.len && member.len == name.len && strncasecmp(member.ptr, name.ptr, name.len) == 0))
            return member;
        rest = str_slice(rest, comma < rest.len ? comma + 1 : comma, rest.len);
    }
    return STR("");
}

/* --- Host --- */

static bool is_address(struct str host)
{
    char text[64];
    unsigned char bytes[16];
    bool six = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (six)
        host = str_slice(host, 1, host.len - 1);
    if (host.len >= sizeof text)
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    return inet_pton(six ? AF_INET6 : AF_INET, text, bytes) == 1;
}

/* Takes the port off; false if it is none. */
static bool split_port(struct str *host)
{
    const char *colon = memrchr(host->ptr, ':', host->len);
    const char *bracket = memrchr(host->ptr, ']', host->len);
    if (!colon || (bracket && bracket > colon))
        return true;
    struct str port = str_slice(*host, (size_t)(colon - host->ptr) + 1, host->len);
    uint64_t number;
    *host = str_slice(*host, 0, (size_t)(colon - host->ptr));
    return port.len == 0 || str_to_u64(port, 65535, &number);
}

/* The host that --http was told to listen at, if that is a name. */
static bool is_bound_name(const char *places, struct str host)
{
    struct str rest = str_of(places ? places : "");
    while (rest.len) {
        size_t comma = str_find(rest, STR(","));
        struct str place = str_trim(str_slice(rest, 0, comma));
        if (place.len && split_port(&place) && place.len == host.len &&
            strncasecmp(place.ptr, host.ptr, host.len) == 0)
            return true;
        rest = str_slice(rest, comma < rest.len ? comma + 1 : comma, rest.len);
    }
    return false;
}

/*
 * A page elsewhere can give its own name this machine's address and have a visitor's browser ask here (DNS
 * rebinding); then Host is that name. So names are taken from a list. An address in digits is no name.
 */
static bool is_known_host(const struct http_door *self, struct str host)
{
    if (host.len == 0) /* HTTP/1.0 without Host: no browser */
        return true;
    if (!split_port(&host) || host.len == 0)
        return false;
    return (host.len == 9 && strncasecmp(host.ptr, "localhost", 9) == 0) || is_address(host) ||
           is_bound_name(self->options->http, host) || find_name(self->options->http_hosts, host).len;
}

/* --- what the other side takes --- */

/* Whether an Accept-Encoding has gzip, and not with q=0 (RFC 9110 §12.5.3). */
static bool takes_gzip(struct str accepted)
{
    while (accepted.len) {
        size_t comma = str_find(accepted, STR(","));
        struct str each = str_trim(str_slice(accepted, 0, comma));
        size_t semicolon = str_find(each, STR(";"));
        struct str coding = str_trim(str_slice(each, 0, semicolon));
        if ((coding.len == 4 && strncasecmp(coding.ptr, "gzip", 4) == 0) || str_equal(coding, STR("*"))) {
            struct str weight = str_slice(each, semicolon, each.len);
            size_t q = str_find(weight, STR("="));
            while (q < weight.len && (weight.ptr[q] == '=' || weight.ptr[q] == ' '))
                q++;
            /* 0, 0.0, 0.00, 0.000 */
            bool refused = q < weight.len;
            for (; q < weight.len; q++)
                refused = refused && (weight.ptr[q] == '0' || weight.ptr[q] == '.');
            return !refused;
        }
        accepted = str_slice(accepted, comma < accepted.len ? comma + 1 : comma, accepted.len);
    }
    return false;
}

/* Weak comparison (RFC 9110 §8.8.3.2) of each tag in the list. */
static bool has_tag(struct str list, struct str tag)
{
    if (str_equal(list, STR("*")))
        return true;
    struct str opaque = str_slice(tag, 2, tag.len);
    while (list.len) {
        size_t comma = str_find(list, STR(","));
        struct str each = str_trim(str_slice(list, 0, comma));
        if (str_starts(each, STR("W/")))
            each = str_slice(each, 2, each.len);
        if (str_equal(each, opaque))
            return true;
        list = str_slice(list, comma < list.len ? comma + 1 : comma, list.len);
    }
    return false;
}

static bool is_unchanged(const struct http_head *head, const struct snapshot_facts *facts)
{
    struct str tags = head->headers[HTTP_IF_NONE_MATCH];
    struct buf tag = {0};
    if (tags.len == 0 || facts->generation == 0)
        return false;
    http_etag(facts->generation, facts->built_at, &tag);
    bool unchanged = !buf_failed(&tag) && has_tag(tags, buf_str(&tag));
    buf_fini(&tag);
    return unchanged;
}

/* --- requests --- */

static int refuse(struct http_door *self, unsigned status, int code, struct err *e, const char *why)
{
    self->responder.status = status;
    return err_set(e, code, "%s", why);
}

static int preflight(struct http_door *self, const struct http_head *head, struct asked *out)
{
    self->responder.allow = METHODS;
    self->responder.preflight = head->headers[HTTP_REQUEST_METHOD].len > 0;
    out->request = verb_request(verb_find(STR("PING")));
    out->local = http_own_methods;
    return 1;
}

static int ask_file(const struct http_head *head, struct asked *out)
{
    const struct snapshot_facts version = {.generation = http_file_version(&out->request)};
    out->local = is_unchanged(head, &version) ? http_file_unchanged : http_file;
    return 1;
}

static int ask(struct http_door *self, const struct http_head *head, struct asked *out, struct err *e)
{
    if (!is_known_host(self, head->authority)) {
        refuse(self, 421, ERR_USAGE, e, "Host is no name of this server");
        return err_hint(e, "if it is one, start the server with --http-hosts and that name");
    }
    self->responder.origin = find_name(self->options->http_origins, head->headers[HTTP_ORIGIN]);
    if (head->headers[HTTP_ORIGIN].len == 0)
        self->responder.origin = STR("");
    const struct http_route *route = http_route_find(head->path);
    bool file = http_file_request(head->path, &out->request);
    bool known = route || file || str_equal(head->path, STR("*"));
    if (known && head->method == HTTP_METHOD_OPTIONS)
        return preflight(self, head, out);
    if (head->method == HTTP_METHOD_OTHER || head->method == HTTP_METHOD_OPTIONS) {
        if (!known && head->method == HTTP_METHOD_OPTIONS)
            return refuse(self, 404, ERR_NOT_FOUND, e, "there is nothing at this address");
        self->responder.allow = METHODS;
        return refuse(self, 405, ERR_USAGE, e, "only GET, HEAD and OPTIONS are answered");
    }
    if (!route && !file)
        return refuse(self, 404, ERR_NOT_FOUND, e, "there is nothing at this address");
    if (file)
        return ask_file(head, out);
    if (http_params_read(head->parameters, &self->text, &self->params, e) < 0 ||
        http_route_request(route, &self->verbs, &self->params, head->headers[HTTP_ACCEPT_LANGUAGE],
                           &self->text, &out->request, e) < 0)
        return e->code;
    /* What a verb needs an argument for, the loop answers only where there is none. */
    out->local = route->argument && route->argument[0] && out->request.query.len ? NULL : route->local;
    if (out->local && out->request.query.len == 0)
        out->request.query = head->authority; /* it may name this server */
    struct snapshot_facts facts = snapshots_facts(self->local->snapshots);
    self->responder.built_at = facts.built_at;
    if (!out->local && is_unchanged(head, &facts))
        out->local = http_own_unchanged;
    return 1;
}

static void begin_response(struct http_door *self, struct asked *out)
{
    self->responder = (struct http_responder){.head = {&http_responder_kind}, .manner = &self->manner};
    out->responder = &self->responder.head;
    out->local = NULL;
    out->last = false;
}

static int next(struct door *door, void *reader, struct str bytes, size_t *used, struct asked *out,
                struct err *e)
{
    struct http_door *self = (struct http_door *)door;
    struct http_head head;
    unsigned status;
    int got = http_next(reader, &self->limits, bytes, used, &head, &status, e);
    if (got == 0)
        return 0;
    begin_response(self, out);
    if (got < 0) {
        self->responder.status = status;
        self->responder.last = out->last = true;
        return got;
    }
    self->responder.newer = head.newer;
    self->responder.last = out->last = head.last;
    self->responder.bare = head.method == HTTP_METHOD_HEAD;
    self->responder.gzip = takes_gzip(head.headers[HTTP_ACCEPT_ENCODING]);
    got = ask(self, &head, out, e);
    if (got < 0)
        out->request = (struct request){0};
    return got;
}

static int late(struct door *door, void *reader, struct asked *out, struct err *e)
{
    struct http_door *self = (struct http_door *)door;
    (void)reader;
    begin_response(self, out);
    self->responder.last = out->last = true;
    return refuse(self, 408, ERR_USAGE, e, "the request's head did not end in time");
}

static void full(struct door *door, struct buf *out)
{
    struct http_door *self = (struct http_door *)door;
    struct asked asked;
    struct response response = {0};
    begin_response(self, &asked);
    self->responder.last = true;
    http_busy(&self->responder, "too many connections are open", &response);
    asked.responder->kind->send(asked.responder, &response, out);
    buf_fini(&response.body);
}

void http_door_init(struct http_door *door, const struct options *options, const struct local *local)
{
    *door = (struct http_door){
        .door = {.reader_size = sizeof(struct http_reader),
                 .end = STR(""),
                 .idle_ms = options->http_idle_ms,
                 .unfinished_ms = options->http_head_ms,
                 .next = next,
                 .late = late,
                 .full = full},
        .options = options,
        .local = local,
        .limits = {options->http_head, options->http_target, options->http_headers},
        .verbs = {(uint32_t)options->hits, (uint32_t)options->offset},
        .manner = {.gzip_from = options->http_gzip,
                   .max_age_s = options->http_max_age_ms / 1000,
                   .varies_by_origin = options->http_origins != NULL},
    };
}

void http_door_fini(struct http_door *door)
{
    buf_fini(&door->text);
}
