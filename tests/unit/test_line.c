/* The line parser: what each line asks for, and that it does so however its bytes arrive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "line_feed.h"

static const struct line_limits limits = {80, {1000, 10000}};

static size_t whole(void *context, size_t left)
{
    (void)context;
    return left;
}

static size_t one(void *context, size_t left)
{
    (void)context;
    (void)left;
    return 1;
}

static size_t some(void *context, size_t left)
{
    unsigned *seed = context;
    size_t len = 1 + (size_t)rand_r(seed) % 40;
    return len < left ? len : left;
}

#define REST(verb, query) verb " format=0 match=0 offset=0 limit=10 lang=0 snippets=1 strict=0 [" query "]\n"
#define SEARCH_FOR(query) REST("SEARCH", query)

static const struct {
    const char *stream, *read;
} streams[] = {
    /* bare queries */
    {"visa\n", SEARCH_FOR("visa")},
    {"visa\r\n", SEARCH_FOR("visa")},
    {"  l'\xc3\xa9nergie  solaire \n", SEARCH_FOR("l'\xc3\xa9nergie  solaire")},
    {"\n\r\n  \t\n\nvisa\n\n", SEARCH_FOR("visa")},
    {"visa\npasseport\n", SEARCH_FOR("visa") SEARCH_FOR("passeport")},
    {"visa", ""},
    {"search visa\n", SEARCH_FOR("search visa")},
    {"SEARCHING visa\n", SEARCH_FOR("SEARCHING visa")},
    {" PING\n", SEARCH_FOR("PING")},
    {"limit=3 visa\n", SEARCH_FOR("limit=3 visa")},

    /* verbs */
    {"SEARCH visa\n", SEARCH_FOR("visa")},
    {"SEARCH\tvisa \n", SEARCH_FOR("visa")},
    {"COUNT visa\n", REST("COUNT", "visa")},
    {"GET page 1\n", REST("GET", "page 1")},
    {"EXPLAIN id=3 visa\n", REST("EXPLAIN", "visa")},
    {"STATS\n", REST("STATS", "")},
    {"SUGGEST limit=3 lang=fr visa d\n",
     "SUGGEST format=0 match=0 offset=0 limit=3 lang=1 snippets=1 strict=0 [visa d]\n"},
    {"PING\nHELP\nQUIT\n", REST("PING", "") REST("HELP", "") REST("QUIT", "")},
    {"PING \r\n", REST("PING", "")},

    /* options */
    {"SEARCH limit=3 offset=20 visa\n",
     "SEARCH format=0 match=0 offset=20 limit=3 lang=0 snippets=1 strict=0 [visa]\n"},
    {"SEARCH format=json match=phrase snippets=no lang=fr strict=yes visa\n",
     "SEARCH format=2 match=3 offset=0 limit=10 lang=1 snippets=0 strict=1 [visa]\n"},
    {"SEARCH format=tsv match=any lang=en strict=no snippets=yes visa\n",
     "SEARCH format=1 match=1 offset=0 limit=10 lang=2 snippets=1 strict=0 [visa]\n"},
    {"SEARCH total=exact visa\n", SEARCH_FOR("visa")},
    {"COUNT total=exact visa\n", "error -12 COUNT has no option total=\n"},
    {"SEARCH limit=3 -- limit=4\n",
     "SEARCH format=0 match=0 offset=0 limit=3 lang=0 snippets=1 strict=0 [limit=4]\n"},
    {"SEARCH visa limit=3\n", SEARCH_FOR("visa limit=3")},
    {"SEARCH foo=bar visa\n", SEARCH_FOR("foo=bar visa")},
    {"SEARCH foo=bar limit=3\n", SEARCH_FOR("foo=bar limit=3")},
    {"SEARCH =\n", SEARCH_FOR("=")},
    {"COUNT format=tsv match=all visa\n",
     "COUNT format=1 match=2 offset=0 limit=10 lang=0 snippets=1 strict=0 [visa]\n"},
    {"GET part=text from=3 to=2147483647 page\n", REST("GET", "page")},
    {"GET to=2147483648 page\n", "error -9 to=2147483648: the most is 2147483647\n"},
    {"GET to=0 page\n", "error -12 to=0: it takes a whole number of bytes, at least 1\n"},
    {"GET around=0 words=2000 page\n", REST("GET", "page")},
    {"GET words=2001 page\n", "error -9 words=2001: the most is 2000\n"},
    {"GET part=x page\n", "error -12 part=x: it takes all, fields or text\n"},
    {"GET format=json -- format=tsv\n",
     "GET format=2 match=0 offset=0 limit=10 lang=0 snippets=1 strict=0 [format=tsv]\n"},
    {"KWIC sort=left width=30 limit=5 offset=3 visa\n",
     "KWIC format=0 match=0 offset=3 limit=5 lang=0 snippets=1 strict=0 [visa]\n"},
    {"KWIC visa\n", "KWIC format=0 match=0 offset=0 limit=20 lang=0 snippets=1 strict=0 [visa]\n"},
    {"KWIC width=5 a\n", "KWIC format=0 match=0 offset=0 limit=20 lang=0 snippets=1 strict=0 [a]\n"},
    {"KWIC width=4 a\n", "error -12 width=4: it takes a whole number, at least 5\n"},
    {"KWIC width=500 a\n", "KWIC format=0 match=0 offset=0 limit=20 lang=0 snippets=1 strict=0 [a]\n"},
    {"KWIC width=501 a\n", "error -9 width=501: the most is 500\n"},
    {"KWIC sort=up a\n", "error -12 sort=up: it takes text, left, word, right or date\n"},
    {"KWIC snippets=no a\n", "error -12 KWIC has no option snippets=\n"},
    {"SEARCH width=30 a\n", "error -12 SEARCH has no option width=\n"},
    {"STATS format=json\n", "STATS format=2 match=0 offset=0 limit=10 lang=0 snippets=1 strict=0 []\n"},

    /* limits, at and past */
    {"SEARCH limit=1000 a\n", "SEARCH format=0 match=0 offset=0 limit=1000 lang=0 snippets=1 strict=0 [a]\n"},
    {"SEARCH limit=1001 a\n", "error -9 limit=1001: the most is 1000\n"},
    {"SEARCH limit=1 a\n", "SEARCH format=0 match=0 offset=0 limit=1 lang=0 snippets=1 strict=0 [a]\n"},
    {"SEARCH limit=0 a\n", "error -12 limit=0: it takes a whole number, at least 1\n"},
    {"SEARCH offset=10000 a\n",
     "SEARCH format=0 match=0 offset=10000 limit=10 lang=0 snippets=1 strict=0 [a]\n"},
    {"SEARCH offset=10001 a\n", "error -9 offset=10001: the most is 10000\n"},

    /* what is wrong with a line, and that the next is read */
    {"SEARCH limit=x a\nb\n", "error -12 limit=x: it takes a whole number, at least 1\n" SEARCH_FOR("b")},
    {"SEARCH limit=99999999999999999999 a\n",
     "error -12 limit=99999999999999999999: it takes a whole number, at least 1\n"},
    {"SEARCH format=xml a\n", "error -12 format=xml: it takes text, tsv or json\n"},
    {"SEARCH match= a\n", "error -12 match=: it takes best, any, all or phrase\n"},
    {"SEARCH lang=de a\n", "error -12 lang=de: it takes fr or en\n"},
    {"SEARCH snippets=1 a\n", "error -12 snippets=1: it takes yes or no\n"},
    {"COUNT limit=3 a\n", "error -12 COUNT has no option limit=\n"},
    {"SEARCH id=3 a\n", "error -12 SEARCH has no option id=\n"},
    {"EXPLAIN id= a\n", "error -12 id=: it takes the id of a document, as answers give it\n"},
    {"EXPLAIN id=3\n", "error -12 EXPLAIN needs a query\n"},
    {"GET match=all a\n", "error -12 GET has no option match=\n"},
    {"SEARCH\nSEARCH limit=3\nSEARCH --\nCOUNT \nGET\n",
     "error -12 SEARCH needs a query\nerror -12 SEARCH needs a query\nerror -12 SEARCH needs a query\n"
     "error -12 COUNT needs a query\nerror -12 GET needs the id of a document\n"},
    {"HELP wanted\n", "error -12 HELP takes no argument\n"},
    {"PING limit=3\n", "error -12 PING takes no argument\n"},
    {"caf\xe9\nb\n", "error -12 the line is not UTF-8: byte 4\n" SEARCH_FOR("b")},

    /* HTTP at the wrong door: nothing after it is read */
    {"GET / HTTP/1.1\r\nHost: x\r\n\r\nSEARCH a\n",
     "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"POST /x HTTP/1.1\nb\n", "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"OPTIONS * HTTP/1.0\n", "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"CONNECT a.b:7700 HTTP/1.1\n", "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"\r\nHEAD / HTTP/1.1\n", "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"Host: x\n", "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"hOST:x\n", "error -14 this port speaks Racine's line protocol, not HTTP\n"},
    {"TLS over HTTP/2\n", SEARCH_FOR("TLS over HTTP/2")},
    {"GET page-1\n", REST("GET", "page-1")},
    {"GET / HTTP/1.1 twice\n", REST("GET", "/ HTTP/1.1 twice")},
    {"a\nGET / HTTP/1.1\n", SEARCH_FOR("a") REST("GET", "/ HTTP/1.1")},
};

static void check(struct str stream, const char *expected, piece_fn piece, void *context)
{
    struct buf read = {0};
    line_feed(&limits, stream, piece, context, &read);
    buf_add_char(&read, '\0');
    assert_string_equal(read.ptr, expected);
    buf_fini(&read);
}

static void each_stream_in_any_pieces(void **state)
{
    (void)state;
    unsigned seed = (unsigned)time(NULL);
    print_message("pieces from seed %u\n", seed);
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct str stream = str_of(streams[i].stream);
        check(stream, streams[i].read, whole, NULL);
        check(stream, streams[i].read, one, NULL);
        for (int round = 0; round < 20; round++)
            check(stream, streams[i].read, some, &seed);
    }
}

/* A line of exactly the limit is read, one byte more is not, and then the next line is. */
static void a_line_has_a_limit(void **state)
{
    (void)state;
    static const char *const ends[] = {"\n", "\r\n"};
    static const size_t lengths[] = {79, 80, 81, 82, 83, 5000};
    for (size_t e = 0; e < 2; e++)
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            struct buf stream = {0}, expected = {0};
            for (size_t n = 0; n < lengths[i]; n++)
                buf_add_char(&stream, 'a');
            if (lengths[i] <= limits.bytes)
                buf_printf(&expected, SEARCH_FOR("%.*s"), (int)lengths[i], stream.ptr);
            else
                buf_add_str(&expected, STR("error -9 the line is longer than 80 bytes\n"));
            buf_printf(&stream, "%sb\n", ends[e]);
            buf_add_str(&expected, STR(SEARCH_FOR("b")));
            buf_add_char(&expected, '\0');
            check(buf_str(&stream), expected.ptr, whole, NULL);
            check(buf_str(&stream), expected.ptr, one, NULL);
            unsigned seed = 7;
            for (int round = 0; round < 20; round++)
                check(buf_str(&stream), expected.ptr, some, &seed);
            buf_fini(&stream);
            buf_fini(&expected);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_stream_in_any_pieces),
        cmocka_unit_test(a_line_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
