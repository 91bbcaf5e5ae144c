/* Answers as JSON: one line that another parser reads back to the same values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "hostile.h"
#include "searchd/answer/answer_writer.h"

/* The line, read by jansson; to be freed with json_decref(). */
static json_t *read_back(const struct answer *a)
{
    struct buf out = {0};
    answer_write(a, &out);
    assert_harmless(buf_str(&out), false);
    assert_ptr_equal(memchr(out.ptr, '\n', out.len), out.ptr + out.len - 1);
    assert_null(memmem(out.ptr, out.len, "</script", 8));
    json_error_t error;
    json_t *read = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!read)
        fail_msg("%s in %.*s", error.text, (int)out.len, out.ptr);
    buf_fini(&out);
    return read;
}

static void assert_string(const json_t *object, const char *key, struct str expected)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_string(value));
    struct str got = {json_string_value(value), json_string_length(value)};
    if (!str_equal(got, expected))
        fail_msg("%s is \"%s\"", key, got.ptr);
}

static void assert_dump(const json_t *object, const char *key, const char *expected)
{
    char *dump = json_dumps(json_object_get(object, key), JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    assert_non_null(dump);
    assert_string_equal(dump, expected);
    free(dump);
}

static void hits_read_back(void **state)
{
    (void)state;
    struct request request = hostile_request;
    request.format = FORMAT_JSON;
    struct answer a = hostile_answer(&request);
    json_t *read = read_back(&a);
    assert_string(read, "query", STR("a\"b\x1b"));
    assert_dump(read, "total", "1234");
    assert_dump(read, "total_is_exact", "true");
    assert_dump(read, "in", "{\"en\":5,\"fr\":7}");
    assert_dump(read, "generation", "3");
    assert_dump(read, "relaxed", "false");
    assert_dump(read, "offset", "20");
    assert_dump(read, "more", "true");
    assert_dump(read, "total_words", "\"all\"");
    const json_t *hits = json_object_get(read, "hits");
    assert_int_equal(json_array_size(hits), 3);

    const json_t *first = json_array_get(hits, 0), *second = json_array_get(hits, 1);
    assert_string(first, "id", STR("fr/1"));
    assert_string(first, "title", STR("L'été"));
    assert_string(first, "date", STR("2021-03-18"));
    assert_string(first, "alternate", STR("en/1"));
    assert_dump(first, "title_marks", "[]");
    assert_dump(first, "all_words", "true");
    assert_dump(second, "all_words", "false");
    assert_dump(json_array_get(hits, 2), "all_words", "null");
    assert_string(second, "title", STR("\x1b]0;\a\n.\r\n</script>\xef\xbf\xbd"));
    assert_dump(second, "title_marks", "[[0,5]]");
    assert_string(second, "snippet", STR(""));
    /* The very double: a ranking can be compared by it. */
    assert_true(json_real_value(json_object_get(second, "score")) == 1.0 / 3);
    json_decref(read);
}

static void counts_and_notes_read_back(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_COUNT, .format = FORMAT_JSON};
    struct answer a = hostile_answer(&request);
    a.totals.exact = false;
    a.relaxed = a.partial = true;
    a.note = STR("\"\\\n");
    json_t *read = read_back(&a);
    assert_string(read, "note", STR("\"\\\n"));
    assert_dump(read, "partial", "true");
    assert_dump(read, "relaxed", "true");
    assert_dump(read, "total_is_exact", "false");
    assert_null(json_object_get(read, "in"));
    assert_null(json_object_get(read, "hits"));
    json_decref(read);
}

static void a_document_reads_back(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_GET, .format = FORMAT_JSON};
    struct answer a = hostile_answer(&request);
    json_t *read = read_back(&a);
    assert_string(read, "title", STR("T\0u"));
    assert_string(read, "text", hostile_document.text);
    assert_string(read, "url", hostile_document.url);
    assert_dump(read, "tags", "[\"a,b\",\"c\\td\"]");
    assert_dump(read, "extra", "{\"by\\n\":\"\\u001B[31mred\"}");
    json_decref(read);
}

static void words_and_a_score_are_explained(void **state)
{
    (void)state;
    struct request request = {.format = FORMAT_JSON, .verb = REQUEST_EXPLAIN};
    struct answer a = hostile_explanation(&request);
    json_t *read = read_back(&a);
    const json_t *row = json_array_get(json_object_get(read, "words"), 0);
    assert_string(row, "word", STR("a\tb\x1b<"));
    assert_string(row, "role", STR("variant"));
    assert_dump(row, "documents", "12");
    assert_true(json_number_value(json_object_get(json_object_get(read, "score"), "total")) == 3.75);
    json_decref(read);
    a.score = &(struct answer_score){.found = false};
    read = read_back(&a);
    assert_true(json_is_null(json_object_get(read, "score")));
    json_decref(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_read_back),
        cmocka_unit_test(counts_and_notes_read_back),
        cmocka_unit_test(a_document_reads_back),
        cmocka_unit_test(words_and_a_score_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
