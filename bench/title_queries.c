/*
 * Makes queries out of a collection: each is two to four consecutive words of the title of a document
 * drawn at random, as a visitor would type from memory.
 *
 *   title-queries [-n COUNT] [-s SEED] [-l] COLLECTION
 *
 * A word is what stands between white space and is two letters or more and nothing else, so that every
 * engine cuts the fragment into the same words and finds it as a phrase at least in its own title.
 * No query comes twice, so that a cache of answers gains nothing. The same seed and collection give the
 * same queries on every machine. One query a line; with -l a TAB and the document's language follow, for
 * engines that must be told.
 */
#include "collection.h"

#include <err.h>
#include <getopt.h>
#include <locale.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

enum { WORDS_MIN = 2, WORDS_MAX = 4, WORD_LETTERS_MIN = 2, TITLE_WORDS_MAX = 64, TRIES_PER_QUERY = 1000 };

struct title {
    char *text; /* the title, NUL, the language, NUL */
    const char *lang;
};

struct titles {
    struct title *items;
    size_t count, room;
};

static void titles_add(struct titles *t, struct str title, struct str lang)
{
    if (t->count == t->room) {
        t->room = t->room ? t->room * 2 : 4096;
        t->items = reallocarray(t->items, t->room, sizeof *t->items);
    }
    char *text = calloc(1, title.len + lang.len + 2);
    if (!t->items || !text)
        err(1, NULL);
    if (title.len)
        memcpy(text, title.ptr, title.len);
    if (lang.len)
        memcpy(text + title.len + 1, lang.ptr, lang.len);
    t->items[t->count++] = (struct title){text, text + title.len + 1};
}

static struct titles titles_read(const char *path)
{
    struct titles t = {0};
    struct collection *c = collection_open(path);
    struct collection_document document;
    while (collection_next(c, &document))
        titles_add(&t, document.title, document.lang);
    collection_close(c);
    return t;
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static size_t random_below(uint64_t *state, size_t limit)
{
    return (size_t)(((unsigned __int128)random_next(state) * limit) >> 64);
}

struct word {
    struct str bytes;
    bool usable; /* letters only, and enough of them */
};

static bool is_word(struct str s)
{
    mbstate_t state = {0};
    unsigned letters = 0;
    for (size_t at = 0; at < s.len;) {
        wchar_t c;
        size_t length = mbrtowc(&c, s.ptr + at, s.len - at, &state);
        if (length == 0 || length > s.len - at || !iswalpha((wint_t)c))
            return false;
        at += length;
        letters++;
    }
    return letters >= WORD_LETTERS_MIN;
}

static size_t cut_words(const char *title, struct word words[TITLE_WORDS_MAX])
{
    static const char white[] = " \t\r\n";
    size_t count = 0;
    for (const char *at = title + strspn(title, white); *at && count < TITLE_WORDS_MAX;
         at += strspn(at, white)) {
        struct str bytes = {at, strcspn(at, white)};
        words[count++] = (struct word){bytes, is_word(bytes)};
        at += bytes.len;
    }
    return count;
}

/* Draws a fragment of one title; false if the place drawn holds none. */
static bool draw(const struct titles *t, uint64_t *state, struct str *out, const char **lang)
{
    const struct title *title = &t->items[random_below(state, t->count)];
    size_t wanted = WORDS_MIN + random_below(state, WORDS_MAX - WORDS_MIN + 1);
    struct word words[TITLE_WORDS_MAX];
    size_t count = cut_words(title->text, words);
    if (count < wanted)
        return false;
    size_t first = random_below(state, count - wanted + 1);
    for (size_t i = first; i < first + wanted; i++)
        if (!words[i].usable)
            return false;
    const struct str *last = &words[first + wanted - 1].bytes;
    *out = (struct str){words[first].bytes.ptr, (size_t)(last->ptr + last->len - words[first].bytes.ptr)};
    *lang = title->lang;
    return true;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* True the first time; keeps a copy. */
static bool remember(void **drawn, struct str query)
{
    char *copy = strndup(query.ptr, query.len);
    char **kept = copy ? tsearch(copy, drawn, compare) : NULL;
    if (!kept)
        err(1, NULL);
    if (*kept == copy)
        return true;
    free(copy);
    return false;
}

static uint64_t number(const char *text, const char *what)
{
    uint64_t value;
    if (!str_to_u64(str_of(text), UINT32_MAX, &value))
        errx(2, "%s: a number was expected, not \"%s\"", what, text);
    return value;
}

int main(int argc, char **argv)
{
    uint64_t count = 2000, seed = 1;
    bool with_language = false;
    for (int option; (option = getopt(argc, argv, "n:s:l")) != -1;) {
        if (option == 'n')
            count = number(optarg, "-n");
        else if (option == 's')
            seed = number(optarg, "-s");
        else if (option == 'l')
            with_language = true;
        else
            return 2;
    }
    if (optind + 1 != argc)
        errx(2, "usage: title-queries [-n COUNT] [-s SEED] [-l] COLLECTION");
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        errx(1, "this system has no locale C.UTF-8");

    struct titles titles = titles_read(argv[optind]);
    fprintf(stderr, "title-queries: %zu titles, %zu queries, seed %zu\n", titles.count, (size_t)count,
            (size_t)seed);
    uint64_t state = seed;
    void *drawn = NULL;
    size_t tries = 0;
    for (size_t made = 0; made < count;) {
        struct str query;
        const char *lang;
        if (titles.count == 0 || ++tries > TRIES_PER_QUERY * (count + 1))
            errx(1, "%s: its titles hold too few fragments", argv[optind]);
        if (!draw(&titles, &state, &query, &lang) || !remember(&drawn, query))
            continue;
        made++;
        printf("%.*s%s%s\n", (int)query.len, query.ptr, with_language ? "\t" : "", with_language ? lang : "");
    }
    tdestroy(drawn, free);
    for (size_t i = 0; i < titles.count; i++)
        free(titles.items[i].text);
    free(titles.items);
    return fflush(stdout) ? 1 : 0;
}
