/* runs.h: whatever order runs are completed in, they end as one database in the order of their ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>

#include "scratch.h"

#include "indexer/runs.h"
#include "xapian-c/xapian_c.h"

/* One document, with a term and a value that tell its range. */
static void write_run(const struct runs *r, uint32_t range)
{
    char path[PATH_MAX], name[16];
    struct xap_writer *w;
    struct err e = {0};
    uint32_t docid;
    snprintf(name, sizeof name, "%06u", range);
    const struct xap_posting postings[] = {{STR("all"), 1}, {str_of(name), 1}};
    const struct xap_value value = {0, str_of(name)};
    runs_path(r, range, path);
    assert_ok(xap_writer_create(path, &w, &e));
    assert_ok(xap_writer_add(w, postings, 2, &value, 1, &docid, &e));
    assert_ok(xap_writer_finish(w, &e));
}

static void check(const char *dest, uint32_t count)
{
    struct xap_reader *reader;
    struct err e = {0};
    uint32_t found;
    assert_ok(xap_reader_open(dest, &reader, &e));
    assert_ok(xap_doccount(reader, &found, &e));
    assert_int_equal(found, count);
    for (uint32_t i = 0; i < count; i++) {
        struct buf value = {0};
        assert_ok(xap_value(reader, i + 1, 0, &value, &e));
        buf_add_char(&value, '\0');
        assert_int_equal(strtoul(value.ptr, NULL, 10), i);
        buf_fini(&value);
    }
    xap_reader_close(reader);
}

static void all_become_one(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 2, 32, 33, 70};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        uint32_t count = counts[c];
        char dest[300];
        struct runs *r;
        struct err e = {0};
        snprintf(dest, sizeof dest, "%s/postings-%u", scratch_dir, count);
        assert_ok(runs_new(scratch_dir, dest, count, &r, &e));
        for (uint32_t i = 0; i < count; i++)
            write_run(r, i);
        for (uint32_t i = count; i > 0; i--) {
            assert_false(scratch_exists(dest));
            assert_ok(runs_done(r, i - 1, &e));
        }
        check(dest, count);
        for (uint32_t i = 0; i < count; i++) {
            char path[PATH_MAX];
            runs_path(r, i, path);
            assert_false(scratch_exists(path));
        }
        runs_free(r);
    }
}

static void a_missing_run_is_an_error(void **state)
{
    (void)state;
    struct runs *r;
    struct err e = {0};
    const char *dest = scratch_path("none");
    assert_ok(runs_new(scratch_dir, dest, 1, &r, &e));
    assert_int_not_equal(runs_done(r, 0, &e), 0);
    assert_false(scratch_exists(dest));
    runs_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_become_one),
        cmocka_unit_test(a_missing_run_is_an_error),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
