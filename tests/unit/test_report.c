/* report.h: counts, and lines that are JSON whatever a document is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>

#include "scratch.h"

#include "indexer/report.h"

static void lines_are_json(void **state)
{
    (void)state;
    const struct report_place places[] = {
        {STR("pages/a.html"), 0, {NULL, 0}},
        {STR("evil\n\"\x1b[2J\xff"), 7, STR("id \\ \x01")},
    };
    struct report *r;
    struct err e = {0};
    assert_int_equal(report_new(scratch_path("report"), &r, &e), 0);
    report_skip(r, SKIP_EMPTY, &places[0], NULL);
    report_skip(r, SKIP_EMPTY, &places[1], "a\tdetail");
    report_ignore(r, &places[0]);
    report_warn(r, &places[1], "unknown date \"someday\"");
    assert_int_equal(report_skipped(r, SKIP_EMPTY), 2);
    assert_int_equal(report_skipped_total(r), 2);
    assert_int_equal(report_ignored(r), 1);
    assert_int_equal(report_warnings(r), 1);
    assert_int_equal(report_finish(r, "published", 5, 3, 9, &e), 0);
    report_free(r);

    static const char *const statuses[] = {"skipped", "skipped", "ignored", "warning", "published"};
    struct buf text = scratch_read(scratch_path("report"));
    struct str rest = buf_str(&text);
    json_t *last = NULL;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        size_t end = str_find(rest, STR("\n"));
        assert_true(end < rest.len);
        json_decref(last);
        last = json_loadb(rest.ptr, end, 0, NULL);
        assert_non_null(last);
        assert_string_equal(json_string_value(json_object_get(last, "status")), statuses[i]);
        rest = str_slice(rest, end + 1, rest.len);
    }
    assert_int_equal(rest.len, 0);
    assert_int_equal(json_integer_value(json_object_get(last, "seen")), 5);
    assert_int_equal(json_integer_value(json_object_get(last, "indexed")), 3);
    assert_int_equal(json_integer_value(json_object_get(last, "skipped")), 2);
    assert_int_equal(json_integer_value(json_object_get(last, "generation")), 9);
    json_decref(last);
    buf_fini(&text);
}

static void without_a_file_it_counts(void **state)
{
    (void)state;
    const struct report_place place = {{NULL, 0}, 0, {NULL, 0}};
    struct report *r;
    struct err e = {0};
    assert_int_equal(report_new(NULL, &r, &e), 0);
    report_skip(r, SKIP_BINARY, &place, "detail");
    assert_int_equal(report_skipped_total(r), 1);
    assert_int_equal(report_finish(r, "published", 1, 0, 1, &e), 0);
    report_free(r);
}

static void failures_are_told(void **state)
{
    (void)state;
    struct report *r;
    struct err e = {0};
    assert_int_not_equal(report_new(scratch_path("missing/report"), &r, &e), 0);
    assert_null(r);
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(report_new("/dev/full", &r, &e), 0);
    assert_int_equal(report_finish(r, "published", 1, 1, 1, &e), ERR_IO);
    report_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_json),
        cmocka_unit_test(without_a_file_it_counts),
        cmocka_unit_test(failures_are_told),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
