/* forms.h: numbering, counting, growing, merging, and its limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "indexer/forms.h"

enum { PLENTY = 64 << 20 };

static struct lists *lists;

static int set_up(void **state)
{
    struct err e = {0};
    (void)state;
    return lists_builtin(&lists, &e);
}

static int tear_down(void **state)
{
    (void)state;
    lists_free(lists);
    return 0;
}

static uint32_t add(struct forms *f, const char *form)
{
    struct err e = {0};
    uint32_t number = forms_add(f, str_of(form), &e);
    assert_int_not_equal(number, FORMS_NONE);
    return number;
}

static void numbers_rise_with_first_appearance(void **state)
{
    (void)state;
    struct forms f;
    forms_init(&f, lists, PLENTY);
    assert_int_equal(add(&f, "énergie"), 0);
    assert_int_equal(add(&f, "l'"), 1);
    assert_int_equal(add(&f, "énergie"), 0);
    assert_int_equal(add(&f, "Énergie"), 2);
    assert_int_equal(f.count, 3);
    assert_true(str_equal(forms_text(&f, 1), STR("l'")));
    forms_fini(&f);
}

static void stop_words_are_known_by_language(void **state)
{
    (void)state;
    static const struct {
        const char *form;
        unsigned stop;
    } cases[] = {
        {"le", LANG_BIT(LANG_FR)},
        {"the", LANG_BIT(LANG_EN)},
        {"on", LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN)},
        {"énergie", 0},
    };
    struct forms f;
    forms_init(&f, lists, PLENTY);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t number = add(&f, cases[i].form);
        unsigned ours = LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN);
        assert_int_equal(f.list[number].stop & ours, cases[i].stop);
    }
    forms_fini(&f);
}

static void many_forms_are_all_found_again(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct forms f;
    char form[32];
    forms_init(&f, lists, PLENTY);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < MANY; i++) {
            snprintf(form, sizeof form, "word%u", i);
            assert_int_equal(add(&f, form), i);
        }
    }
    assert_int_equal(f.count, MANY);
    assert_true(forms_memory(&f) <= PLENTY);
    forms_fini(&f);
}

static void limit_is_an_error_and_loses_nothing(void **state)
{
    (void)state;
    struct forms f;
    struct err e = {0};
    char form[32];
    forms_init(&f, lists, 256 * 1024);
    unsigned i = 0;
    for (; !e.code; i++) {
        snprintf(form, sizeof form, "word%u", i);
        if (forms_add(&f, str_of(form), &e) == FORMS_NONE)
            break;
    }
    assert_int_equal(e.code, ERR_LIMIT);
    assert_non_null(strstr(e.hint, "--memory"));
    assert_int_equal(f.count, i);
    assert_int_equal(add(&f, "word0"), 0);
    forms_fini(&f);
}

static void merging_sums_counts_and_maps_numbers(void **state)
{
    (void)state;
    struct forms a, b;
    struct err e = {0};
    uint32_t map[3];
    forms_init(&a, lists, PLENTY);
    forms_init(&b, lists, PLENTY);
    add(&a, "x");
    a.list[0].count[LANG_FR] = 1;
    add(&b, "y");
    add(&b, "x");
    add(&b, "z");
    b.list[0].count[LANG_EN] = 2;
    b.list[1].count[LANG_FR] = 3;
    assert_int_equal(forms_merge(&a, &b, map, &e), 0);
    assert_int_equal(a.count, 3);
    assert_int_equal(map[1], 0);
    assert_int_equal(a.list[map[1]].count[LANG_FR], 4);
    assert_int_equal(a.list[map[0]].count[LANG_EN], 2);
    assert_true(str_equal(forms_text(&a, map[2]), STR("z")));
    forms_fini(&a);
    forms_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_rise_with_first_appearance),
        cmocka_unit_test(stop_words_are_known_by_language),
        cmocka_unit_test(many_forms_are_all_found_again),
        cmocka_unit_test(limit_is_an_error_and_loses_nothing),
        cmocka_unit_test(merging_sums_counts_and_maps_numbers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
