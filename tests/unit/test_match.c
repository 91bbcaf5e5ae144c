/*
 * Phrases and words in token streams. Every phrase is asked in both ways, on the coded stream and on the
 * decoded one, and by a slow matcher that is obviously right; they must agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "searchd/query/match.h"

enum { IDS_MAX = 4096, ACCEPTS_MAX = 64, FORMS_MAX = 12 };

/* A phrase under test, with storage for its forms. */
struct pattern {
    struct match_accept accepts[ACCEPTS_MAX];
    uint32_t forms[ACCEPTS_MAX][FORMS_MAX];
    uint32_t count, length;
    bool title;
};

static void add_accept(struct pattern *p, uint32_t first, uint32_t span, const uint32_t *forms,
                       uint32_t count)
{
    assert_true(p->count < ACCEPTS_MAX && count <= FORMS_MAX);
    memcpy(p->forms[p->count], forms, count * sizeof *forms);
    p->accepts[p->count] = (struct match_accept){{p->forms[p->count], count}, first, span};
    p->count++;
}

/* A phrase of single forms. */
static struct pattern *plain(const uint32_t *forms, uint32_t length)
{
    static struct pattern p;
    memset(&p, 0, sizeof p);
    p.length = length;
    for (uint32_t i = 0; i < length; i++)
        add_accept(&p, i, 1, &forms[i], 1);
    return &p;
}

/* True if positions from `at` on can be the pattern's from `position` on. */
static bool slow_match(const struct pattern *p, uint32_t position, const uint32_t *ids, uint32_t at,
                       uint32_t end)
{
    if (position == p->length)
        return true;
    for (uint32_t i = 0; at < end && i < p->count; i++)
        for (uint32_t j = 0; p->accepts[i].first == position && j < p->accepts[i].forms.count; j++)
            if (p->accepts[i].forms.ids[j] == ids[at] &&
                slow_match(p, position + p->accepts[i].span, ids, at + 1, end))
                return true;
    return false;
}

static bool slow_in(const struct pattern *p, const uint32_t *ids, uint32_t count, uint32_t title)
{
    for (uint32_t at = 0; at < (p->title ? title : count); at++)
        if (slow_match(p, 0, ids, at, at < title ? title : count))
            return true;
    return false;
}

static bool in_codes(const struct match_phrase *phrase, const uint32_t *ids, uint32_t count, uint32_t title)
{
    struct token_record record = {.ids = ids, .count = count, .title_count = title};
    struct token_view view;
    struct buf bytes = {0};
    tokens_encode(&record, &bytes);
    assert_false(buf_failed(&bytes));
    assert_true(tokens_parse(buf_str(&bytes), &view));
    bool found = match_phrase_in(phrase, &view);
    buf_fini(&bytes);
    return found;
}

/* Asks all three; returns what they agree on, and the first place. */
static bool stands(const struct pattern *p, const uint32_t *ids, uint32_t count, uint32_t title,
                   struct match_place *place)
{
    struct arena arena = {0};
    struct match_phrase *phrase;
    struct match_place found = {0, 0};
    struct err e = {0};
    uint32_t from = 0;
    assert_int_equal(match_phrase_new(p->accepts, p->count, p->length, p->title, &arena, &phrase, &e), 0);
    bool slow = slow_in(p, ids, count, title);
    assert_int_equal(in_codes(phrase, ids, count, title), slow);
    assert_int_equal(match_phrase_next(phrase, ids, count, title, &from, &found), slow);
    if (slow) {
        assert_true(found.first < found.end && found.end <= count && from == found.end);
        assert_true(found.end <= title || found.first >= title);
        assert_true(slow_match(p, 0, ids, found.first, found.end));
    }
    arena_fini(&arena);
    if (place)
        *place = found;
    return slow;
}

#define IDS(...) ((const uint32_t[]){__VA_ARGS__})
#define COUNT(...) (sizeof(IDS(__VA_ARGS__)) / sizeof(uint32_t))
#define LIST(...) IDS(__VA_ARGS__), COUNT(__VA_ARGS__)

static void test_phrases(void **state)
{
    struct match_place place;
    (void)state;
    assert_true(stands(plain(LIST(5, 6)), LIST(1, 5, 6, 2), 0, &place));
    assert_int_equal(place.first, 1);
    assert_int_equal(place.end, 3);
    assert_false(stands(plain(LIST(5, 6)), LIST(6, 5), 0, NULL));
    assert_false(stands(plain(LIST(5, 6)), LIST(5, 1, 6), 0, NULL));
    assert_true(stands(plain(LIST(5, 5, 6)), LIST(5, 5, 5, 6), 0, &place));
    assert_int_equal(place.first, 1);
    assert_true(stands(plain(LIST(7)), LIST(7), 0, NULL));
    assert_false(stands(plain(LIST(7)), NULL, 0, 0, NULL));
    assert_false(stands(plain(LIST(5, 6)), LIST(5), 0, NULL));
    /* forms of one to five bytes, beside each other and within one another's bytes */
    assert_true(stands(plain(LIST(1, 128, 20000, 3000000, UINT32_MAX - 1)),
                       LIST(0, 1, 128, 20000, 3000000, UINT32_MAX - 1, 9), 0, NULL));
    assert_false(stands(plain(LIST(128, 1)), LIST(128 + 128 * 128, 1), 0, NULL));
    assert_true(stands(plain(LIST(16384, 2)), LIST(16384 * 2, 16384, 2), 0, NULL));
}

static void test_border(void **state)
{
    struct pattern *p = plain(LIST(500, 600));
    (void)state;
    assert_true(stands(p, LIST(500, 600, 1), 2, NULL));
    assert_false(stands(p, LIST(1, 500, 600, 1), 2, NULL));
    assert_true(stands(p, LIST(1, 500, 600, 1), 1, NULL));
    assert_true(stands(p, LIST(500, 500, 600), 1, NULL));
    p->title = true;
    assert_true(stands(p, LIST(500, 600, 1), 2, NULL));
    assert_false(stands(p, LIST(500, 600, 1), 1, NULL));
    assert_false(stands(p, LIST(1, 500, 600), 0, NULL));
}

static void test_alternatives(void **state)
{
    struct pattern p = {.length = 3};
    struct match_place place;
    (void)state;
    add_accept(&p, 0, 1, LIST(10, 11));
    add_accept(&p, 1, 1, LIST(20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
    add_accept(&p, 2, 1, LIST(30));
    add_accept(&p, 0, 2, LIST(40, 41)); /* 10 20 in one word */
    assert_true(stands(&p, LIST(11, 29, 30), 0, NULL));
    assert_true(stands(&p, LIST(9, 41, 30), 0, &place));
    assert_int_equal(place.first, 1);
    assert_int_equal(place.end, 3);
    assert_false(stands(&p, LIST(40, 20, 30), 0, NULL));
    assert_false(stands(&p, LIST(10, 40), 0, NULL));
    add_accept(&p, 1, 2, LIST(40)); /* 20 30 in the same word */
    assert_true(stands(&p, LIST(10, 40), 0, NULL));
    assert_true(stands(&p, LIST(40, 30), 0, NULL));
    assert_false(stands(&p, LIST(40, 40), 0, NULL));
}

static void test_longest(void **state)
{
    uint32_t forms[MATCH_POSITIONS_MAX];
    (void)state;
    for (uint32_t i = 0; i < MATCH_POSITIONS_MAX; i++)
        forms[i] = 1000 + i;
    assert_true(stands(plain(forms, MATCH_POSITIONS_MAX), forms, MATCH_POSITIONS_MAX, 0, NULL));
    assert_false(stands(plain(forms, MATCH_POSITIONS_MAX), forms, MATCH_POSITIONS_MAX - 1, 0, NULL));
    forms[MATCH_POSITIONS_MAX - 1] = 1;
    struct pattern *p = plain(forms, MATCH_POSITIONS_MAX);
    forms[MATCH_POSITIONS_MAX - 1] = 2;
    assert_false(stands(p, forms, MATCH_POSITIONS_MAX, 0, NULL));
}

static void test_every_place(void **state)
{
    struct arena arena = {0};
    struct match_phrase *phrase;
    struct match_place place;
    struct err e = {0};
    uint32_t from = 0, count = 0;
    static const uint32_t ids[] = {1, 2, 1, 2, 3, 1, 2, 2};
    const struct pattern *p = plain(LIST(1, 2));
    (void)state;
    assert_int_equal(match_phrase_new(p->accepts, p->count, p->length, false, &arena, &phrase, &e), 0);
    while (match_phrase_next(phrase, ids, 8, 1, &from, &place)) {
        assert_int_equal(place.first, count ? 5 : 2); /* the first one crosses the border */
        count++;
    }
    assert_int_equal(count, 2);
    assert_int_equal(from, 8);
    arena_fini(&arena);
}

/* Few forms, so that phrases nearly match all the time; forms of all lengths of code. */
static void test_random(void **state)
{
    static const uint32_t forms[] = {0, 1, 2, 127, 128, 129, 255, 16383, 16384, 2097152};
    uint32_t found = 0;
    (void)state;
    srand(7);
    for (int round = 0; round < 20000; round++) {
        struct pattern p = {.length = 1 + (uint32_t)rand() % 5, .title = rand() % 8 == 0};
        uint32_t ids[64], count = (uint32_t)rand() % 64, kinds = 3 + (uint32_t)rand() % 8;
        for (uint32_t i = 0; i < p.length; i++)
            for (int more = rand() % 3; more >= 0; more--)
                add_accept(&p, i, 1, &forms[(uint32_t)rand() % kinds % 10], 1);
        for (uint32_t i = 0; i + 1 < p.length; i++) {
            uint32_t span = 2 + (uint32_t)rand() % 3;
            if (rand() % 3 == 0 && i + span <= p.length)
                add_accept(&p, i, span, &forms[(uint32_t)rand() % kinds % 10], 1);
        }
        for (uint32_t i = 0; i < count; i++)
            ids[i] = forms[(uint32_t)rand() % kinds % 10];
        found += stands(&p, ids, count, count ? (uint32_t)rand() % count : 0, NULL);
    }
    assert_true(found > 2000 && found < 18000);
}

/* Streams of any bytes: no read past the end (the address sanitizer watches), some answer. */
static void test_damaged(void **state)
{
    struct arena arena = {0};
    struct match_phrase *phrase;
    struct err e = {0};
    const struct pattern *p = plain(LIST(300, 70000, 5));
    (void)state;
    srand(11);
    assert_int_equal(match_phrase_new(p->accepts, p->count, p->length, false, &arena, &phrase, &e), 0);
    for (int round = 0; round < 20000; round++) {
        size_t len = (size_t)rand() % 40;
        char *bytes = malloc(len ? len : 1);
        assert_non_null(bytes);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)(rand() % 4 ? "\x2c\x82\x70\x22\x84\x85"[rand() % 6] : rand());
        struct token_view view = {.codes = {bytes, len}, .count = (uint32_t)rand() % 40};
        view.title_count = (uint32_t)rand() % 41;
        match_phrase_in(phrase, &view);
        free(bytes);
    }
    arena_fini(&arena);
}

static void test_words(void **state)
{
    struct arena arena = {0};
    struct match_words *words;
    struct err e = {0};
    struct pattern p = {0};
    (void)state;
    add_accept(&p, 0, 1, LIST(1, 2, 1025));
    add_accept(&p, 63, 1, LIST(2, 3));
    assert_int_equal(match_words_new(p.accepts, p.count, &arena, &words, &e), 0);
    assert_int_equal(match_words_of(words, 1), 1);
    assert_true(match_words_of(words, 2) == (1 | UINT64_C(1) << 63));
    assert_true(match_words_of(words, 3) == UINT64_C(1) << 63);
    assert_int_equal(match_words_of(words, 1025), 1);
    assert_int_equal(match_words_of(words, 1026), 0); /* passes the filter */
    assert_int_equal(match_words_of(words, LEXICON_NONE), 0);
    assert_int_equal(match_words_new(NULL, 0, &arena, &words, &e), 0);
    assert_int_equal(match_words_of(words, 1), 0);
    arena_fini(&arena);
}

/* --- places of words --- */

static uint32_t slow_places(const struct match_words *w, const uint32_t *ids, uint32_t count,
                            struct match_hit *out, uint32_t max)
{
    uint32_t found = 0;
    for (uint32_t at = 0; at < count && found < max; at++) {
        uint64_t words = match_words_of(w, ids[at]);
        if (words)
            out[found++] = (struct match_hit){at, ids[at], words};
    }
    return found;
}

static void check_places(const struct match_words *w, const uint32_t *ids, uint32_t count, uint32_t max)
{
    static struct match_hit expected[IDS_MAX], found[IDS_MAX];
    struct token_record record = {.ids = ids, .count = count};
    struct token_view view;
    struct match_scan *scan;
    struct arena arena = {0};
    struct buf bytes = {0};
    struct err e = {0};
    tokens_encode(&record, &bytes);
    assert_false(buf_failed(&bytes));
    assert_true(tokens_parse(buf_str(&bytes), &view));
    assert_int_equal(match_scan_new(w, &arena, &scan, &e), 0);
    uint32_t wanted = slow_places(w, ids, count, expected, max);
    assert_int_equal(match_scan_in(scan, &view, found, max), wanted);
    for (uint32_t i = 0; i < wanted; i++) {
        assert_int_equal(found[i].position, expected[i].position);
        assert_int_equal(found[i].id, expected[i].id);
        assert_true(found[i].words == expected[i].words);
    }
    arena_fini(&arena);
    buf_fini(&bytes);
}

/* Numbers of every length of code, many of them with the same last bytes. */
static uint32_t some_id(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % 7 << (*seed >> 16) % 5 * 7;
}

static void test_places(void **state)
{
    static uint32_t ids[IDS_MAX];
    uint32_t forms[FORMS_MAX], seed = 1;
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct match_words *words;
        struct arena arena = {0};
        struct err e = {0};
        uint32_t count = seed % 70 * (round % 10 ? 1 : 50);
        for (uint32_t i = 0; i < FORMS_MAX; i++)
            forms[i] = some_id(&seed);
        for (uint32_t i = 0; i < count; i++)
            ids[i] = some_id(&seed);
        struct match_accept accepts[] = {{{forms, round % FORMS_MAX}, 0, 1},
                                         {{forms + 2, FORMS_MAX / 2}, 63, 1}};
        assert_int_equal(match_words_new(accepts, 2, &arena, &words, &e), 0);
        check_places(words, ids, count, IDS_MAX);
        check_places(words, ids, count, 5);
        arena_fini(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),      cmocka_unit_test(test_border),
        cmocka_unit_test(test_alternatives), cmocka_unit_test(test_longest),
        cmocka_unit_test(test_every_place),  cmocka_unit_test(test_random),
        cmocka_unit_test(test_damaged),      cmocka_unit_test(test_words),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
