/*
 * The HTTP door over a real socket: what addresses ask for, limits at the limit and one past it, and what
 * headers do: HEAD, gzip, ETag, CORS, keeping alive. A worker that tells what it was asked answers.
 */
#include "live_server.h"

#include <zlib.h>

static uv_sem_t gate; /* a query "wait" waits here */

void worker_answer(struct worker *w, const struct request *r, const struct responder *responder,
                   uint64_t deadline_ns, struct response *out)
{
    (void)w;
    (void)deadline_ns;
    if (str_equal(r->query, STR("wait")))
        uv_sem_wait(&gate);
    if (str_equal(r->query, STR("missing"))) {
        struct err e;
        out->code = err_set(&e, ERR_NOT_FOUND, "there is no \"document\"");
        err_hint(&e, "look <again>");
        responder->kind->error(responder, r, &e, out);
        return;
    }
    buf_printf(&out->body, "%s [%.*s] [%.*s] id=[%.*s] %u+%u match=%d lang=%d sort=%d%s%s",
               stats_verb(r->verb), (int)r->query.len, r->query.ptr, (int)r->filter.len, r->filter.ptr,
               (int)r->id.len, r->id.ptr, r->offset, r->limit, (int)r->match, (int)r->prefer, (int)r->sort,
               r->snippets ? "" : " plain", r->strict ? " strict" : "");
    for (int i = 0; i < 200 && str_equal(r->query, STR("long")); i++)
        buf_add_str(&out->body, STR(" and so on"));
    out->form = http_form(200, HTTP_TYPE_TEXT);
    out->generation = 3;
    out->repeatable = !str_equal(r->query, STR("partial"));
    http_compress((const struct http_responder *)responder, out);
}

static int begin(void **state)
{
    uv_sem_init(&gate, 0);
    int failed = set_up(state);
    server.options.http_origins = "https://www.example.org, https://example.org";
    server.options.http_hosts = "search.example.org,other";
    server_doors();
    server.door = &server.http.door;
    return failed;
}

static int end(void **state)
{
    int failed = tear_down(state);
    uv_sem_destroy(&gate);
    return failed;
}

#define TAG "W/\"3-3e8-" RACINE_VERSION "\""

/* What comes back when `headers` are sent with a request and the connection is then closed. */
static struct client ask(const char *line, const char *headers)
{
    struct buf bytes = {0};
    buf_printf(&bytes, "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n", line, headers);
    struct client c = client_open();
    client_send(&c, buf_str(&bytes));
    client_finish(&c);
    buf_fini(&bytes);
    return c;
}

static struct str head_of(const struct client *c)
{
    struct str got = buf_str(&c->got);
    return str_slice(got, 0, str_find(got, STR("\r\n\r\n")) + 2);
}

static struct str body_of(const struct client *c)
{
    return str_slice(buf_str(&c->got), head_of(c).len + 2, c->got.len);
}

static bool has(struct str s, const char *part)
{
    return str_find(s, str_of(part)) < s.len;
}

static void assert_status(const struct client *c, unsigned status)
{
    char line[32];
    snprintf(line, sizeof line, "HTTP/1.1 %u ", status);
    if (!str_starts(buf_str(&c->got), str_of(line)))
        fail_msg("not %u: %.*s", status, (int)c->got.len, c->got.ptr);
}

/* --- addresses --- */

#define SEARCH(query, rest) "search [" query "] " rest
#define PLAIN "[] id=[] 0+10 match=0 lang=0 sort=0"

static void each_address_asks(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        unsigned status;
        const char *body; /* all of it, or a part of an error's */
    } cases[] = {
        {"/search?q=visa", 200, SEARCH("visa", PLAIN)},
        {"/search?q=+l%27%C3%A9nergie+", 200, SEARCH("l'\xc3\xa9nergie", PLAIN)},
        {"/search?q=a&limit=3&offset=6", 200, SEARCH("a", "[] id=[] 6+3 match=0 lang=0 sort=0")},
        {"/search?q=a&page=1", 200, SEARCH("a", PLAIN)},
        {"/search?page=3&q=a&per_page=7", 200, SEARCH("a", "[] id=[] 14+7 match=0 lang=0 sort=0")},
        {"/search?q=a&per_page=1000", 200, SEARCH("a", "[] id=[] 0+1000 match=0 lang=0 sort=0")},
        {"/search?q=a&per_page=1001", 400, "\"code\":\"LIMIT\""},
        {"/search?q=a&per_page=0", 400, "\"code\":\"USAGE\""},
        {"/search?q=a&page=0", 400, "page=0: it takes a whole number"},
        {"/search?q=a&page=x", 400, "page=x: it takes a whole number"},
        {"/search?q=a&page=1001", 200, SEARCH("a", "[] id=[] 10000+10 match=0 lang=0 sort=0")},
        {"/search?q=a&page=1002", 400, "\"code\":\"LIMIT\""},
        {"/search?q=a&page=99999999999", 400, "\"code\":\"USAGE\""},
        {"/search?q=a&offset=10000", 200, SEARCH("a", "[] id=[] 10000+10 match=0 lang=0 sort=0")},
        {"/search?q=a&offset=10001", 400, "\"code\":\"LIMIT\""},
        {"/search?q=a&lang=fr&match=phrase&snippets=no&strict=yes", 200,
         SEARCH("a", "[] id=[] 0+10 match=3 lang=1 sort=0 plain strict")},
        {"/search?q=a&lang=de", 400, "lang=de: it takes fr or en"},
        {"/search?q=a&match=most", 400, "it takes best, any, all or phrase"},
        {"/search?q=a&sort=date", 200, SEARCH("a", "[] id=[] 0+10 match=0 lang=0 sort=2")},
        {"/search?q=a&sort=-date", 200, SEARCH("a", "[] id=[] 0+10 match=0 lang=0 sort=3")},
        {"/search?q=a&sort=size", 400, "sort=size: it takes relevance"},
        {"/search?q=a&filter=lang:fr", 200, SEARCH("a", "[lang:fr] id=[] 0+10 match=0 lang=0 sort=0")},
        {"/search?q=a&filter=lang:fr&filter=+type:page+&from=2019&to=06/2020", 200,
         SEARCH("a", "[lang:fr  type:page  date:2019..2020-06] id=[] 0+10 match=0 lang=0 sort=0")},
        {"/search?q=a&from=2019", 200, SEARCH("a", "[date:2019..] id=[] 0+10 match=0 lang=0 sort=0")},
        {"/search?q=a&from=&to=", 200, SEARCH("a", PLAIN)},
        {"/search?q=a&from=2019)", 400, "from=2019): it takes a year"},
        {"/search?q=a&id=3", 400, "id=: there is no such parameter"},
        {"/search?q=a&utm_source=x", 400, "utm_source=: there is no such parameter"},
        {"/search?q=a&q=b", 400, "q= is there twice"},
        {"/search?q=a&page=1&page=2", 400, "page= is there twice"},
        {"/search", 400, "q= is missing"},
        {"/search?q=", 400, "q= is missing"},
        {"/search?q=+", 400, "q= is missing"},
        {"/search?", 400, "q= is missing"},
        {"/count?q=a&filter=lang:en", 200, "count [a] [lang:en] id=[] 0+10 match=0 lang=0 sort=0"},
        {"/count?q=a&page=2", 400, "page=: there is no such parameter"},
        {"/count?q=a&sort=date", 400, "sort=: there is no such parameter"},
        {"/similar?id=html/fr/a.html&limit=5&lang=en", 200,
         "similar [html/fr/a.html] [] id=[] 0+5 match=0 lang=2"},
        {"/doc?id=html/fr/a.html", 200, "get [html/fr/a.html] " PLAIN},
        {"/doc?id=missing", 404,
         "{\"error\":{\"code\":\"NOT-FOUND\",\"message\":\"there is no \\\"document\\\"\",\"hint\":\"look "},
        {"/doc?id=a&filter=lang:fr", 400, "filter=: there is no such parameter"},
        {"/doc?q=a", 400, "q=: there is no such parameter"},
        {"/explain?q=a&id=b", 200, "explain [a] [] id=[b] 0+10 match=0 lang=0 sort=0"},
        {"/healthz", 200, "ok\n"},
        {"/healthz?probe=1", 200, "ok\n"},
        {"/readyz", 200, "ready\n"},
        {"/stats", 200, "\"limit_http_head\":8192"},
        {"/stats?format=text", 200, "\nlimit_ms_http_idle 75000\n"},
        {"/stats?format=tsv", 200, "\nlimit_http_target\t4096\n"},
        {"/stats?format=xml", 400, "format=xml: it takes text, tsv or json"},
        {"/stats?a=b", 400, "a=: there is no such parameter"},
        {"/metrics", 200, "\nracine_requests_total{verb=\"search\"} "},
        {"/suggest?q=vi&limit=5", 200, "suggest [vi] [] id=[] 0+5 match=0 lang=0 sort=0"},
        {"/suggest?q=vi&format=opensearch", 200, "suggest [vi] " PLAIN},
        {"/search?q=vi&format=opensearch", 400, "format=opensearch: it takes text, tsv or json"},
        {"/kwic?q=a&sort=left&width=20&page=2&filter=lang:fr", 200,
         "kwic [a] [lang:fr] id=[] 20+20 match=0 lang=0 sort=0"},
        {"/kwic?q=a&sort=title", 400, "sort=title: it takes text, left, word, right or date"},
        {"/opensearch.xml", 200,
         "template=\"http://localhost/suggest?q={searchTerms}&amp;lang=en&amp;format=open"},
        {"/opensearch.xml?lang=fr", 200, "<Language>fr</Language>"},
        {"/opensearch.xml?lang=xx", 400, "lang=: it takes fr or en"},
        {"/opensearch.xml?a=b", 400, "a=: there is no such parameter"},
        {"/nowhere", 404, "\"code\":\"NOT-FOUND\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf line = {0};
        buf_printf(&line, "GET %s%c", cases[i].target, '\0');
        struct client c = ask(line.ptr, "");
        assert_status(&c, cases[i].status);
        if (!has(body_of(&c), cases[i].body))
            fail_msg("%s: %.*s", cases[i].target, (int)c.got.len, c.got.ptr);
        buf_fini(&line);
        client_close(&c);
    }
}

/* --- headers --- */

static void every_response_is_guarded(void **state)
{
    (void)state;
    static const char *const lines[] = {"GET /search?q=a",  "GET /doc?id=missing", "GET /nowhere",
                                        "POST /search?q=a", "OPTIONS *",           "GET /search?q=a b"};
    static const char *const guards[] = {
        "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nReferrer-Policy: same-origin\r\n",
        "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n", "\r\nDate: "};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct client c = ask(lines[i], "");
        for (size_t k = 0; k < sizeof guards / sizeof guards[0]; k++)
            assert_true(has(head_of(&c), guards[k]));
        client_close(&c);
    }
}

static void head_has_the_head_alone(void **state)
{
    (void)state;
    static const char *const targets[] = {"/search?q=long", "/nowhere", "/stats"};
    for (size_t i = 0; i < 3; i++) {
        char line[64];
        snprintf(line, sizeof line, "GET %s", targets[i]);
        struct client whole = ask(line, "Accept-Encoding: gzip\r\n");
        snprintf(line, sizeof line, "HEAD %s", targets[i]);
        struct client bare = ask(line, "Accept-Encoding: gzip\r\n");
        assert_int_equal(body_of(&bare).len, 0);
        assert_true(body_of(&whole).len > 0);
        /* Counters and the second may have moved on. */
        if (i < 2)
            assert_int_equal(head_of(&whole).len, head_of(&bare).len);
        assert_true(has(head_of(&bare), "\r\nContent-Length: "));
        client_close(&whole);
        client_close(&bare);
    }
}

static void gzip_is_for_those_who_take_it(void **state)
{
    (void)state;
    static const struct {
        const char *query, *accepted;
        bool zipped;
    } cases[] = {
        {"long", "gzip", true},         {"long", "deflate, gzip, br", true},
        {"long", "GZIP;q=0.5", true},   {"long", "*", true},
        {"long", "gzip;q=0", false},    {"long", "gzip; q=0.000", false},
        {"long", "gzip;q=0.001", true}, {"long", "identity", false},
        {"long", "gzipped", false},     {"long", "", false},
        {"a", "gzip", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[64], header[64];
        snprintf(line, sizeof line, "GET /search?q=%s", cases[i].query);
        snprintf(header, sizeof header, "Accept-Encoding: %s\r\n", cases[i].accepted);
        struct client c = ask(line, header);
        assert_status(&c, 200);
        if (has(head_of(&c), "\r\nContent-Encoding: gzip\r\n") != cases[i].zipped)
            fail_msg("%s: %s", cases[i].accepted, c.got.ptr);
        assert_true(has(head_of(&c), "\r\nVary: Accept-Encoding, Origin\r\n"));
        if (cases[i].zipped) {
            char text[4096];
            z_stream z = {.next_in = (Bytef *)c.got.ptr + head_of(&c).len + 2,
                          .avail_in = (uInt)body_of(&c).len,
                          .next_out = (Bytef *)text,
                          .avail_out = sizeof text};
            assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
            assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
            inflateEnd(&z);
            assert_true(str_starts((struct str){text, z.total_out}, STR("search [long] ")));
            assert_true(body_of(&c).len < 200);
        }
        client_close(&c);
    }
}

static void an_unchanged_answer_is_not_sent_again(void **state)
{
    (void)state;
    static const struct {
        const char *line, *tags;
        unsigned status;
    } cases[] = {
        {"GET /search?q=a", TAG, 304},
        {"GET /search?q=b", TAG, 304},
        {"HEAD /search?q=a", TAG, 304},
        {"GET /search?q=a", "\"3-3e8-" RACINE_VERSION "\"", 304},
        {"GET /search?q=a", "\"x\", W/\"y\" , " TAG, 304},
        {"GET /search?q=a", "*", 304},
        {"GET /search?q=a", "W/\"2-3e8-" RACINE_VERSION "\"", 200},
        {"GET /search?q=a", "\"3\"", 200},
        {"GET /search?q=a", "", 200},
        {"GET /search?q=", TAG, 400},
        {"GET /stats", "*", 200},
        {"GET /healthz", TAG, 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char header[128];
        snprintf(header, sizeof header, "If-None-Match: %s\r\n", cases[i].tags);
        struct client c = ask(cases[i].line, header);
        assert_status(&c, cases[i].status);
        bool unchanged = cases[i].status == 304;
        if (unchanged) {
            assert_int_equal(body_of(&c).len, 0);
            assert_false(has(head_of(&c), "Content-Length"));
        }
        bool tagged = has(head_of(&c), "\r\nETag: " TAG "\r\nCache-Control: public, max-age=60\r\n");
        assert_int_equal(tagged, unchanged || (cases[i].status == 200 && i < 9));
        client_close(&c);
    }
    struct client partial = ask("GET /search?q=partial", "");
    assert_true(has(head_of(&partial), "\r\nCache-Control: no-store\r\n"));
    assert_false(has(head_of(&partial), "ETag"));
    client_close(&partial);
}

static void scripts_of_listed_sites_may_read(void **state)
{
    (void)state;
    static const struct {
        const char *origins, *origin, *allowed;
    } cases[] = {
        {"https://a.example, https://b.example", "https://b.example", "https://b.example"},
        {"https://a.example", "https://a.example.evil.example", NULL},
        {"https://a.example", "http://a.example", NULL},
        {"https://a.example", "null", NULL},
        {"https://a.example", "", NULL},
        {"*", "https://any.example", "*"},
        {NULL, "https://a.example", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char headers[256], expected[128];
        server.options.http_origins = cases[i].origins;
        server_doors();
        server.door = &server.http.door;
        snprintf(headers, sizeof headers, "Origin: %s\r\n", cases[i].origin);
        snprintf(expected, sizeof expected, "\r\nAccess-Control-Allow-Origin: %s\r\n",
                 cases[i].allowed ? cases[i].allowed : "");
        struct client c = ask("GET /search?q=a", headers);
        assert_status(&c, 200);
        assert_int_equal(has(head_of(&c), expected), cases[i].allowed != NULL);
        assert_int_equal(has(head_of(&c), "Access-Control"), cases[i].allowed != NULL);
        client_close(&c);
        strcat(headers, "Access-Control-Request-Method: GET\r\n");
        c = ask("OPTIONS /search?q=a", headers);
        assert_status(&c, 204);
        assert_true(has(head_of(&c), "\r\nAllow: GET, HEAD, OPTIONS\r\n"));
        assert_int_equal(has(head_of(&c), "Access-Control-Allow-Methods: GET, HEAD\r\n"),
                         cases[i].allowed != NULL);
        client_close(&c);
    }
}

static void a_host_is_known_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        unsigned status;
    } cases[] = {
        {"localhost", 200},
        {"LocalHost:80", 200},
        {"127.0.0.1", 200},
        {"192.0.2.1:7780", 200},
        {"[::1]:7780", 200},
        {"search.example.org", 200},
        {"Search.Example.Org", 200},
        {"other:81", 200},
        {"bound.example", 200},
        {"example.org", 421},
        {"org", 421},
        {"search.example.org.", 421},
        {"search.example.or", 421},
        {"localhost.", 421},
        {"a.localhost", 421},
        {"1.2.3", 421},
        {"0x7f.1", 421},
        {"[::1", 421},
        {"search.example.org,other", 421},
        {"*", 421},
    };
    server.options.http = "127.0.0.1:80,bound.example:7780";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf bytes = {0};
        buf_printf(&bytes, "GET /search?q=a HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                   cases[i].host);
        struct client c = client_open();
        client_send(&c, buf_str(&bytes));
        client_finish(&c);
        assert_status(&c, cases[i].status);
        client_close(&c);
        buf_fini(&bytes);
    }
}

/* What was answered is given again to who asks the same, however it is written. */
static void answers_are_given_again(void **state)
{
    (void)state;
    static const struct {
        const char *line, *headers;
        bool again;
    } cases[] = {
        {"GET /search?q=long&page=2", "", false},
        {"GET /search?q=long&page=2", "", true},
        {"GET /search?page=2&q=+long", "", true},
        {"GET /search?q=long&per_page=10&offset=10&lang=", "", false}, /* an error */
        {"GET /search?q=long&per_page=10&offset=10", "", true},
        {"HEAD /search?q=long&page=2", "", true},
        {"GET /search?q=long&page=2", "Origin: https://example.org\r\n", true},
        {"GET /search?q=long&page=2", "Accept-Encoding: gzip\r\n", false},
        {"GET /search?q=long&page=2", "Accept-Encoding: gzip\r\n", true},
        {"GET /search?q=long&page=3", "", false},
        {"GET /search?q=long&page=2&filter=lang:fr", "", false},
        {"GET /search?q=long&page=2&filter=lang:en", "", false},
        {"GET /search?q=long&page=2&sort=date", "", false},
        {"GET /search?q=long&page=2&snippets=no", "", false},
        {"GET /search?q=long&page=2&format=tsv", "", false},
        {"GET /count?q=long", "", false},
        {"GET /doc?id=long", "", false},
        {"GET /search?q=Long&page=2", "", false},
        {"GET /search?q=partial", "", false},
        {"GET /search?q=partial", "", false},
        {"GET /doc?id=missing", "", false},
        {"GET /doc?id=missing", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t before = server.stats.cache_hits;
        struct client c = ask(cases[i].line, cases[i].headers);
        if (server.stats.cache_hits - before != cases[i].again)
            fail_msg("%s: %s", cases[i].line, cases[i].again ? "asked anew" : "from the cache");
        if (has(str_of(cases[i].headers), "Origin"))
            assert_true(has(head_of(&c), "Access-Control-Allow-Origin: https://example.org\r\n"));
        client_close(&c);
    }
    struct client c = ask("GET /stats?format=text", "");
    assert_true(has(body_of(&c), "\ncache_hits 6\n"));
    assert_true(has(body_of(&c), "\nlimit_cache 33554432\n"));
    client_close(&c);
}

/* --- limits --- */

/* A head of `total` bytes whose address has `target` and which has `headers` headers besides Host. */
static void make_head(struct buf *out, size_t total, size_t target, size_t headers)
{
    buf_add_str(out, STR("GET /healthz?"));
    while (out->len < 4 + target)
        buf_add_char(out, 'a');
    buf_add_str(out, STR(" HTTP/1.1\r\nHost: localhost\r\n"));
    for (size_t i = 0; i < headers; i++)
        buf_add_str(out, STR("X: \r\n"));
    while (total && out->len + 2 < total) { /* the last header's value */
        out->len -= 2;
        buf_add_str(out, STR("a\r\n"));
    }
    buf_add_str(out, STR("\r\n"));
}

static void each_limit_holds_at_one_past_it(void **state)
{
    (void)state;
    static const struct {
        size_t total, target, headers;
        unsigned status;
    } cases[] = {
        {8192, 20, 1, 200}, {8193, 20, 1, 431}, {0, 4096, 1, 200},
        {0, 4097, 1, 414},  {0, 20, 63, 200},   {0, 20, 64, 431},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf bytes = {0};
        make_head(&bytes, cases[i].total, cases[i].target, cases[i].headers);
        assert_true(cases[i].total == 0 || bytes.len == cases[i].total);
        struct client c = client_open();
        client_send(&c, buf_str(&bytes));
        shutdown(c.fd, SHUT_WR);
        client_finish(&c);
        assert_status(&c, cases[i].status);
        assert_int_equal(has(head_of(&c), "Connection: close"), cases[i].status != 200);
        client_close(&c);
        buf_fini(&bytes);
    }
}

/* Half a head, sent byte by byte, keeps a connection no longer than its time; silence is closed unsaid. */
static void a_head_has_its_time(void **state)
{
    (void)state;
    server.options.http_head_ms = 40;
    server.options.http_idle_ms = 80;
    server_doors();
    server.door = &server.http.door;
    struct client slow = client_open(), silent = client_open();
    client_send(&slow, STR("GET /healthz HTTP/1.1\r\n"));
    while (!slow.ended || !silent.ended) {
        if (!slow.ended)
            send(slow.fd, "a", 1, MSG_NOSIGNAL);
        turn();
        client_receive(&slow);
        client_receive(&silent);
    }
    assert_status(&slow, 408);
    assert_int_equal(silent.got.len, 0);
    client_close(&slow);
    client_close(&silent);
}

static void one_connection_too_many_is_told(void **state)
{
    (void)state;
    server.options.connections = 1;
    struct client first = client_open();
    while (server.stats.connections < 1)
        turn();
    struct client second = client_open();
    client_finish(&second);
    assert_status(&second, 503);
    assert_true(has(head_of(&second), "\r\nRetry-After: 1\r\n"));
    assert_true(has(body_of(&second), "{\"error\":{\"code\":\"BUSY\","));
    client_close(&first);
    client_close(&second);
}

static void a_full_queue_is_told(void **state)
{
    (void)state;
    server.options.in_flight = 1024;
    struct buf bytes = {0};
    for (int i = 0; i < 1030; i++)
        buf_add_str(&bytes, STR("GET /search?q=wait HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    struct client a = client_open(), b = client_open();
    client_send(&a, buf_str(&bytes));
    client_send(&b, buf_str(&bytes));
    while (server.stats.busy == 0)
        turn();
    for (int i = 0; i < 2060; i++)
        uv_sem_post(&gate);
    while (!has(buf_str(&b.got), "HTTP/1.1 503 Service Unavailable\r\n") &&
           !has(buf_str(&a.got), "HTTP/1.1 503 Service Unavailable\r\n")) {
        turn();
        client_receive(&a);
        client_receive(&b);
    }
    client_close(&a);
    client_close(&b);
    buf_fini(&bytes);
}

/* --- order and end --- */

static void pipelined_responses_keep_their_order(void **state)
{
    (void)state;
    struct buf bytes = {0}, expected = {0};
    for (int i = 0; i < 300; i++) {
        const char *line = i % 5 ? "GET /search?q=" : i % 3 ? "HEAD /search?q=" : "GET /nowhere?";
        buf_printf(&bytes, "%s%d HTTP/1.1\r\nHost: localhost\r\n\r\n", line, i);
    }
    struct client c = client_open();
    client_send(&c, buf_str(&bytes));
    shutdown(c.fd, SHUT_WR);
    client_finish(&c);
    struct str rest = buf_str(&c.got);
    for (int i = 0; i < 300; i++) {
        char body[32];
        snprintf(body, sizeof body, "\r\n\r\nsearch [%d] ", i);
        unsigned status = i % 5 || i % 3 ? 200 : 404;
        size_t head = str_find(rest, STR("\r\n\r\n"));
        assert_true(has(str_slice(rest, 0, 13), status == 200 ? "200" : "404"));
        if (i % 5)
            assert_true(str_starts(str_slice(rest, head, rest.len), str_of(body)));
        size_t next = str_find(str_slice(rest, 1, rest.len), STR("HTTP/1.1 ")) + 1;
        rest = str_slice(rest, next < rest.len ? next : rest.len, rest.len);
    }
    assert_int_equal(rest.len, 0);
    client_close(&c);
    buf_fini(&bytes);
    buf_fini(&expected);
}

static void stopping_is_said(void **state)
{
    (void)state;
    struct client c = client_open();
    client_send(&c, STR("GET /search?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    while (c.got.len == 0) {
        turn();
        client_receive(&c);
    }
    assert_false(has(buf_str(&c.got), "Connection: close"));
    send(c.fd, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n", 42, 0);
    server.http.manner.ending = true;
    conn_drain_all(&server.shared);
    client_finish(&c);
    assert_true(has(buf_str(&c.got), "HTTP/1.1 503 Service Unavailable\r\n"));
    assert_true(has(buf_str(&c.got), "Connection: close\r\n\r\nstopping\n"));
    client_close(&c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_address_asks),
        TEST(every_response_is_guarded),
        TEST(head_has_the_head_alone),
        TEST(gzip_is_for_those_who_take_it),
        TEST(an_unchanged_answer_is_not_sent_again),
        TEST(scripts_of_listed_sites_may_read),
        TEST(a_host_is_known_or_refused),
        TEST(answers_are_given_again),
        TEST(each_limit_holds_at_one_past_it),
        TEST(a_head_has_its_time),
        TEST(one_connection_too_many_is_told),
        TEST(a_full_queue_is_told),
        TEST(pipelined_responses_keep_their_order),
        TEST(stopping_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
