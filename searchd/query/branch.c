/* See branch.h. */
#include "searchd/query/branch.h"

#include <assert.h>
#include <stdlib.h>

#include "text/fold.h"

struct reader {
    const struct vocabulary *v;
    const struct query *query;
    const struct query_word *words; /* of the query, in small letters if it shouts */
    struct branch *branch;
    bool excluding; /* under a NOT, where words score nothing */
    struct arena *arena;
    struct err *e;
};

/* --- capitals --- */

/* Of so many words that are all in capitals, none is an acronym for that: QUELLE EST LA LOI. */
enum { SHOUTED_WORDS = 4 };

/* A little word or a number is in capitals neither way; an exact one is as it is. */
static bool tells_case(const struct query_word *word)
{
    return word->match != WORD_EXACT && word->form.len > 2 &&
           !(word->form.ptr[0] >= '0' && word->form.ptr[0] <= '9');
}

static bool shouts(const struct query *query)
{
    uint32_t capitals = 0;
    for (uint32_t i = 0; i < query->word_count; i++) {
        const struct query_word *word = &query->words[i];
        if (word->match != WORD_EXACT && fold_is_capitals(word->form))
            capitals++;
        else if (tells_case(word))
            return false;
    }
    return capitals >= SHOUTED_WORDS;
}

static int make_words(struct reader *r)
{
    r->words = r->query->words;
    if (!shouts(r->query))
        return 0;
    struct query_word *words = arena_array(r->arena, r->query->word_count, sizeof *words);
    if (!words)
        return err_memory(r->e);
    for (uint32_t i = 0; i < r->query->word_count; i++) {
        char folded[FOLD_MAX];
        words[i] = r->query->words[i];
        if (words[i].match == WORD_EXACT)
            continue;
        words[i].form = arena_str(r->arena, (struct str){folded, fold_case(words[i].form, folded)});
        if (!words[i].form.ptr)
            return err_memory(r->e);
    }
    r->words = words;
    return 0;
}

/* --- groups --- */

static bool is_stop(const struct lists *lists, enum lang lang, struct str form)
{
    if (lang != LANG_NONE)
        return analyze_is_stop(lists, lang, form);
    /* Documents in no known language: what is a little word in one of ours is not looked for there. */
    return analyze_is_stop(lists, LANG_FR, form) || analyze_is_stop(lists, LANG_EN, form);
}

static bool is_joined(struct str form)
{
    return form.ptr[0] == '-';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How many words from `at` on are joined by hyphens, 1 if they are no compound. */
static uint32_t chain_length(const struct query_word *words, uint32_t at, uint32_t end)
{
    uint32_t length = 1;
    while (at + length < end && is_joined(words[at + length].form) && words[at + length].match == WORD_STEM)
        length++;
    return length <= COMPOUND_MAX && !is_joined(words[at].form) ? length : 1;
}

static int read_part(struct reader *r, bool title, struct str form, struct group *group)
{
    uint32_t i = group->part_count++;
    group->stop_parts |= (unsigned)is_stop(r->v->lists, r->branch->lang, form) << i;
    return variants_of_word(r->v, r->branch->lang, title, form, r->arena, &group->parts[i], r->e);
}

static int read_compound(struct reader *r, bool title, const struct query_word *words, uint32_t count,
                         struct group *group)
{
    struct str forms[COMPOUND_MAX];
    for (uint32_t i = 0; i < count; i++)
        forms[i] = words[i].form;
    int rc = variants_of_compound(r->v, r->branch->lang, title, forms, count, r->arena, &group->joined, r->e);
    for (uint32_t i = 0; rc == 0 && i < count; i++)
        rc = read_part(r, title, forms[i], group);
    return rc;
}

/* Two words side by side, if the lexicon has them as one. */
static int read_pair(struct reader *r, bool title, const struct query_word *words, struct group *group,
                     bool *found)
{
    struct str forms[] = {words[0].form, words[1].form};
    *found = false;
    if (words[1].match != WORD_STEM || is_joined(forms[0]) || is_joined(forms[1]) ||
        is_stop(r->v->lists, r->branch->lang, forms[0]) || is_stop(r->v->lists, r->branch->lang, forms[1]) ||
        is_digit(forms[0].ptr[forms[0].len - 1]) || is_digit(forms[1].ptr[0]))
        return 0;
    int rc = variants_of_compound(r->v, r->branch->lang, title, forms, 2, r->arena, &group->joined, r->e);
    if (rc || group->joined.count == 0)
        return rc;
    *found = true;
    rc = read_part(r, title, forms[0], group);
    return rc ? rc : read_part(r, title, forms[1], group);
}

static int read_single(struct reader *r, bool title, struct str form, struct group *group)
{
    struct str parts[COMPOUND_MAX];
    enum lang lang = r->branch->lang;
    group->stop = is_stop(r->v->lists, lang, form);
    uint32_t count = group->stop ? 0 : variants_parts(r->v, lang, form, parts);
    if (count == 0)
        return read_part(r, title, form, group);
    group->solid = true;
    int rc = variants_of_word(r->v, lang, title, form, r->arena, &group->joined, r->e);
    for (uint32_t i = 0; rc == 0 && i < count; i++)
        rc = read_part(r, title, parts[i], group);
    return rc;
}

/* --- =Word and vis* --- */

static int too_wide(struct reader *r, const struct query_word *word)
{
    err_set(r->e, ERR_LIMIT, "%s%.*s%s matches more than %u words", word->open_start ? "*" : "",
            (int)word->form.len, word->form.ptr, word->open_end ? "*" : "", r->v->pattern_words);
    return err_hint(r->e, "write more letters");
}

static int read_pattern(struct reader *r, bool title, const struct query_word *word, struct variants *out)
{
    char key[FOLD_MAX];
    const struct lexicon_pattern pattern = {
        {key, fold_key(word->form, key)}, word->open_start, word->open_end};
    int rc = variants_of_pattern(r->v, r->branch->lang, title, &pattern, variants_is_clitic(word->form),
                                 r->arena, out, r->e);
    if (rc || !out->cut)
        return rc;
    r->branch->cut |= UINT64_C(1) << (word - r->words);
    return r->query->strict ? too_wide(r, word) : 0;
}

static int read_forms(struct reader *r, bool title, const struct query_word *word, struct group *group)
{
    group->part_count = 1;
    if (word->match == WORD_PATTERN)
        return read_pattern(r, title, word, &group->parts[0]);
    group->stop = is_stop(r->v->lists, r->branch->lang, word->form);
    group->stop_parts = group->stop;
    return variants_of_exact(r->v, r->branch->lang, title, word->form, r->arena, &group->parts[0], r->e);
}

/* Reads the group that begins at word `at`; *used is how many words it takes. */
static int read_group(struct reader *r, bool title, uint32_t at, uint32_t end, struct group *group,
                      uint32_t *used)
{
    const struct query_word *words = r->words;
    bool pair = false;
    group->word = at;
    *used = 1;
    if (words[at].match != WORD_STEM)
        return read_forms(r, title, &words[at], group);
    uint32_t chain = chain_length(words, at, end);
    *used = chain;
    if (chain > 1)
        return read_compound(r, title, words + at, chain, group);
    if (at + 1 < end && chain_length(words, at + 1, end) == 1) {
        int rc = read_pair(r, title, words + at, group, &pair);
        if (pair)
            *used = 2;
        if (rc || pair)
            return rc;
    }
    return read_single(r, title, words[at].form, group);
}

static bool is_known(const struct group *group)
{
    bool known = group->joined.count > 0;
    for (uint32_t i = 0; i < group->part_count; i++)
        known |= group->parts[i].count > 0;
    return known;
}

static double bound_of(const struct group *group)
{
    double bound = group->joined.count ? group->joined.idf : 0;
    for (uint32_t i = 0; i < group->part_count; i++)
        bound += group->parts[i].count ? group->parts[i].idf : 0;
    return bound;
}

static int read_groups(struct reader *r, const struct query_node *node, uint32_t first, struct reading *out)
{
    uint32_t end = node->first_word + node->word_count, used;
    out->groups = arena_array(r->arena, end - first, sizeof *out->groups);
    if (!out->groups)
        return err_memory(r->e);
    for (uint32_t at = first; at < end; at += used) {
        struct group *group = &out->groups[out->count++];
        int rc = read_group(r, node->title, at, end, group, &used);
        if (rc)
            return rc;
        out->content |= !group->stop;
        out->known |= !group->stop && is_known(group);
        r->branch->bound += r->excluding ? 0 : r->branch->factor * bound_of(group);
    }
    return 0;
}

/* --- phrases --- */

struct pattern {
    struct match_accept *accepts;
    uint32_t count, length;
    bool hollow; /* some position accepts nothing */
    bool wider;  /* postings find more than a position accepts */
};

static void accept(struct pattern *p, const struct variants *v, uint32_t first, uint32_t span)
{
    for (uint32_t i = 0; i < v->form_lists; i++)
        p->accepts[p->count++] = (struct match_accept){v->forms[i], first, span};
}

static void add_group(struct pattern *p, const struct group *group)
{
    uint32_t count = group->part_count;
    bool joined = group->joined.form_lists > 0, whole = true;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t forms = 0;
        for (uint32_t j = 0; j < group->parts[i].form_lists; j++)
            forms += group->parts[i].forms[j].count;
        whole &= forms > 0;
        p->wider |= group->parts[i].wider;
        accept(p, &group->parts[i], p->length + i, 1);
    }
    if (joined)
        accept(p, &group->joined, p->length, count);
    p->hollow |= !joined && !whole;
    p->length += count;
}

static uint32_t positions_of(const struct group *group)
{
    return group->solid ? 1 : group->part_count; /* at least */
}

/* A compound typed in one piece takes a position for each part if there is room for it; `*length` positions
 * are taken. */
static void fit(struct reading *reading, uint32_t *length)
{
    for (uint32_t i = 0; i < reading->count; i++) {
        struct group *group = &reading->groups[i];
        uint32_t more = group->part_count - positions_of(group);
        if (*length + more > MATCH_POSITIONS_MAX) {
            group->parts[0] = group->joined;
            group->part_count = 1;
            memset(&group->joined, 0, sizeof group->joined);
            more = 0;
        }
        *length += more;
    }
}

/* Accepts of several readings, one after another, for which room is made. */
static int begin_pattern(struct reader *r, struct reading **readings, uint32_t count, struct pattern *out)
{
    uint32_t length = 0, lists = 0;
    *out = (struct pattern){0};
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < readings[i]->count; j++)
            length += positions_of(&readings[i]->groups[j]);
    for (uint32_t i = 0; i < count; i++) {
        fit(readings[i], &length);
        for (uint32_t j = 0; j < readings[i]->count; j++) {
            const struct group *group = &readings[i]->groups[j];
            lists += group->joined.form_lists;
            for (uint32_t k = 0; k < group->part_count; k++)
                lists += group->parts[k].form_lists;
        }
    }
    out->accepts = arena_array(r->arena, lists, sizeof *out->accepts);
    return out->accepts ? 0 : err_memory(r->e);
}

static void add_reading(struct pattern *p, struct reading *reading)
{
    bool before = p->hollow;
    p->hollow = false;
    for (uint32_t i = 0; i < reading->count; i++)
        add_group(p, &reading->groups[i]);
    reading->unknown = p->hollow;
    p->hollow |= before;
}

static int compile(struct reader *r, const struct query_node *node, struct reading *reading)
{
    struct pattern p;
    int rc = begin_pattern(r, &reading, 1, &p);
    if (rc)
        return rc;
    add_reading(&p, reading);
    /* A word alone is settled by its term, but for a little one, which is its spelling: le is not les. */
    if (p.hollow || (p.length < 2 && !p.wider && !reading->groups[0].stop))
        return 0;
    if (p.length == 1)
        reading->sure = &reading->groups[0].parts[0].sure;
    return match_phrase_new(p.accepts, p.count, p.length, node->title, r->arena, &reading->phrase, r->e);
}

static int compile_near(struct reader *r, const struct query_node *node, struct reading **readings,
                        uint32_t count)
{
    struct near_phrases phrases = {.count = count};
    struct pattern p;
    assert(count > 0);
    int rc = begin_pattern(r, readings, count, &p);
    if (rc)
        return rc;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t before = p.length;
        add_reading(&p, readings[i]);
        phrases.lengths[i] = p.length - before;
    }
    if (p.hollow)
        return 0;
    phrases.accepts = p.accepts;
    phrases.accept_count = p.count;
    return match_near_new(&phrases, node->distance, node->title, r->arena, &readings[0]->near, r->e);
}

/* An elided word before a phrase is optional: "l'énergie solaire" finds énergie solaire, too. */
static uint32_t phrase_start(const struct query *query, const struct query_node *node)
{
    uint32_t first = node->first_word, end = first + node->word_count;
    while (first + 1 < end && query->words[first].match != WORD_EXACT &&
           variants_is_clitic(query->words[first].form))
        first++;
    return first;
}

/* --- the tree --- */

static int read_words(struct reader *r, const struct query_node *node, struct reading **out)
{
    struct reading *reading = *out = arena_alloc(r->arena, sizeof *reading);
    if (!reading)
        return err_memory(r->e);
    r->branch->readings[node->first_word] = reading;
    bool phrase = node->kind == QUERY_PHRASE;
    return read_groups(r, node, phrase ? phrase_start(r->query, node) : node->first_word, reading);
}

static int read_near(struct reader *r, const struct query_node *node)
{
    struct reading *readings[NEAR_PHRASES_MAX];
    uint32_t count = 0;
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (count == NEAR_PHRASES_MAX) {
            err_set(r->e, ERR_LIMIT, "NEAR stands between more than %d words or phrases", NEAR_PHRASES_MAX);
            return err_hint(r->e, "join fewer with it");
        }
        int rc = read_words(r, child, &readings[count++]);
        if (rc)
            return rc;
    }
    return compile_near(r, node, readings, count);
}

static int read_node(struct reader *r, const struct query_node *node)
{
    struct reading *reading;
    if (node->kind == QUERY_NEAR)
        return read_near(r, node);
    if (node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE) {
        int rc = read_words(r, node, &reading);
        return rc || node->kind == QUERY_TEXT ? rc : compile(r, node, reading);
    }
    bool before = r->excluding;
    int rc = 0;
    r->excluding |= node->kind == QUERY_NOT;
    for (const struct query_node *child = node->child; rc == 0 && child; child = child->next)
        rc = read_node(r, child);
    r->excluding = before;
    return rc;
}

int branch_read(const struct vocabulary *v, const struct query *query, enum lang lang, double factor,
                struct arena *arena, struct branch *out, struct err *e)
{
    struct reader r = {.v = v, .query = query, .branch = out, .arena = arena, .e = e};
    memset(out, 0, sizeof *out);
    out->lang = lang;
    out->factor = factor;
    int rc = make_words(&r);
    return rc ? rc : read_node(&r, query->root);
}

/* --- one document --- */

static int compare_docids(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

bool reading_stands(const struct reading *reading, const struct tokens *tokens, uint32_t docid)
{
    const struct xap_docs *sure = reading->sure;
    struct token_view view;
    if ((!reading->phrase && !reading->near) ||
        (sure && sure->count && bsearch(&docid, sure->docids, sure->count, sizeof docid, compare_docids)))
        return true;
    if (!tokens_view(tokens, docid, &view))
        return false;
    return reading->near ? match_near_in(reading->near, &view) : match_phrase_in(reading->phrase, &view);
}
