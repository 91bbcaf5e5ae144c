/* Borrowed and owned strings, and arenas: what the rest builds on without looking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static void strings_compare_as_bytes(void **state)
{
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("\xc3\xa9"), STR("z")) > 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
    assert_int_equal(str_compare((struct str){NULL, 0}, STR("")), 0);
}

static void trimming_and_finding(void **state)
{
    (void)state;
    assert_true(str_equal(str_trim(STR(" \t\r\n a b \n")), STR("a b")));
    assert_int_equal(str_trim(STR(" \n ")).len, 0);
    assert_int_equal(str_find(STR("a=b=c"), STR("=")), 1);
    assert_int_equal(str_find(STR("abc"), STR("=")), 3);
    assert_int_equal(str_find((struct str){NULL, 0}, STR("=")), 0);
}

static void numbers_are_whole_and_bounded(void **state)
{
    (void)state;
    uint64_t n = 0;
    assert_true(str_to_u64(STR("18446744073709551615"), UINT64_MAX, &n));
    assert_true(n == UINT64_MAX);
    assert_false(str_to_u64(STR("18446744073709551616"), UINT64_MAX, &n));
    assert_true(str_to_u64(STR("100"), 100, &n));
    assert_false(str_to_u64(STR("101"), 100, &n));
    assert_false(str_to_u64(STR(""), 100, &n));
    assert_false(str_to_u64(STR("1 "), 100, &n));
    assert_false(str_to_u64(STR("-1"), 100, &n));
}

static void buffers_grow_and_consume(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    assert_false(buf_failed(&b));
    assert_true(str_ends(buf_str(&b), STR("998,999,")));
    buf_consume(&b, b.len - 4);
    assert_true(str_equal(buf_str(&b), STR("999,")));
    buf_fini(&b);
}

static void a_failed_buffer_says_so_until_cleared(void **state)
{
    (void)state;
    struct buf b = {0};
    buf_add_str(&b, STR("kept"));
    assert_null(buf_room(&b, SIZE_MAX - 2));
    buf_add_str(&b, STR("lost"));
    assert_true(buf_failed(&b));
    assert_int_equal(b.len, 4);
    buf_clear(&b);
    buf_add_str(&b, STR("new"));
    assert_false(buf_failed(&b));
    assert_int_equal(b.len, 3);
    buf_fini(&b);
}

static void an_arena_gives_zeroed_aligned_memory_and_takes_it_back(void **state)
{
    (void)state;
    struct arena a = {0};
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 40000; size = size * 2 + 1) {
            unsigned char *p = arena_alloc(&a, size);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(p[i], 0);
            memset(p, 0xff, size);
        }
        arena_reset(&a);
    }
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_array(&a, SIZE_MAX / 2, 4));
    struct str copy = arena_str(&a, STR("abc"));
    assert_string_equal(copy.ptr, "abc");
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_compare_as_bytes),
        cmocka_unit_test(trimming_and_finding),
        cmocka_unit_test(numbers_are_whole_and_bounded),
        cmocka_unit_test(buffers_grow_and_consume),
        cmocka_unit_test(a_failed_buffer_says_so_until_cleared),
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory_and_takes_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
