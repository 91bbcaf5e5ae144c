/*
 * An answer as hostile documents would have it, for the tests of each format: escapes, newlines, tabs, wrong
 * UTF-8, markup, marks that make no sense. To be included after cmocka.h.
 */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include "searchd/answer/answer.h"

static struct span hostile_marks[] = {{0, 4}, {9, 13}, {13, 13}, {11, 14}, {90, 99}};
static struct span hostile_title_marks[] = {{0, 5}};

static struct str hostile_tags[] = {{"a,b", 3}, {"c\td", 3}};
static struct field hostile_extra[] = {{{"by\n", 3}, {"\x1b[31mred", 8}}};

static struct answer_hit hostile_hits[] = {
    {.docid = 1,
     .score = 12.41,
     .words = WORDS_ALL,
     .doc = {.id = {"fr/1", 4},
             .url = {"https://a.example/fr/1", 22},
             .title = {"L'été", 7},
             .lang = LANG_FR,
             .date = 20210318},
     .alternate = {"en/1", 4},
     .snippet = {"paix et, paix", 13},
     .marks = hostile_marks,
     .mark_count = 5,
     .title_marks = NULL},
    {.docid = 2,
     .score = 1.0 / 3,
     .words = WORDS_SOME,
     .doc = {.id = {"x\ty", 3}, .title = {"\x1b]0;\a\n.\r\n</script>\xff", 19}, .lang = LANG_EN},
     .title_marks = hostile_title_marks,
     .title_mark_count = 1},
    {.docid = 3, .score = 0, .doc = {.id = {".", 1}}},
};

static struct document hostile_document = {
    .id = {"fr/1", 4},
    .url = {"javascript:alert(1)\n", 20},
    .title = {"T\0u", 3},
    .text = {"one\n.two\n.\n\n\x1b[2Jthree", 21},
    .lang = LANG_NONE,
    .date = 20190000,
    .type = {"speech", 6},
    .pair = {"1", 1},
    .tags = hostile_tags,
    .tag_count = 2,
    .extra = hostile_extra,
    .extra_count = 1,
};

static const struct request hostile_request = {.query = {"a\"b\x1b", 4}, .offset = 20, .limit = 10};

static inline struct answer hostile_answer(struct request *request)
{
    return (struct answer){.request = request,
                           .generation = 3,
                           .hits = hostile_hits,
                           .hit_count = 3,
                           .totals = {.documents = 1234, .exact = true, .in = {[LANG_FR] = 7, [LANG_EN] = 5}},
                           .words = WORDS_ALL,
                           .more = true,
                           .document = &hostile_document,
                           .took_us = 840};
}

/* No byte that a terminal obeys, and nothing that is not UTF-8; newlines only where lines end. */
static inline void assert_harmless(struct str s, bool tabs)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        assert_false(c < 0x20 && c != '\n' && !(tabs && c == '\t'));
        assert_int_not_equal(c, 0x7f);
        assert_int_not_equal(c, 0xff);
    }
}

/* What a word means, which may be any bytes, and a score. */
static struct answer_row hostile_rows[] = {{.lang = LANG_FR,
                                            .word = STR("a\tb\x1b<"),
                                            .role = ROW_VARIANT,
                                            .term = STR("ab"),
                                            .documents = 12,
                                            .weight = 1.5,
                                            .score = 0.25},
                                           {.lang = LANG_EN, .word = STR("the"), .role = ROW_STOP}};

static struct answer_score hostile_score = {true, 1, 0.5, 0.25, 0, 2};

static inline struct answer hostile_explanation(const struct request *request)
{
    return (struct answer){.request = request, .rows = hostile_rows, .row_count = 2, .score = &hostile_score};
}

#endif
