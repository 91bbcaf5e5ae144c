/* The lexicon: numbers, keys and terms of forms, found again by every way; damage does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "damage.h"
#include "index/lexicon.h"
#include "text/fold.h"

#define ENTRY(form, und, fr, en)                                                                             \
    {                                                                                                        \
        STR(form),                                                                                           \
        {                                                                                                    \
            [LANG_NONE] = und, [LANG_FR] = fr, [LANG_EN] = en                                                \
        }                                                                                                    \
    }

/* In the order in which they are to be numbered. */
static const struct lexicon_entry entries[] = {
    ENTRY("de", 0, 90, 0), ENTRY("the", 0, 0, 80), ENTRY("energy", 1, 0, 20),
    ENTRY("\xc3\xa9nergie", 0, 9, 0), ENTRY("\xc3\x89nergie", 0, 5, 0), ENTRY("energie", 0, 2, 1),
    ENTRY("\xc3\xa9nergies", 0, 3, 0), ENTRY("-parole", 0, 2, 0), ENTRY("l'", 0, 2, 0),
    ENTRY("porte", 0, 2, 0), ENTRY("1", 1, 0, 0), ENTRY("energies", 0, 0, 1),
    /* compounds */
    ENTRY("porte-parole", 0, 7, 1), ENTRY("counter-terrorism", 0, 0, 5),
    ENTRY("a-b-c-d-e", 0, 0, 1), /* of too many parts to be a word */
};
enum { COUNT = sizeof entries / sizeof *entries, STREAM_COUNT = COUNT - 3 };

/* Writes them beginning with the nth, wrapped around, and checks their numbers. */
static void write_entries(const char *path, uint32_t first)
{
    struct err e = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    struct lexicon_entry turned[COUNT];
    uint32_t ids[COUNT];
    for (uint32_t i = 0; i < COUNT; i++)
        turned[i] = entries[(first + i) % COUNT];
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(analyzer_new(lists, &analyzer, &e));
    assert_ok(lexicon_write(path, turned, COUNT, ids, analyzer, &e));
    analyzer_free(analyzer);
    lists_free(lists);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(ids[i], (first + i) % COUNT);
}

static struct lexicon *open_entries(void)
{
    struct err e = {0};
    struct lexicon *lex;
    write_entries(scratch_path("lexicon"), 0);
    assert_ok(lexicon_open(scratch_path("lexicon"), &lex, &e));
    return lex;
}

static void forms_are_numbered_by_frequency(void **state)
{
    (void)state;
    struct lexicon *lex = open_entries();
    assert_int_equal(lexicon_size(lex), COUNT);
    assert_int_equal(lexicon_stream_size(lex), STREAM_COUNT);
    for (uint32_t id = 0; id < COUNT; id++) {
        char key[FOLD_MAX];
        struct str expected = {key, fold_key(entries[id].form, key)};
        assert_true(str_equal(lexicon_form(lex, id), entries[id].form));
        assert_true(str_equal(lexicon_key(lex, id), expected));
        assert_int_equal(lexicon_find(lex, entries[id].form), id);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            assert_int_equal(lexicon_count(lex, (enum lang)lang, id), entries[id].count[lang]);
    }
    assert_int_equal(lexicon_find(lex, STR("Energy")), LEXICON_NONE);
    assert_int_equal(lexicon_find(lex, STR("none")), LEXICON_NONE);
    lexicon_close(lex);
    lexicon_close(NULL);
}

/* Forms by their numbers above: of streams only, in the language, the most frequent first. */
static void patterns(void **state)
{
    static const struct {
        enum lang lang;
        struct lexicon_pattern pattern;
        uint32_t count, ids[6];
    } cases[] = {
        {LANG_FR, {{"energ", 5}, false, true}, 4, {3, 4, 5, 6}},
        {LANG_EN, {{"energ", 5}, false, true}, 3, {2, 5, 11}},
        {LANG_FR, {{"energie", 7}, false, false}, 3, {3, 4, 5}},
        {LANG_FR, {{"rgie", 4}, true, false}, 3, {3, 4, 5}},
        {LANG_FR, {{"rgie", 4}, true, true}, 4, {3, 4, 5, 6}},
        {LANG_FR, {{"parole", 6}, true, true}, 1, {7}},
        {LANG_FR, {{"p", 1}, false, true}, 2, {7, 9}},
        {LANG_FR, {{"l", 1}, false, true}, 1, {8}},
        {LANG_EN, {{"yenergie", 8}, true, true}, 0, {0}}, /* across two keys */
        {LANG_FR, {{"e", 1}, true, false}, 6, {0, 3, 4, 5, 7, 9}},
        {LANG_EN, {{"counter", 7}, false, true}, 0, {0}},
        {LANG_EN, {{"s", 1}, true, false}, 1, {11}},
        {LANG_NONE, {{"1", 1}, false, false}, 1, {10}},
        {LANG_FR, {{"", 0}, true, true}, 0, {0}},
    };
    (void)state;
    struct lexicon *lex = open_entries();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint32_t max = 0; max <= 7; max++) {
            uint32_t ids[8];
            uint32_t count = lexicon_matching(lex, cases[i].lang, &cases[i].pattern, ids, max);
            assert_int_equal(count, cases[i].count <= max ? cases[i].count : max + 1);
            for (uint32_t j = 0; j < count && j < max; j++)
                assert_int_equal(ids[j], cases[i].ids[j]);
        }
    lexicon_close(lex);
}

static void the_order_of_entries_does_not_matter(void **state)
{
    (void)state;
    write_entries(scratch_path("a"), 0);
    struct buf a = scratch_read(scratch_path("a"));
    for (uint32_t first = 1; first < COUNT; first++) {
        write_entries(scratch_path("b"), first);
        struct buf b = scratch_read(scratch_path("b"));
        assert_true(str_equal(buf_str(&a), buf_str(&b)));
        buf_fini(&b);
    }
    buf_fini(&a);
}

/* The term that the analyzer gives a form; empty for none. */
static struct str expected_term(struct analyzer *analyzer, enum lang lang, uint32_t id, char out[TERM_MAX])
{
    static const struct {
        const char *whole;
        struct str parts[2];
    } compounds[] = {{"porte-parole", {{"porte", 5}, {"parole", 6}}},
                     {"counter-terrorism", {{"counter", 7}, {"terrorism", 9}}}};
    struct str form = entries[id].form;
    if (entries[id].count[lang] == 0)
        return STR("");
    if (id < STREAM_COUNT)
        return (struct str){out, analyze_term(analyzer, lang, form, out)};
    for (size_t i = 0; i < 2; i++)
        if (str_equal(form, str_of(compounds[i].whole)))
            return (struct str){out, analyze_compound(analyzer, lang, compounds[i].parts, 2, out)};
    return STR("");
}

static void terms_are_the_analyzers(void **state)
{
    (void)state;
    struct err e = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    struct lexicon *lex = open_entries();
    char text[TERM_MAX];
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(analyzer_new(lists, &analyzer, &e));
    for (int lang = 0; lang < LANG_COUNT; lang++)
        for (uint32_t id = 0; id < COUNT; id++) {
            struct str expected = expected_term(analyzer, (enum lang)lang, id, text);
            uint32_t term = lexicon_term_of(lex, (enum lang)lang, id);
            assert_int_equal(term == LEXICON_NONE, expected.len == 0);
            if (term == LEXICON_NONE)
                continue;
            assert_true(str_equal(lexicon_term_text(lex, (enum lang)lang, term), expected));
            assert_int_equal(lexicon_term_find(lex, (enum lang)lang, expected), term);
        }
    assert_int_equal(lexicon_term_of(lex, LANG_FR, 3), lexicon_term_of(lex, LANG_FR, 6)); /* énergie(s) */
    assert_int_equal(lexicon_term_find(lex, LANG_FR, STR("nothing")), LEXICON_NONE);
    assert_int_equal(lexicon_term_find(lex, LANG_FR, STR("")), LEXICON_NONE);
    analyzer_free(analyzer);
    lists_free(lists);
    lexicon_close(lex);
}

static void terms_list_their_forms_in_byte_order(void **state)
{
    (void)state;
    struct lexicon *lex = open_entries();
    for (int l = 0; l < LANG_COUNT; l++) {
        enum lang lang = (enum lang)l;
        uint32_t listed = 0, with_term = 0;
        for (uint32_t term = 0; term < lexicon_term_count(lex, lang); term++) {
            struct lexicon_ids forms = lexicon_term_forms(lex, lang, term);
            assert_true(forms.count > 0);
            for (uint32_t i = 0; i < forms.count; i++)
                assert_int_equal(lexicon_term_of(lex, lang, forms.ids[i]), term);
            listed += forms.count;
            assert_true(term == 0 || str_compare(lexicon_term_text(lex, lang, term - 1),
                                                 lexicon_term_text(lex, lang, term)) < 0);
        }
        for (uint32_t id = 0; id < COUNT; id++)
            with_term += lexicon_term_of(lex, lang, id) != LEXICON_NONE;
        assert_int_equal(listed, with_term);
    }
    lexicon_close(lex);
}

static void keys_gather_spellings(void **state)
{
    (void)state;
    struct lexicon *lex = open_entries();
    static const struct {
        const char *key;
        uint32_t exact, begins;
    } cases[] = {
        {"energie", 3, 5}, /* énergie Énergie energie; with -s: énergies energies */
        {"energies", 2, 2}, {"energ", 0, 6},     {"e", 0, 6},   {"parole", 1, 1}, {"l", 1, 1}, {"zzz", 0, 0},
        {"", 0, COUNT},     {"energiesx", 0, 0}, {"the", 1, 1}, {"\xff", 0, 0},   {"1", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lexicon_ids exact = lexicon_with_key(lex, str_of(cases[i].key));
        struct lexicon_ids begins = lexicon_with_prefix(lex, str_of(cases[i].key));
        if (exact.count != cases[i].exact || begins.count != cases[i].begins)
            fail_msg("'%s': %u and %u", cases[i].key, exact.count, begins.count);
        for (uint32_t j = 0; j < exact.count; j++)
            assert_true(str_equal(lexicon_key(lex, exact.ids[j]), str_of(cases[i].key)));
        for (uint32_t j = 1; j < begins.count; j++) {
            struct str a = lexicon_key(lex, begins.ids[j - 1]), b = lexicon_key(lex, begins.ids[j]);
            int order = str_compare(a, b);
            assert_true(order < 0 || (order == 0 && str_compare(lexicon_form(lex, begins.ids[j - 1]),
                                                                lexicon_form(lex, begins.ids[j])) < 0));
        }
    }
    lexicon_close(lex);
}

static void an_empty_lexicon_finds_nothing(void **state)
{
    (void)state;
    struct err e = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    struct lexicon *lex;
    uint32_t no_id;
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(analyzer_new(lists, &analyzer, &e));
    assert_ok(lexicon_write(scratch_path("lexicon"), NULL, 0, &no_id, analyzer, &e));
    assert_int_equal(lexicon_write(scratch_path("no/such"), NULL, 0, &no_id, analyzer, &e), ERR_NOT_FOUND);
    assert_int_equal(lexicon_write("/dev/full", entries, 1, &no_id, analyzer, &e), ERR_IO);
    analyzer_free(analyzer);
    lists_free(lists);
    assert_ok(lexicon_open(scratch_path("lexicon"), &lex, &e));
    assert_int_equal(lexicon_size(lex), 0);
    assert_int_equal(lexicon_find(lex, STR("a")), LEXICON_NONE);
    assert_int_equal(lexicon_with_key(lex, STR("a")).count, 0);
    assert_int_equal(lexicon_with_prefix(lex, STR("")).count, 0);
    assert_int_equal(lexicon_term_count(lex, LANG_FR), 0);
    assert_int_equal(lexicon_term_find(lex, LANG_FR, STR("a")), LEXICON_NONE);
    lexicon_close(lex);
    assert_int_equal(lexicon_open(scratch_path("none"), &lex, &e), ERR_NOT_FOUND);
}

/* Enough forms for long chains in the tables: every one is found, and nothing else. */
static void many_forms_are_found(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct err e = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    struct lexicon *lex;
    static char forms[MANY][16];
    static struct lexicon_entry many[MANY];
    static uint32_t ids[MANY];
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(forms[i], sizeof forms[i], i % 3 ? "w%ux" : "W%uX", i / 2);
        many[i] = (struct lexicon_entry){str_of(forms[i]), {i % 5, i % 7, 1}};
    }
    for (uint32_t i = 0; i < MANY; i++) /* those of a pair that came out alike */
        if (i % 2 && strcmp(forms[i], forms[i - 1]) == 0)
            snprintf(forms[i], sizeof forms[i], "Z%u", i), many[i].form = str_of(forms[i]);
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(analyzer_new(lists, &analyzer, &e));
    assert_ok(lexicon_write(scratch_path("lexicon"), many, MANY, ids, analyzer, &e));
    analyzer_free(analyzer);
    lists_free(lists);
    assert_ok(lexicon_open(scratch_path("lexicon"), &lex, &e));
    for (uint32_t i = 0; i < MANY; i++) {
        assert_int_equal(lexicon_find(lex, many[i].form), ids[i]);
        uint32_t term = lexicon_term_of(lex, LANG_EN, ids[i]);
        assert_int_equal(lexicon_term_find(lex, LANG_EN, lexicon_term_text(lex, LANG_EN, term)), term);
        char other[24];
        snprintf(other, sizeof other, "%sy", forms[i]);
        assert_int_equal(lexicon_find(lex, str_of(other)), LEXICON_NONE);
    }
    lexicon_close(lex);
}

static int read_all(const char *path, struct err *e)
{
    struct lexicon *lex;
    uint64_t sum = 0; /* touches every byte */
    int rc = lexicon_open(path, &lex, e);
    if (rc)
        return rc;
    for (uint32_t id = 0; id < lexicon_size(lex); id++) {
        struct str form = lexicon_form(lex, id), key = lexicon_key(lex, id);
        for (size_t i = 0; i < form.len; i++)
            sum += (unsigned char)form.ptr[i];
        struct lexicon_ids ids[] = {lexicon_with_key(lex, key), lexicon_with_prefix(lex, key)};
        for (size_t i = 0; i < 2; i++)
            for (uint32_t j = 0; j < ids[i].count; j++)
                assert_true(ids[i].ids[j] < lexicon_size(lex));
        uint32_t found = lexicon_find(lex, form);
        assert_true(found == LEXICON_NONE || found < lexicon_size(lex));
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            uint32_t term = lexicon_term_of(lex, (enum lang)lang, id);
            sum += lexicon_count(lex, (enum lang)lang, id);
            if (term == LEXICON_NONE)
                continue;
            assert_true(term < lexicon_term_count(lex, (enum lang)lang));
            lexicon_term_find(lex, (enum lang)lang, lexicon_term_text(lex, (enum lang)lang, term));
            struct lexicon_ids forms = lexicon_term_forms(lex, (enum lang)lang, term);
            for (uint32_t j = 0; j < forms.count; j++)
                assert_true(forms.ids[j] < lexicon_size(lex));
        }
    }
    assert_true(sum < UINT64_MAX);
    lexicon_close(lex);
    return 0;
}

static void damage_anywhere_does_no_harm(void **state)
{
    (void)state;
    const char *path = scratch_path("lexicon");
    write_entries(path, 0);
    damage_everywhere(path, read_all);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(forms_are_numbered_by_frequency),      test(patterns),
        test(the_order_of_entries_does_not_matter), test(terms_are_the_analyzers),
        test(terms_list_their_forms_in_byte_order), test(keys_gather_spellings),
        test(an_empty_lexicon_finds_nothing),       test(many_forms_are_found),
        test(damage_anywhere_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
