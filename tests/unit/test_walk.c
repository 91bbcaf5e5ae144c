#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/walk.h"
#include "scratch.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

static void make_dir(const char *name)
{
    struct err e = {0};
    assert_ok(dir_make(scratch_path(name), &e));
}

static void make_file(const char *name, struct str bytes)
{
    scratch_write(scratch_path(name), bytes);
}

/* Walks and tells: "path size", or "path reason detail", a line each. */
static struct buf walk_all(const char *source)
{
    struct buf told = {0};
    struct walk *walk;
    struct walk_entry entry;
    struct err e = {0};
    int code;
    assert_ok(walk_open(source, &walk, &e));
    while ((code = walk_next(walk, &entry, &e)) == 1) {
        buf_printf(&told, "%.*s ", (int)entry.relative.len, entry.relative.ptr);
        if (entry.skipped)
            buf_printf(&told, "%s %s\n", skip_word(entry.reason), entry.detail);
        else
            buf_printf(&told, "%u\n", (unsigned)entry.size);
        assert_true(str_ends(str_of(entry.path), entry.relative));
        assert_true(scratch_exists(entry.path));
    }
    assert_int_equal(code, 0);
    assert_int_equal(walk_next(walk, &entry, &e), 0);
    walk_close(walk);
    buf_add_char(&told, '\0');
    return told;
}

static void expect_walk(const char *source, const char *expected)
{
    struct buf told = walk_all(source);
    assert_string_equal(told.ptr, expected);
    buf_fini(&told);
}

static void a_tree_in_byte_order(void **state)
{
    (void)state;
    make_dir("tree");
    make_dir("tree/fr");
    make_dir("tree/empty");
    make_dir("tree/.git");
    make_file("tree/fr/b.txt", STR("bb"));
    make_file("tree/fr/\xC3\xA9.txt", STR(""));
    make_file("tree/fr/B.txt", STR("b"));
    make_file("tree/fr-note", STR("note"));
    make_file("tree/a", STR("a"));
    make_file("tree/.hidden", STR("h"));
    make_file("tree/.git/config", STR("h"));
    const char *expected = "a 1\nfr/B.txt 1\nfr/b.txt 2\nfr/\xC3\xA9.txt 0\nfr-note 4\n";
    expect_walk(scratch_path("tree"), expected);
    expect_walk(scratch_path("tree/"), expected);
    expect_walk(scratch_path("tree/fr/.."), expected);
}

static void a_file_by_itself(void **state)
{
    (void)state;
    make_file("one.txt", STR("12345"));
    make_file(".dot.txt", STR("1"));
    expect_walk(scratch_path("one.txt"), "one.txt 5\n");
    expect_walk(scratch_path(".dot.txt"), ".dot.txt 1\n");
}

static void nothing_of_that_name(void **state)
{
    struct walk *walk;
    struct err e = {0};
    (void)state;
    assert_int_equal(walk_open(scratch_path("no-such"), &walk, &e), ERR_NOT_FOUND);
    assert_null(walk);
    assert_non_null(strstr(e.text, "no-such"));
    make_file("plain", STR(""));
    assert_int_equal(walk_open(scratch_path("plain/x"), &walk, &e), ERR_NOT_FOUND);
    walk_close(NULL);
}

static void make_link(const char *to, const char *name)
{
    assert_int_equal(symlink(to, scratch_path(name)), 0);
}

static void links_are_followed_but_not_for_ever(void **state)
{
    (void)state;
    make_dir("links");
    make_dir("links/sub");
    make_file("links/sub/f", STR("f"));
    make_link("sub", "links/again");
    make_link("sub/f", "links/file");
    make_link("nowhere", "links/lost");
    make_link("round", "links/round");
    make_link("..", "links/sub/up");
    make_link(".", "links/self");
    expect_walk(scratch_path("links"), "again/f 1\n"
                                       "again/up loop a link to a directory above it\n"
                                       "file 1\n"
                                       "lost unreadable No such file or directory\n"
                                       "round loop Too many levels of symbolic links\n"
                                       "self loop a link to a directory above it\n"
                                       "sub/f 1\n"
                                       "sub/up loop a link to a directory above it\n");
}

static void special_files_are_not_opened(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)state;
    make_dir("special");
    assert_int_equal(mkfifo(scratch_path("special/fifo"), 0600), 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", scratch_path("special/socket"));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    make_link("/dev/null", "special/null");
    expect_walk(scratch_path("special"), "fifo not-a-file a named pipe\n"
                                         "null not-a-file a character device\n"
                                         "socket not-a-file a socket\n");
    expect_walk(scratch_path("special/fifo"), "fifo not-a-file a named pipe\n");
    close(fd);
}

/* Root may read everything, so this one gives up its rights for a while. */
static void what_may_not_be_read_is_told(void **state)
{
    enum { NOBODY = 65534 };
    bool root = geteuid() == 0;
    (void)state;
    make_dir("closed");
    make_dir("closed/dir");
    make_file("closed/file", STR("x"));
    make_file("closed/open", STR("x"));
    assert_int_equal(chmod(scratch_dir, 0755), 0);
    assert_int_equal(chmod(scratch_path("closed/dir"), 0), 0);
    assert_int_equal(chmod(scratch_path("closed/file"), 0), 0);
    if (root)
        assert_int_equal(setresuid(NOBODY, NOBODY, 0), 0);
    struct buf told = walk_all(scratch_path("closed"));
    if (root)
        assert_int_equal(setresuid(0, 0, 0), 0);
    assert_int_equal(chmod(scratch_path("closed/dir"), 0700), 0);
    assert_string_equal(told.ptr, "dir unreadable Permission denied\n"
                                  "file unreadable Permission denied\n"
                                  "open 1\n");
    buf_fini(&told);
}

/* `depth` directories within one another, a file in the last. */
static struct buf walk_deep(const char *name, int depth)
{
    char path[1024];
    struct err e = {0};
    int len = snprintf(path, sizeof path, "%s", scratch_path(name));
    for (int i = 1; i <= depth; i++) {
        assert_ok(dir_make(path, &e));
        len += snprintf(path + len, sizeof path - (size_t)len, i < depth ? "/d" : "/f");
    }
    scratch_write(path, STR("x"));
    return walk_all(scratch_path(name));
}

static void depth_is_limited(void **state)
{
    (void)state;
    struct buf most = walk_deep("most", WALK_DEPTH_MAX), more = walk_deep("more", WALK_DEPTH_MAX + 1);
    assert_true(str_ends(str_of(most.ptr), STR("d/f 1\n")));
    assert_true(
        str_ends(str_of(more.ptr), STR("d/d unreadable more than 64 directories within one another\n")));
    buf_fini(&most);
    buf_fini(&more);
}

/* What happens to a tree while it is walked is no reason to fail. */
static void a_tree_that_changes(void **state)
{
    struct walk *walk;
    struct walk_entry entry;
    struct err e = {0};
    (void)state;
    make_dir("moving");
    make_file("moving/a", STR("a"));
    make_file("moving/b", STR("b"));
    assert_ok(walk_open(scratch_path("moving"), &walk, &e));
    assert_int_equal(walk_next(walk, &entry, &e), 1);
    assert_int_equal(unlink(scratch_path("moving/b")), 0);
    assert_int_equal(walk_next(walk, &entry, &e), 1);
    assert_true(entry.skipped);
    assert_int_equal(entry.reason, SKIP_UNREADABLE);
    walk_close(walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_in_byte_order),
        cmocka_unit_test(a_file_by_itself),
        cmocka_unit_test(nothing_of_that_name),
        cmocka_unit_test(links_are_followed_but_not_for_ever),
        cmocka_unit_test(special_files_are_not_opened),
        cmocka_unit_test(what_may_not_be_read_is_told),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(a_tree_that_changes),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
