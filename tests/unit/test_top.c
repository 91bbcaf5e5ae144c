/* The first few in an order: those that sorting all gives, whatever order they came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "searchd/search/top.h"

enum { ITEMS = 200 };

static uint32_t keys[ITEMS];

static bool comes_before(const void *context, uint32_t a, uint32_t b)
{
    const uint32_t *key = context;
    return key[a] != key[b] ? key[a] < key[b] : a < b;
}

static int compare(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return comes_before(keys, *x, *y) ? -1 : *x != *y;
}

static void the_first_few_come_in_order(void **state)
{
    static const uint32_t different[] = {1, 2, 7, 1000000};
    static const uint32_t mosts[] = {0, 1, 2, 3, 10, ITEMS - 1, ITEMS, ITEMS + 1};
    uint32_t seed = 1, sorted[ITEMS];
    (void)state;
    for (size_t d = 0; d < sizeof different / sizeof *different; d++)
        for (size_t m = 0; m < sizeof mosts / sizeof *mosts; m++) {
            struct arena arena = {0};
            struct top top;
            for (uint32_t i = 0; i < ITEMS; i++) {
                seed = seed * 1664525 + 1013904223;
                keys[i] = (seed >> 8) % different[d];
                sorted[i] = i;
            }
            qsort(sorted, ITEMS, sizeof *sorted, compare);
            assert_true(top_init(&top, mosts[m], comes_before, keys, &arena));
            for (uint32_t i = 0; i < ITEMS; i++)
                top_offer(&top, (i * 77) % ITEMS);
            top_sort(&top);
            assert_int_equal(top.count, mosts[m] < ITEMS ? mosts[m] : ITEMS);
            assert_memory_equal(top.items, sorted, top.count * sizeof *sorted);
            arena_fini(&arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_first_few_come_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
