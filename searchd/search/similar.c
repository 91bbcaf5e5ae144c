/* See similar.h. */
#include "searchd/search/similar.h"

#include <stdlib.h>

#include "index/columns.h"
#include "index/postings.h"
#include "searchd/query/usual.h"
#include "text/fold.h"

/* How soon a word's frequency saturates, and what one in the title counts. */
#define SIMILAR_K 2.0
#define SIMILAR_TITLE 3.0

/* Shorter words, and numbers, tell little of what a document is about. */
enum { LETTERS_MIN = 3 };

struct candidate {
    uint32_t term, id; /* a form of it */
    double frequency;  /* in the document */
    double weight;
};

static int by_term(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static int by_frequency(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->frequency != y->frequency)
        return x->frequency > y->frequency ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

static int by_weight(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

static bool tells_something(const struct vocabulary *v, enum lang lang, uint32_t id)
{
    struct str form = usual_bare(lexicon_form(v->lexicon, id));
    for (size_t i = 0; i < form.len; i++)
        if (form.ptr[i] >= '0' && form.ptr[i] <= '9')
            return false;
    return form.len >= LETTERS_MIN && !analyze_is_stop(v->lists, lang, form);
}

/* The different terms of the document, the frequent ones first; returns how many. */
static uint32_t count_terms(const struct vocabulary *v, enum lang lang, const struct stream *stream,
                            struct candidate *list)
{
    uint32_t count = 0, kept = 0;
    for (uint32_t i = 0; i < stream->view.count; i++) {
        uint32_t term = lexicon_term_of(v->lexicon, lang, stream->ids[i]);
        double weight = i < stream->view.title_count ? SIMILAR_TITLE : 1;
        if (term != LEXICON_NONE)
            list[count++] = (struct candidate){term, stream->ids[i], weight, 0};
    }
    if (count)
        qsort(list, count, sizeof *list, by_term);
    for (uint32_t i = 0, end; i < count; i = end) {
        struct candidate all = list[i];
        for (end = i + 1; end < count && list[end].term == all.term; end++)
            all.frequency += list[end].frequency;
        if (tells_something(v, lang, all.id))
            list[kept++] = all;
    }
    if (kept)
        qsort(list, kept, sizeof *list, by_frequency);
    return kept < SIMILAR_TERMS_MAX ? kept : SIMILAR_TERMS_MAX;
}

static int weigh(const struct vocabulary *v, enum lang lang, struct candidate *list, uint32_t count,
                 struct err *e)
{
    for (uint32_t i = 0; i < count; i++) {
        char bytes[POSTING_TERM_MAX];
        struct str text = lexicon_term_text(v->lexicon, lang, list[i].term);
        struct str term = {bytes, posting_term(POSTING_WORD, lang, text, bytes)};
        uint32_t documents;
        int rc = xap_termfreq(v->reader, term, &documents, e);
        if (rc)
            return rc;
        double tf = list[i].frequency / (list[i].frequency + SIMILAR_K);
        if (documents >= SIMILAR_DOCUMENTS_MIN)
            list[i].weight = tf * posting_idf(v->stats->documents_in[lang], documents);
    }
    if (count)
        qsort(list, count, sizeof *list, by_weight);
    return 0;
}

/* In small letters, so that no word is an operator; but for those that capitals make another word (UN). */
static struct str write_word(const struct vocabulary *v, enum lang lang, const struct candidate *word,
                             struct arena *arena)
{
    char small[FOLD_MAX];
    struct str form = usual_bare(lexicon_form(v->lexicon, word->id));
    struct str term = lexicon_term_text(v->lexicon, lang, word->term);
    if (fold_is_capitals(term))
        return arena_str(arena, form);
    return arena_str(arena, (struct str){small, fold_case(form, small)});
}

int similar_words(const struct generation *g, const struct vocabulary *v, struct stream *stream,
                  uint32_t docid, struct arena *arena, struct similar_words *out, struct err *e)
{
    enum lang lang = columns_lang(generation_columns(g), docid);
    out->count = 0;
    int rc = stream_read(stream, g, docid, e);
    if (rc)
        return rc;
    struct candidate *list = arena_array(arena, stream->view.count, sizeof *list);
    if (!list)
        return err_memory(e);
    uint32_t count = count_terms(v, lang, stream, list);
    if ((rc = weigh(v, lang, list, count, e)))
        return rc;
    for (uint32_t i = 0; i < count && out->count < SIMILAR_WORDS && list[i].weight > 0; i++) {
        struct str word = write_word(v, lang, &list[i], arena);
        if (!word.ptr)
            return err_memory(e);
        out->list[out->count++] = word;
    }
    return 0;
}

static int join(const char *before, const struct similar_words *words, uint32_t count, const char *between,
                const char *after, struct arena *arena, struct str *out, struct err *e)
{
    struct buf text = {0};
    buf_add_str(&text, str_of(before));
    for (uint32_t i = 0; i < words->count && i < count; i++) {
        buf_add_str(&text, str_of(i ? between : ""));
        buf_add_str(&text, words->list[i]);
    }
    buf_add_str(&text, str_of(after));
    *out = buf_failed(&text) ? (struct str){NULL, 0} : arena_str(arena, buf_str(&text));
    buf_fini(&text);
    return out->ptr ? 0 : err_memory(e);
}

int similar_query(const struct similar_words *words, enum lang lang, struct arena *arena, struct str *out,
                  struct err *e)
{
    const char *filter = lang == LANG_FR ? " lang:fr" : lang == LANG_EN ? " lang:en" : "";
    return join("", words, words->count, " ", filter, arena, out, e);
}

int similar_note(const struct similar_words *words, struct arena *arena, struct str *out, struct err *e)
{
    return join("by ", words, SIMILAR_TOLD, ", ", "", arena, out, e);
}
