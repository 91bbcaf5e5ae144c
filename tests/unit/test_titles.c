/* The order of many titles: the same whatever fits in memory, scratch files gone after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/titles.h"
#include "scratch.h"

#include <dirent.h>

enum { TITLES = 3000, KEY_ROOM = 24 };

static char keys[TITLES][KEY_ROOM];

/* Keys of any length, many of them alike. */
static void make_keys(void)
{
    uint32_t number = 12345;
    for (int i = 0; i < TITLES; i++) {
        number = number * 1664525 + 1013904223;
        snprintf(keys[i], KEY_ROOM, "%.*s%u", (int)(number >> 28), "aaaaaaaaaaaaaaaa", number >> 24);
    }
    keys[7][0] = '\0';
}

static int compare(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    int order = strcmp(keys[*x], keys[*y]);
    return order ? order : (*x > *y) - (*x < *y);
}

static int files_left(void)
{
    int count = 0;
    DIR *dir = opendir(scratch_dir);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

/* 64 bytes: a run for each title or two, so that runs are merged into one again and again. */
static void titles_are_in_order_in_any_memory(void **state)
{
    static const size_t memory[] = {TITLES_BYTES, 16384, 1024, 64, 1};
    static uint32_t expected[TITLES], found[TITLES];
    (void)state;
    struct err e = {0};
    make_keys();
    for (uint32_t i = 0; i < TITLES; i++)
        expected[i] = i;
    qsort(expected, TITLES, sizeof *expected, compare);
    for (size_t m = 0; m < sizeof memory / sizeof *memory; m++) {
        struct titles *t;
        assert_ok(titles_new(scratch_dir, memory[m], &t, &e));
        for (int i = 0; i < TITLES; i++)
            assert_ok(titles_add(t, str_of(keys[i]), &e));
        assert_ok(titles_order(t, found, &e));
        for (uint32_t place = 0; place < TITLES; place++)
            assert_int_equal(found[expected[place]], place + 1);
        titles_free(t);
        assert_int_equal(files_left(), 0);
    }
}

static void no_titles_are_fine(void **state)
{
    (void)state;
    struct err e = {0};
    struct titles *t;
    uint32_t out[1] = {7};
    assert_ok(titles_new(scratch_dir, 1, &t, &e));
    assert_ok(titles_order(t, out, &e));
    assert_int_equal(out[0], 7);
    titles_free(t);
    titles_free(NULL);
}

static void a_failing_disk_is_told(void **state)
{
    (void)state;
    struct err e = {0};
    struct titles *t;
    assert_ok(titles_new(scratch_path("no/such"), 1, &t, &e));
    assert_ok(titles_add(t, STR("a"), &e));
    assert_int_equal(titles_add(t, STR("b"), &e), ERR_NOT_FOUND);
    titles_free(t);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(titles_are_in_order_in_any_memory),
        test(no_titles_are_fine),
        test(a_failing_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
