/* Words of any bytes, put right: no crash, a bounded list in order, and nothing offered that was typed. */
#include <stdlib.h>
#include <unistd.h>

#include "searchd/query/usual.h"
#include "searchd/search/slips.h"
#include "text/words.h"

static const char *const vocabulary[] = {
    "sécurité",   "security",  "Sécurité", "droits",    "de",       "du",           "l'",           "énergie",
    "solaire",    "internet",  "inter",    "net",       "porte",    "-parole",      "porte-parole", "œuvre",
    "cœur",       "visa",      "visas",    "ministère", "ministry", "gouvernement", "government",   "ONU",
    "terrorisme", "terrorism", "aaaaaaaa", "aaaaaaab",  "abababab", "babababa",     "зима",         "Straße",
};
enum { WORDS = sizeof vocabulary / sizeof *vocabulary };

static struct vocabulary v;

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void make_vocabulary(void)
{
    struct lexicon_entry entries[WORDS];
    uint32_t ids[WORDS];
    struct lists *lists;
    struct lexicon *lexicon;
    struct err e = {0};
    char path[] = "/tmp/fuzz_slips.XXXXXX";
    int file = mkstemp(path);
    require(file >= 0 && close(file) == 0);
    for (uint32_t i = 0; i < WORDS; i++)
        entries[i] = (struct lexicon_entry){str_of(vocabulary[i]), {i % 5, 1 + i, 1 + (i * 7) % 11}};
    require(lists_builtin(&lists, &e) == 0 && analyzer_new(lists, &v.analyzer, &e) == 0);
    require(lexicon_write(path, entries, WORDS, ids, v.analyzer, &e) == 0);
    require(lexicon_open(path, &lexicon, &e) == 0 && unlink(path) == 0);
    v.lists = lists;
    v.lexicon = lexicon;
}

static void check(const struct slips *slips)
{
    require(slips->count <= SLIPS_CANDIDATES);
    for (uint32_t i = 0; i < slips->count; i++) {
        const struct slip *slip = &slips->list[i];
        require(slip->text.len > 0 && slip->count > 0 && slip->distance <= 2);
        require(i == 0 || slips->list[i - 1].score >= slip->score);
        require(slip->text.len <= 2 * WORD_FORM_MAX + 64);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct words words;
    struct word word;
    struct err e = {0};
    struct str before = {NULL, 0};
    if (!v.lexicon)
        make_vocabulary();
    words_init(&words, (struct str){(const char *)data, size}, 0);
    for (int i = 0; i < 8 && words_next(&words, &word); i++) {
        struct slips slips = {0};
        struct str form = arena_str(&arena, word.form);
        require(form.ptr != NULL);
        require(slips_of_word(&v, ~0u, form, &arena, &slips, &e) == 0);
        check(&slips);
        slips.count = 0;
        if (before.len)
            require(slips_of_pair(&v, ~0u, usual_bare(before), usual_bare(form), &arena, &slips, &e) == 0);
        check(&slips);
        require(slips_cost(form, form) == 0 || form.len > 40);
        before = form;
    }
    arena_fini(&arena);
    return 0;
}
