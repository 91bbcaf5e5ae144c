/*
 * vis*: the forms of a pattern, and the documents that have them. See variants.h. A pattern means hundreds of
 * terms, which Xapian would be slow to search for side by side; so their documents are collected first.
 *
 * Postings know terms only, each of several forms. Documents of a term all of whose forms are meant are sure;
 * about the others the token stream is asked, once they are candidates.
 */
#include "searchd/query/variants.h"

#include <stdlib.h>

#include "index/postings.h"

/* The terms of the forms, as Xapian has them: in byte order, and by whether all of their forms are meant. */
struct terms {
    struct str *sure, *doubtful;
    uint32_t sure_count, doubtful_count;
};

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool is_among(struct lexicon_ids ids, uint32_t id)
{
    return ids.count && bsearch(&id, ids.ids, ids.count, sizeof id, compare_numbers);
}

bool variants_cover(const struct vocabulary *v, enum lang lang, struct lexicon_ids ids, uint32_t term)
{
    struct lexicon_ids forms = lexicon_term_forms(v->lexicon, lang, term);
    for (uint32_t i = 0; i < forms.count; i++)
        if (!is_among(ids, forms.ids[i]))
            return false;
    return true;
}

/* Numbers of the terms of the forms, rising, each once. */
static int number_terms(const struct vocabulary *v, enum lang lang, struct lexicon_ids ids,
                        struct arena *arena, struct lexicon_ids *out, struct err *e)
{
    uint32_t *list = arena_array(arena, ids.count, sizeof *list), count = 0, kept = 0;
    if (!list)
        return err_memory(e);
    for (uint32_t i = 0; i < ids.count; i++) {
        uint32_t term = lexicon_term_of(v->lexicon, lang, ids.ids[i]);
        if (term != LEXICON_NONE)
            list[count++] = term;
    }
    if (count > 1)
        qsort(list, count, sizeof *list, compare_numbers);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || list[i] != list[kept - 1])
            list[kept++] = list[i];
    *out = (struct lexicon_ids){list, kept};
    return 0;
}

static int spell_terms(const struct vocabulary *v, enum lang lang, bool title, struct lexicon_ids ids,
                       struct lexicon_ids numbers, struct arena *arena, struct terms *out, struct err *e)
{
    *out = (struct terms){0};
    out->sure = arena_array(arena, numbers.count, sizeof *out->sure);
    out->doubtful = arena_array(arena, numbers.count, sizeof *out->doubtful);
    if (!out->sure || !out->doubtful)
        return err_memory(e);
    for (uint32_t i = 0; i < numbers.count; i++) {
        char text[POSTING_TERM_MAX];
        struct str term = lexicon_term_text(v->lexicon, lang, numbers.ids[i]);
        size_t len = posting_term(title ? POSTING_TITLE : POSTING_WORD, lang, term, text);
        struct str kept = arena_str(arena, (struct str){text, len});
        if (!kept.ptr)
            return err_memory(e);
        if (variants_cover(v, lang, ids, numbers.ids[i]))
            out->sure[out->sure_count++] = kept;
        else
            out->doubtful[out->doubtful_count++] = kept;
    }
    return 0;
}

/* All documents of either list. */
static int merge(const struct xap_docs *x, const struct xap_docs *y, struct arena *arena,
                 struct xap_docs *out, struct err *e)
{
    uint32_t *docids = arena_array(arena, (size_t)x->count + y->count, sizeof *docids);
    uint8_t *wdfs = arena_array(arena, (size_t)x->count + y->count, sizeof *wdfs);
    uint32_t i = 0, j = 0, count = 0;
    if (!docids || !wdfs)
        return err_memory(e);
    while (i < x->count || j < y->count) {
        uint32_t docid = i < x->count ? x->docids[i] : UINT32_MAX;
        if (j < y->count && y->docids[j] < docid)
            docid = y->docids[j];
        uint8_t wdf = 0;
        if (i < x->count && x->docids[i] == docid)
            wdf = x->wdfs[i++];
        if (j < y->count && y->docids[j] == docid) {
            wdf = y->wdfs[j] > wdf ? y->wdfs[j] : wdf;
            j++;
        }
        docids[count] = docid;
        wdfs[count++] = wdf;
    }
    *out = (struct xap_docs){docids, wdfs, count};
    return 0;
}

static int find_documents(const struct vocabulary *v, enum lang lang, bool title, struct lexicon_ids ids,
                          struct arena *arena, struct variants *out, struct err *e)
{
    struct lexicon_ids numbers;
    struct xap_docs doubtful;
    struct terms terms;
    int rc;
    if (!(out->documents = arena_alloc(arena, sizeof *out->documents)))
        return err_memory(e);
    if ((rc = number_terms(v, lang, ids, arena, &numbers, e)) ||
        (rc = spell_terms(v, lang, title, ids, numbers, arena, &terms, e)) ||
        (rc = xap_union(v->reader, terms.sure, terms.sure_count, v->deadline_ns, arena, &out->sure, e)) ||
        (rc =
             xap_union(v->reader, terms.doubtful, terms.doubtful_count, v->deadline_ns, arena, &doubtful, e)))
        return rc;
    out->wider = doubtful.count > 0;
    if ((rc = merge(&out->sure, &doubtful, arena, out->documents, e)))
        return rc;
    out->count = out->documents->count ? numbers.count : 0;
    out->idf = posting_idf(v->stats->documents_in[lang], out->documents->count);
    return 0;
}

/* Of the forms with a clitic's key, those that are clitics: l' for l'*, and not the letter. */
static uint32_t only_clitics(const struct vocabulary *v, uint32_t *ids, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (variants_is_clitic(lexicon_form(v->lexicon, ids[i])))
            ids[kept++] = ids[i];
    return kept;
}

int variants_of_pattern(const struct vocabulary *v, enum lang lang, bool title,
                        const struct lexicon_pattern *pattern, bool clitic, struct arena *arena,
                        struct variants *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    uint32_t *ids = arena_array(arena, v->pattern_words, sizeof *ids);
    out->forms = arena_alloc(arena, sizeof *out->forms);
    if (!ids || !out->forms)
        return err_memory(e);
    uint32_t count = lexicon_matching(v->lexicon, lang, pattern, ids, v->pattern_words);
    out->cut = count > v->pattern_words;
    if (out->cut)
        count = v->pattern_words;
    if (clitic && !pattern->open_start && !pattern->open_end)
        count = only_clitics(v, ids, count);
    out->forms[0] = (struct lexicon_ids){ids, count};
    out->form_lists = 1;
    return count ? find_documents(v, lang, title, out->forms[0], arena, out, e) : 0;
}
