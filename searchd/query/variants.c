/* See variants.h. */
#include "searchd/query/variants.h"

#include <stdlib.h>

#include "index/postings.h"
#include "text/fold.h"

/* Spellings under one key are few; a damaged or hostile index may say otherwise. */
enum { SPELLINGS_MAX = 1024 };

/* A spelling with hyphens counts if it is at least one in so many of the solid word's: else it is a slip,
 * and the parts by themselves are not what is meant. */
enum { HYPHENATED_SHARE = 100 };

bool variants_is_clitic(struct str form)
{
    return form.len > 0 && form.ptr[form.len - 1] == '\'';
}

static struct lexicon_ids with_key(const struct vocabulary *v, struct str key)
{
    struct lexicon_ids ids = lexicon_with_key(v->lexicon, key);
    if (ids.count > SPELLINGS_MAX)
        ids.count = SPELLINGS_MAX;
    return ids;
}

/* --- terms --- */

/* Counts `occurrences` towards a term. The list has room. */
static void add_term(const struct vocabulary *v, enum lang lang, struct variants *out, uint32_t term,
                     uint32_t occurrences, bool typed)
{
    uint32_t i = 0;
    while (i < out->count && out->list[i].term != term)
        i++;
    struct variant *variant = &out->list[i];
    if (i == out->count) {
        variant->term = term;
        variant->text = lexicon_term_text(v->lexicon, lang, term);
        out->count++;
    }
    variant->typed |= typed;
    variant->count = occurrences > UINT32_MAX - variant->count ? UINT32_MAX : variant->count + occurrences;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int by_count(const void *a, const void *b)
{
    const struct variant *x = a, *y = b;
    if (x->typed != y->typed)
        return x->typed ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

/* A spelling that means something else: the article un for the organisation UN, the clitic l' for l. */
static bool is_other_word(const struct vocabulary *v, enum lang lang, struct str form, uint32_t id)
{
    struct str spelling = lexicon_form(v->lexicon, id);
    if (variants_is_clitic(spelling) != variants_is_clitic(form))
        return true;
    return fold_is_capitals(form) && !analyze_is_stop(v->lists, lang, form) &&
           analyze_is_stop(v->lists, lang, spelling);
}

/* The form in small letters, whether or not a hyphen joins it to the word before. */
static struct str plain_spelling(struct str form, char out[FOLD_MAX])
{
    struct str s = {out, fold_case(form, out)};
    return s.len && s.ptr[0] == '-' ? str_slice(s, 1, s.len) : s;
}

static int collect_spellings(const struct vocabulary *v, struct str form, const uint32_t *spelt,
                             uint32_t count, struct arena *arena, struct variants *out, struct err *e)
{
    char typed_bytes[FOLD_MAX], bytes[FOLD_MAX];
    struct str typed = plain_spelling(form, typed_bytes);
    uint32_t *exact = arena_array(arena, count, sizeof *exact), kept = 0;
    if (!exact)
        return err_memory(e);
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(plain_spelling(lexicon_form(v->lexicon, spelt[i]), bytes), typed))
            exact[kept++] = spelt[i];
    out->spelt = (struct lexicon_ids){spelt, count};
    out->exact = (struct lexicon_ids){exact, kept};
    return 0;
}

/* The typed term, and those of the forms under `key`. */
static int collect(const struct vocabulary *v, enum lang lang, struct str form, struct str term,
                   struct str key, struct arena *arena, struct variants *out, struct err *e)
{
    struct lexicon_ids ids = with_key(v, key);
    uint32_t typed = term.len ? lexicon_term_find(v->lexicon, lang, term) : LEXICON_NONE;
    memset(out, 0, sizeof *out);
    uint32_t *spelt = arena_array(arena, ids.count, sizeof *spelt), spelt_count = 0;
    out->list = arena_array(arena, (size_t)ids.count + 1, sizeof *out->list);
    if (!spelt || !out->list)
        return err_memory(e);
    if (typed != LEXICON_NONE)
        add_term(v, lang, out, typed, 0, true);
    for (uint32_t i = 0; i < ids.count; i++) {
        uint32_t id = ids.ids[i], count = lexicon_count(v->lexicon, lang, id);
        uint32_t of = lexicon_term_of(v->lexicon, lang, id);
        if (!count || of == LEXICON_NONE || is_other_word(v, lang, form, id))
            continue;
        add_term(v, lang, out, of, count, false);
        spelt[spelt_count++] = id;
    }
    if (out->count > 1)
        qsort(out->list, out->count, sizeof *out->list, by_count);
    if (out->count > v->expansions)
        out->count = v->expansions;
    return collect_spellings(v, form, spelt, spelt_count, arena, out, e);
}

/* Asks the postings how many documents have them, and forgets those that none has. */
static int weigh(const struct vocabulary *v, enum lang lang, bool title, struct variants *out, struct err *e)
{
    uint64_t documents = v->stats->documents_in[lang], together = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < out->count; i++) {
        char term[POSTING_TERM_MAX];
        enum posting_kind kind = title ? POSTING_TITLE : POSTING_WORD;
        size_t len = posting_term(kind, lang, out->list[i].text, term);
        uint32_t frequency;
        int rc = xap_termfreq(v->reader, (struct str){term, len}, &frequency, e);
        if (rc)
            return rc;
        together += frequency;
        out->list[i].documents = frequency;
        if (frequency)
            out->list[kept++] = out->list[i];
    }
    out->count = kept;
    out->idf = posting_idf(documents, together < documents ? together : documents);
    return 0;
}

/* --- forms in a token stream --- */

static int forms_of_terms(const struct vocabulary *v, enum lang lang, struct arena *arena,
                          struct variants *out, struct err *e)
{
    out->forms = arena_array(arena, out->count, sizeof *out->forms);
    if (!out->forms)
        return err_memory(e);
    for (uint32_t i = 0; i < out->count; i++)
        out->forms[i] = lexicon_term_forms(v->lexicon, lang, out->list[i].term);
    out->form_lists = out->count;
    return 0;
}

static int forms_of_spelling(const struct vocabulary *v, enum lang lang, struct str form, struct str key,
                             struct arena *arena, struct variants *out, struct err *e)
{
    struct lexicon_ids ids = with_key(v, key);
    uint32_t *own = arena_array(arena, ids.count, sizeof *own), count = 0;
    out->forms = arena_alloc(arena, sizeof *out->forms);
    if (!own || !out->forms)
        return err_memory(e);
    for (uint32_t i = 0; i < ids.count; i++)
        if (!is_other_word(v, lang, form, ids.ids[i]))
            own[count++] = ids.ids[i];
    out->forms[0] = (struct lexicon_ids){own, count};
    out->form_lists = 1;
    return 0;
}

int variants_of_word(const struct vocabulary *v, enum lang lang, bool title, struct str form,
                     struct arena *arena, struct variants *out, struct err *e)
{
    char term_bytes[TERM_MAX], key_bytes[FOLD_MAX];
    struct str term = {term_bytes, analyze_term(v->analyzer, lang, form, term_bytes)};
    struct str key = {key_bytes, fold_key(form, key_bytes)};
    int rc = collect(v, lang, form, term, key, arena, out, e);
    if (rc || (rc = weigh(v, lang, title, out, e)))
        return rc;
    if (analyze_is_stop(v->lists, lang, form))
        return forms_of_spelling(v, lang, form, key, arena, out, e);
    return forms_of_terms(v, lang, arena, out, e);
}

int variants_of_compound(const struct vocabulary *v, enum lang lang, bool title, const struct str *forms,
                         uint32_t count, struct arena *arena, struct variants *out, struct err *e)
{
    char term_bytes[TERM_MAX], key_bytes[COMPOUND_MAX * FOLD_MAX];
    struct str term = {term_bytes, analyze_compound(v->analyzer, lang, forms, count, term_bytes)};
    struct str key = {key_bytes, 0};
    memset(out, 0, sizeof *out);
    if (term.len == 0 || count > COMPOUND_MAX)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        key.len += fold_key(forms[i], key_bytes + key.len);
    int rc = collect(v, lang, forms[0], term, key, arena, out, e);
    if (rc || out->count == 0 || (rc = weigh(v, lang, title, out, e)))
        return rc;
    return forms_of_terms(v, lang, arena, out, e);
}

/* --- exact forms --- */

static bool is_exactly(struct str form, struct str typed)
{
    if (form.ptr[0] == '-' && typed.ptr[0] != '-')
        form = str_slice(form, 1, form.len);
    return str_equal(form, typed);
}

int variants_of_exact(const struct vocabulary *v, enum lang lang, bool title, struct str form,
                      struct arena *arena, struct variants *out, struct err *e)
{
    char key[FOLD_MAX];
    struct lexicon_ids spelt = with_key(v, (struct str){key, fold_key(form, key)});
    memset(out, 0, sizeof *out);
    uint32_t *ids = arena_array(arena, spelt.count, sizeof *ids), count = 0;
    out->list = arena_array(arena, spelt.count, sizeof *out->list);
    out->forms = arena_alloc(arena, sizeof *out->forms);
    if (!ids || !out->list || !out->forms)
        return err_memory(e);
    for (uint32_t i = 0; i < spelt.count; i++) {
        uint32_t id = spelt.ids[i], occurs = lexicon_count(v->lexicon, lang, id);
        if (!occurs || id >= lexicon_stream_size(v->lexicon) ||
            !is_exactly(lexicon_form(v->lexicon, id), form))
            continue;
        ids[count++] = id;
        add_term(v, lang, out, lexicon_term_of(v->lexicon, lang, id), occurs, true);
    }
    if (count > 1)
        qsort(ids, count, sizeof *ids, compare_numbers);
    out->forms[0] = out->spelt = out->exact = (struct lexicon_ids){ids, count};
    out->form_lists = 1;
    for (uint32_t i = 0; i < out->count; i++)
        out->wider |= !variants_cover(v, lang, out->forms[0], out->list[i].term);
    return weigh(v, lang, title, out, e);
}

/* --- parts --- */

static uint32_t split(struct str compound, struct str parts[COMPOUND_MAX])
{
    uint32_t count = 0;
    while (compound.len && count < COMPOUND_MAX) {
        size_t hyphen = str_find(compound, STR("-"));
        if (hyphen)
            parts[count++] = str_slice(compound, 0, hyphen);
        compound = str_slice(compound, hyphen < compound.len ? hyphen + 1 : hyphen, compound.len);
    }
    return compound.len ? 0 : count;
}

uint32_t variants_parts(const struct vocabulary *v, enum lang lang, struct str form,
                        struct str parts[COMPOUND_MAX])
{
    char key[FOLD_MAX];
    struct lexicon_ids ids = with_key(v, (struct str){key, fold_key(form, key)});
    uint32_t best = LEXICON_NONE, most = 0;
    uint64_t solid = 0;
    for (uint32_t i = 0; i < ids.count; i++) {
        uint32_t count = lexicon_count(v->lexicon, lang, ids.ids[i]);
        if (ids.ids[i] < lexicon_stream_size(v->lexicon)) {
            solid += count;
        } else if (count > most) {
            best = ids.ids[i];
            most = count;
        }
    }
    if (best == LEXICON_NONE || most < solid / HYPHENATED_SHARE)
        return 0;
    uint32_t count = split(lexicon_form(v->lexicon, best), parts);
    return count > 1 ? count : 0;
}
