/* Responses kept to be given again: which, for how long, and never more than the limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "searchd/net/cache.h"

static void keep(struct cache *cache, const char *key, const char *body, uint64_t generation)
{
    struct response r = {.generation = generation, .repeatable = true, .form = 7};
    buf_add_str(&r.body, str_of(body));
    cache_keep(cache, str_of(key), &r);
    buf_fini(&r.body);
}

static void assert_finds(struct cache *cache, const char *key, const char *body)
{
    struct response r = {0};
    bool found = cache_find(cache, str_of(key), &r);
    assert_int_equal(found, body != NULL);
    if (body) {
        assert_true(str_equal(buf_str(&r.body), str_of(body)));
        assert_int_equal(r.form, 7);
        assert_true(r.repeatable);
    }
    buf_fini(&r.body);
}

static void what_is_kept_is_found_until_the_generation_changes(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1 << 20);
    cache_follow(cache, 1);
    assert_finds(cache, "a", NULL);
    keep(cache, "a", "one", 1);
    keep(cache, "b", "", 1);
    keep(cache, "a", "again", 1);
    assert_finds(cache, "a", "one");
    assert_finds(cache, "b", "");
    assert_finds(cache, "", NULL);
    assert_int_equal(cache_entries(cache), 2);
    keep(cache, "c", "of another generation", 2);
    assert_finds(cache, "c", NULL);
    cache_follow(cache, 2);
    assert_finds(cache, "a", NULL);
    assert_int_equal(cache_bytes(cache), 0);
    keep(cache, "a", "two", 2);
    assert_finds(cache, "a", "two");
    cache_free(cache);
}

static void errors_and_partial_answers_are_not_kept(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1 << 20);
    cache_keep(cache, STR("a"), &(struct response){.code = ERR_QUERY, .repeatable = true});
    cache_keep(cache, STR("a"), &(struct response){.repeatable = false});
    assert_int_equal(cache_entries(cache), 0);
    cache_free(cache);
}

/* The same in a list, slowly: what was used last stays, as long as its sizes fit. */
static void the_limit_holds_and_the_last_used_stay(void **state)
{
    (void)state;
    enum { LIMIT = 20000, BODY = 300, KEYS = 400, ROUNDS = 20000 };
    static char body[BODY + 1];
    static unsigned used[KEYS];
    memset(body, 'x', BODY);
    struct cache *cache = cache_new(LIMIT);
    unsigned seed = 1;
    size_t most = 0;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        unsigned key = (unsigned)rand_r(&seed) % KEYS;
        char name[16];
        struct response r = {0};
        snprintf(name, sizeof name, "key-%05u", key);
        bool found = cache_find(cache, str_of(name), &r);
        if (found)
            assert_true(str_equal(buf_str(&r.body), str_of(body)));
        else
            keep(cache, name, body, 0);
        buf_fini(&r.body);
        /* It was there if fewer others were used since than fit. */
        unsigned others = 0;
        for (unsigned k = 0; k < KEYS; k++)
            others += used[k] > used[key];
        if (used[key] && most)
            assert_int_equal(found, others < most);
        used[key] = round;
        assert_true(cache_bytes(cache) <= LIMIT);
        if (round > KEYS && !most)
            most = cache_entries(cache);
        if (most)
            assert_int_equal(cache_entries(cache), most);
    }
    print_message("%zu entries in %d bytes\n", most, LIMIT);
    assert_true(most > 20);
    cache_free(cache);
}

static void what_is_too_large_is_not_kept(void **state)
{
    (void)state;
    static char body[2000];
    memset(body, 'x', sizeof body - 1);
    struct cache *cache = cache_new(16 * 1024);
    keep(cache, "a", body, 0);
    assert_int_equal(cache_entries(cache), 0);
    body[500] = '\0';
    keep(cache, "a", body, 0);
    assert_int_equal(cache_entries(cache), 1);
    cache_free(cache);
    cache = cache_new(0);
    keep(cache, "a", "", 0);
    assert_finds(cache, "a", NULL);
    cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_found_until_the_generation_changes),
        cmocka_unit_test(errors_and_partial_answers_are_not_kept),
        cmocka_unit_test(the_limit_holds_and_the_last_used_stay),
        cmocka_unit_test(what_is_too_large_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
