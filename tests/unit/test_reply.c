/* Replies of the line protocol: status lines, and that only the end mark is a line with a single dot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "hostile.h"
#include "searchd/net/reply.h"

static void assert_reply(struct buf *out, const char *expected)
{
    buf_add_char(out, '\0');
    assert_string_equal(out->ptr, expected);
    buf_fini(out);
}

static void dots_are_doubled(void **state)
{
    (void)state;
    static const struct {
        const char *body, *sent;
    } cases[] = {
        {"", "+OK x\n.\n"},
        {"a\n", "+OK x\na\n.\n"},
        {".\n", "+OK x\n..\n.\n"},
        {"..\n", "+OK x\n...\n.\n"},
        {".a\nb.\n.\n..c\n\n.\n", "+OK x\n..a\nb.\n..\n...c\n\n..\n.\n"},
        {"a.\n.", "+OK x\na.\n...\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        reply_ok(&out, "x", str_of(cases[i].body));
        assert_reply(&out, cases[i].sent);
    }
}

static void replies_follow_one_another(void **state)
{
    (void)state;
    struct buf out = {0};
    reply_ok(&out, "pong", STR(""));
    reply_busy(&out, "too many");
    reply_ok(&out, "x", STR(".\n"));
    assert_reply(&out, "+OK pong\n.\n-BUSY retry: too many\n.\n+OK x\n..\n.\n");
}

static void errors_have_a_code_and_a_hint(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *name;
    } cases[] = {{ERR_QUERY, "QUERY"},       {ERR_LIMIT, "LIMIT"},       {ERR_NOT_FOUND, "NOT-FOUND"},
                 {ERR_USAGE, "USAGE"},       {ERR_DEADLINE, "DEADLINE"}, {ERR_REFUSED, "HTTP"},
                 {ERR_INTERNAL, "INTERNAL"}, {ERR_FORMAT, "INTERNAL"},   {ERR_STALE, "INTERNAL"},
                 {ERR_MEMORY, "INTERNAL"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err error;
        struct buf out = {0};
        char expected[64];
        err_set(&error, cases[i].code, "no\n\x1b");
        snprintf(expected, sizeof expected, "-ERR %s no??\n.\n", cases[i].name);
        reply_error(&out, &error);
        assert_reply(&out, expected);
    }
    struct err error;
    struct buf out = {0};
    err_set(&error, ERR_USAGE, "no");
    err_hint(&error, ".");
    reply_error(&out, &error);
    assert_reply(&out, "-ERR USAGE no\n..\n.\n");
}

static void a_status_says_how_many(void **state)
{
    (void)state;
    static const struct {
        enum request_verb verb;
        uint32_t offset, documents;
        size_t hits;
        bool exact, relaxed, partial;
        const char *status;
        enum answer_words words, last; /* which words they have, those counted and the last hit */
    } cases[] = {
        {REQUEST_SEARCH, 0, 12, 3, true, false, false, "1-3 of 12, 7 in French, 5 in English", WORDS_UNSAID,
         WORDS_UNSAID},
        {REQUEST_SEARCH, 20, 1234, 3, false, false, false, "21-23 of about 1,234", WORDS_UNSAID,
         WORDS_UNSAID},
        {REQUEST_SEARCH, 0, 0, 0, true, false, false, "none found", WORDS_UNSAID, WORDS_UNSAID},
        {REQUEST_SEARCH, 20, 12, 0, true, false, false, "none left of 12, 7 in French, 5 in English",
         WORDS_UNSAID, WORDS_UNSAID},
        {REQUEST_SEARCH, 0, 5, 1, false, true, true, "1-1 of about 5", WORDS_UNSAID, WORDS_UNSAID},
        {REQUEST_COUNT, 0, 1234, 0, true, false, false, "1,234 documents, 7 in French, 5 in English",
         WORDS_UNSAID, WORDS_UNSAID},
        {REQUEST_COUNT, 0, 1, 0, true, false, false, "1 document with all words, 7 in French, 5 in English",
         WORDS_ALL, WORDS_UNSAID},
        {REQUEST_COUNT, 0, 12, 0, true, true, false,
         "12 documents with some of the words, 7 in French, 5 in English", WORDS_SOME, WORDS_UNSAID},
        {REQUEST_COUNT, 0, 0, 0, true, false, false, "0 documents, 7 in French, 5 in English", WORDS_UNSAID,
         WORDS_UNSAID},
        {REQUEST_SEARCH, 0, 12, 3, true, false, false, "1-3 of 12, 7 in French, 5 in English", WORDS_ALL,
         WORDS_ALL},
        {REQUEST_SEARCH, 0, 12, 3, true, true, false, "1-3 of 12, 7 in French, 5 in English", WORDS_SOME,
         WORDS_SOME},
        {REQUEST_SEARCH, 0, 2, 3, true, false, false,
         "1-3 of 2 with all words, then others with some, 7 in French, 5 in English", WORDS_ALL, WORDS_SOME},
        {REQUEST_GET, 0, 0, 0, false, false, false, "document", WORDS_UNSAID, WORDS_UNSAID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request request = {.verb = cases[i].verb, .offset = cases[i].offset, .format = FORMAT_TSV};
        struct answer a = hostile_answer(&request);
        a.hit_count = cases[i].hits;
        a.totals.documents = cases[i].documents;
        a.totals.exact = cases[i].exact;
        a.relaxed = cases[i].relaxed;
        a.partial = cases[i].partial;
        a.words = cases[i].words;
        if (a.hit_count)
            a.hits[a.hit_count - 1].words = cases[i].last;
        char expected[128];
        snprintf(expected, sizeof expected, "+OK %s, 0.8 ms, generation 3%s%s\n", cases[i].status,
                 a.relaxed ? ", relaxed" : "", a.partial ? ", partial" : "");
        struct buf out = {0};
        reply_answer(&out, &a);
        *(char *)memchr(out.ptr, '\n', out.len) = '\0';
        expected[strlen(expected) - 1] = '\0';
        assert_string_equal(out.ptr, expected);
        assert_memory_equal(out.ptr + out.len - 3, "\n.\n", 3);
        buf_fini(&out);
    }
}

static void a_document_ends_where_it_ends(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_GET};
    struct answer a = hostile_answer(&request);
    struct buf out = {0};
    reply_answer(&out, &a);
    assert_int_equal(str_find(buf_str(&out), STR("\n.\n")), out.len - 3);
    buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dots_are_doubled),
        cmocka_unit_test(replies_follow_one_another),
        cmocka_unit_test(errors_have_a_code_and_a_hint),
        cmocka_unit_test(a_status_says_how_many),
        cmocka_unit_test(a_document_ends_where_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
