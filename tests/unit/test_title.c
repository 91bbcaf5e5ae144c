/* The order of titles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/title.h"

/* In their order; those of a line are alike. */
static const char *const order[][3] = {
    {"9 articles", "\xc2\xab 9 articles \xc2\xbb", "009 ARTICLES"},
    {"10 articles"},
    {"123456789012345678901234567890"},
    {"a"},
    {"A la carte", "\xc3\x80 la carte", "a-la-carte"},
    {"Abc"},
    {"Article 2"},
    {"Article 2.1", "article 2-1"},
    {"Article 10"},
    {"Article premier"},
    {"\xc3\x89nergie", "Energie", "E\xcc\x81nergie"},
    {"Europe", " Europe!", "(europe)"},
    {"L'Europe",
     "l\xe2\x80\x99"
     "europe",
     "L Europe"},
    {"La Paix"},
    {"Leurope"},
    {"\xc5\x92uvre", "oeuvre"},
    {"Offre"},
    {"\xd0\x9c\xd0\xb8\xd1\x80", "\xd0\xbc\xd0\xb8\xd1\x80"}, /* Мир */
    {"", "?!", "\xff\x80"},
};
enum { PLACES = sizeof order / sizeof *order };

static void titles_stand_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLACES; i++)
        for (size_t j = 0; j < PLACES; j++)
            for (size_t a = 0; a < 3 && order[i][a]; a++)
                for (size_t b = 0; b < 3 && order[j][b]; b++) {
                    struct buf x = {0}, y = {0};
                    title_key(str_of(order[i][a]), &x);
                    title_key(str_of(order[j][b]), &y);
                    int found = str_compare(buf_str(&x), buf_str(&y));
                    int expected = (i > j) - (i < j);
                    if ((found > 0) - (found < 0) != expected)
                        fail_msg("'%s' and '%s': %d instead of %d", order[i][a], order[j][b], found,
                                 expected);
                    buf_fini(&x);
                    buf_fini(&y);
                }
}

static void long_titles_are_cut(void **state)
{
    (void)state;
    static char text[100000];
    static const char *const pieces[] = {"x", "\xc3\xa9", "9", "a ", "\xcc\x81", "\xff", "\xe4\xb8\xad"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf key = {0};
        size_t len = 0, piece = strlen(pieces[i]);
        for (; len + piece <= sizeof text; len += piece)
            memcpy(text + len, pieces[i], piece);
        buf_add(&key, "before", 6);
        title_key((struct str){text, len}, &key);
        assert_false(buf_failed(&key));
        assert_true(key.len > 6 && key.len <= 6 + TITLE_KEY_MAX);
        buf_fini(&key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_stand_in_order),
        cmocka_unit_test(long_titles_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
