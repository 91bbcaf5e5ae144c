/* progress.h: the line that is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "indexer/progress.h"

static void lines(void **state)
{
    (void)state;
    static const struct {
        struct progress_state at;
        unsigned columns;
        const char *line;
    } cases[] = {
        {{"read", 0, 0, 0, 0, 0}, 0, "read 0 documents"},
        {{"read", 12, 3000000, 0, 0, 2}, 0, "read 12 documents, 3.0 MB, 1.5 MB/s"},
        {{"read", 12, 5000000, 0, 10000000, 5}, 0, "read 50% 12 documents, 5.0 MB, 1.0 MB/s, 5 s left"},
        {{"read", 12, 5000000, 0, 10000000, 5},
         120,
         "read [##########..........] 50% 12 documents, 5.0 MB, 1.0 MB/s, 5 s left"},
        {{"read", 12, 5000000, 0, 10000000, 5}, 10, "read [####"},
        {{"read", 12, 20000000, 0, 10000000, 5}, 0, "read 100% 12 documents, 20.0 MB, 4.0 MB/s, 0 s left"},
        {{"write", 250, 0, 1000, 0, 30}, 0, "write 25% 250 documents, 1 min 30 s left"},
        {{"write", 100, 0, 1000, 0, 1200}, 0, "write 10% 100 documents, 3 h 00 min left"},
        {{"write", 5, 0, 1000, 0, 30}, 0, "write 0% 5 documents"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[256];
        size_t len = progress_format(&cases[i].at, cases[i].columns, line, sizeof line);
        assert_string_equal(line, cases[i].line);
        assert_int_equal(len, strlen(line));
    }
}

static void short_buffer_cuts(void **state)
{
    (void)state;
    const struct progress_state at = {"read", 12, 5000000, 0, 10000000, 5};
    char line[8];
    assert_int_equal(progress_format(&at, 0, line, sizeof line), 7);
    assert_string_equal(line, "read 50");
}

static void counters_begin_anew_with_a_phase(void **state)
{
    (void)state;
    struct progress *p;
    struct err e = {0};
    assert_int_equal(progress_new(true, &p, &e), 0);
    progress_phase(p, "read");
    atomic_store(&progress_counters(p)->documents, 7);
    progress_phase(p, "write");
    assert_int_equal(atomic_load(&progress_counters(p)->documents), 0);
    progress_free(p);
    progress_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(short_buffer_cuts),
        cmocka_unit_test(counters_begin_anew_with_a_phase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
