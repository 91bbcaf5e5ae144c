/*
 * How fast text becomes words (words.h), and words become terms (analyze.h) when each distinct form is
 * remembered, in the table that the indexer has for it (forms.h). One thread, in its processor time, which
 * other work on the machine distorts least; reading and parsing the collection are not timed.
 *
 *   tokenize COLLECTION
 */
#include "collection.h"
#include "figures.h"
#include "indexer/forms.h"
#include "text/analyze.h"
#include "text/words.h"

#include <err.h>

/* Texts are timed so many bytes at a time: the clock is read rarely, and they have left the nearest caches.
 */
enum { BATCH_BYTES = 8 << 20 };

struct piece {
    size_t start, end; /* of batch.text */
    enum lang lang;
};

struct batch {
    struct buf text, pieces; /* of struct piece */
};

struct terms {
    struct analyzer *analyzer;
    struct forms forms;
    struct buf seen; /* by form: a set of languages */
    uint64_t count, bytes;
};

static uint64_t processor_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void batch_add(struct batch *b, struct str text, enum lang lang)
{
    struct piece piece = {b->text.len, b->text.len + text.len, lang};
    buf_add_str(&b->text, text);
    buf_add(&b->pieces, &piece, sizeof piece);
    if (buf_failed(&b->text) || buf_failed(&b->pieces))
        err(1, NULL);
}

static uint64_t count_words(struct str text)
{
    struct words w;
    struct word word;
    uint64_t count = 0;
    words_init(&w, text, 0);
    while (words_next(&w, &word))
        count++;
    return count;
}

/* True the first time a form is met in a language. */
static bool is_new(struct terms *t, uint32_t form, enum lang lang)
{
    while (t->seen.len <= form) {
        buf_add_char(&t->seen, 0);
        if (buf_failed(&t->seen))
            err(1, NULL);
    }
    bool known = t->seen.ptr[form] >> lang & 1;
    t->seen.ptr[form] |= (char)LANG_BIT(lang);
    return !known;
}

static void make_terms(struct terms *t, struct str text, enum lang lang)
{
    struct words w;
    struct word word;
    struct err e;
    char term[TERM_MAX];
    words_init(&w, text, 0);
    while (words_next(&w, &word)) {
        uint32_t form = forms_add(&t->forms, word.form, &e);
        if (form == FORMS_NONE)
            errx(1, "%s", e.text);
        if (!is_new(t, form, lang))
            continue;
        t->bytes += analyze_term(t->analyzer, lang, word.form, term);
        t->count++;
    }
}

struct timing {
    uint64_t words_ns, terms_ns, words;
};

static void time_batch(struct batch *b, struct terms *terms, struct timing *t)
{
    const struct piece *pieces = (const struct piece *)(void *)b->pieces.ptr;
    size_t count = b->pieces.len / sizeof *pieces;
    uint64_t begun = processor_ns();
    for (size_t i = 0; i < count; i++)
        t->words += count_words(str_slice(buf_str(&b->text), pieces[i].start, pieces[i].end));
    uint64_t between = processor_ns();
    for (size_t i = 0; i < count; i++)
        make_terms(terms, str_slice(buf_str(&b->text), pieces[i].start, pieces[i].end), pieces[i].lang);
    t->words_ns += between - begun;
    t->terms_ns += processor_ns() - between;
    buf_clear(&b->text);
    buf_clear(&b->pieces);
}

static void print(const char *what, uint64_t bytes, uint64_t words, uint64_t ns)
{
    printf("%s_mb_per_s\t%.1f\n%s_words_per_s\t%.0f\n", what, (double)bytes * 1e3 / (double)ns, what,
           (double)words * 1e9 / (double)ns);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        errx(2, "usage: tokenize COLLECTION");
    struct err error = {0};
    struct lists *lists;
    struct terms terms = {0};
    if (lists_builtin(&lists, &error) || analyzer_new(lists, &terms.analyzer, &error))
        errx(1, "%s", error.text);
    forms_init(&terms.forms, lists, SIZE_MAX);
    struct timing timing = {0};
    struct batch batch = {0};
    uint64_t documents = 0, bytes = 0;
    struct collection *source = collection_open(argv[1]);
    for (struct collection_document d; collection_next(source, &d); documents++) {
        enum lang lang = lang_parse(d.lang);
        batch_add(&batch, d.title, lang);
        batch_add(&batch, d.text, lang);
        bytes += d.title.len + d.text.len;
        if (batch.text.len >= BATCH_BYTES)
            time_batch(&batch, &terms, &timing);
    }
    time_batch(&batch, &terms, &timing);
    collection_close(source);
    printf("documents\t%zu\ntext_bytes\t%zu\nwords\t%zu\nforms\t%u\nterms\t%zu\n", (size_t)documents,
           (size_t)bytes, (size_t)timing.words, terms.forms.count, (size_t)terms.count);
    print("words", bytes, timing.words, timing.words_ns);
    print("terms", bytes, timing.words, timing.terms_ns);
    buf_fini(&batch.text);
    buf_fini(&batch.pieces);
    buf_fini(&terms.seen);
    forms_fini(&terms.forms);
    analyzer_free(terms.analyzer);
    lists_free(lists);
    return 0;
}
