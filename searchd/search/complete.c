/*
 * See complete.h. The forms of one term in a language make a family; what the pool and the sample know of
 * them is gathered there, then the most promising families are counted and put in order.
 */
#include "searchd/search/complete.h"

#include <stdlib.h>

#include "index/postings.h"
#include "searchd/query/usual.h"
#include "text/fold.h"

/* What each place right behind the word before is worth, against a document that has the word anywhere. */
#define NEXT_WEIGHT 24.0

/* The preferred language is worth so many times as many documents. */
#define PREFERRED 4.0

/* A word so many times as frequent in the other language is that one's (security in French pages). */
enum { FOREIGN = 4 };

/* Of a language; a power of two. Past half of it only families are counted that were met before. */
enum { FAMILY_SLOTS = 2048, FAMILIES_MAX = FAMILY_SLOTS / 2 };

/* Longer documents are no part of a sample. */
enum { SAMPLE_WORDS_MAX = 20000 };

/* So many more are counted than are wanted, as languages may share a word; but after so many that no document
 * has together with the context, no more are tried. */
enum { COMPLETE_SPARE = 6, UNMET_MAX = 8 };

struct family {
    uint32_t lang, term;
    uint32_t best, best_count; /* its most frequent form */
    uint64_t count;            /* occurrences, of the forms looked at */
    uint32_t documents, next;  /* in the sample: that have it; places right behind the word before */
    uint32_t last;             /* the document of the sample that was counted last */
    double promise;
};

struct maker {
    const struct completer *c;
    const struct lexicon *lexicon;
    struct lexicon_ids range; /* forms that begin so */
    struct family *slots;     /* of the language at hand; free ones have no count */
    uint32_t slot_count;
    struct family *families; /* of all languages */
    uint32_t count;
    bool asked[LANG_COUNT];       /* the context means something in the language */
    uint32_t sampled[LANG_COUNT]; /* documents */
    double matching[LANG_COUNT];  /* documents that match the context, an estimate */
    struct err *e;
};

/* --- families --- */

/* The family of a form; NULL if it is none of the language, or there is no room for a new one. */
static struct family *family_of(struct maker *m, enum lang lang, uint32_t id)
{
    uint32_t count = lexicon_count(m->lexicon, lang, id), term = lexicon_term_of(m->lexicon, lang, id);
    if (!count || term == LEXICON_NONE)
        return NULL;
    uint32_t at = term * 2654435761u % FAMILY_SLOTS;
    while (m->slots[at].count && m->slots[at].term != term)
        at = (at + 1) % FAMILY_SLOTS;
    struct family *family = &m->slots[at];
    if (!family->count) {
        if (m->slot_count == FAMILIES_MAX)
            return NULL;
        m->slot_count++;
        *family = (struct family){.lang = (uint32_t)lang, .term = term, .count = count};
    }
    if (count > family->best_count) {
        family->best = id;
        family->best_count = count;
        if (family->count < count)
            family->count = count;
    }
    return family;
}

/* Moves the families of a language to the list of all. */
static void collect(struct maker *m)
{
    for (uint32_t i = 0; i < FAMILY_SLOTS; i++)
        if (m->slots[i].count)
            m->families[m->count++] = m->slots[i];
    memset(m->slots, 0, FAMILY_SLOTS * sizeof *m->slots);
    m->slot_count = 0;
}

/* --- the pool --- */

/* The smallest numbers seen so far: the most frequent forms. Once it is full, a heap with the greatest on
 * top. */
struct smallest {
    uint32_t *ids;
    uint32_t count, max;
};

static void sink(uint32_t *heap, uint32_t count, uint32_t at)
{
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[at] >= heap[child])
            return;
        uint32_t swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

static void offer(struct smallest *s, uint32_t id)
{
    if (s->count < s->max) {
        s->ids[s->count++] = id;
        for (uint32_t i = s->count == s->max ? s->max / 2 : 0; i-- > 0;)
            sink(s->ids, s->max, i);
    } else if (id < s->ids[0]) {
        s->ids[0] = id;
        sink(s->ids, s->count, 0);
    }
}

/* The most frequent forms of the range; returns how many. */
static uint32_t choose_pool(const struct maker *m, uint32_t ids[COMPLETE_POOL + COMPLETE_COMPOUNDS])
{
    uint32_t streams = lexicon_stream_size(m->lexicon);
    struct smallest words = {ids, 0, m->c->compounds ? 0 : COMPLETE_POOL};
    struct smallest compounds = {ids + COMPLETE_POOL, 0, COMPLETE_COMPOUNDS};
    for (uint32_t i = 0; i < m->range.count; i++) {
        uint32_t id = m->range.ids[i];
        if (id >= streams)
            offer(&compounds, id);
        else if (words.max)
            offer(&words, id);
    }
    memmove(ids + words.count, compounds.ids, compounds.count * sizeof *ids);
    return words.count + compounds.count;
}

/* --- the sample --- */

struct sample {
    uint64_t *begins;            /* a bit for each form of the range */
    uint32_t *ids;               /* of a document */
    struct lexicon_ids previous; /* forms of the word right before */
};

static int sample_init(const struct maker *m, struct sample *s)
{
    s->begins = arena_array(m->c->arena, lexicon_size(m->lexicon) / 64 + 1, sizeof *s->begins);
    s->ids = arena_array(m->c->arena, SAMPLE_WORDS_MAX, sizeof *s->ids);
    if (!s->begins || !s->ids)
        return err_memory(m->e);
    for (uint32_t i = 0; i < m->range.count; i++)
        s->begins[m->range.ids[i] / 64] |= UINT64_C(1) << m->range.ids[i] % 64;
    return 0;
}

static bool is_previous(const struct sample *s, uint32_t id)
{
    for (uint32_t i = 0; i < s->previous.count; i++)
        if (s->previous.ids[i] == id)
            return true;
    return false;
}

/* `document` counts those of the sample from 1. A word follows right upon another with one between them, too:
 * visa (de) long séjour. */
static void look_through(struct maker *m, enum lang lang, const struct sample *s, uint32_t count,
                         uint32_t document)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = s->ids[i];
        bool begins = s->begins[id / 64] >> id % 64 & 1;
        struct family *family = begins ? family_of(m, lang, id) : NULL;
        if (!family)
            continue;
        family->documents += family->last != document;
        family->last = document;
        family->next += (i > 0 && is_previous(s, s->ids[i - 1])) || (i > 1 && is_previous(s, s->ids[i - 2]));
    }
}

/* The context as a query of one language alone; NULL if nothing of it can match. */
static int context_query(const struct maker *m, const struct branch *branch, struct xap_query **out)
{
    struct plan plan = *m->c->context;
    plan.branches[0] = *branch;
    plan.branch_count = 1;
    return plan_query(&plan, PLAN_ALL, PLAN_PHRASES_NOW, out, m->e);
}

/* All forms of the word before: visas for visa; of a clitic, the forms that it is typed in. */
static struct lexicon_ids previous_forms(const struct maker *m, enum lang lang)
{
    struct lexicon_ids same_key = lexicon_with_key(m->lexicon, m->c->previous);
    uint32_t id = usual_spelling(m->lexicon, lang, same_key).id;
    uint32_t term = id == LEXICON_NONE ? LEXICON_NONE : lexicon_term_of(m->lexicon, lang, id);
    return term == LEXICON_NONE ? same_key : lexicon_term_forms(m->lexicon, lang, term);
}

static int take_sample(struct maker *m, const struct branch *branch, struct sample *s)
{
    const struct tokens *tokens = generation_tokens(m->c->generation);
    struct xap_query *query;
    struct xap_result found = {0};
    int rc = context_query(m, branch, &query);
    if (rc || !query)
        return rc;
    struct xap_search search = {.query = query, .count = COMPLETE_SAMPLE, .deadline_ns = m->c->deadline_ns};
    rc = xap_search(m->c->vocabulary->reader, &search, m->c->arena, &found, m->e);
    xap_query_free(query);
    s->previous = previous_forms(m, branch->lang);
    for (uint32_t i = 0; rc == 0 && i < found.count; i++) {
        struct token_view view;
        if (tokens_view(tokens, found.hits[i].docid, &view) && view.count <= SAMPLE_WORDS_MAX &&
            tokens_decode(&view, s->ids))
            look_through(m, branch->lang, s, view.count, i + 1);
    }
    m->sampled[branch->lang] = found.count;
    m->matching[branch->lang] = found.total_estimate > found.count ? found.total_estimate : found.count;
    return rc;
}

/* --- all candidates --- */

static const struct branch *branch_of(const struct maker *m, enum lang lang)
{
    for (uint32_t i = 0; i < m->c->context->branch_count; i++)
        if (m->c->context->branches[i].lang == lang)
            return &m->c->context->branches[i];
    return NULL;
}

/* Whether words of the language may be offered at all. */
static bool is_allowed(const struct maker *m, enum lang lang)
{
    return (m->c->only == LANG_NONE || m->c->only == lang) && (!m->c->context || branch_of(m, lang));
}

/* Whether the query has a part of a kind that narrows the answers and is neither a word nor a language, which
 * the choice of branches has seen to. */
static bool has_filter(const struct query_node *node)
{
    bool found = query_is_filter(node) && node->kind != QUERY_LANG;
    for (const struct query_node *child = node->child; child && !found; child = child->next)
        found = has_filter(child);
    return found;
}

/* Whether the context has words in the language that are no stop words: else a sample would tell nothing. */
static bool has_words(const struct branch *branch)
{
    for (uint32_t i = 0; i < QUERY_WORDS_MAX; i++)
        if (branch->readings[i] && branch->readings[i]->content)
            return true;
    return false;
}

static void add_pool(struct maker *m, enum lang lang, const uint32_t *pool, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct family *family = family_of(m, lang, pool[i]);
        if (family && family->best != pool[i])
            family->count += lexicon_count(m->lexicon, lang, pool[i]);
    }
}

static int fill_language(struct maker *m, enum lang lang, const uint32_t *pool, uint32_t pool_count,
                         struct sample *sample)
{
    const struct branch *branch = m->c->context ? branch_of(m, lang) : NULL;
    bool words = branch && has_words(branch);
    int rc = 0;
    m->asked[lang] = words || (branch && has_filter(m->c->context->query->root));
    if (words && !sample->begins)
        rc = sample_init(m, sample);
    if (words && rc == 0)
        rc = take_sample(m, branch, sample);
    if (rc || (words && !m->sampled[lang]))
        return rc;
    add_pool(m, lang, pool, pool_count);
    collect(m);
    return 0;
}

static double preference(const struct maker *m, enum lang lang)
{
    return m->c->prefer != LANG_NONE && lang == m->c->prefer ? PREFERRED : 1;
}

/* How much a family promises: how many documents it should have together with the context, the more if that
 * is more than chance (a word of all documents is of these, too), and if it follows on the word before. */
static double promise_of(const struct maker *m, const struct family *family)
{
    uint32_t sampled = m->sampled[family->lang];
    uint64_t all = generation_stats(m->c->generation)->documents_in[family->lang];
    if (!sampled)
        return (double)family->count;
    double share = (double)family->documents / sampled;
    double chance = (double)(family->count < all ? family->count : all) / (double)(all ? all : 1);
    double next = (double)family->next / sampled;
    return m->matching[family->lang] * share * (share / (share + chance)) * (1 + NEXT_WEIGHT * next);
}

static int by_promise(const void *a, const void *b)
{
    const struct family *x = a, *y = b;
    if (x->promise != y->promise)
        return x->promise > y->promise ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->best > y->best) - (x->best < y->best);
}

/* Everything that is a candidate, the likely ones first. */
static int gather(struct maker *m)
{
    uint32_t pool[COMPLETE_POOL + COMPLETE_COMPOUNDS];
    struct sample sample = {0};
    m->range = lexicon_with_prefix(m->lexicon, m->c->key);
    uint32_t count = choose_pool(m, pool);
    m->slots = arena_array(m->c->arena, FAMILY_SLOTS, sizeof *m->slots);
    m->families = arena_array(m->c->arena, LANG_COUNT * FAMILIES_MAX, sizeof *m->families);
    if (!m->slots || !m->families)
        return err_memory(m->e);
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        int rc = is_allowed(m, lang) ? fill_language(m, lang, pool, count, &sample) : 0;
        if (rc)
            return rc;
    }
    for (uint32_t i = 0; i < m->count; i++)
        m->families[i].promise =
            promise_of(m, &m->families[i]) * preference(m, (enum lang)m->families[i].lang);
    if (m->count)
        qsort(m->families, m->count, sizeof *m->families, by_promise);
    return 0;
}

/* --- which of them are offered --- */

/* True if the term is a word of the context. */
static bool is_said(const struct maker *m, enum lang lang, uint32_t term)
{
    const struct branch *branch = m->c->context ? branch_of(m, lang) : NULL;
    for (uint32_t i = 0; branch && i < QUERY_WORDS_MAX; i++) {
        const struct reading *reading = branch->readings[i];
        for (uint32_t j = 0; reading && j < reading->count; j++)
            for (uint32_t k = 0; k < reading->groups[j].part_count; k++)
                if (reading->groups[j].parts[k].count && reading->groups[j].parts[k].list[0].term == term)
                    return true;
    }
    return false;
}

static bool is_foreign(const struct maker *m, enum lang lang, struct lexicon_ids same_key, uint64_t count)
{
    for (enum lang other = 0; other < LANG_COUNT; other++)
        if (other != lang && is_allowed(m, other) &&
            usual_spelling(m->lexicon, other, same_key).count > FOREIGN * count)
            return true;
    return false;
}

/* The usual spelling of the family's word; empty if it is not to be offered. */
static struct str spell(const struct maker *m, const struct family *family)
{
    const struct str nothing = {NULL, 0};
    enum lang lang = (enum lang)family->lang;
    struct lexicon_ids same_key = lexicon_with_key(m->lexicon, lexicon_key(m->lexicon, family->best));
    struct usual usual = usual_spelling(m->lexicon, lang, same_key);
    if (!usual.spelling.len || analyze_is_stop(m->c->vocabulary->lists, lang, usual.spelling) ||
        is_said(m, lang, family->term) || is_foreign(m, lang, same_key, usual.count))
        return nothing;
    return usual.spelling;
}

/* --- counting --- */

static bool count_one(void *context, uint32_t docid)
{
    (void)docid;
    return ++*(uint32_t *)context < COMPLETE_COUNTED;
}

/* Documents that have the term and match the context, as far as they are counted. */
static int count_together(const struct maker *m, enum lang lang, struct str term, uint32_t *documents)
{
    struct xap_query *pair[2] = {NULL, NULL}, *query;
    int rc = context_query(m, branch_of(m, lang), &pair[0]);
    if (rc || !pair[0])
        return rc;
    if ((rc = xap_query_term(term, 0, &pair[1], m->e))) {
        xap_query_free(pair[0]);
        return rc;
    }
    if ((rc = xap_query_join(XAP_AND, pair, 2, &query, m->e)))
        return rc;
    rc = xap_each(m->c->vocabulary->reader, query, m->c->deadline_ns, count_one, documents, m->e);
    xap_query_free(query);
    return rc;
}

/* What the sample met need not be counted. */
static int count_documents(const struct maker *m, const struct family *family, uint32_t *documents)
{
    char text[POSTING_TERM_MAX];
    enum lang lang = (enum lang)family->lang;
    struct str term = lexicon_term_text(m->lexicon, lang, family->term);
    term = (struct str){text, posting_term(POSTING_WORD, lang, term, text)};
    *documents = 0;
    if (m->asked[lang] && !family->documents)
        return count_together(m, lang, term, documents);
    int rc = xap_termfreq(m->c->vocabulary->reader, term, documents, m->e);
    if (rc || !m->asked[lang])
        return rc;
    double expected = (double)family->documents / m->sampled[lang] * m->matching[lang] + 0.5;
    if (expected < *documents)
        *documents = (uint32_t)expected;
    return 0;
}

/* --- the list --- */

/* True if no accents were typed, or the word has them, too. A compound was not typed from its start. */
static bool is_as_typed(const struct completer *c, struct str word)
{
    char spelt[FOLD_MAX], key[FOLD_MAX];
    struct str small = {spelt, fold_case(word, spelt)};
    bool accented = !str_equal((struct str){key, fold_key(c->spelt, key)}, c->spelt);
    return !accented || c->compounds || str_starts(small, c->spelt);
}

/* If some words have the accents that were typed, the others are not meant. */
static uint32_t drop_others(const struct completion *list, uint32_t count)
{
    uint32_t meant = 0;
    while (meant < count && list[meant].as_typed)
        meant++;
    return meant ? meant : count;
}

static int by_score(const void *a, const void *b)
{
    const struct completion *x = a, *y = b;
    if (x->as_typed != y->as_typed)
        return x->as_typed ? -1 : 1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    int order = str_compare(x->word, y->word);
    return order ? order : (x->lang > y->lang) - (x->lang < y->lang);
}

/* A word that both languages have is offered once, as the one's that uses it more. */
static uint32_t merge_languages(struct completion *list, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        char key[FOLD_MAX], other[FOLD_MAX];
        size_t len = fold_key(list[i].word, key);
        uint32_t same = 0;
        while (same < kept && !(fold_key(list[same].word, other) == len && memcmp(key, other, len) == 0))
            same++;
        if (same < kept)
            list[same].documents += list[i].documents;
        else
            list[kept++] = list[i];
    }
    return kept;
}

int complete(const struct completer *c, uint32_t max, struct completion *out, uint32_t *count, struct err *e)
{
    struct maker m = {.c = c, .lexicon = generation_lexicon(c->generation), .e = e};
    struct completion list[COMPLETE_MAX + COMPLETE_SPARE];
    uint32_t listed = 0, unmet = 0;
    *count = 0;
    if (max > COMPLETE_MAX)
        max = COMPLETE_MAX;
    int rc = gather(&m);
    for (uint32_t i = 0; rc == 0 && i < m.count && listed < max + COMPLETE_SPARE && unmet < UNMET_MAX; i++) {
        struct completion *completion = &list[listed];
        *completion =
            (struct completion){.word = spell(&m, &m.families[i]), .lang = (enum lang)m.families[i].lang};
        if (!completion->word.len)
            continue;
        completion->as_typed = is_as_typed(c, completion->word);
        rc = count_documents(&m, &m.families[i], &completion->documents);
        completion->score = m.asked[completion->lang]
                                ? m.families[i].promise
                                : completion->documents * preference(&m, completion->lang);
        if (completion->documents)
            listed++;
        else
            unmet++;
    }
    if (rc)
        return rc;
    if (listed)
        qsort(list, listed, sizeof *list, by_score);
    listed = merge_languages(list, drop_others(list, listed));
    *count = listed < max ? listed : max;
    memcpy(out, list, *count * sizeof *list);
    return 0;
}

int complete_terms(const struct completer *c, struct complete_terms *out, struct err *e)
{
    struct completer alone = *c;
    struct maker m = {.c = &alone, .lexicon = generation_lexicon(c->generation), .e = e};
    memset(out, 0, sizeof *out);
    alone.context = NULL;
    int rc = gather(&m);
    for (uint32_t i = 0; rc == 0 && i < m.count; i++) {
        enum lang lang = (enum lang)m.families[i].lang;
        if (out->counts[lang] < COMPLETE_TERMS)
            out->terms[lang][out->counts[lang]++] = m.families[i].term;
    }
    return rc;
}
