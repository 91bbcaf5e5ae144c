/* See meaning.h. */
#include "oracle/meaning.h"

#include <err.h>
#include <stdlib.h>

#include "text/fold.h"

enum { BITS_MAX = 64, TERMS_MAX = 256, HYPHENATED_SHARE = 100, SHOUTED_WORDS = 4 };

void meaning_init(struct meaning *m, const struct shelf *shelf, enum lang lang)
{
    *m = (struct meaning){.shelf = shelf, .lang = lang};
    m->answers = calloc(shelf->forms.count + 1, sizeof *m->answers);
    if (!m->answers)
        err(2, NULL);
}

void meaning_fini(struct meaning *m)
{
    free(m->answers);
    free(m->touched);
}

/* --- words --- */

static bool is_clitic(struct str word)
{
    return str_ends(word, STR("'"));
}

static bool is_joined(struct str word)
{
    return str_starts(word, STR("-"));
}

static bool is_stop(const struct meaning *m, struct str word)
{
    if (m->lang != LANG_NONE)
        return analyze_is_stop(m->shelf->lists, m->lang, word);
    return analyze_is_stop(m->shelf->lists, LANG_FR, word) || analyze_is_stop(m->shelf->lists, LANG_EN, word);
}

/* A form of the same key that is another word all the same: l' and l; UN for the article un. */
static bool is_other(const struct meaning *m, struct str word, uint32_t form)
{
    struct str spelling = m->shelf->forms.list[form];
    if (is_clitic(word) != is_clitic(spelling))
        return true;
    return fold_is_capitals(word) && !analyze_is_stop(m->shelf->lists, m->lang, word) &&
           analyze_is_stop(m->shelf->lists, m->lang, spelling);
}

struct terms {
    uint32_t list[TERMS_MAX], count;
};

static void add_term(const struct meaning *m, bool title, uint32_t term, struct terms *out)
{
    if (term == NAMES_NONE || (title && !m->shelf->term_in_titles[m->lang][term]))
        return;
    for (uint32_t i = 0; i < out->count; i++)
        if (out->list[i] == term)
            return;
    if (out->count == TERMS_MAX)
        errx(2, "a word has more than %d spellings", TERMS_MAX);
    out->list[out->count++] = term;
}

/* The terms that a word stands for: its own, and those of its other spellings. */
static struct terms terms_of(const struct meaning *m, bool title, struct str word, struct str term,
                             struct str key)
{
    const struct shelf *s = m->shelf;
    struct terms out = {.count = 0};
    uint32_t number = names_find(&s->keys, key);
    add_term(m, title, names_find(&s->terms[m->lang], term), &out);
    uint32_t form = number == NAMES_NONE ? NAMES_NONE : s->key_forms[number];
    for (; form != NAMES_NONE; form = s->form[form].next_of_key)
        if (s->form[form].count[m->lang] && !is_other(m, word, form))
            add_term(m, title, s->form[form].term[m->lang], &out);
    return out;
}

/* --- bits --- */

static uint64_t new_bit(struct meaning *m)
{
    if (m->bits == BITS_MAX) {
        m->too_many = true;
        return 0;
    }
    return UINT64_C(1) << m->bits++;
}

static void touch(struct meaning *m, uint32_t form)
{
    if (m->answers[form].anywhere || m->answers[form].in_phrase)
        return;
    if (m->touched_count == m->touched_cap) {
        m->touched_cap = m->touched_cap ? 2 * m->touched_cap : 256;
        m->touched = grow(m->touched, m->touched_cap, sizeof *m->touched);
    }
    m->touched[m->touched_count++] = form;
}

static void mark_terms(struct meaning *m, const struct terms *terms, uint64_t bit, bool phrases)
{
    const struct shelf *s = m->shelf;
    for (uint32_t i = 0; i < terms->count; i++) {
        uint32_t form = s->term_forms[m->lang][terms->list[i]];
        for (; form != NAMES_NONE; form = s->form[form].next_of_term[m->lang]) {
            touch(m, form);
            m->answers[form].anywhere |= bit;
            m->answers[form].in_phrase |= phrases ? bit : 0;
        }
    }
    if (terms->count)
        m->known |= bit;
}

/* In a phrase a little word is that spelling, whatever its accents and capitals. */
static void mark_spelling(struct meaning *m, struct str word, struct str key, uint64_t bit)
{
    const struct shelf *s = m->shelf;
    uint32_t number = names_find(&s->keys, key);
    uint32_t form = number == NAMES_NONE ? NAMES_NONE : s->key_forms[number];
    for (; form != NAMES_NONE; form = s->form[form].next_of_key)
        if (!is_other(m, word, form)) {
            touch(m, form);
            m->answers[form].in_phrase |= bit;
        }
}

static uint64_t read_word(struct meaning *m, bool title, struct str word)
{
    char term[TERM_MAX], key_bytes[FOLD_MAX];
    struct str key = {key_bytes, fold_key(word, key_bytes)};
    struct terms terms = terms_of(
        m, title, word, (struct str){term, analyze_term(m->shelf->analyzer, m->lang, word, term)}, key);
    uint64_t bit = new_bit(m);
    bool stop = analyze_is_stop(m->shelf->lists, m->lang, word);
    mark_terms(m, &terms, bit, !stop);
    if (stop)
        mark_spelling(m, word, key, bit);
    return bit;
}

/* The words as one; 0 if no document has that. */
static uint64_t read_whole(struct meaning *m, bool title, const struct str *words, uint32_t count)
{
    char term[TERM_MAX], key[STEP_PARTS_MAX * FOLD_MAX];
    size_t key_len = 0, len = analyze_compound(m->shelf->analyzer, m->lang, words, count, term);
    for (uint32_t i = 0; i < count; i++)
        key_len += fold_key(words[i], key + key_len);
    if (!len)
        return 0;
    struct terms terms = terms_of(m, title, words[0], (struct str){term, len}, (struct str){key, key_len});
    if (!terms.count)
        return 0;
    uint64_t bit = new_bit(m);
    mark_terms(m, &terms, bit, true);
    return bit;
}

/* --- =Word and vis* --- */

/* Whether a hyphen joins it to the word before matters only where one was typed. */
static bool is_exactly(struct str form, struct str typed)
{
    return str_equal(form, typed) || (is_joined(form) && str_equal(str_slice(form, 1, form.len), typed));
}

static bool fits(struct str key, const struct query_word *word, struct str wanted)
{
    if (!word->open_start && !word->open_end)
        return str_equal(key, wanted);
    if (!word->open_start)
        return str_starts(key, wanted);
    return word->open_end ? str_find(key, wanted) < key.len : str_ends(key, wanted);
}

/* Every form of the language is looked at. What stands is told by the forms; but their terms, too, must be
 * there as words of the language. */
static uint64_t read_forms(struct meaning *m, bool title, const struct query_word *word)
{
    struct terms terms;
    const struct shelf *s = m->shelf;
    char folded[FOLD_MAX];
    struct str key = {folded, fold_key(word->form, folded)};
    bool exact = word->match == WORD_EXACT;
    bool clitic = is_clitic(word->form) && !word->open_start && !word->open_end;
    uint64_t bit = new_bit(m);
    for (uint32_t i = 0; i < s->forms.count; i++) {
        struct str form = s->forms.list[i];
        if (s->form[i].compound || !s->form[i].count[m->lang] || (!exact && clitic && !is_clitic(form)))
            continue;
        if (exact ? !is_exactly(form, word->form) : !fits(s->keys.list[s->form[i].key], word, key))
            continue;
        touch(m, i);
        m->answers[i].in_phrase |= bit;
        terms.count = 0;
        add_term(m, title, s->form[i].term[m->lang], &terms);
        mark_terms(m, &terms, bit, false);
    }
    return bit;
}

/* --- steps --- */

static void add_part(struct meaning *m, bool title, struct str word, struct step *step)
{
    step->stop_parts |= (unsigned)is_stop(m, word) << step->part_count;
    step->parts[step->part_count++] = read_word(m, title, word);
}

/* How many words from the first on a hyphen joins; 1 if they are no compound. */
static uint32_t joined_words(const struct query_word *words, uint32_t count)
{
    uint32_t length = 1;
    while (length < count && is_joined(words[length].form) && words[length].match == WORD_STEM)
        length++;
    return length > STEP_PARTS_MAX || is_joined(words[0].form) ? 1 : length;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool may_pair(const struct meaning *m, const struct query_word *words, uint32_t count)
{
    if (count < 2 || words[1].match != WORD_STEM || joined_words(words + 1, count - 1) > 1)
        return false;
    struct str first = words[0].form, second = words[1].form;
    return !is_joined(first) && !is_joined(second) && !is_stop(m, first) && !is_stop(m, second) &&
           !is_digit(first.ptr[first.len - 1]) && !is_digit(second.ptr[0]);
}

/* The compound that is spelled so but for its hyphens, the most frequent one, if it is no slip. */
static uint32_t hyphenated(const struct meaning *m, struct str word)
{
    const struct shelf *s = m->shelf;
    char key[FOLD_MAX];
    uint32_t number = names_find(&s->keys, (struct str){key, fold_key(word, key)});
    uint32_t best = NAMES_NONE, most = 0;
    uint64_t solid = 0;
    uint32_t form = number == NAMES_NONE ? NAMES_NONE : s->key_forms[number];
    for (; form != NAMES_NONE; form = s->form[form].next_of_key) {
        uint32_t count = s->form[form].count[m->lang];
        if (!s->form[form].compound)
            solid += count;
        else if (count > most ||
                 (count && count == most && str_compare(s->forms.list[form], s->forms.list[best]) < 0)) {
            best = form;
            most = count;
        }
    }
    return most < solid / HYPHENATED_SHARE ? NAMES_NONE : best;
}

static void read_solid(struct meaning *m, bool title, struct str word, uint32_t compound, struct step *step)
{
    step->solid = true;
    step->whole = read_word(m, title, word);
    if (!(m->known & step->whole))
        step->whole = 0;
    for (struct str rest = m->shelf->forms.list[compound]; rest.len;) {
        size_t hyphen = str_find(rest, STR("-"));
        add_part(m, title, str_slice(rest, 0, hyphen), step);
        rest = str_slice(rest, hyphen < rest.len ? hyphen + 1 : hyphen, rest.len);
    }
}

/* The words, joined by hyphens or side by side, as one; 0 if no document has that. */
static uint64_t read_together(struct meaning *m, bool title, const struct query_word *words, uint32_t count)
{
    struct str forms[STEP_PARTS_MAX];
    for (uint32_t i = 0; i < count; i++)
        forms[i] = words[i].form;
    return read_whole(m, title, forms, count);
}

/* Reads the step that begins at the first of the words; returns how many it takes. */
static uint32_t read_step(struct meaning *m, bool title, const struct query_word *words, uint32_t count,
                          struct step *step)
{
    if (words[0].match != WORD_STEM) {
        step->by_form = true;
        step->parts[step->part_count++] = read_forms(m, title, words);
        return 1;
    }
    uint32_t chain = joined_words(words, count);
    if (chain == 1 && may_pair(m, words, count) && (step->whole = read_together(m, title, words, 2)))
        chain = 2;
    else if (chain > 1)
        step->whole = read_together(m, title, words, chain);
    if (chain > 1) {
        for (uint32_t i = 0; i < chain; i++)
            add_part(m, title, words[i].form, step);
        return chain;
    }
    step->stop = is_stop(m, words[0].form);
    uint32_t compound = step->stop ? NAMES_NONE : hyphenated(m, words[0].form);
    if (compound != NAMES_NONE)
        read_solid(m, title, words[0].form, compound, step);
    else
        add_part(m, title, words[0].form, step);
    return 1;
}

static bool is_known(const struct meaning *m, const struct step *step)
{
    uint64_t bits = step->whole;
    for (uint32_t i = 0; i < step->part_count; i++)
        bits |= step->parts[i];
    return bits & m->known;
}

static void read_sense(struct meaning *m, const struct query_node *node, const struct query_word *words)
{
    struct sense *sense = &m->senses[node->first_word];
    uint32_t at = node->first_word, end = at + node->word_count;
    /* Elided words before a phrase are left out. */
    while (node->kind == QUERY_PHRASE && at + 1 < end && words[at].match != WORD_EXACT &&
           is_clitic(words[at].form))
        at++;
    *sense = (struct sense){arena_array(m->arena, end - at, sizeof *sense->steps), 0, false, false};
    if (!sense->steps)
        err(2, NULL);
    while (at < end) {
        struct step *step = &sense->steps[sense->count++];
        at += read_step(m, node->title, words + at, end - at, step);
        sense->content |= !step->stop;
        sense->known |= !step->stop && is_known(m, step);
    }
}

static void read_node(struct meaning *m, const struct query_node *node, const struct query_word *words)
{
    if (node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE)
        read_sense(m, node, words);
    for (const struct query_node *child = node->child; child; child = child->next)
        read_node(m, child, words);
}

/* --- the query --- */

/* Four words or more that are all in capitals are no acronyms; but =UN is as it is. */
static bool shouts(const struct query *query)
{
    uint32_t capitals = 0;
    for (uint32_t i = 0; i < query->word_count; i++) {
        struct str form = query->words[i].form;
        if (query->words[i].match == WORD_EXACT)
            continue;
        bool capital = fold_is_capitals(form);
        if (!capital && form.len > 2 && !is_digit(form.ptr[0]))
            return false;
        capitals += capital;
    }
    return capitals >= SHOUTED_WORDS;
}

void meaning_read(struct meaning *m, const struct query *query, struct arena *arena)
{
    struct query_word words[QUERY_WORDS_MAX];
    bool lower = shouts(query);
    for (uint32_t i = 0; i < m->touched_count; i++)
        m->answers[m->touched[i]] = (struct answers){0, 0};
    m->touched_count = m->bits = 0;
    m->known = 0;
    m->too_many = false;
    m->arena = arena;
    for (uint32_t i = 0; i < query->word_count; i++) {
        char folded[FOLD_MAX];
        words[i] = query->words[i];
        if (lower && words[i].match != WORD_EXACT)
            words[i].form = arena_str(arena, (struct str){folded, fold_case(words[i].form, folded)});
    }
    read_node(m, query->root, words);
}
