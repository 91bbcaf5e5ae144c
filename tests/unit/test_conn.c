/*
 * Connections on a real loopback socket, with a worker that answers by itself: order, half-close, limits,
 * draining, and clients that behave badly.
 */
#include "live_server.h"
#include "searchd/net/reply.h"

/* --- the worker of this test: answers the query itself, after a pause of its own length --- */

static uv_sem_t gate; /* "wait" waits here */

void worker_answer(struct worker *w, const struct request *request, const struct responder *responder,
                   uint64_t deadline_ns, struct response *out)
{
    (void)w;
    (void)responder;
    (void)deadline_ns;
    struct str query = request->query;
    if (str_equal(query, STR("wait")))
        uv_sem_wait(&gate);
    if (str_starts(query, STR("slow")))
        uv_sleep((unsigned)query.len % 4);
    char status[64];
    snprintf(status, sizeof status, "%.*s", (int)query.len, query.ptr);
    struct buf body = {0};
    for (uint32_t i = 0; i < request->limit && request->limit > 10; i++)
        buf_add_str(&body, STR("a line of an answer that is long\n"));
    reply_ok(&out->body, status, buf_str(&body));
    buf_fini(&body);
}

static int begin(void **state)
{
    uv_sem_init(&gate, 0);
    return set_up(state);
}

static int end(void **state)
{
    int failed = tear_down(state);
    uv_sem_destroy(&gate);
    return failed;
}

/* How many replies have come. */
static size_t count_ends(struct client *c)
{
    for (;;) {
        struct str rest = str_slice(buf_str(&c->got), c->counted, c->got.len);
        size_t at = str_find(rest, STR("\n.\n"));
        if (at == rest.len) {
            c->counted += rest.len > 2 ? rest.len - 2 : 0;
            return c->ends;
        }
        c->counted += at + 2;
        c->ends++;
    }
}

static void client_await(struct client *c, size_t replies)
{
    while (count_ends(c) < replies && !c->ended) {
        turn();
        client_receive(c);
    }
    assert_int_equal(count_ends(c), replies);
}

/* --- tests --- */

/* What is sent, half-closed, is answered in order, and then the connection ends, however it was cut. */
static void each_stream_in_any_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *answered;
    } cases[] = {
        {"a\n", "+OK a\n.\n"},
        {"a", "+OK a\n.\n"},
        {"", ""},
        {"\n\n", ""},
        {"slow1\nslow12\nb\r\nPING\nslow\nSEARCH limit=x c\n",
         "+OK slow1\n.\n+OK slow12\n.\n+OK b\n.\n+OK pong\n.\n+OK slow\n.\n"
         "-ERR USAGE limit=x: it takes a whole number, at least 1\nthe most is 1000\n.\n"},
        {"a\nQUIT\nb\n", "+OK a\n.\n+OK bye\n.\n"},
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\nb\n",
         "-ERR HTTP this port speaks Racine's line protocol, not HTTP\n"
         "send one query a line, for instance with nc, or HELP\n.\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t piece = 1; piece < 20; piece += 6) {
            struct client c = client_open();
            struct str rest = str_of(cases[i].sent);
            while (rest.len) {
                size_t len = rest.len < piece ? rest.len : piece;
                client_send(&c, str_slice(rest, 0, len));
                rest = str_slice(rest, len, rest.len);
            }
            shutdown(c.fd, SHUT_WR);
            client_finish(&c);
            assert_got(&c, cases[i].answered);
            client_close(&c);
        }
}

/* 2,000 requests in one go over one connection: every answer, in order. */
static void pipelined_answers_keep_their_order(void **state)
{
    (void)state;
    struct buf sent = {0}, expected = {0};
    for (int i = 0; i < 2000; i++) {
        buf_printf(&sent, i % 7 ? "slow%d\n" : "PING\n", i);
        buf_printf(&expected, i % 7 ? "+OK slow%d\n.\n" : "+OK pong\n.\n", i);
    }
    buf_add_char(&expected, '\0');
    struct client c = client_open();
    client_send(&c, buf_str(&sent));
    shutdown(c.fd, SHUT_WR);
    client_finish(&c);
    assert_got(&c, expected.ptr);
    assert_int_equal(server.stats.requests[REQUEST_SEARCH], 1714);
    assert_int_equal(server.stats.requests[REQUEST_PING], 286);
    client_close(&c);
    buf_fini(&sent);
    buf_fini(&expected);
}

static void one_connection_has_so_many_in_flight(void **state)
{
    (void)state;
    server.options.in_flight = 3;
    struct client c = client_open();
    client_send(&c, STR("wait\nwait\nwait\nlast\n"));
    while (server.stats.requests[REQUEST_SEARCH] < 3)
        turn();
    for (int i = 0; i < 50; i++)
        turn();
    assert_int_equal(server.stats.requests[REQUEST_SEARCH], 3);
    for (int i = 0; i < 3; i++)
        uv_sem_post(&gate);
    client_await(&c, 4);
    assert_got(&c, "+OK wait\n.\n+OK wait\n.\n+OK wait\n.\n+OK last\n.\n");
    client_close(&c);
}

/* A client that asks and asks and does not read: what waits for it stays bounded, and it loses nothing. */
static void a_slow_reader_is_bounded(void **state)
{
    (void)state;
    server.options.write_bytes = 65536;
    struct buf sent = {0};
    for (int i = 0; i < 2000; i++)
        buf_printf(&sent, "SEARCH limit=1000 %d\n", i);
    struct client c = client_open();
    client_send(&c, buf_str(&sent));
    uint64_t before = 0;
    size_t most = 0, still = 0;
    while (still < 200) {
        turn();
        most = server.shared.waiting > most ? server.shared.waiting : most;
        still = server.stats.requests[REQUEST_SEARCH] == before ? still + 1 : 0;
        before = server.stats.requests[REQUEST_SEARCH];
    }
    assert_true(before < 2000);
    /* The bound, and the replies that were in flight when it was met. */
    assert_true(most <= 65536 + server.options.in_flight * 34000);
    client_await(&c, 2000);
    client_close(&c);
    buf_fini(&sent);
}

/* Above the total, those who have answers waiting are held back; who has none is served. */
static void all_readers_together_are_bounded(void **state)
{
    (void)state;
    server.options.write_total = 65536;
    struct buf sent = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&sent, "SEARCH limit=1000 %d\n", i);
    struct client slow[4];
    for (size_t i = 0; i < 4; i++) {
        slow[i] = client_open();
        client_send(&slow[i], buf_str(&sent));
    }
    uint64_t before = 0;
    for (size_t still = 0; still < 200; turn()) {
        still = server.stats.requests[REQUEST_SEARCH] == before ? still + 1 : 0;
        before = server.stats.requests[REQUEST_SEARCH];
    }
    assert_true(server.shared.waiting <= 65536 + 4 * server.options.in_flight * 34000);
    struct client quick = client_open();
    client_send(&quick, STR("visa\n"));
    client_await(&quick, 1);
    client_close(&quick);
    for (size_t i = 0; i < 4; i++)
        client_await(&slow[i], 1000);
    for (size_t i = 0; i < 4; i++)
        client_close(&slow[i]);
    buf_fini(&sent);
}

static void one_more_connection_is_told_busy(void **state)
{
    (void)state;
    server.options.connections = 2;
    struct client first = client_open(), second = client_open();
    while (server.stats.connections < 2)
        turn();
    struct client third = client_open();
    client_finish(&third);
    assert_got(&third, "-BUSY retry: too many connections are open\n.\n");
    client_send(&second, STR("a\n"));
    client_await(&second, 1);
    client_close(&first);
    while (server.stats.connections > 1)
        turn();
    struct client fourth = client_open();
    client_send(&fourth, STR("b\n"));
    client_await(&fourth, 1);
    assert_int_equal(server.stats.refused, 1);
    client_close(&second);
    client_close(&third);
    client_close(&fourth);
}

/* Neither silence nor half a line, sent byte by byte, keeps a connection; a request does. */
static void idle_connections_are_closed(void **state)
{
    (void)state;
    server.line.door.idle_ms = 60;
    struct client silent = client_open(), dribbling = client_open(), waiting = client_open();
    client_send(&waiting, STR("wait\n"));
    while (!silent.ended || !dribbling.ended) {
        turn();
        send(dribbling.fd, "a", 1, MSG_NOSIGNAL);
        client_receive(&silent);
        if (recv(dribbling.fd, &(char){0}, 1, 0) == 0 || errno == ECONNRESET)
            dribbling.ended = true;
        errno = 0;
    }
    uv_sem_post(&gate);
    client_await(&waiting, 1);
    assert_got(&waiting, "+OK wait\n.\n");
    client_close(&silent);
    client_close(&dribbling);
    client_close(&waiting);
}

static void a_client_may_vanish(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct client c = client_open();
        client_send(&c, STR("slow1\nslow12\nslow123\nSEARCH limit=1000 a\n"));
        setsockopt(c.fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        client_close(&c);
    }
    while (server.stats.connections > 0)
        turn();
    assert_true(server.emptied > 0);
}

/* All that had arrived is answered, however much it was; then the connection ends without a reset. */
static void draining_answers_what_has_arrived(void **state)
{
    (void)state;
    struct buf sent = {0};
    for (int i = 0; i < 500; i++)
        buf_printf(&sent, "slow%d\n", i);
    struct client busy = client_open(), idle = client_open(), half = client_open();
    client_send(&half, STR("a\nhalf a li"));
    client_await(&half, 1);
    while (server.stats.connections < 3)
        turn();
    assert_int_equal(send(busy.fd, sent.ptr, sent.len, 0), sent.len);
    conn_drain_all(&server.shared);
    send(busy.fd, "late\n", 5, 0);
    client_finish(&busy);
    assert_int_equal(count_ends(&busy), 500);
    client_finish(&idle);
    client_finish(&half);
    assert_int_equal(idle.got.len, 0);
    assert_int_equal(count_ends(&half), 1);
    client_close(&busy);
    client_close(&idle);
    client_close(&half);
    buf_fini(&sent);
}

static void stats_show_every_limit(void **state)
{
    (void)state;
    struct client c = client_open();
    client_send(&c, STR("STATS\nSTATS format=tsv\nSTATS format=json\nHELP\n"));
    client_await(&c, 4);
    buf_add_char(&c.got, '\0');
    static const char *const shown[] = {
        "\ngeneration 3\n",     "\ndocuments\t7\n",          "\nlimit_connections 1024\n",
        "\nlimit_line 4096\n",  "\nlimit_ms_deadline 500\n", "\nlimit_write_queue\t262144\n",
        "\nlimit_queue 1024\n", "\"limit_ms_drain\":10000",  "\"limit_ms_idle\":300000",
        "\nlimit_terms 64\n",   "\nlimit_depth 16\n",        "\nlimit_expansions 100\n",
        "\nlimit_turn 64\n",    "\nrequests_stats 1\n",      "+OK help\n"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(c.got.ptr, shown[i]))
            fail_msg("%s is not in %s", shown[i], c.got.ptr);
    client_close(&c);
}

static void a_full_queue_says_busy(void **state)
{
    (void)state;
    server.options.in_flight = 2000;
    struct client c = client_open();
    struct buf sent = {0};
    for (int i = 0; i < 1030; i++)
        buf_add_str(&sent, STR("wait\n"));
    client_send(&c, buf_str(&sent));
    while (server.stats.requests[REQUEST_SEARCH] < 1030)
        turn();
    for (int i = 0; i < 1030; i++)
        uv_sem_post(&gate);
    client_await(&c, 1030);
    assert_true(server.stats.busy >= 2 && server.stats.busy <= 6); /* 4 workers, 1024 waiting */
    buf_add_char(&c.got, '\0');
    assert_non_null(strstr(c.got.ptr, "-BUSY retry: too many requests are waiting\n.\n"));
    client_close(&c);
    buf_fini(&sent);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_stream_in_any_pieces),
        TEST(pipelined_answers_keep_their_order),
        TEST(one_connection_has_so_many_in_flight),
        TEST(a_slow_reader_is_bounded),
        TEST(all_readers_together_are_bounded),
        TEST(one_more_connection_is_told_busy),
        TEST(idle_connections_are_closed),
        TEST(a_client_may_vanish),
        TEST(draining_answers_what_has_arrived),
        TEST(stats_show_every_limit),
        TEST(a_full_queue_says_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
