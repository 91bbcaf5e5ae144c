/* Answers as text: exact lines, whatever documents hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hostile.h"
#include "searchd/answer/answer_writer.h"

static void assert_text(const struct answer *a, const char *expected)
{
    struct buf out = {0};
    answer_write(a, &out);
    assert_harmless(buf_str(&out), false);
    buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, expected);
    buf_fini(&out);
}

static void hits_in_three_lines(void **state)
{
    (void)state;
    struct request request = hostile_request;
    struct answer a = hostile_answer(&request);
    assert_text(&a, "21. L'été\n"
                    "   https://a.example/fr/1   fr  2021-03-18  12.41   [also in English: en/1]\n"
                    "   **paix** et, **paix**\n"
                    "22. ** ]0; ** .  </script>\xef\xbf\xbd\n"
                    "   x y   en  0.33\n"
                    "23. .\n"
                    "   .   und  0.00\n");
}

static void notes_stand_above(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_COUNT};
    struct answer a = {
        .request = &request, .relaxed = true, .partial = true, .note = STR("a \x1b quote is not closed")};
    assert_text(&a, "# no page has all the words; these have some\n"
                    "# time ran out; there may be more\n"
                    "# a   quote is not closed\n");
    a = (struct answer){.request = &request};
    request.verb = REQUEST_SEARCH;
    assert_text(&a, "");
}

static void a_document_like_a_letter(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_GET};
    struct answer a = hostile_answer(&request);
    assert_text(&a, "id: fr/1\n"
                    "url: javascript:alert(1) \n"
                    "title: T u\n"
                    "lang: und\n"
                    "date: 2019\n"
                    "type: speech\n"
                    "tag: a,b\n"
                    "tag: c d\n"
                    "pair: 1\n"
                    "by :  [31mred\n"
                    "\n"
                    "one\n.two\n.\n\n [2Jthree\n");
}

static void numbers_have_thousands(void **state)
{
    (void)state;
    static const struct {
        uint64_t number;
        const char *text;
    } cases[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {1234567, "1,234,567"}, {100000, "100,000"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        answer_add_number(&out, cases[i].number);
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].text);
        buf_fini(&out);
    }
}

static void words_and_a_score_are_explained(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_EXPLAIN};
    struct answer a = hostile_explanation(&request);
    assert_text(&a, "fr  a b <  variant  ab  12 documents  weighs 1.50  scores 0.25\n"
                    "en  the  stop word\n"
                    "score 3.75 = 1.00 postings + 0.50 spelling + 0.25 nearness + 0.00 title + "
                    "2.00 all_words\n");
    a.score = &(struct answer_score){.found = false};
    a.row_count = 0;
    assert_text(&a, "the query does not find this document\n");
    a.score = NULL;
    a.row_count = 1;
    assert_text(&a, "fr  a b <  variant  ab  12 documents  weighs 1.50\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_in_three_lines),
        cmocka_unit_test(notes_stand_above),
        cmocka_unit_test(a_document_like_a_letter),
        cmocka_unit_test(numbers_have_thousands),
        cmocka_unit_test(words_and_a_score_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
