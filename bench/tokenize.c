/*
 * How fast text becomes words (words.h), and words become terms (analyze.h) when the term of each distinct
 * form is remembered, as the indexer does. One thread; reading and parsing the collection are not timed.
 *
 *   tokenize COLLECTION
 */
#include "collection.h"
#include "figures.h"
#include "text/analyze.h"
#include "text/words.h"

#include <err.h>

/* Forms seen so far, by language: an open hash table that doubles at half full. */
struct seen {
    struct form {
        uint64_t hash; /* 0: free */
        uint32_t len, lang;
        char *bytes;
    } * slots;
    size_t count, room;
};

static uint64_t hash_of(struct str s, enum lang lang)
{
    uint64_t h = 0xcbf29ce484222325 ^ lang; /* FNV-1a */
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3;
    h ^= h >> 32;
    return h ? h : 1;
}

static struct form *slot_of(struct seen *t, struct str s, uint64_t hash, enum lang lang)
{
    for (size_t at = hash & (t->room - 1);; at = (at + 1) & (t->room - 1)) {
        struct form *f = &t->slots[at];
        if (f->hash == 0 ||
            (f->hash == hash && f->lang == lang && f->len == s.len && memcmp(f->bytes, s.ptr, s.len) == 0))
            return f;
    }
}

static void grow(struct seen *t)
{
    struct seen larger = {.room = t->room ? t->room * 2 : 1 << 16, .count = t->count};
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    if (!larger.slots)
        err(1, NULL);
    for (size_t i = 0; i < t->room; i++) {
        struct form *f = &t->slots[i];
        if (f->hash)
            *slot_of(&larger, (struct str){f->bytes, f->len}, f->hash, (enum lang)f->lang) = *f;
    }
    free(t->slots);
    *t = larger;
}

/* True the first time a form is met in a language. */
static bool is_new(struct seen *t, struct str s, enum lang lang)
{
    if (t->count * 2 >= t->room)
        grow(t);
    uint64_t hash = hash_of(s, lang);
    struct form *f = slot_of(t, s, hash, lang);
    if (f->hash)
        return false;
    *f = (struct form){hash, (uint32_t)s.len, lang, malloc(s.len)};
    if (!f->bytes)
        err(1, NULL);
    memcpy(f->bytes, s.ptr, s.len);
    t->count++;
    return true;
}

struct timing {
    uint64_t words_ns, terms_ns, words, term_bytes;
};

static void time_words(struct str text, struct timing *t)
{
    struct words w;
    struct word word;
    uint64_t begun = now_ns();
    words_init(&w, text, 0);
    while (words_next(&w, &word))
        t->words++;
    t->words_ns += now_ns() - begun;
}

static void time_terms(struct str text, enum lang lang, struct analyzer *analyzer, struct seen *seen,
                       struct timing *t)
{
    struct words w;
    struct word word;
    char term[TERM_MAX];
    uint64_t begun = now_ns();
    words_init(&w, text, 0);
    while (words_next(&w, &word))
        if (is_new(seen, word.form, lang))
            t->term_bytes += analyze_term(analyzer, lang, word.form, term);
    t->terms_ns += now_ns() - begun;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        errx(2, "usage: tokenize COLLECTION");
    struct err error = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    if (lists_builtin(&lists, &error) || analyzer_new(lists, &analyzer, &error))
        errx(1, "%s", error.text);
    struct timing timing = {0};
    struct seen seen = {0};
    uint64_t documents = 0, bytes = 0;
    struct collection *source = collection_open(argv[1]);
    for (struct collection_document d; collection_next(source, &d); documents++) {
        enum lang lang = lang_parse(d.lang);
        time_words(d.title, &timing);
        time_words(d.text, &timing);
        time_terms(d.title, lang, analyzer, &seen, &timing);
        time_terms(d.text, lang, analyzer, &seen, &timing);
        bytes += d.title.len + d.text.len;
    }
    collection_close(source);
    double words_s = (double)timing.words_ns / 1e9, terms_s = (double)timing.terms_ns / 1e9;
    printf("documents\t%zu\ntext_bytes\t%zu\nwords\t%zu\nforms\t%zu\n", (size_t)documents, (size_t)bytes,
           (size_t)timing.words, seen.count);
    printf("words_mb_per_s\t%.1f\nwords_per_s\t%.0f\n", (double)bytes / 1e6 / words_s,
           (double)timing.words / words_s);
    printf("terms_mb_per_s\t%.1f\nterms_words_per_s\t%.0f\n", (double)bytes / 1e6 / terms_s,
           (double)timing.words / terms_s);
    for (size_t i = 0; i < seen.room; i++)
        free(seen.slots[i].bytes);
    free(seen.slots);
    analyzer_free(analyzer);
    lists_free(lists);
    return 0;
}
