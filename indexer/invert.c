/*
 * See invert.h. Frequencies are summed in an array with a place for each term of a language; the places
 * that a document touched are listed, sorted, and cleared again. Term numbers are in byte order, so
 * sorting numbers sorts terms.
 */
#include "indexer/invert.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "index/postings.h"

struct vocabulary {
    const struct lexicon *lexicon;
    const struct manifest_stats *stats;
    struct buf bytes[LANG_COUNT];  /* word terms as Xapian has them, run together */
    uint32_t *offsets[LANG_COUNT]; /* one more than terms */
    uint32_t term_count[LANG_COUNT];
};

struct inverter {
    const struct vocabulary *v;
    float *frequency[LANG_COUNT]; /* weighted, by term; all 0 between documents */
    uint32_t *touched;            /* terms of the document at hand */
    uint32_t touched_count, touched_cap;
    struct xap_posting *list;
    size_t count, cap;
    struct arena spellings; /* of terms that no vocabulary has */
    bool failed;            /* memory ran out while listing */
};

/* --- the vocabulary --- */

static int spell_language(struct vocabulary *v, enum lang lang, struct err *e)
{
    uint32_t count = lexicon_term_count(v->lexicon, lang);
    uint32_t *offsets = malloc(((size_t)count + 1) * sizeof *offsets);
    v->offsets[lang] = offsets;
    v->term_count[lang] = count;
    if (!offsets)
        return err_memory(e);
    struct buf *bytes = &v->bytes[lang];
    for (uint32_t term = 0; term < count; term++) {
        char text[POSTING_TERM_MAX];
        offsets[term] = (uint32_t)bytes->len;
        size_t len = posting_term(POSTING_WORD, lang, lexicon_term_text(v->lexicon, lang, term), text);
        buf_add(bytes, text, len);
        if (buf_failed(bytes) || bytes->len > UINT32_MAX)
            return err_memory(e);
    }
    offsets[count] = (uint32_t)bytes->len;
    return 0;
}

int vocabulary_new(const struct lexicon *lexicon, const struct manifest_stats *stats, struct vocabulary **out,
                   struct err *e)
{
    *out = NULL;
    struct vocabulary *v = calloc(1, sizeof *v);
    if (!v)
        return err_memory(e);
    v->lexicon = lexicon;
    v->stats = stats;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (spell_language(v, (enum lang)lang, e) < 0) {
            vocabulary_free(v);
            return e->code;
        }
    }
    *out = v;
    return 0;
}

void vocabulary_free(struct vocabulary *v)
{
    if (!v)
        return;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        buf_fini(&v->bytes[lang]);
        free(v->offsets[lang]);
    }
    free(v);
}

static struct str word_term(const struct vocabulary *v, enum lang lang, uint32_t term)
{
    const uint32_t *offsets = v->offsets[lang];
    return str_slice(buf_str(&v->bytes[lang]), offsets[term], offsets[term + 1]);
}

/* --- the inverter --- */

int inverter_new(const struct vocabulary *v, struct inverter **out, struct err *e)
{
    *out = NULL;
    struct inverter *inv = calloc(1, sizeof *inv);
    if (!inv)
        return err_memory(e);
    inv->v = v;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        inv->frequency[lang] = calloc((size_t)v->term_count[lang] + 1, sizeof *inv->frequency[lang]);
        if (!inv->frequency[lang]) {
            inverter_free(inv);
            return err_memory(e);
        }
    }
    *out = inv;
    return 0;
}

void inverter_free(struct inverter *inv)
{
    if (!inv)
        return;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        free(inv->frequency[lang]);
    free(inv->touched);
    free(inv->list);
    arena_fini(&inv->spellings);
    free(inv);
}

static void add_posting(struct inverter *inv, struct str term, uint32_t wdf)
{
    if (inv->count == inv->cap) {
        size_t cap = inv->cap ? inv->cap * 2 : 1024;
        struct xap_posting *grown = realloc(inv->list, cap * sizeof *grown);
        if (!grown) {
            inv->failed = true;
            return;
        }
        inv->list = grown;
        inv->cap = cap;
    }
    inv->list[inv->count++] = (struct xap_posting){term, wdf};
}

/* Room for all words that a document can touch, so that the loops over them need not ask. */
static int make_room(struct inverter *inv, const struct digest *digest, struct err *e)
{
    uint32_t words = digest->count + digest->compound_count;
    if (words <= inv->touched_cap)
        return 0;
    free(inv->touched);
    inv->touched_cap = 0;
    inv->touched = malloc((size_t)words * 2 * sizeof *inv->touched);
    if (!inv->touched)
        return err_memory(e);
    inv->touched_cap = words * 2;
    return 0;
}

/* Shell's sort with Ciura's gaps (2001): lists are of a hundred numbers, for which it beats qsort() and its
 * calls several times over. */
static void sort_numbers(uint32_t *list, uint32_t count)
{
    static const uint32_t gaps[] = {510774, 227011, 100894, 44842, 19930, 8858, 3937, 1750,
                                    701,    301,    132,    57,    23,    10,   4,    1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
        for (uint32_t i = gaps[g]; i < count; i++) {
            uint32_t number = list[i], at = i;
            for (; at >= gaps[g] && list[at - gaps[g]] > number; at -= gaps[g])
                list[at] = list[at - gaps[g]];
            list[at] = number;
        }
    }
}

/* --- words --- */

static void touch(struct inverter *inv, enum lang lang, uint32_t id, float weight)
{
    uint32_t term = lexicon_term_of(inv->v->lexicon, lang, id);
    if (term >= inv->v->term_count[lang])
        return;
    float *frequency = &inv->frequency[lang][term];
    if (*frequency == 0)
        inv->touched[inv->touched_count++] = term;
    *frequency += weight;
}

static void add_words(struct inverter *inv, const struct digest *digest, enum lang lang)
{
    uint32_t zone = 0, run = 0;
    inv->touched_count = 0;
    for (uint32_t i = 0; i < digest->count; i++)
        if (digest_langs_at(digest, i, &run) >> lang & 1)
            touch(inv, lang, digest->ids[i], digest_weight_at(digest, i, &zone));
    zone = run = 0;
    for (uint32_t i = 0; i < digest->compound_count; i++) {
        const struct compound *compound = &digest->compounds[i];
        if (digest_langs_at(digest, compound->position, &run) >> lang & 1)
            touch(inv, lang, compound->id, digest_weight_at(digest, compound->position, &zone));
    }
    sort_numbers(inv->touched, inv->touched_count);
    double average = inv->v->stats->average_length[lang];
    for (uint32_t i = 0; i < inv->touched_count; i++) {
        float *frequency = &inv->frequency[lang][inv->touched[i]];
        uint32_t impact = posting_impact(*frequency, digest->length[lang], average);
        add_posting(inv, word_term(inv->v, lang, inv->touched[i]), impact);
        *frequency = 0;
    }
}

/* --- other terms --- */

static void add_spelled(struct inverter *inv, enum posting_kind kind, enum lang lang, struct str text,
                        uint32_t wdf)
{
    char term[POSTING_TERM_MAX];
    if (text.len == 0)
        return;
    struct str s = arena_str(&inv->spellings, (struct str){term, posting_term(kind, lang, text, term)});
    if (s.ptr)
        add_posting(inv, s, wdf);
    else
        inv->failed = true;
}

static void add_title(struct inverter *inv, const struct digest *digest, enum lang lang)
{
    const struct lexicon *lexicon = inv->v->lexicon;
    inv->touched_count = 0;
    for (uint32_t i = 0; i < digest->title_count; i++)
        touch(inv, lang, digest->ids[i], 1);
    for (uint32_t i = 0; i < digest->compound_count; i++)
        if (digest->compounds[i].position < digest->title_count)
            touch(inv, lang, digest->compounds[i].id, 1);
    sort_numbers(inv->touched, inv->touched_count);
    for (uint32_t i = 0; i < inv->touched_count; i++) {
        uint32_t term = inv->touched[i];
        inv->frequency[lang][term] = 0;
        add_spelled(inv, POSTING_TITLE, lang, lexicon_term_text(lexicon, lang, term), 1);
    }
}

/* "2019" and "201906" of a date, as far as it goes. */
static void add_date(struct inverter *inv, date_num date)
{
    char digits[16];
    if (!date)
        return;
    snprintf(digits, sizeof digits, "%08u", date);
    add_spelled(inv, POSTING_YEAR, LANG_NONE, (struct str){digits, 4}, 0);
    if (date / 100 % 100)
        add_spelled(inv, POSTING_MONTH, LANG_NONE, (struct str){digits, 6}, 0);
}

static void add_filters(struct inverter *inv, const struct document *doc, unsigned langs)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (langs >> lang & 1)
            add_spelled(inv, POSTING_LANG, LANG_NONE, str_of(lang_code((enum lang)lang)), 0);
    add_spelled(inv, POSTING_TYPE, LANG_NONE, doc->type, 0);
    for (size_t i = 0; i < doc->tag_count; i++)
        add_spelled(inv, POSTING_TAG, LANG_NONE, doc->tags[i], 0);
    add_spelled(inv, POSTING_SITE, LANG_NONE, posting_site(doc->url), 0);
    add_date(inv, doc->date);
}

int inverter_document(struct inverter *inv, const struct document *doc, const struct digest *digest,
                      const struct xap_posting **out, size_t *count, struct err *e)
{
    inv->count = 0;
    inv->failed = false;
    arena_reset(&inv->spellings);
    if (make_room(inv, digest, e) < 0)
        return e->code;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (digest->langs >> lang & 1)
            add_words(inv, digest, (enum lang)lang);
    add_filters(inv, doc, digest->langs);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (digest->langs >> lang & 1)
            add_title(inv, digest, (enum lang)lang);
    *out = inv->list;
    *count = inv->count;
    return inv->failed ? err_memory(e) : 0;
}
