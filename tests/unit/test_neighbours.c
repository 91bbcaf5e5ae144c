/* Neighbours of a word: the same as a table of distances tells, key by key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "index/neighbours.h"
#include "scratch.h"

enum { FORMS = 3000 };

static char forms[FORMS][12];
static struct lexicon *lexicon;

static int start(void **state)
{
    static struct lexicon_entry entries[FORMS];
    static uint32_t ids[FORMS];
    struct err e = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    if (scratch_make(state))
        return -1;
    unsigned seed = 7;
    for (uint32_t i = 0; i < FORMS; i++) {
        size_t len = 1 + (size_t)rand_r(&seed) % 8;
        for (size_t j = 0; j < len; j++)
            forms[i][j] = (char)("aabcde"[rand_r(&seed) % 6]);
        snprintf(forms[i] + len, sizeof forms[i] - len, "%s", i % 50 == 0 ? "\u00e9" : "");
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(forms[i], forms[j]) == 0) {
                snprintf(forms[i], sizeof forms[i], "z%u", i);
                break;
            }
        entries[i] = (struct lexicon_entry){str_of(forms[i]), {0, 1 + i % 7, 0}};
    }
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(analyzer_new(lists, &analyzer, &e));
    assert_ok(lexicon_write(scratch_path("lexicon"), entries, FORMS, ids, analyzer, &e));
    analyzer_free(analyzer);
    lists_free(lists);
    return lexicon_open(scratch_path("lexicon"), &lexicon, &e);
}

static int end(void **state)
{
    lexicon_close(lexicon);
    return scratch_remove(state);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The textbook's table. */
static uint32_t distance(struct str a, struct str b)
{
    uint32_t d[32][32];
    for (size_t i = 0; i <= a.len; i++)
        for (size_t j = 0; j <= b.len; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (uint32_t)(i + j);
                continue;
            }
            d[i][j] =
                least(least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]));
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.len][b.len];
}

struct met {
    struct str wanted;
    uint32_t distance, forms;
    struct str last;
};

static void meet(void *context, struct lexicon_ids same_key, uint32_t slips)
{
    struct met *met = context;
    struct str key = lexicon_key(lexicon, same_key.ids[0]);
    assert_true(same_key.count > 0);
    assert_true(met->last.len == 0 || str_compare(met->last, key) < 0);
    assert_int_equal(slips, distance(key, met->wanted));
    assert_true(slips <= met->distance);
    for (uint32_t i = 0; i < same_key.count; i++)
        assert_true(str_equal(lexicon_key(lexicon, same_key.ids[i]), key));
    met->forms += same_key.count;
    met->last = key;
}

static void all_neighbours_are_found_and_no_others(void **state)
{
    (void)state;
    unsigned seed = (unsigned)time(NULL);
    print_message("words from seed %u\n", seed);
    for (int round = 0; round < 300; round++) {
        char word[12];
        size_t len = 1 + (size_t)rand_r(&seed) % 9;
        for (size_t j = 0; j < len; j++)
            word[j] = (char)("aabcdez"[rand_r(&seed) % 7]);
        struct met met = {.wanted = {word, len}, .distance = (uint32_t)(rand_r(&seed) % 3)};
        uint32_t expected = 0;
        neighbours_find(lexicon, met.wanted, met.distance, meet, &met);
        for (uint32_t i = 0; i < lexicon_size(lexicon); i++)
            expected += distance(lexicon_key(lexicon, i), met.wanted) <= met.distance;
        assert_int_equal(met.forms, expected);
    }
}

static void count(void *context, struct lexicon_ids same_key, uint32_t slips)
{
    (void)slips;
    *(uint32_t *)context += same_key.count;
}

static void words_have_a_limit(void **state)
{
    (void)state;
    char longest[NEIGHBOURS_KEY_MAX + 1];
    uint32_t met = 0;
    memset(longest, 'a', sizeof longest);
    neighbours_find(lexicon, (struct str){longest, NEIGHBOURS_KEY_MAX + 1}, 2, count, &met);
    neighbours_find(lexicon, STR(""), 2, count, &met);
    assert_int_equal(met, 0);
    neighbours_find(lexicon, (struct str){longest, NEIGHBOURS_KEY_MAX}, NEIGHBOURS_KEY_MAX, count, &met);
    assert_int_equal(met, FORMS); /* every key can be made of it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_neighbours_are_found_and_no_others),
        cmocka_unit_test(words_have_a_limit),
    };
    return cmocka_run_group_tests(tests, start, end);
}
