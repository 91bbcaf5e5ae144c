/*
 * See suggest_titles.h. Candidates come from the postings of titles; their order from the titles themselves.
 * A rare word's candidates are ranked by the postings, of a frequent word's the first are as good as any.
 */
#include "searchd/search/suggest_titles.h"

#include <stdlib.h>

#include "index/postings.h"
#include "text/fold.h"
#include "text/words.h"

/* Candidates of a language: ranked ones if so few documents match at most, else the first. */
enum { CANDIDATES = 20, RANKED_MAX = 3000 };

/* Words of what was typed; a longer text is the beginning of no title. */
enum { TYPED_WORDS = 12, TITLE_WORDS = 64 };

struct folded {
    struct str words[TITLE_WORDS];
    uint32_t count;
};

struct finder {
    const struct completer *c;
    struct folded typed;
    struct str forms[TYPED_WORDS];
    struct complete_terms last; /* what the last word may become */
    uint32_t docids[LANG_COUNT * CANDIDATES];
    uint32_t count;
    uint32_t in_language; /* how many of them are of the language at hand */
    struct err *e;
};

/* --- words --- */

static int fold_words(struct str text, uint32_t max, struct arena *arena, struct folded *out,
                      struct str *forms, struct err *e)
{
    struct words words;
    struct word word;
    out->count = 0;
    words_init(&words, text, 0);
    while (out->count < max && words_next(&words, &word)) {
        char key[FOLD_MAX];
        out->words[out->count] = arena_str(arena, (struct str){key, fold_key(word.form, key)});
        if (!out->words[out->count].ptr)
            return err_memory(e);
        if (forms && !(forms[out->count] = arena_str(arena, word.form)).ptr)
            return err_memory(e);
        out->count++;
    }
    return 0;
}

/* --- the query --- */

static int join(enum xap_op op, struct xap_query **list, uint32_t count, struct xap_query **out,
                struct err *e)
{
    *out = NULL;
    if (count < 2) {
        *out = count ? list[0] : NULL;
        return 0;
    }
    return xap_query_join(op, list, count, out, e);
}

static int title_term(struct finder *f, enum lang lang, struct str text, uint32_t *documents,
                      struct xap_query **out)
{
    char bytes[POSTING_TERM_MAX];
    struct str term = {bytes, posting_term(POSTING_TITLE, lang, text, bytes)};
    uint32_t frequency;
    *out = NULL;
    int rc = xap_termfreq(f->c->vocabulary->reader, term, &frequency, f->e);
    *documents += frequency;
    return rc || !frequency ? rc : xap_query_term(term, 1, out, f->e);
}

/* Any of `count` terms; *out is NULL if no title has one. */
static int any_term(struct finder *f, enum lang lang, const uint32_t *terms, uint32_t count,
                    uint32_t *documents, struct xap_query **out)
{
    struct xap_query *list[COMPLETE_TERMS];
    uint32_t kept = 0;
    int rc = 0;
    *documents = 0;
    *out = NULL;
    for (uint32_t i = 0; i < count && rc == 0; i++) {
        struct str text = lexicon_term_text(generation_lexicon(f->c->generation), lang, terms[i]);
        rc = title_term(f, lang, text, documents, &list[kept]);
        kept += list[kept] != NULL;
    }
    if (rc == 0)
        return join(XAP_OR, list, kept, out, f->e);
    for (uint32_t i = 0; i < kept; i++)
        xap_query_free(list[i]);
    return rc;
}

/* A word that was typed to its end; *said is false for a stop word. */
static int whole_word(struct finder *f, enum lang lang, struct str form, bool *said, uint32_t *documents,
                      struct xap_query **out)
{
    const struct vocabulary *v = f->c->vocabulary;
    struct variants variants;
    uint32_t terms[COMPLETE_TERMS], count = 0;
    *out = NULL;
    *documents = 0;
    *said = !analyze_is_stop(v->lists, lang, form);
    if (!*said)
        return 0;
    int rc = variants_of_word(v, lang, true, form, f->c->arena, &variants, f->e);
    for (; rc == 0 && count < variants.count && count < COMPLETE_TERMS; count++)
        terms[count] = variants.list[count].term;
    return rc ? rc : any_term(f, lang, terms, count, documents, out);
}

/* All words; *out is NULL if no title can have them. *fewest: documents of the rarest word, at most. */
static int title_query(struct finder *f, enum lang lang, struct xap_query **out, uint32_t *fewest)
{
    struct xap_query *list[TYPED_WORDS];
    uint32_t count = 0, documents;
    bool possible = true;
    *out = NULL;
    int rc = any_term(f, lang, f->last.terms[lang], f->last.counts[lang], &documents, &list[0]);
    *fewest = documents;
    possible = list[0] != NULL;
    count += possible;
    for (uint32_t i = 0; rc == 0 && possible && i + 1 < f->typed.count; i++) {
        bool said;
        rc = whole_word(f, lang, f->forms[i], &said, &documents, &list[count]);
        possible = rc == 0 && (!said || list[count]);
        count += list[count] != NULL;
        if (said && documents < *fewest)
            *fewest = documents;
    }
    if (rc == 0 && possible)
        return join(XAP_AND, list, count, out, f->e);
    for (uint32_t i = 0; i < count; i++)
        xap_query_free(list[i]);
    return rc;
}

/* --- candidates --- */

static bool take(void *context, uint32_t docid)
{
    struct finder *f = context;
    f->docids[f->count++] = docid;
    return ++f->in_language < CANDIDATES;
}

static int take_ranked(struct finder *f, const struct xap_query *query)
{
    struct xap_result found;
    struct xap_search search = {.query = query, .count = CANDIDATES, .deadline_ns = f->c->deadline_ns};
    int rc = xap_search(f->c->vocabulary->reader, &search, f->c->arena, &found, f->e);
    for (uint32_t i = 0; rc == 0 && i < found.count; i++)
        take(f, found.hits[i].docid);
    return rc;
}

static int find(struct finder *f, enum lang lang)
{
    struct xap_query *query;
    uint32_t fewest;
    int rc = title_query(f, lang, &query, &fewest);
    if (rc || !query)
        return rc;
    f->in_language = 0;
    rc = fewest <= RANKED_MAX ? take_ranked(f, query)
                              : xap_each(f->c->vocabulary->reader, query, f->c->deadline_ns, take, f, f->e);
    xap_query_free(query);
    return rc;
}

/* --- the titles themselves --- */

/* True if the typed words stand in the title from word `at` on, the last one at least as a beginning. */
static bool stands_at(const struct folded *typed, const struct folded *title, uint32_t at)
{
    uint32_t last = typed->count - 1;
    if (at + typed->count > title->count)
        return false;
    for (uint32_t i = 0; i < last; i++)
        if (!str_equal(typed->words[i], title->words[at + i]))
            return false;
    return str_starts(title->words[at + last], typed->words[last]);
}

static int rank_title(const struct finder *f, struct suggest_title *title)
{
    struct folded words;
    int rc = fold_words(title->doc.title, TITLE_WORDS, f->c->arena, &words, NULL, f->e);
    for (uint32_t at = 0; rc == 0 && at < words.count && title->rank == 0; at++)
        if (stands_at(&f->typed, &words, at))
            title->rank = at == 0 ? 2 : 1;
    return rc;
}

static int by_rank(const void *a, const void *b)
{
    const struct suggest_title *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    if (x->preferred != y->preferred)
        return x->preferred ? -1 : 1;
    if (x->doc.title.len != y->doc.title.len)
        return x->doc.title.len < y->doc.title.len ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Each title once, the best `max`. */
static uint32_t choose(struct suggest_title *titles, uint32_t found, uint32_t max, struct suggest_title *out)
{
    uint32_t kept = 0;
    if (found)
        qsort(titles, found, sizeof *titles, by_rank);
    for (uint32_t i = 0; i < found && kept < max; i++)
        if (kept == 0 || !str_equal(out[kept - 1].doc.title, titles[i].doc.title))
            out[kept++] = titles[i];
    return kept;
}

int suggest_titles(const struct completer *c, struct documents_decoder *decoder, struct str text,
                   uint32_t max, struct suggest_title *out, uint32_t *count, struct err *e)
{
    struct suggest_title titles[LANG_COUNT * CANDIDATES] = {0};
    struct finder f = {.c = c, .e = e};
    int rc = fold_words(text, TYPED_WORDS, c->arena, &f.typed, f.forms, e);
    *count = 0;
    if (rc || f.typed.count == 0 || (rc = complete_terms(c, &f.last, e)))
        return rc;
    for (enum lang lang = 0; lang < LANG_COUNT && rc == 0; lang++)
        rc = find(&f, lang);
    for (uint32_t i = 0; i < f.count && rc == 0; i++) {
        titles[i].place = i;
        if ((rc = documents_get(decoder, f.docids[i], false, c->arena, &titles[i].doc, e)))
            return rc;
        titles[i].preferred = c->prefer != LANG_NONE && titles[i].doc.lang == c->prefer;
        rc = rank_title(&f, &titles[i]);
    }
    if (rc == 0)
        *count = choose(titles, f.count, max, out);
    return rc;
}
