/* Files and directories: limits, maps, a writer that remembers its first failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

static void reading_stops_at_the_limit(void **state)
{
    (void)state;
    struct err e = {0};
    struct buf out = {0};
    const char *path = scratch_path("f");
    scratch_write(path, STR("0123456789"));

    assert_ok(file_read(path, 10, &out, &e));
    assert_true(str_equal(buf_str(&out), STR("0123456789")));
    assert_ok(file_read(path, 10, &out, &e)); /* the limit is of the file, not of the buffer */
    assert_int_equal(out.len, 20);
    assert_int_equal(file_read(path, 9, &out, &e), ERR_LIMIT);
    assert_non_null(strstr(e.text, "9 bytes"));
    buf_fini(&out);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    struct err e = {0};
    struct buf out = {0};
    struct map map;
    uint64_t size;
    const char *none = scratch_path("none");
    assert_int_equal(file_read(none, 10, &out, &e), ERR_NOT_FOUND);
    assert_non_null(strstr(e.text, none));
    assert_int_equal(map_open(none, MAP_ONCE, &map, &e), ERR_NOT_FOUND);
    assert_int_equal(file_size(none, &size, &e), ERR_NOT_FOUND);
    assert_int_equal(file_sync(none, &e), ERR_NOT_FOUND);
    assert_int_equal(dir_sync(none, &e), ERR_NOT_FOUND);
    assert_int_equal(file_read(scratch_dir, 10, &out, &e), ERR_IO); /* a directory */
    assert_int_equal(map_open(scratch_dir, MAP_ONCE, &map, &e), ERR_IO);
    assert_int_equal(file_size(scratch_dir, &size, &e), ERR_IO);
    buf_fini(&out);
}

static void a_pipe_is_read_and_not_mapped(void **state)
{
    (void)state;
    struct err e = {0};
    struct buf out = {0};
    struct map map;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_ok(file_write_all(ends[1], "pipe", STR("abc"), &e));
    close(ends[1]);
    assert_ok(file_read_fd(ends[0], "pipe", 3, &out, &e));
    assert_true(str_equal(buf_str(&out), STR("abc")));
    close(ends[0]);
    buf_fini(&out);

    const char *fifo = scratch_path("fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(map_open(fifo, MAP_ONCE, &map, &e), ERR_IO); /* and does not wait for a writer */
}

static void maps_show_the_file(void **state)
{
    (void)state;
    struct err e = {0};
    struct map map;
    const char *path = scratch_path("f");
    scratch_write(path, STR("abc"));
    for (int use = MAP_SCATTERED; use <= MAP_ONCE; use++) {
        assert_ok(map_open(path, (enum map_use)use, &map, &e));
        assert_true(str_equal(map.bytes, STR("abc")));
        map_close(&map);
        map_close(&map);
    }
    scratch_write(path, STR(""));
    assert_ok(map_open(path, MAP_WHOLE, &map, &e));
    assert_int_equal(map.bytes.len, 0);
    map_close(&map);
}

static void the_writer_keeps_order_across_its_buffer(void **state)
{
    (void)state;
    struct err e = {0};
    struct file_writer *w;
    struct buf expected = {0};
    const char *path = scratch_path("f");
    static const char filler[300 * 1024] = {'x'}; /* more than the buffer at once */
    assert_ok(file_writer_open(path, &w, &e));
    for (int i = 0; i < 40000; i++) {
        file_writer_add(w, &i, sizeof i);
        buf_add(&expected, &i, sizeof i);
        if (i == 20000) {
            file_writer_add(w, filler, sizeof filler);
            buf_add(&expected, filler, sizeof filler);
        }
    }
    file_writer_add(w, "abc", 3);
    buf_add(&expected, "abc\0\0\0\0\0", 8);
    file_writer_align(w, 8);
    file_writer_align(w, 8);
    assert_int_equal(file_writer_offset(w), expected.len);
    file_writer_patch(w, 2, "patch", 5);
    memcpy(expected.ptr + 2, "patch", 5);
    file_writer_add(w, "end", 3);
    buf_add(&expected, "end", 3);
    assert_int_equal(file_writer_error(w, &e), 0);
    assert_ok(file_writer_finish(w, true, &e));

    struct buf read = scratch_read(path);
    assert_true(str_equal(buf_str(&read), buf_str(&expected)));
    buf_fini(&read);
    buf_fini(&expected);
}

static void the_writer_tells_its_first_failure(void **state)
{
    (void)state;
    struct err e = {0};
    struct file_writer *w;
    static const char filler[300 * 1024];
    assert_ok(file_writer_open("/dev/full", &w, &e));
    file_writer_add(w, filler, sizeof filler);
    assert_int_equal(file_writer_error(w, &e), ERR_IO);
    file_writer_add(w, filler, sizeof filler);
    file_writer_patch(w, 0, "x", 1);
    assert_int_equal(file_writer_finish(w, false, &e), ERR_IO);
    assert_non_null(strstr(e.text, "/dev/full"));
    assert_non_null(strstr(e.text, "No space left"));

    assert_int_equal(file_writer_open(scratch_path("no/such"), &w, &e), ERR_NOT_FOUND);
    assert_null(w);
    file_writer_abort(NULL);
}

static void paths_are_joined_up_to_the_limit(void **state)
{
    (void)state;
    struct err e = {0};
    static char path[PATH_ROOM], dir[PATH_ROOM];
    assert_ok(path_join("a/b", "c", path, &e));
    assert_string_equal(path, "a/b/c");
    memset(dir, 'd', sizeof dir - 3); /* "/c" and the NUL follow */
    assert_ok(path_join(dir, "c", path, &e));
    assert_int_equal(strlen(path), PATH_ROOM - 1);
    assert_int_equal(path_join(dir, "cc", path, &e), ERR_LIMIT);
}

static void directories_are_made_once_and_removed_whole(void **state)
{
    (void)state;
    struct err e = {0};
    char tree[256], path[512];
    snprintf(tree, sizeof tree, "%s", scratch_path("tree"));
    assert_ok(dir_make(tree, &e));
    assert_ok(dir_make(tree, &e));
    assert_ok(dir_sync(tree, &e));
    snprintf(path, sizeof path, "%s/sub", tree);
    assert_ok(dir_make(path, &e));
    snprintf(path, sizeof path, "%s/sub/file", tree);
    scratch_write(path, STR("x"));
    snprintf(path, sizeof path, "%s/out", tree);
    const char *outside = scratch_path("outside");
    assert_ok(dir_make(outside, &e));
    assert_int_equal(symlink(outside, path), 0);

    assert_ok(dir_remove(tree, &e));
    assert_false(scratch_exists(tree));
    assert_true(scratch_exists(outside)); /* the link went, not what it led to */
    assert_ok(dir_remove(tree, &e));

    scratch_write(tree, STR("x"));
    assert_int_equal(dir_make(tree, &e), ERR_IO);
    assert_int_equal(dir_make(scratch_path("no/such"), &e), ERR_NOT_FOUND);
    assert_ok(dir_remove(tree, &e)); /* a file, too */
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(reading_stops_at_the_limit),
        test(what_is_not_there_is_not_found),
        test(a_pipe_is_read_and_not_mapped),
        test(maps_show_the_file),
        test(the_writer_keeps_order_across_its_buffer),
        test(the_writer_tells_its_first_failure),
        test(paths_are_joined_up_to_the_limit),
        test(directories_are_made_once_and_removed_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
