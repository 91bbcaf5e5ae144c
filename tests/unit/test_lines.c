#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/lines.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

enum { LINE_MAX_HERE = 100 };

/* Bytes to put into a pipe, by pieces of pseudo-random sizes up to `piece`. */
struct feed {
    struct str bytes;
    size_t piece;
    int fd;
};

static void *feed(void *argument)
{
    struct feed *f = argument;
    unsigned seed = 1;
    for (size_t at = 0; at < f->bytes.len;) {
        size_t len = 1 + (seed = seed * 1103515245 + 12345) / 65536 % f->piece;
        len = len < f->bytes.len - at ? len : f->bytes.len - at;
        ssize_t wrote = write(f->fd, f->bytes.ptr + at, len);
        assert_true(wrote > 0);
        at += (size_t)wrote;
    }
    close(f->fd);
    return NULL;
}

/* All blocks: "N:" and the bytes of the block that begins with line N, "!N\n" for a line passed over. */
static struct buf cut(int fd, size_t line_max, unsigned *blocks)
{
    struct buf told = {0};
    struct lines *lines;
    struct lines_block block = {0};
    struct err e = {0};
    int code;
    assert_ok(lines_open(fd, "test", line_max, &lines, &e));
    *blocks = 0;
    while ((code = lines_next(lines, &block, &e)) == 1) {
        buf_printf(&told, block.too_large ? "!%u\n" : "%u:", (unsigned)block.first_line);
        assert_true(block.too_large == (block.bytes.len == 0));
        buf_add_str(&told, buf_str(&block.bytes));
        ++*blocks;
    }
    if (code)
        fail_msg("%s", e.text);
    assert_int_equal(lines_next(lines, &block, &e), 0);
    lines_close(lines);
    buf_fini(&block.bytes);
    return told;
}

/* Through a pipe, in pieces. */
static struct buf cut_pieces(struct str bytes, size_t piece, size_t line_max, unsigned *blocks)
{
    int ends[2];
    pthread_t thread;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    struct feed f = {bytes, piece, ends[1]};
    assert_int_equal(pthread_create(&thread, NULL, feed, &f), 0);
    struct buf told = cut(ends[0], line_max, blocks);
    pthread_join(thread, NULL);
    close(ends[0]);
    return told;
}

static void expect_cut(struct str bytes, const char *expected)
{
    static const size_t pieces[] = {1, 3, 1000000};
    unsigned blocks;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf told = cut_pieces(bytes, pieces[i], LINE_MAX_HERE, &blocks);
        buf_add_char(&told, '\0');
        assert_string_equal(told.ptr, expected);
        buf_fini(&told);
    }
}

static void ends_of_lines(void **state)
{
    (void)state;
    expect_cut(STR(""), "");
    expect_cut(STR("a"), "1:a");
    expect_cut(STR("a\n"), "1:a\n");
    expect_cut(STR("a\nb"), "1:a\nb");
    expect_cut(STR("a\r\n\n\nb\r\n"), "1:a\r\n\n\nb\r\n");
    expect_cut(STR("\n"), "1:\n");
}

#define TEN "0123456789"
#define MOST TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN /* LINE_MAX_HERE bytes */

static void lines_too_long(void **state)
{
    (void)state;
    expect_cut(STR(MOST "\nb\n"), "1:" MOST "\nb\n");
    expect_cut(STR(MOST), "1:" MOST);
    expect_cut(STR(MOST "x\nb\n"), "!1\n2:b\n");
    expect_cut(STR(MOST "x"), "!1\n");
    expect_cut(STR("a\n" MOST "x\nb\nc"), "1:a\n!2\n3:b\nc");
    expect_cut(STR("a\n" MOST "x\n" MOST MOST "\nb\n" MOST "x"), "1:a\n!2\n!3\n4:b\n!5\n");
    expect_cut(STR("a\n" MOST "x"), "1:a\n!2\n");
    expect_cut(STR("a\nb" MOST MOST MOST "\n"), "1:a\n!2\n");
}

/* Blocks follow on one another, are of about the size they should be, and end with a line. */
static void blocks_of_a_long_stream(void **state)
{
    struct buf bytes = {0}, told;
    unsigned blocks;
    (void)state;
    for (int i = 1; i <= 200000; i++)
        buf_printf(&bytes, "line %d of many, all of them whole\n", i);
    told = cut_pieces(buf_str(&bytes), 100000, LINE_MAX_HERE, &blocks);
    assert_in_range(blocks, bytes.len / (2 * LINES_BLOCK_BYTES), bytes.len / LINES_BLOCK_BYTES + 1);
    size_t in = 0;
    for (size_t at = 0; at < told.len;) {
        /* A block's number is that of the line it begins with. */
        if (told.ptr[at] != 'l') {
            char *colon;
            unsigned long number = strtoul(told.ptr + at, &colon, 10);
            assert_memory_equal(colon, ":line ", 6);
            assert_int_equal(strtoul(colon + 6, NULL, 10), number);
            at = (size_t)(colon - told.ptr) + 1;
        }
        size_t len = (size_t)((char *)memchr(told.ptr + at, '\n', told.len - at) - told.ptr) + 1 - at;
        assert_memory_equal(told.ptr + at, bytes.ptr + in, len);
        at += len;
        in += len;
    }
    assert_int_equal(in, bytes.len);
    buf_fini(&bytes);
    buf_fini(&told);
}

/* A line of 50 MB costs no more memory than the longest that is allowed. */
static void a_huge_line_is_streamed_past(void **state)
{
    const char *path = scratch_path("huge");
    unsigned blocks;
    (void)state;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "a\n", 2), 2);
    assert_int_equal(ftruncate(fd, 50 * 1024 * 1024), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 50 * 1024 * 1024);
    assert_int_equal(write(fd, "\nb\n", 3), 3);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct buf told = cut(fd, 1024 * 1024, &blocks);
    buf_add_char(&told, '\0');
    assert_string_equal(told.ptr, "1:a\n!2\n3:b\n");
    buf_fini(&told);
    close(fd);
}

static void errors_are_told(void **state)
{
    struct lines *lines;
    struct lines_block block = {0};
    struct err e = {0};
    (void)state;
    int fd = open(scratch_dir, O_RDONLY | O_CLOEXEC);
    assert_ok(lines_open(fd, "a folder", LINE_MAX_HERE, &lines, &e));
    assert_int_equal(lines_next(lines, &block, &e), ERR_IO);
    assert_string_equal(e.text, "cannot read a folder: Is a directory");
    lines_close(lines);
    lines_close(NULL);
    buf_fini(&block.bytes);
    close(fd);
}

static void on_alarm(int number)
{
    (void)number;
}

/* A signal while waiting for a pipe gives the caller a chance to stop; nothing read is lost. */
static void a_signal_interrupts_the_waiting(void **state)
{
    struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval every = {{0, 10000}, {0, 10000}}, never = {{0, 0}, {0, 0}};
    struct lines *lines;
    struct lines_block block = {0};
    struct err e = {0};
    int ends[2];
    (void)state;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(write(ends[1], "ab", 2), 2);
    assert_ok(lines_open(ends[0], "pipe", LINE_MAX_HERE, &lines, &e));
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    assert_int_equal(lines_next(lines, &block, &e), ERR_CANCELLED);
    setitimer(ITIMER_REAL, &never, NULL);
    assert_int_equal(write(ends[1], "c\n", 2), 2);
    close(ends[1]);
    assert_int_equal(lines_next(lines, &block, &e), 1);
    assert_int_equal(block.bytes.len, 4);
    assert_memory_equal(block.bytes.ptr, "abc\n", 4);
    assert_int_equal(lines_next(lines, &block, &e), 0);
    lines_close(lines);
    buf_fini(&block.bytes);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_of_lines),           cmocka_unit_test(lines_too_long),
        cmocka_unit_test(blocks_of_a_long_stream), cmocka_unit_test(a_huge_line_is_streamed_past),
        cmocka_unit_test(errors_are_told),         cmocka_unit_test(a_signal_interrupts_the_waiting),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
