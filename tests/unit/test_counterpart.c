/* counterpart.h: which documents are translations of one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/counterpart.h"

enum { DOCUMENTS_MAX = 6 };

struct example {
    const char *name;
    struct {
        enum lang lang;
        const char *pair, *alternate, *url, *id, *path;
        uint32_t expected;
    } documents[DOCUMENTS_MAX];
};

static const struct example examples[] = {
    {"a shared key",
     {{LANG_FR, "k", "", "", "a", "", 2},
      {LANG_EN, "k", "", "", "b", "", 1},
      {LANG_EN, "", "", "", "c", "", 0}}},
    {"one language only", {{LANG_FR, "k", "", "", "a", "", 0}, {LANG_FR, "k", "", "", "b", "", 0}}},
    {"neither language", {{LANG_NONE, "k", "", "", "a", "", 0}, {LANG_FR, "k", "", "", "b", "", 0}}},
    {"several of a key, in their order",
     {{LANG_EN, "k", "", "", "a", "", 2},
      {LANG_FR, "k", "", "", "b", "", 1},
      {LANG_FR, "k", "", "", "c", "", 4},
      {LANG_EN, "k", "", "", "d", "", 3},
      {LANG_EN, "k", "", "", "e", "", 0}}},
    {"alternate names the url, one side is enough",
     {{LANG_EN, "", "http://x/fr", "", "a", "", 2}, {LANG_FR, "", "", "http://x/fr", "b", "", 1}}},
    {"alternate names the id", {{LANG_EN, "", "b", "", "a", "", 2}, {LANG_FR, "", "", "", "b", "", 1}}},
    {"alternate names the path",
     {{LANG_EN, "", "fr/p", "", "a", "", 2}, {LANG_FR, "", "", "", "b", "fr/p", 1}}},
    {"alternate names the same language",
     {{LANG_EN, "", "b", "", "a", "", 0}, {LANG_EN, "", "", "", "b", "", 0}}},
    {"alternate names nobody", {{LANG_EN, "", "nobody", "", "a", "", 0}, {LANG_FR, "", "", "", "b", "", 0}}},
    {"a key comes before an alternate",
     {{LANG_EN, "k", "c", "", "a", "", 2},
      {LANG_FR, "k", "", "", "b", "", 1},
      {LANG_FR, "", "", "", "c", "", 0}}},
    {"two ask for one, the first gets it",
     {{LANG_EN, "", "c", "", "a", "", 3},
      {LANG_EN, "", "c", "", "b", "", 0},
      {LANG_FR, "", "", "", "c", "", 1}}},
};

static void translations_are_found_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct entry entries[DOCUMENTS_MAX] = {0};
        const struct entry *documents[DOCUMENTS_MAX];
        uint32_t out[DOCUMENTS_MAX], count = 0;
        struct err e = {0};
        for (; count < DOCUMENTS_MAX && examples[i].documents[count].id; count++) {
            entries[count] =
                (struct entry){.lang = (uint8_t)examples[i].documents[count].lang,
                               .pair = name_hash_of(str_of(examples[i].documents[count].pair)),
                               .alternate = name_hash_of(str_of(examples[i].documents[count].alternate)),
                               .url = name_hash_of(str_of(examples[i].documents[count].url)),
                               .id = name_hash_of(str_of(examples[i].documents[count].id)),
                               .path = name_hash_of(str_of(examples[i].documents[count].path))};
            documents[count] = &entries[count];
        }
        assert_int_equal(counterparts_find(documents, count, out, &e), 0);
        for (uint32_t n = 0; n < count; n++)
            if (out[n] != examples[i].documents[n].expected)
                fail_msg("%s: document %u has %u", examples[i].name, n + 1, out[n]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(translations_are_found_both_ways)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
