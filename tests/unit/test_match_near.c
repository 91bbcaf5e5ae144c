/*
 * NEAR in token streams: asked on the coded stream, on the decoded one for its places, and by a slow search
 * that tries every choice of places; they must agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "searchd/query/match_near.h"

enum { IDS_MAX = 4096, ACCEPTS_MAX = 64, FORMS_MAX = 4 };

/* Phrases under test, with storage for their forms. */
struct nears {
    struct match_accept accepts[ACCEPTS_MAX];
    uint32_t forms[ACCEPTS_MAX][FORMS_MAX];
    struct near_phrases phrases;
    uint32_t starts[NEAR_PHRASES_MAX], length;
    uint32_t distance;
    bool title;
};

static void add_accept(struct nears *n, uint32_t first, uint32_t span, const uint32_t *forms, uint32_t count)
{
    uint32_t at = n->phrases.accept_count++;
    assert_true(at < ACCEPTS_MAX && count <= FORMS_MAX);
    memcpy(n->forms[at], forms, count * sizeof *forms);
    n->accepts[at] = (struct match_accept){{n->forms[at], count}, first, span};
}

static void begin_phrase(struct nears *n, uint32_t length)
{
    uint32_t at = n->phrases.count++;
    n->starts[at] = n->length;
    n->phrases.lengths[at] = length;
    n->length += length;
}

/* A phrase of single forms. */
static void add_phrase(struct nears *n, const uint32_t *forms, uint32_t length)
{
    uint32_t start = n->length;
    begin_phrase(n, length);
    for (uint32_t i = 0; i < length; i++)
        add_accept(n, start + i, 1, &forms[i], 1);
}

/* --- the slow search --- */

/* True if positions from `at` to `end` can be the phrase's from `position` on, all of them. */
static bool is_place(const struct nears *n, uint32_t phrase, uint32_t position, const uint32_t *ids,
                     uint32_t at, uint32_t end)
{
    uint32_t last = n->starts[phrase] + n->phrases.lengths[phrase];
    if (position == last || at == end)
        return position == last && at == end;
    for (uint32_t i = 0; i < n->phrases.accept_count; i++)
        for (uint32_t j = 0; n->accepts[i].first == position && j < n->accepts[i].forms.count; j++)
            if (n->accepts[i].forms.ids[j] == ids[at] &&
                is_place(n, phrase, position + n->accepts[i].span, ids, at + 1, end))
                return true;
    return false;
}

/* True if places of the phrases in `left` can follow one that ended at `at`; 0 for none before. */
static bool slow_chain(const struct nears *n, unsigned left, const uint32_t *ids, uint32_t from, uint32_t at,
                       bool first, uint32_t to)
{
    if (!left)
        return true;
    for (uint32_t begin = at; begin < to && (first || begin - at <= n->distance); begin++)
        for (uint32_t phrase = 0; phrase < n->phrases.count; phrase++)
            for (uint32_t end = begin + 1; (left >> phrase & 1) && end <= to; end++)
                if (is_place(n, phrase, n->starts[phrase], ids, begin, end) &&
                    slow_chain(n, left & ~(1u << phrase), ids, from, end, false, to))
                    return true;
    return false;
}

static bool slow_in(const struct nears *n, const uint32_t *ids, uint32_t count, uint32_t title)
{
    unsigned all = (1u << n->phrases.count) - 1;
    return slow_chain(n, all, ids, 0, 0, true, title) ||
           (!n->title && slow_chain(n, all, ids, title, title, true, count));
}

/* --- all three --- */

static bool in_codes(const struct match_near *near, const uint32_t *ids, uint32_t count, uint32_t title)
{
    struct token_record record = {.ids = ids, .count = count, .title_count = title};
    struct token_view view;
    struct buf bytes = {0};
    tokens_encode(&record, &bytes);
    assert_true(tokens_parse(buf_str(&bytes), &view));
    bool found = match_near_in(near, &view);
    buf_fini(&bytes);
    return found;
}

/* Each place is one, and they alone are enough: a stream of nothing else has the phrases near. */
static void check_places(const struct nears *n, const struct near_place *places, uint32_t count,
                         const uint32_t *ids, uint32_t id_count, uint32_t title)
{
    static uint32_t kept[IDS_MAX];
    for (uint32_t i = 0; i < id_count; i++)
        kept[i] = UINT32_MAX / 2;
    for (uint32_t i = 0; i < count; i++) {
        const struct near_place *p = &places[i];
        assert_true(p->first < p->end && p->end <= id_count);
        assert_true(p->end <= title || p->first >= title);
        assert_true(i == 0 || places[i - 1].end <= p->end);
        assert_true(is_place(n, p->phrase, n->starts[p->phrase], ids, p->first, p->end));
        memcpy(kept + p->first, ids + p->first, (p->end - p->first) * sizeof *ids);
    }
    assert_int_equal(slow_in(n, kept, id_count, title), count > 0);
}

static bool are_near(struct nears *n, const uint32_t *ids, uint32_t count, uint32_t title)
{
    struct arena arena = {0};
    struct match_near *near;
    struct near_place *places;
    uint32_t place_count;
    struct err e = {0};
    n->phrases.accepts = n->accepts;
    assert_int_equal(match_near_new(&n->phrases, n->distance, n->title, &arena, &near, &e), 0);
    bool slow = slow_in(n, ids, count, title);
    assert_int_equal(in_codes(near, ids, count, title), slow);
    assert_int_equal(match_near_places(near, ids, count, title, IDS_MAX, &arena, &places, &place_count, &e),
                     0);
    assert_int_equal(place_count > 0, slow);
    check_places(n, places, place_count, ids, count, title);
    arena_fini(&arena);
    return slow;
}

#define IDS(...) ((const uint32_t[]){__VA_ARGS__})
#define COUNT(...) (sizeof(IDS(__VA_ARGS__)) / sizeof(uint32_t))
#define LIST(...) IDS(__VA_ARGS__), COUNT(__VA_ARGS__)

/* 7 near 8, by so many words. */
static struct nears *pair(uint32_t distance)
{
    static struct nears n;
    memset(&n, 0, sizeof n);
    add_phrase(&n, LIST(7));
    add_phrase(&n, LIST(8));
    n.distance = distance;
    return &n;
}

static void test_pairs(void **state)
{
    (void)state;
    assert_true(are_near(pair(0), LIST(7, 8), 0));
    assert_true(are_near(pair(0), LIST(1, 8, 7), 0));
    assert_false(are_near(pair(0), LIST(7, 1, 8), 0));
    assert_true(are_near(pair(1), LIST(7, 1, 8), 0));
    assert_true(are_near(pair(2), LIST(8, 1, 1, 7), 0));
    assert_false(are_near(pair(2), LIST(8, 1, 1, 1, 7), 0));
    assert_true(are_near(pair(1), LIST(8, 1, 1, 8, 1, 7, 1), 0));
    assert_false(are_near(pair(9), LIST(7, 7, 7), 0));
    assert_false(are_near(pair(9), IDS(0), 0, 0));
    /* Not from the title to the text. */
    assert_false(are_near(pair(5), LIST(7, 8), 1));
    assert_true(are_near(pair(5), LIST(7, 8), 2));
    assert_true(are_near(pair(5), LIST(7, 8, 7), 1));
    struct nears *n = pair(5);
    n->title = true;
    assert_false(are_near(n, LIST(7, 7, 8), 1));
}

/* The same word twice is two places; a word that is both is one of them only. */
static void test_overlaps(void **state)
{
    struct nears n = {.distance = 3};
    (void)state;
    add_phrase(&n, LIST(7));
    add_phrase(&n, LIST(7));
    assert_false(are_near(&n, LIST(1, 7, 1), 0));
    assert_true(are_near(&n, LIST(7, 1, 7), 0));
    n = (struct nears){.distance = 0};
    add_phrase(&n, LIST(7, 8));
    add_phrase(&n, LIST(8, 9));
    assert_false(are_near(&n, LIST(7, 8, 9), 0));
    assert_true(are_near(&n, LIST(8, 9, 7, 8, 9), 0));
    assert_true(are_near(&n, LIST(7, 8, 8, 9), 0));
}

static void test_three(void **state)
{
    struct nears n = {.distance = 2};
    (void)state;
    add_phrase(&n, LIST(7));
    add_phrase(&n, LIST(8));
    add_phrase(&n, LIST(9));
    assert_true(are_near(&n, LIST(8, 1, 1, 7, 1, 1, 9), 0));
    assert_false(are_near(&n, LIST(8, 1, 1, 7, 1, 1, 1, 9), 0));
    /* Only one 8 can be used, and it is not near both. */
    assert_false(are_near(&n, LIST(7, 8, 1, 1, 8, 9), 0));
    assert_true(are_near(&n, LIST(7, 8, 1, 8, 9), 0));
}

/* As far as NEAR goes, which is further than the ends that are kept one by one. */
static void test_far(void **state)
{
    static uint32_t ids[300];
    (void)state;
    for (uint32_t gap = 60; gap <= 101; gap++) {
        memset(ids, 0, sizeof ids);
        ids[10] = 8;
        ids[11 + gap] = 7;
        assert_int_equal(are_near(pair(100), ids, 200, 0), gap <= 100);
        ids[9] = 8;
        ids[150 + gap] = 8;
        assert_int_equal(are_near(pair(100), ids, 300, 0), gap <= 100);
    }
}

static uint32_t below(uint32_t *seed, uint32_t most)
{
    *seed = *seed * 1103515245 + 12345;
    return (*seed >> 16) % most;
}

/* Phrases of several words, of forms in common, of forms that stand for two or three positions. */
static void test_random(void **state)
{
    uint32_t seed = 1, found = 0;
    (void)state;
    for (uint32_t round = 0; round < 6000; round++) {
        struct nears n = {.distance = below(&seed, 5), .title = below(&seed, 8) == 0};
        uint32_t phrases = 1 + below(&seed, 4), ids[24], count = below(&seed, 24),
                 kinds = 3 + below(&seed, 5);
        for (uint32_t i = 0; i < phrases; i++) {
            uint32_t length = 1 + below(&seed, 3), start = n.length;
            begin_phrase(&n, length);
            for (uint32_t j = 0; j < length; j++)
                add_accept(&n, start + j, 1, IDS(below(&seed, kinds), below(&seed, kinds)), 2);
            if (length > 1 && below(&seed, 3) == 0)
                add_accept(&n, start, length, IDS(below(&seed, kinds)), 1);
        }
        for (uint32_t i = 0; i < count; i++)
            ids[i] = below(&seed, kinds);
        found += are_near(&n, ids, count, below(&seed, count + 1));
    }
    assert_true(found > 1000 && found < 5000);
}

/* Every word is one of eight phrases: as long as it takes, it is no longer than the text. */
static void test_crowd(void **state)
{
    static uint32_t ids[IDS_MAX];
    struct nears n = {.distance = 100};
    struct arena arena = {0};
    struct match_near *near;
    struct err e = {0};
    (void)state;
    for (uint32_t i = 0; i < NEAR_PHRASES_MAX; i++)
        add_phrase(&n, &i, 1);
    for (uint32_t i = 0; i < IDS_MAX; i++)
        ids[i] = i % (NEAR_PHRASES_MAX - 1);
    n.phrases.accepts = n.accepts;
    assert_int_equal(match_near_new(&n.phrases, n.distance, false, &arena, &near, &e), 0);
    assert_false(in_codes(near, ids, IDS_MAX, 0));
    ids[IDS_MAX - 1] = NEAR_PHRASES_MAX - 1;
    assert_true(in_codes(near, ids, IDS_MAX, 0));
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs), cmocka_unit_test(test_overlaps), cmocka_unit_test(test_three),
        cmocka_unit_test(test_far),   cmocka_unit_test(test_random),   cmocka_unit_test(test_crowd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
