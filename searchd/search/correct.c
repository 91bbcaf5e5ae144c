/* See correct.h. */
#include "searchd/search/correct.h"

#include <math.h>

#include "searchd/query/usual.h"
#include "searchd/search/slips.h"
#include "text/fold.h"

/* A word that is in so few documents may be a slip that was made before; then what it was meant to be is so
 * many times as frequent, and one slip away. */
enum { RARE_DOCUMENTS = 3, RARE_SHARE = 200 };

/* Capitals of so few letters are an acronym, whether or not anybody knows it. */
enum { ACRONYM_BYTES = 5 };

/* A word, or two from it on, that may have been meant otherwise. */
struct fault {
    uint32_t word;
    struct slips one, two; /* instead of the word; of it and the next */
    bool unknown;          /* it cannot stay */
};

/* What is put in the place of a fault. */
struct choice {
    const struct slip *slip; /* NULL: it stays */
    uint32_t words;          /* so many are replaced */
};

struct correction {
    const struct corrector *c;
    const struct plan *plan;
    unsigned langs;
    struct fault faults[CORRECT_FAULTS];
    struct choice choices[CORRECT_FAULTS];
    uint32_t count;
    struct err *e;
};

/* --- which words are at fault --- */

struct knowledge {
    uint32_t documents; /* that have the word in some spelling, in the language that has most */
    uint64_t count;     /* occurrences in the very spelling */
    bool stop;          /* it is a little word of some language */
};

static int know(struct correction *x, struct str form, struct knowledge *out)
{
    const struct vocabulary *v = x->c->vocabulary;
    char key[FOLD_MAX];
    struct str folded = {key, fold_key(form, key)};
    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < x->plan->branch_count; i++) {
        struct variants variants;
        uint32_t documents = 0;
        enum lang lang = x->plan->branches[i].lang;
        int rc = variants_of_word(v, lang, false, form, x->c->arena, &variants, x->e);
        if (rc)
            return rc;
        for (uint32_t j = 0; j < variants.count; j++)
            documents += variants.list[j].documents;
        if (documents > out->documents)
            out->documents = documents;
        uint64_t count = usual_spelling(v->lexicon, lang, lexicon_with_key(v->lexicon, folded)).count;
        if (count > out->count)
            out->count = count;
        out->stop |= analyze_is_stop(v->lists, lang, form);
    }
    return 0;
}

static bool is_left_alone(struct str form)
{
    for (size_t i = 0; i < form.len; i++)
        if (form.ptr[i] >= '0' && form.ptr[i] <= '9')
            return true;
    return fold_is_capitals(form) && form.len <= ACRONYM_BYTES;
}

/* A rare word is thought a slip only beside one that is frequent and near. */
static void keep_far_likelier(struct slips *slips, const struct knowledge *known)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < slips->count; i++)
        if (slips->list[i].distance == 1 && slips->list[i].count >= RARE_SHARE * known->count)
            slips->list[kept++] = slips->list[i];
    slips->count = kept;
}

/* True if nothing but spaces stands between a word and the next, which is one of the same text. */
static bool is_followed(const struct query *query, const struct query_node *node, uint32_t word)
{
    if (word + 1 >= node->first_word + node->word_count)
        return false;
    for (uint32_t at = query->words[word].range.end; at < query->words[word + 1].range.start; at++)
        if (query->text.ptr[at] != ' ')
            return false;
    return query->words[word + 1].form.ptr[0] != '-';
}

/* Two words are thought one that fell apart if either is unknown or little by itself. */
static int find_pair(struct correction *x, uint32_t word, const struct knowledge *first, struct fault *fault)
{
    const struct query_word *words = &x->plan->query->words[word];
    struct knowledge second;
    int rc = know(x, words[1].form, &second);
    if (rc || variants_is_clitic(words[0].form) ||
        (first->documents && second.documents && !first->stop && !second.stop))
        return rc;
    return slips_of_pair(x->c->vocabulary, x->langs, usual_bare(words[0].form), words[1].form, x->c->arena,
                         &fault->two, x->e);
}

static int find_fault(struct correction *x, const struct query_node *node, uint32_t word)
{
    const struct query_word *at = &x->plan->query->words[word];
    struct fault fault = {.word = word};
    struct knowledge known;
    if (x->count == CORRECT_FAULTS || at->match != WORD_STEM || is_left_alone(at->form))
        return 0;
    int rc = know(x, at->form, &known);
    fault.unknown = known.documents == 0 && !known.stop;
    if (rc == 0 && !known.stop && known.documents <= RARE_DOCUMENTS)
        rc = slips_of_word(x->c->vocabulary, x->langs, at->form, x->c->arena, &fault.one, x->e);
    if (!fault.unknown)
        keep_far_likelier(&fault.one, &known);
    if (rc == 0 && is_followed(x->plan->query, node, word))
        rc = find_pair(x, word, &known, &fault);
    if (rc == 0 && fault.one.count + fault.two.count)
        x->faults[x->count++] = fault;
    return rc;
}

/* Words that are excluded are not looked at. */
static int find_faults(struct correction *x, const struct query_node *node)
{
    int rc = 0;
    bool words = node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE;
    for (uint32_t i = 0; words && rc == 0 && i < node->word_count; i++)
        rc = find_fault(x, node, node->first_word + i);
    for (const struct query_node *child = node->child; child && rc == 0; child = child->next)
        if (child->kind != QUERY_NOT)
            rc = find_faults(x, child);
    return rc;
}

/* --- what a correction finds --- */

/* The query with the choices put in. */
static int write_query(const struct correction *x, struct str *out)
{
    struct str text = x->plan->query->text;
    struct buf written = {0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < x->count; i++) {
        const struct choice *choice = &x->choices[i];
        const struct query_word *word = &x->plan->query->words[x->faults[i].word];
        if (!choice->slip || word->range.start < at)
            continue;
        buf_add_str(&written, str_slice(text, at, word->range.start));
        buf_add_str(&written, choice->slip->text);
        at = word[choice->words - 1].range.end;
    }
    buf_add_str(&written, str_slice(text, at, text.len));
    *out = buf_failed(&written) ? (struct str){NULL, 0} : arena_str(x->c->arena, buf_str(&written));
    buf_fini(&written);
    return out->ptr ? 0 : err_memory(x->e);
}

static bool count_one(void *context, uint32_t docid)
{
    (void)docid;
    return ++*(uint32_t *)context < CORRECT_COUNTED;
}

/* Documents that the query finds, as it was asked, up to CORRECT_COUNTED. */
static int count_found(const struct correction *x, struct str text, uint32_t *count)
{
    const struct corrector *c = x->c;
    struct query *query = arena_alloc(c->arena, sizeof *query);
    struct plan *plan = arena_alloc(c->arena, sizeof *plan);
    struct xap_query *postings;
    *count = 0;
    if (!query || !plan)
        return err_memory(x->e);
    int rc = c->request->match == MATCH_PHRASE
                 ? query_parse_phrase(text, c->limits, false, c->arena, query, x->e)
                 : query_parse(text, c->limits, false, c->arena, query, x->e);
    if (rc == ERR_QUERY || rc == ERR_LIMIT)
        return 0;
    if (rc ||
        (rc = plan_init(plan, c->generation, c->vocabulary, query, c->request->prefer, c->arena, x->e)) ||
        (rc = plan_query(plan, c->request->match == MATCH_ANY ? PLAN_ANY : PLAN_ALL, PLAN_PHRASES_NOW,
                         &postings, x->e)) ||
        !postings)
        return rc;
    rc = xap_each(c->vocabulary->reader, postings, c->deadline_ns, count_one, count, x->e);
    xap_query_free(postings);
    return rc;
}

/* Words are thought to have been run together if they stand together somewhere. */
static int stand_together(const struct correction *x, struct str text, bool *out)
{
    char quoted[2 * FOLD_MAX + 2] = "\"";
    uint32_t count;
    *out = false;
    if (text.len > sizeof quoted - 2)
        return 0;
    memcpy(quoted + 1, text.ptr, text.len);
    quoted[text.len + 1] = '"';
    int rc = count_found(x, (struct str){quoted, text.len + 2}, &count);
    *out = count > 0;
    return rc;
}

static int count_choice(struct correction *x, uint32_t fault, struct choice choice, double *score)
{
    struct str text;
    uint32_t count = 0;
    bool parted = choice.slip && choice.slip->distance == 0 && choice.words == 1, stands = true;
    x->choices[fault] = choice;
    int rc = write_query(x, &text);
    if (rc == 0 && parted)
        rc = stand_together(x, choice.slip->text, &stands);
    if (rc == 0 && stands)
        rc = count_found(x, text, &count);
    *score = count ? log(count) + (choice.slip ? choice.slip->score : 0) : -HUGE_VAL;
    return rc;
}

/* --- the best choices --- */

static struct choice likeliest(const struct fault *fault)
{
    if (fault->one.count)
        return (struct choice){&fault->one.list[0], 1};
    return (struct choice){fault->unknown ? &fault->two.list[0] : NULL, 2};
}

/* The best choice for one fault, the others being as they are. */
static int choose(struct correction *x, uint32_t at)
{
    const struct fault *fault = &x->faults[at];
    struct choice best = x->choices[at];
    double score, best_score = -HUGE_VAL;
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < fault->one.count + fault->two.count + !fault->unknown; i++) {
        struct choice choice = {NULL, 1};
        if (i < fault->one.count)
            choice = (struct choice){&fault->one.list[i], 1};
        else if (i < fault->one.count + fault->two.count)
            choice = (struct choice){&fault->two.list[i - fault->one.count], 2};
        rc = count_choice(x, at, choice, &score);
        if (rc == 0 && score > best_score) {
            best = choice;
            best_score = score;
        }
    }
    x->choices[at] = best;
    return rc;
}

static int correct_faults(struct correction *x, uint32_t found, struct str *out)
{
    struct str text;
    uint32_t count = 0;
    int rc = 0;
    for (uint32_t i = 0; i < x->count; i++)
        x->choices[i] = likeliest(&x->faults[i]);
    for (uint32_t i = 0; rc == 0 && i < x->count; i++)
        rc = choose(x, i);
    if (rc || (rc = write_query(x, &text)) || (rc = count_found(x, text, &count)))
        return rc;
    if (count > found && !str_equal(text, x->plan->query->text))
        *out = text;
    return 0;
}

int correct(const struct corrector *c, const struct plan *plan, uint32_t found, struct str *out,
            struct err *e)
{
    struct correction *x = arena_alloc(c->arena, sizeof *x);
    *out = (struct str){NULL, 0};
    if (!x)
        return err_memory(e);
    *x = (struct correction){.c = c, .plan = plan, .e = e};
    for (uint32_t i = 0; i < plan->branch_count; i++)
        x->langs |= LANG_BIT(plan->branches[i].lang);
    int rc = find_faults(x, plan->query->root);
    if (rc == 0 && x->count)
        rc = correct_faults(x, found, out);
    return rc == ERR_DEADLINE ? 0 : rc;
}
