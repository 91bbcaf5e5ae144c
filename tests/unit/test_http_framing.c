/*
 * HTTP heads over a real socket: what is one request, what is none, and that no bytes are ever taken for a
 * second. After each case comes a probe, GET /healthz: it is answered where the connection goes on, and not
 * where it had to be closed. Each stream is sent whole, byte by byte and in random pieces.
 */
#include "live_server.h"

#include <time.h>

#include "searchd/answer/answer.h"

/* Answers anything with no hits. */
void worker_answer(struct worker *w, const struct request *request, const struct responder *responder,
                   uint64_t deadline_ns, struct response *out)
{
    (void)w;
    (void)deadline_ns;
    struct answer answer = {.request = request, .generation = 3};
    responder->kind->answer(responder, &answer, out);
    out->generation = 3;
    out->repeatable = true;
}

#define HOST "Host: localhost\r\n"
#define END "\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST END
#define WITH(headers) "GET /count?q=a HTTP/1.1\r\n" HOST headers END
#define PROBE "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

/* A byte FE stands for a NUL. `statuses` is of all responses, the probe's 200 being the last where it is
 * answered. */
static const struct {
    const char *sent, *statuses;
} cases[] = {
    /* well formed */
    {GET("/count?q=a"), "200 200"},
    {GET("/count?q=a") GET("/count?q=b") GET("/count?q=c"), "200 200 200 200"},
    {"HEAD /count?q=a HTTP/1.1\r\n" HOST END, "200 200"},
    {"OPTIONS /count HTTP/1.1\r\n" HOST END, "204 200"},
    {"OPTIONS * HTTP/1.1\r\n" HOST END, "204 200"},
    {"\r\n" GET("/count?q=a"), "200 200"},
    {"\r\n\r\n\r\n" GET("/count?q=a"), "200 200"},
    {GET("/count?q=a") "\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nhOsT: localhost\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost:localhost\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: \t localhost \t \r\n\r\n", "200 200"},
    {WITH("X-Empty:\r\n"), "200 200"},
    {WITH("X-Blank: \t\r\n"), "200 200"},
    {WITH("X-Latin: caf\xe9\r\n"), "200 200"},
    {WITH("X-Token!#$%&'*+-.^_`|~: 1\r\n"), "200 200"},
    {WITH("X: a: b: c\r\n"), "200 200"},
    {WITH("Content-Length: 0\r\n"), "200 200"},
    {WITH("Expect: 100-continue\r\n"), "200 200"},
    {WITH("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: "
          "AAMAAABkAARAAAAAAAIAAAAA\r\n"),
     "200 200"},
    {WITH("Upgrade: websocket\r\nConnection: upgrade\r\n"), "200 200"},
    {WITH("Cookie: a=b; Content-Length: 5\r\n"), "200 200"},

    /* keeping and closing */
    {WITH("Connection: close\r\n"), "200"},
    {WITH("Connection: Close\r\n"), "200"},
    {WITH("Connection: keep-alive, close\r\n"), "200"},
    {WITH("Connection: close, keep-alive\r\n"), "200"},
    {WITH("Connection: foo,close\r\n"), "200"},
    {WITH("Connection: keep-alive\r\n"), "200 200"},
    {WITH("Connection: closed\r\n"), "200 200"},
    {WITH("Proxy-Connection: close\r\n"), "200"},
    {"GET /count?q=a HTTP/1.0\r\n" HOST END, "200"},
    {"GET /count?q=a HTTP/1.0\r\n\r\n", "200"},
    {"GET /count?q=a HTTP/1.0\r\n" HOST "Connection: keep-alive\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.0\r\n" HOST "Connection: keep-alive, close\r\n\r\n", "200"},

    /* requests that are wrong and yet end where they should */
    {GET("/nowhere"), "404 200"},
    {GET("//count"), "404 200"},
    {GET("/count/"), "404 200"},
    {GET("/%63ount?q=a"), "404 200"},
    {GET("/../count?q=a"), "404 200"},
    {GET("/count"), "400 200"},
    {GET("/count?q=%"), "400 200"},
    {GET("/count?q=%4"), "400 200"},
    {GET("/count?q=%zz"), "400 200"},
    {GET("/count?q=%00"), "400 200"},
    {GET("/count?q=%e9"), "400 200"},
    {GET("/count?q=a&q=b"), "400 200"},
    {"OPTIONS /nowhere HTTP/1.1\r\n" HOST END, "404 200"},
    {"POST /count?q=a HTTP/1.1\r\n" HOST END, "405 200"},
    {"POST /count?q=a HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "405 200"},
    {"PUT /count HTTP/1.1\r\n" HOST END, "405 200"},
    {"DELETE /count HTTP/1.1\r\n" HOST END, "405 200"},
    {"TRACE /count HTTP/1.1\r\n" HOST END, "405 200"},
    {"PATCH /count HTTP/1.1\r\n" HOST END, "405 200"},
    {"PURGE /count HTTP/1.1\r\n" HOST END, "405 200"},
    {"CONNECT localhost:80 HTTP/1.1\r\n" HOST END, "405 200"},

    /* the host */
    {"GET /count?q=a HTTP/1.1\r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost:\r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost: \t \r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\n" HOST HOST END, "400"},
    {"GET /count?q=a HTTP/1.1\r\n" HOST "host: evil.example\r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.0\r\n" HOST HOST END, "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost : localhost\r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\n Host: localhost\r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost:\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost:7780\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost:99999\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost:80:80\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: LOCALHOST\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: 127.0.0.1:7780\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: [::1]:7780\r\n\r\n", "200 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: [::1\r\n\r\n", "421 200"},
    {"GET /count?q=a HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", "421 200"},
    {"GET http://localhost/count?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n", "200 200"},
    {"GET http://localhost/count?q=a HTTP/1.1\r\nHost: evil.example\r\n\r\n", "200 200"},
    {"GET http://evil.example/count?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n", "421 200"},
    {"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n", "200 200"},
    {"GET http://localhost/count?q=a HTTP/1.1\r\n\r\n", "400"},
    {"GET ftp://localhost/count?q=a HTTP/1.1\r\n" HOST END, "400"},

    /* the request line */
    {"GET /count?q=a HTTP/1.1\n" HOST END, "400"},
    {"GET  /count?q=a HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a  HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a HTTP/1.1 \r\n" HOST END, "400"},
    {" GET /count?q=a HTTP/1.1\r\n" HOST END, "400"},
    {"GET\t/count?q=a HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a\tHTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a\rHTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a b HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=\xc3\xa9 HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=\x01 HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=\x7f HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a\r\n" HOST END, "400"},
    {"GET /count?q=a \r\n" HOST END, "400"},
    {"GET HTTP/1.1\r\n" HOST END, "400"},
    {"GET * HTTP/1.1\r\n" HOST END, "400"},
    {"GET count HTTP/1.1\r\n" HOST END, "400"},
    {"GET localhost:80 HTTP/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a#part HTTP/1.1\r\n" HOST END, "400"},
    {"GET\r\n" HOST END, "400"},
    {"get /count?q=a HTTP/1.1\r\n" HOST END, "501"},
    {"GETS /count?q=a HTTP/1.1\r\n" HOST END, "501"},
    {"FOO /count?q=a HTTP/1.1\r\n" HOST END, "501"},
    {"G\xfe"
     "ET /count?q=a HTTP/1.1\r\n" HOST END,
     "400"},
    {"\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03", "400"},
    {"SSH-2.0-OpenSSH_9.2\r\n", "501"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
    {"GET /count?q=a HTTP/2.0\r\n" HOST END, "505"},
    {"GET /count?q=a HTTP/3\r\n" HOST END, "505"},
    {"GET /count?q=a HTTP/1.2\r\n" HOST END, "505"},
    {"GET /count?q=a HTTP/0.9\r\n" HOST END, "505"},
    {"GET /count?q=a HTTP/1.10\r\n" HOST END, "505"},
    {"GET /count?q=a HTTP/11\r\n" HOST END, "505"},
    {"GET /count?q=a http/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a HTTPS/1.1\r\n" HOST END, "400"},
    {"GET /count?q=a ICE/1.0\r\n" HOST END, "400"},
    {"GET /count?q=a RTSP/1.0\r\n" HOST END, "505"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "501"},

    /* lines of headers */
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost\r\n\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost\r\r\n\r\n", "400"},
    {"GET /count?q=a HTTP/1.1\r\nHost: localhost\r\n\r\r\n", "400"},
    {"\n" GET("/count?q=a"), "400"},
    {"\r" GET("/count?q=a"), "400"},
    {WITH("X: a\r\n b\r\n"), "400"},
    {WITH("X: a\r\n\tb\r\n"), "400"},
    {WITH("X: a\r\n \r\n"), "400"},
    {"GET /count?q=a HTTP/1.1\r\n\tHost: localhost\r\n\r\n", "400"},
    {WITH("X : a\r\n"), "400"},
    {WITH("X\t: a\r\n"), "400"},
    {WITH("X Y: a\r\n"), "400"},
    {WITH(": a\r\n"), "400"},
    {WITH("X\r\n"), "400"},
    {WITH("X;Y: a\r\n"), "400"},
    {WITH("X\xe9: a\r\n"), "400"},
    {WITH("(X): a\r\n"), "400"},
    {WITH("\"X\": a\r\n"), "400"},
    {WITH("X: a\rb\r\n"), "400"},
    {WITH("X: a\nb: c\r\n"), "400"},
    {WITH("X: a\x01\r\n"), "400"},
    {WITH("X: a\x1b[31m\r\n"), "400"},
    {WITH("X: a\x7f\r\n"), "400"},
    {WITH("X: a\vb\r\n"), "400"},

    /* bodies that are none: Content-Length */
    {WITH("Content-Length: 5\r\n") "hello", "413"},
    {WITH("Content-Length: 50\r\n"), "413"},
    {WITH("Content-Length: 0\r\nContent-Length: 0\r\n"), "400"},
    {WITH("Content-Length: 0\r\nContent-Length: 50\r\n"), "400"},
    {WITH("Content-Length: 0, 0\r\n"), "400"},
    {WITH("Content-Length: 0, 50\r\n"), "400"},
    {WITH("Content-Length: -1\r\n"), "400"},
    {WITH("Content-Length: +0\r\n"), "400"},
    {WITH("Content-Length: 0x0\r\n"), "400"},
    {WITH("Content-Length: 0 0\r\n"), "400"},
    {WITH("Content-Length: \r\n"), "400"},
    {WITH("Content-Length: 1e1\r\n"), "400"},
    {WITH("Content-Length: \"0\"\r\n"), "400"},
    {WITH("Content-Length: 18446744073709551616\r\n"), "400"},
    {WITH("Content-Length: 99999999999999999999999\r\n"), "400"},
    {WITH("Content-Length : 50\r\n"), "400"},
    {WITH(" Content-Length: 50\r\n"), "400"},
    {WITH("Content-Length\t: 50\r\n"), "400"},
    {WITH("Content-\r\n Length: 50\r\n"), "400"},
    {WITH("Content_Length: 50\r\n"), "200 200"},
    {WITH("X-Content-Length: 50\r\n"), "200 200"},
    {"POST /count HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", "405"},
    {"POST /count HTTP/1.1\r\n" HOST "Content-Length: 62\r\n\r\n", "405"},
    {"HEAD /count?q=a HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", "413"},
    {"OPTIONS * HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", "413"},

    /* … Transfer-Encoding */
    {WITH("Transfer-Encoding: chunked\r\n") "0\r\n\r\n", "413"},
    {WITH("Transfer-Encoding: chunked\r\n") "5\r\nhello\r\n0\r\n\r\n", "413"},
    {WITH("Transfer-Encoding: Chunked\r\n") "0\r\n\r\n", "413"},
    {WITH("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") "0\r\n\r\n", "400"},
    {WITH("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: identity\r\n"), "400"},
    {WITH("Transfer-Encoding: gzip, chunked\r\n") "0\r\n\r\n", "501"},
    {WITH("Transfer-Encoding: chunked, gzip\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: xchunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: chunked;a=b\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: \"chunked\"\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding:\r\n"), "400"},
    {WITH("Transfer-Encoding : chunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding:\vchunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer-Encoding: chunked\r\n\x20\r\n") "0\r\n\r\n", "400"},
    {WITH("X: a\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", "400"},
    {WITH("Transfer_Encoding: chunked\r\n"), "200 200"},
    {"POST /count HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "405"},
    {"GET /count?q=a HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
    {"POST /count?q=a HTTP/1.0\r\n" HOST
     "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "400"},

    /* a good request before a bad one is answered, one after it is not */
    {GET("/count?q=a") "GET /count?q=b HTTP/1.1\n", "200 400"},
    {GET("/count?q=a") WITH("Content-Length: 5\r\n") "hello", "200 413"},
    {WITH("Expect: 200-ok\r\n"), "417"},
    {"hello" GET("/count?q=a"), "501"},
};

static void make_stream(struct buf *stream, size_t i)
{
    for (const char *c = cases[i].sent; *c; c++)
        buf_add_char(stream, *c == '\xfe' ? '\0' : *c);
    buf_add_str(stream, STR(PROBE));
}

/* The responses of a stream, sent in pieces of at most `most` bytes (0: random), without their dates. */
static void converse(struct str stream, size_t most, unsigned *seed, struct buf *out)
{
    struct client c = client_open();
    while (stream.len && !c.ended) {
        size_t len = most ? most : 1 + (size_t)rand_r(seed) % 40;
        len = len < stream.len ? len : stream.len;
        /* Who is refused may have the door shut before all is sent. */
        if (send(c.fd, stream.ptr, len, MSG_NOSIGNAL) < 0 && errno != EAGAIN)
            break;
        stream = str_slice(stream, len, stream.len);
        uv_run(&server.loop, UV_RUN_NOWAIT);
    }
    client_finish(&c);
    struct str got = buf_str(&c.got);
    while (got.len) {
        size_t end = str_find(got, STR("\n"));
        end += end < got.len;
        if (!str_starts(got, STR("Date: ")))
            buf_add_str(out, str_slice(got, 0, end));
        got = str_slice(got, end, got.len);
    }
    client_close(&c);
}

/* "200 400": what stands after each HTTP/1.1 that begins a line. A body has none at the start of a line. */
static void list_statuses(struct str got, char *out)
{
    while (got.len) {
        if (str_starts(got, STR("HTTP/1.1 ")))
            snprintf(out + strlen(out), 8, "%s%.3s", *out ? " " : "", got.ptr + 9);
        size_t end = str_find(got, STR("\n"));
        got = str_slice(got, end + (end < got.len), got.len);
    }
}

/* Requests that the cases make. */
static uint64_t answered(void)
{
    const uint64_t *requests = server.stats.requests;
    return requests[REQUEST_COUNT] + requests[REQUEST_PING] + requests[REQUEST_SEARCH];
}

static void each_stream_has_its_statuses(void **state)
{
    (void)state;
    server.door = &server.http.door;
    unsigned seed = (unsigned)time(NULL);
    print_message("%zu cases, seed %u\n", sizeof cases / sizeof cases[0], seed);
    assert_true(sizeof cases / sizeof cases[0] >= 150);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf stream = {0}, whole = {0}, bytewise = {0}, pieces = {0};
        char statuses[256] = "";
        make_stream(&stream, i);
        uint64_t before = answered();
        converse(buf_str(&stream), stream.len, &seed, &whole);
        uint64_t taken = answered() - before;
        converse(buf_str(&stream), 1, &seed, &bytewise);
        converse(buf_str(&stream), 0, &seed, &pieces);
        list_statuses(buf_str(&whole), statuses);
        if (strcmp(statuses, cases[i].statuses) != 0)
            fail_msg("case %zu: %s instead of %s: %s", i, statuses, cases[i].statuses, cases[i].sent);
        if (!str_equal(buf_str(&whole), buf_str(&bytewise)) || !str_equal(buf_str(&whole), buf_str(&pieces)))
            fail_msg("case %zu depends on how it is cut: %s\n%.*s\n%.*s", i, cases[i].sent, (int)whole.len,
                     whole.ptr, (int)bytewise.len, bytewise.ptr);
        /* No request but those that were answered well. */
        size_t good = 0;
        for (const char *s = statuses; *s; s += strcspn(s, " "), s += *s == ' ')
            good += *s == '2';
        assert_int_equal(taken, good);
        buf_fini(&stream);
        buf_fini(&whole);
        buf_fini(&bytewise);
        buf_fini(&pieces);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_stream_has_its_statuses, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
