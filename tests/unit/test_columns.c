/* Columns: facts come back, values that a filter takes for one are one; damage is told and does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "damage.h"
#include "index/columns.h"

static const struct str two_tags[] = {{"energy", 6}, {"\xc3\x89nergie", 8}};
static const struct str same_tags[] = {{"\xc3\xa9nergie", 8}, {"", 0}, {"ENERGY", 6}, {"energy", 6}};

static const struct columns_row rows[] = {
    {.date = 20190625,
     .counterpart = 3,
     .langs = LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN),
     .lang = LANG_EN,
     .type = {"Speech", 6},
     .site = {"a.example", 9},
     .tags = two_tags,
     .tag_count = 2},
    {.lang = LANG_NONE},
    {.date = 20190000,
     .counterpart = 1,
     .langs = LANG_BIT(LANG_FR),
     .lang = LANG_FR,
     .type = {"speech", 6},
     .site = {"B.example", 9},
     .tags = same_tags,
     .tag_count = 4},
    {.date = 99991231, .langs = LANG_BIT(LANG_EN), .lang = LANG_EN, .type = {"law", 3}},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void write_file(const char *path, const struct columns_row *list, uint32_t count)
{
    struct err e = {0};
    struct columns_writer *w;
    uint32_t *title_order = calloc(count + 1, sizeof *title_order);
    assert_non_null(title_order);
    assert_ok(columns_writer_new(&w, &e));
    for (uint32_t i = 0; i < count; i++) {
        columns_writer_add(w, &list[i]);
        title_order[i] = count - i;
    }
    assert_ok(columns_writer_put(w, title_order, path, &e));
    columns_writer_free(w);
    free(title_order);
}

static void assert_value(const struct columns *c, enum columns_kind kind, uint32_t value,
                         const char *expected)
{
    struct str text = columns_value(c, kind, value);
    if (!str_equal(text, str_of(expected)))
        fail_msg("'%.*s' instead of '%s'", (int)text.len, text.len ? text.ptr : "", expected);
}

static void facts_come_back(void **state)
{
    (void)state;
    struct err e = {0};
    struct columns *c;
    write_file(scratch_path("columns"), rows, ROWS);
    assert_ok(columns_open(scratch_path("columns"), &c, &e));
    assert_int_equal(columns_count(c), ROWS);
    for (uint32_t docid = 1; docid <= ROWS; docid++) {
        const struct columns_row *row = &rows[docid - 1];
        assert_int_equal(columns_date(c, docid), row->date);
        assert_int_equal(columns_counterpart(c, docid), row->counterpart);
        assert_int_equal(columns_langs(c, docid), row->langs);
        assert_int_equal(columns_lang(c, docid), row->lang);
        assert_int_equal(columns_title_order(c, docid), ROWS - docid + 1);
    }
    static const uint32_t absent[] = {0, ROWS + 1, UINT32_MAX};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        uint32_t first;
        assert_int_equal(columns_date(c, absent[i]), 0);
        assert_int_equal(columns_counterpart(c, absent[i]), 0);
        assert_int_equal(columns_langs(c, absent[i]), 0);
        assert_int_equal(columns_lang(c, absent[i]), LANG_NONE);
        assert_int_equal(columns_title_order(c, absent[i]), 0);
        assert_int_equal(columns_type(c, absent[i]), 0);
        assert_int_equal(columns_site(c, absent[i]), 0);
        assert_int_equal(columns_tags(c, absent[i], &first), 0);
    }
    columns_close(c);
}

static void spellings_that_a_filter_takes_for_one_are_one(void **state)
{
    (void)state;
    struct err e = {0};
    struct columns *c;
    uint32_t first;
    write_file(scratch_path("columns"), rows, ROWS);
    assert_ok(columns_open(scratch_path("columns"), &c, &e));
    assert_int_equal(columns_value_count(c, COLUMNS_TYPE), 2);
    assert_int_equal(columns_type(c, 1), 1);
    assert_int_equal(columns_type(c, 2), 0);
    assert_int_equal(columns_type(c, 3), 1);
    assert_int_equal(columns_type(c, 4), 2);
    assert_value(c, COLUMNS_TYPE, 1, "Speech");
    assert_value(c, COLUMNS_TYPE, 2, "law");
    assert_int_equal(columns_site(c, 3), 2);
    assert_value(c, COLUMNS_SITE, 2, "B.example");
    assert_int_equal(columns_value_count(c, COLUMNS_TAG), 2);
    assert_int_equal(columns_tags(c, 1, &first), 2);
    assert_int_equal(columns_tag(c, first), 1);
    assert_int_equal(columns_tag(c, first + 1), 2);
    assert_int_equal(columns_tags(c, 2, &first), 0);
    assert_int_equal(columns_tags(c, 3, &first), 2); /* one of them empty, one twice */
    assert_int_equal(columns_tag(c, first), 2);
    assert_int_equal(columns_tag(c, first + 1), 1);
    assert_value(c, COLUMNS_TAG, 2, "\xc3\x89nergie");
    assert_value(c, COLUMNS_TAG, 0, "");
    assert_value(c, COLUMNS_TAG, 3, "");
    columns_close(c);
}

static void many_values_come_back(void **state)
{
    enum { MANY = 5000 };
    static char names[MANY][16];
    static struct columns_row list[MANY];
    (void)state;
    struct err e = {0};
    struct columns *c;
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "s%u.example", i / 2);
        list[i] = (struct columns_row){.date = i, .site = str_of(names[i])};
    }
    write_file(scratch_path("columns"), list, MANY);
    assert_ok(columns_open(scratch_path("columns"), &c, &e));
    assert_int_equal(columns_value_count(c, COLUMNS_SITE), MANY / 2);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_int_equal(columns_date(c, i + 1), i);
        assert_int_equal(columns_site(c, i + 1), i / 2 + 1);
        assert_value(c, COLUMNS_SITE, i / 2 + 1, names[i]);
    }
    columns_close(c);
}

static void long_values_are_cut(void **state)
{
    static char name[1000];
    (void)state;
    struct err e = {0};
    struct columns *c;
    memset(name, 'x', sizeof name);
    const struct columns_row list[] = {{.type = {name, 1000}}, {.type = {name, 999}}};
    write_file(scratch_path("columns"), list, 2);
    assert_ok(columns_open(scratch_path("columns"), &c, &e));
    assert_int_equal(columns_value_count(c, COLUMNS_TYPE), 1);
    assert_int_equal(columns_value(c, COLUMNS_TYPE, 1).len, 240);
    columns_close(c);
}

static void no_documents_are_fine(void **state)
{
    (void)state;
    struct err e = {0};
    struct columns *c;
    write_file(scratch_path("columns"), rows, 0);
    assert_ok(columns_open(scratch_path("columns"), &c, &e));
    assert_int_equal(columns_count(c), 0);
    assert_int_equal(columns_date(c, 1), 0);
    columns_close(c);
}

static int read_all(const char *path, struct err *e)
{
    struct columns *c;
    int rc = columns_open(path, &c, e);
    if (rc)
        return rc;
    uint32_t count = columns_count(c);
    for (uint32_t docid = 0; docid <= count && docid < 1000; docid++) {
        uint32_t first, tags = columns_tags(c, docid, &first);
        assert_true(columns_counterpart(c, docid) <= count);
        assert_true(columns_lang(c, docid) < LANG_COUNT);
        assert_true(columns_type(c, docid) <= columns_value_count(c, COLUMNS_TYPE));
        assert_true(columns_site(c, docid) <= columns_value_count(c, COLUMNS_SITE));
        columns_date(c, docid);
        columns_title_order(c, docid);
        for (uint32_t i = 0; i < tags; i++)
            assert_true(columns_tag(c, first + i) <= columns_value_count(c, COLUMNS_TAG));
    }
    for (int kind = 0; kind < COLUMNS_KINDS; kind++)
        for (uint32_t value = 1; value <= columns_value_count(c, (enum columns_kind)kind); value++) {
            struct str text = columns_value(c, (enum columns_kind)kind, value);
            assert_true(text.len == 0 || memchr(text.ptr, '\n', text.len) == NULL);
        }
    columns_close(c);
    return 0;
}

static void damage_anywhere_does_no_harm(void **state)
{
    (void)state;
    const char *path = scratch_path("columns");
    write_file(path, rows, ROWS);
    damage_everywhere(path, read_all);
}

static void a_writer_can_be_given_up(void **state)
{
    (void)state;
    struct err e = {0};
    struct columns_writer *w;
    struct columns *c;
    assert_ok(columns_writer_new(&w, &e));
    columns_writer_add(w, &rows[0]);
    assert_int_equal(columns_writer_put(w, NULL, scratch_path("no/such"), &e), ERR_NOT_FOUND);
    columns_writer_free(w);
    assert_int_equal(columns_open(scratch_path("none"), &c, &e), ERR_NOT_FOUND);
    assert_null(c);
    columns_writer_free(NULL);
    columns_close(NULL);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(facts_come_back),          test(spellings_that_a_filter_takes_for_one_are_one),
        test(many_values_come_back),    test(long_values_are_cut),
        test(no_documents_are_fine),    test(damage_anywhere_does_no_harm),
        test(a_writer_can_be_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
