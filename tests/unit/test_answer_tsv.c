/* Answers as tab-separated values: as many tabs in a row as in the line of names, whatever documents hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hostile.h"
#include "searchd/answer/answer_writer.h"

static void assert_tsv(const struct answer *a, const char *expected)
{
    struct buf out = {0};
    answer_write(a, &out);
    assert_harmless(buf_str(&out), true);
    buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, expected);
    buf_fini(&out);
}

static void hits_are_rows(void **state)
{
    (void)state;
    struct request request = hostile_request;
    request.format = FORMAT_TSV;
    struct answer a = hostile_answer(&request);
    assert_tsv(&a, "rank\tscore\tlang\tdate\tid\turl\ttitle\tsnippet\talternate\tall_words\n"
                   "21\t12.41\tfr\t2021-03-18\tfr/1\thttps://a.example/fr/1\tL'été\t"
                   "**paix** et, **paix**\ten/1\tyes\n"
                   "22\t0.33333333333333331\ten\t\tx y\t\t** ]0; ** .  </script>\xef\xbf\xbd\t\t\tno\n"
                   "23\t0\tund\t\t.\t\t\t\t\t\n");
}

static void counts_are_exact_or_empty(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_COUNT, .format = FORMAT_TSV};
    struct answer a = hostile_answer(&request);
    assert_tsv(&a, "total\ttotal_is_exact\tfr\ten\twords\n1234\tyes\t7\t5\tall\n");
    a.totals.exact = false;
    assert_tsv(&a, "total\ttotal_is_exact\tfr\ten\twords\n1234\tno\t\t\tall\n");
}

static void a_document_is_a_row(void **state)
{
    (void)state;
    struct request request = {.verb = REQUEST_GET, .format = FORMAT_TSV};
    struct answer a = hostile_answer(&request);
    assert_tsv(&a, "lang\tdate\tid\turl\ttitle\ttype\ttags\tpair\talternate\ttext\tstart\tend\ttext_bytes\n"
                   "und\t2019\tfr/1\tjavascript:alert(1) \tT u\tspeech\ta,b,c d\t1\t\t"
                   "one .two .   [2Jthree\t0\t0\t0\n");
}

static void words_and_a_score_are_explained(void **state)
{
    (void)state;
    struct request request = {.format = FORMAT_TSV, .verb = REQUEST_EXPLAIN};
    struct answer a = hostile_explanation(&request);
    assert_tsv(&a, "lang\tword\trole\tterm\tdocuments\tweight\tscore\n"
                   "fr\ta b <\tvariant\tab\t12\t1.5\t0.25\n"
                   "en\tthe\tstop word\t\t0\t0\t0\n"
                   "\tpostings\tscore\t\t\t\t1\n"
                   "\tspelling\tscore\t\t\t\t0.5\n"
                   "\tnearness\tscore\t\t\t\t0.25\n"
                   "\ttitle\tscore\t\t\t\t0\n"
                   "\tall_words\tscore\t\t\t\t2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_are_rows),
        cmocka_unit_test(counts_are_exact_or_empty),
        cmocka_unit_test(a_document_is_a_row),
        cmocka_unit_test(words_and_a_score_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
