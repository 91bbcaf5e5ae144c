/* What is being typed: the word under the keys, and what stands before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "searchd/search/typed.h"

static const struct {
    const char *text;
    const char *key, *before, *context, *previous;
    bool compound, elided;
} cases[] = {
    {"secu", "secu", "", "", "", false, false},
    {"Sécu", "secu", "", "", "", false, false},
    {"la secu", "secu", "la ", "la", "la", false, false},
    {"l'éner", "ener", "l'", "l'", "l", false, true},
    {"politique de l’éner", "ener", "politique de l’", "politique de l’", "l", false, true},
    {"porte-p", "portep", "", "", "", true, false},
    {"le porte-p", "portep", "le ", "le", "le", true, false},
    {"porte-", "porte", "", "", "", true, false},
    {"vis-à-v", "visav", "", "", "", true, false},
    {"O.N", "on", "", "", "", false, false},
    /* nothing to complete */
    {"", "", "", "", "", false, false},
    {"\"", "", "", "", "", false, false},
    {"l'", "", "l'", NULL, "", false, false},
    {"visa)", "", "", "", "", false, false},
    {"visa*", "", "", "", "", false, false},
    {"lang:f", "", "", "", "", false, false},
    {"visa date:20", "", "", "", "", false, false},
    {"-site:dipl", "", "", "", "", false, false},
    /* operators */
    {"visa AND sej", "sej", "visa AND ", "visa", "and", false, false},
    {"visa OR sej", "sej", "visa OR ", "", "or", false, false},
    {"visa OU sej", "sej", "visa OU ", "", "ou", false, false},
    {"visa NOT sej", "sej", "visa NOT ", "", "not", false, false},
    {"visa -sej", "sej", "visa -", "", "visa", false, false},
    {"\"visa de lo", "lo", "\"visa de ", "\"visa de", "de", false, false},
    {"(visa sej", "sej", "(visa ", "(visa", "visa", false, false},
    {"title:sej", "sej", "title:", "", "title", false, false},
    {"visa title:sej", "sej", "visa title:", "visa", "title", false, false},
    {"site:a.example vis", "vis", "site:a.example ", "site:a.example", "example", false, false},
};

static void the_last_word_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct typed typed;
        typed_read(str_of(cases[i].text), &typed);
        struct str key = {typed.key, typed.key_len}, previous = {typed.previous, typed.previous_len};
        bool same = str_equal(key, str_of(cases[i].key));
        if (key.len)
            same = same && str_equal(typed.before, str_of(cases[i].before)) &&
                   str_equal(typed.context, str_of(cases[i].context)) &&
                   str_equal(previous, str_of(cases[i].previous)) && typed.compound == cases[i].compound &&
                   typed.elided == cases[i].elided;
        if (!same)
            fail_msg("%s: key %.*s, before [%.*s], context [%.*s], previous %.*s, compound %d, elided %d",
                     cases[i].text, (int)key.len, key.ptr, (int)typed.before.len, typed.before.ptr,
                     (int)typed.context.len, typed.context.len ? typed.context.ptr : "", (int)previous.len,
                     previous.ptr, typed.compound, typed.elided);
    }
}

/* Chains of words and keys are bounded, whatever was typed. */
static void long_words_do_no_harm(void **state)
{
    (void)state;
    char text[4096];
    for (size_t len = 1; len < sizeof text; len += 61) {
        struct typed typed;
        for (size_t i = 0; i < len; i++)
            text[i] = i % 3 == 2 && len % 2 ? '-' : 'a';
        typed_read((struct str){text, len}, &typed);
        assert_true(typed.key_len <= sizeof typed.key);
        assert_true(typed.previous_len <= sizeof typed.previous);
        assert_true(typed.before.len <= len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_word_is_found),
        cmocka_unit_test(long_words_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
