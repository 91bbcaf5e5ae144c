/* words.h: the golden table, the limits, and the promise of `restart`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "text/words.h"

static bool word_is(const struct words *w, const struct word *word, struct str expected)
{
    struct str range = str_slice(w->text, word->start, word->end);
    size_t bar = str_find(expected, STR("|"));
    struct str form = str_slice(expected, 0, bar);
    struct str bytes = bar < expected.len ? str_slice(expected, bar + 1, expected.len) : form;
    return str_equal(word->form, form) && str_equal(range, bytes);
}

static void check_row(const struct table_row *row)
{
    struct words w;
    struct word word;
    int count = 1;
    words_init(&w, row->fields[0], 0);
    for (; words_next(&w, &word); count++) {
        struct str range = str_slice(row->fields[0], word.start, word.end);
        if (count >= row->count || !word_is(&w, &word, row->fields[count]))
            fail_msg("words.tsv:%d: word %d is %.*s|%.*s", row->line, count, (int)word.form.len,
                     word.form.ptr, (int)range.len, range.ptr);
    }
    if (count != row->count)
        fail_msg("words.tsv:%d: %d words instead of %d", row->line, count - 1, row->count - 1);
}

static void test_table(void **state)
{
    (void)state;
    assert_true(table_each("words.tsv", check_row) > 150);
}

/* True if both yield the same words to the end. */
static bool same_words(struct words a, struct words b)
{
    for (;;) {
        struct word x, y;
        bool more = words_next(&a, &x);
        if (more != words_next(&b, &y))
            return false;
        if (!more)
            return true;
        if (x.start != y.start || x.end != y.end || !str_equal(x.form, y.form) || x.restart != y.restart)
            return false;
    }
}

static void check_restarts(const struct table_row *row)
{
    struct words all, again;
    struct word word;
    words_init(&all, row->fields[0], 0);
    for (struct words before = all; words_next(&all, &word); before = all) {
        words_init(&again, row->fields[0], word.start);
        if (word.restart && !same_words(before, again))
            fail_msg("words.tsv:%d: other words from byte %u on", row->line, word.start);
    }
}

static void test_restarts(void **state)
{
    (void)state;
    assert_true(table_each("words.tsv", check_restarts) > 150);
}

static void test_restart_flags(void **state)
{
    (void)state;
    struct words w;
    struct word word;
    const bool restarts[] = {true, true, false, true, false, false, true};
    words_init(&w, STR("l'après-guerre 25.06.2019 fin"), 0);
    for (size_t i = 0; i < sizeof restarts; i++) {
        assert_true(words_next(&w, &word));
        assert_int_equal(word.restart, restarts[i]);
    }
    assert_false(words_next(&w, &word));
    assert_false(words_next(&w, &word));
}

/* The first form of `count` times `unit`. */
static struct word first_word(struct words *w, const char *unit, size_t count, char *room)
{
    size_t len = strlen(unit);
    for (size_t i = 0; i < count; i++)
        memcpy(room + i * len, unit, len);
    struct word word;
    words_init(w, (struct str){room, count * len}, 0);
    assert_true(words_next(w, &word));
    assert_int_equal(word.start, 0);
    assert_int_equal(word.end, count * len);
    return word;
}

static void test_longest_form(void **state)
{
    (void)state;
    static char room[100000];
    const struct {
        const char *unit;
        size_t count, form_len;
    } cases[] = {
        {"a", WORD_FORM_MAX, WORD_FORM_MAX},
        {"a", WORD_FORM_MAX + 1, WORD_FORM_MAX},
        {"é", WORD_FORM_MAX / 2 + 1, 96},
        {"aé", 33, 96},
        {"ж", 10000, 96},
        {"ế", 1000, 96},
        {"e\xCC\x81", 5000, 96},
        {"a\xC2\xAD"
         "b",
         1000, 96},
        {"7", 1000, 96},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct words w;
        struct word word = first_word(&w, cases[i].unit, cases[i].count, room);
        assert_int_equal(word.form.len, cases[i].form_len);
        assert_false(words_next(&w, &word));
    }
}

static void test_longest_joined_form(void **state)
{
    (void)state;
    char text[300] = "x-";
    struct words w;
    struct word word;
    memset(text + 2, 'y', sizeof text - 2);
    words_init(&w, (struct str){text, sizeof text}, 0);
    assert_true(words_next(&w, &word) && words_next(&w, &word));
    assert_int_equal(word.form.len, WORD_FORM_MAX);
    assert_int_equal(word.form.ptr[0], '-');
    assert_int_equal(word.end, sizeof text);
}

static void test_nothing(void **state)
{
    (void)state;
    const struct str texts[] = {{NULL, 0},       STR(""),      STR(" \n\t"),
                                STR("\xFF\xFE"), STR("'-’.,"), STR("\xCC\x81")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct words w;
        struct word word;
        words_init(&w, texts[i], 0);
        assert_false(words_next(&w, &word));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_restarts),
        cmocka_unit_test(test_restart_flags),
        cmocka_unit_test(test_longest_form),
        cmocka_unit_test(test_longest_joined_form),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
