/*
 * See lexicon.h. The file: sections.h, with the counts forms, stream forms, and terms of each language.
 *
 *   forms, keys       offsets (4 bytes each, one more than forms) and bytes, by number of the form
 *   key order         form numbers in order of (key, form)
 *   key slots         hash table: place in the key order of a key's first form
 *   for each language
 *     counts          by number of the form; empty if no form occurs in the language
 *     term of         likewise
 *     terms           offsets and bytes, by number of the term
 *     term slots      hash table: number of a term
 *     term forms      offsets and form numbers, by number of the term
 *
 * Lists of strings and hash tables are those of strings.h.
 */
#include "index/lexicon.h"

#include "index/lexicon_parts.h"
#include "text/fold.h"

#include <assert.h>
#include <stdlib.h>

enum {
    SECTION_FORM_OFFSETS,
    SECTION_FORM_BYTES,
    SECTION_KEY_OFFSETS,
    SECTION_KEY_BYTES,
    SECTION_KEY_ORDER,
    SECTION_KEY_SLOTS,
    SECTION_FIRST_OF_LANGUAGE
};

/* Of each language. */
enum {
    SECTION_COUNTS,
    SECTION_TERM_OF,
    SECTION_TERM_OFFSETS,
    SECTION_TERM_BYTES,
    SECTION_TERM_SLOTS,
    SECTION_TERM_FORM_OFFSETS,
    SECTION_TERM_FORMS,
    SECTIONS_OF_LANGUAGE
};

enum { SECTION_COUNT = SECTION_FIRST_OF_LANGUAGE + LANG_COUNT * SECTIONS_OF_LANGUAGE };
enum { COUNT_FORMS, COUNT_STREAM_FORMS, COUNT_TERMS };
static_assert((int)SECTION_COUNT <= (int)SECTIONS_MAX &&
                  (int)COUNT_TERMS + (int)LANG_COUNT <= (int)SECTIONS_COUNTS,
              "room in the header");

/* More parts than a compound may have; analyze_compound() refuses so many. */
enum { PARTS_MAX = 5 };

static const struct sections_kind kind = {
    .name = "lexicon",
    .magic = "RacineLX",
    .format = 1,
    .count = SECTION_COUNT,
    .use = MAP_WHOLE,
};

static uint32_t section_of(enum lang lang, uint32_t section)
{
    return SECTION_FIRST_OF_LANGUAGE + (uint32_t)lang * SECTIONS_OF_LANGUAGE + section;
}

/* --- writing: what is sorted --- */

/* What is sorted: by rank, then bytes, then id. */
struct item {
    uint64_t rank;
    uint64_t head; /* the first 8 bytes, so that most comparisons stay in the array */
    struct str text;
    uint32_t id;
};

static struct item item_of(uint64_t rank, struct str text, uint32_t id)
{
    unsigned char head[8] = {0};
    if (text.len)
        memcpy(head, text.ptr, text.len < sizeof head ? text.len : sizeof head);
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof head; i++)
        number = number << 8 | head[i];
    return (struct item){rank, number, text, id};
}

static int compare_items(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    int order = str_compare(x->text, y->text);
    return order ? order : (x->id > y->id) - (x->id < y->id);
}

static void sort_items(struct item *items, uint32_t count)
{
    if (count > 1)
        qsort(items, count, sizeof *items, compare_items);
}

/* --- writing: the file --- */

struct lexicon_writer {
    struct sections_writer sections;
    uint64_t counts[SECTIONS_COUNTS];
    const struct lexicon_entry *entries;
    uint32_t count;
    struct analyzer *analyzer;
    uint32_t *entry_of;  /* by number of the form */
    uint32_t *numbers;   /* one a form, for whatever is being written */
    struct item *items;  /* likewise */
    struct pool strings; /* of the forms, the keys, then each language's terms by form */
    struct pool terms;   /* of a language, each once */
    struct buf term_forms;
};

/* An inner hyphen; words joined by one begin with it. */
static bool is_compound(struct str form)
{
    if (form.len < 3 || form.ptr[0] == '-')
        return false;
    return memchr(form.ptr + 1, '-', form.len - 2) != NULL;
}

/* Compounds last, then falling frequency. */
static uint64_t rank_of(const struct lexicon_entry *entry)
{
    uint64_t total = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        total += entry->count[lang];
    return (is_compound(entry->form) ? UINT64_C(1) << 63 : 0) | (UINT64_MAX / 2 - total);
}

static void number_forms(struct lexicon_writer *w, uint32_t *ids)
{
    for (uint32_t i = 0; i < w->count; i++)
        w->items[i] = item_of(rank_of(&w->entries[i]), w->entries[i].form, i);
    sort_items(w->items, w->count);
    w->counts[COUNT_FORMS] = w->count;
    for (uint32_t i = 0; i < w->count; i++) {
        w->entry_of[i] = w->items[i].id;
        ids[w->entry_of[i]] = i;
        w->counts[COUNT_STREAM_FORMS] += !is_compound(w->items[i].text);
    }
}

static struct str form_of(const struct lexicon_writer *w, uint32_t id)
{
    return w->entries[w->entry_of[id]].form;
}

static int put_forms(struct lexicon_writer *w, struct err *e)
{
    pool_clear(&w->strings);
    for (uint32_t i = 0; i < w->count; i++) {
        struct str form = form_of(w, i);
        pool_add(&w->strings, form.ptr, form.len);
    }
    return pool_put(&w->strings, &w->sections, SECTION_FORM_OFFSETS, SECTION_FORM_BYTES, e);
}

/* The end of the run of items with the text of items[from]. */
static uint32_t run_end(const struct item *items, uint32_t count, uint32_t from)
{
    uint32_t end = from + 1;
    while (end < count && str_equal(items[end].text, items[from].text))
        end++;
    return end;
}

static int put_keys(struct lexicon_writer *w, struct err *e)
{
    struct slots slots;
    char key[FOLD_MAX];
    pool_clear(&w->strings);
    for (uint32_t i = 0; i < w->count; i++)
        pool_add(&w->strings, key, fold_key(form_of(w, i), key));
    int rc = pool_put(&w->strings, &w->sections, SECTION_KEY_OFFSETS, SECTION_KEY_BYTES, e);
    if (rc || (rc = slots_init(&slots, w->count, e)))
        return rc;

    for (uint32_t i = 0; i < w->count; i++)
        w->items[i] = item_of(0, pool_get(&w->strings, i), i);
    sort_items(w->items, w->count);
    for (uint32_t i = 0, end; i < w->count; i = end) {
        end = run_end(w->items, w->count, i);
        slots_add(&slots, w->items[i].text, i);
        for (uint32_t j = i; end - i > 1 && j < end; j++)
            w->items[j] = item_of(0, form_of(w, w->items[j].id), w->items[j].id);
        sort_items(w->items + i, end - i);
    }
    for (uint32_t i = 0; i < w->count; i++)
        w->numbers[i] = w->items[i].id;
    sections_put(&w->sections, SECTION_KEY_ORDER, w->numbers, w->count * sizeof *w->numbers);
    slots_put(&slots, &w->sections, SECTION_KEY_SLOTS);
    return 0;
}

static size_t compound_term(struct analyzer *analyzer, enum lang lang, struct str form, char out[TERM_MAX])
{
    struct str parts[PARTS_MAX];
    size_t count = 0;
    while (form.len && count < PARTS_MAX) {
        size_t hyphen = str_find(form, STR("-"));
        if (hyphen)
            parts[count++] = str_slice(form, 0, hyphen);
        form = str_slice(form, hyphen < form.len ? hyphen + 1 : hyphen, form.len);
    }
    return analyze_compound(analyzer, lang, parts, count, out);
}

/* The term of each form that occurs in the language, empty for the others. */
static int analyze_forms(struct lexicon_writer *w, enum lang lang, struct err *e)
{
    char term[TERM_MAX];
    pool_clear(&w->strings);
    for (uint32_t i = 0; i < w->count; i++) {
        struct str form = form_of(w, i);
        size_t len = 0;
        if (w->numbers[i] && i >= w->counts[COUNT_STREAM_FORMS])
            len = compound_term(w->analyzer, lang, form, term);
        else if (w->numbers[i])
            len = analyze_term(w->analyzer, lang, form, term);
        pool_add(&w->strings, term, len);
    }
    return pool_check(&w->strings, e);
}

/* Numbers the terms in byte order: leaves them in w->terms, the term of each form in w->numbers. */
static int number_terms(struct lexicon_writer *w, enum lang lang, struct err *e)
{
    uint32_t with_term = 0, terms = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        struct str term = pool_get(&w->strings, i);
        w->numbers[i] = LEXICON_NONE;
        if (term.len)
            w->items[with_term++] = item_of(0, term, i);
    }
    sort_items(w->items, with_term);
    pool_clear(&w->terms);
    buf_clear(&w->term_forms);
    uint32_t first = 0;
    buf_add(&w->term_forms, &first, sizeof first);
    for (uint32_t i = 0, end; i < with_term; i = end, terms++) {
        end = run_end(w->items, with_term, i);
        pool_add(&w->terms, w->items[i].text.ptr, w->items[i].text.len);
        buf_add(&w->term_forms, &end, sizeof end);
        for (uint32_t j = i; j < end; j++)
            w->numbers[w->items[j].id] = terms;
    }
    w->counts[COUNT_TERMS + lang] = terms;
    if (buf_failed(&w->term_forms))
        return err_memory(e);
    sections_put(&w->sections, section_of(lang, SECTION_TERM_FORM_OFFSETS), w->term_forms.ptr,
                 w->term_forms.len);
    sections_begin(&w->sections, section_of(lang, SECTION_TERM_FORMS));
    for (uint32_t i = 0; i < with_term; i++)
        sections_add(&w->sections, &w->items[i].id, sizeof w->items[i].id);
    return pool_check(&w->terms, e);
}

static int put_language(struct lexicon_writer *w, enum lang lang, struct err *e)
{
    struct slots slots;
    uint32_t occurs = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        w->numbers[i] = w->entries[w->entry_of[i]].count[lang];
        occurs |= w->numbers[i];
    }
    size_t column = occurs ? w->count * sizeof *w->numbers : 0;
    sections_put(&w->sections, section_of(lang, SECTION_COUNTS), w->numbers, column);
    int rc = analyze_forms(w, lang, e);
    if (rc == 0)
        rc = number_terms(w, lang, e);
    if (rc == 0)
        rc = pool_put(&w->terms, &w->sections, section_of(lang, SECTION_TERM_OFFSETS),
                      section_of(lang, SECTION_TERM_BYTES), e);
    uint32_t terms = (uint32_t)w->counts[COUNT_TERMS + lang];
    if (rc || (rc = slots_init(&slots, terms, e)))
        return rc;
    sections_put(&w->sections, section_of(lang, SECTION_TERM_OF), w->numbers, column);
    for (uint32_t i = 0; i < terms; i++)
        slots_add(&slots, pool_get(&w->terms, i), i);
    slots_put(&slots, &w->sections, section_of(lang, SECTION_TERM_SLOTS));
    return 0;
}

static int write_all(struct lexicon_writer *w, uint32_t *ids, struct err *e)
{
    size_t room = (size_t)w->count + 1;
    w->entry_of = calloc(room, sizeof *w->entry_of);
    w->numbers = calloc(room, sizeof *w->numbers);
    w->items = calloc(room, sizeof *w->items);
    if (!w->entry_of || !w->numbers || !w->items)
        return err_memory(e);
    number_forms(w, ids);
    int rc = put_forms(w, e);
    if (rc == 0)
        rc = put_keys(w, e);
    for (int lang = 0; rc == 0 && lang < LANG_COUNT; lang++)
        rc = put_language(w, (enum lang)lang, e);
    return rc;
}

int lexicon_write(const char *path, const struct lexicon_entry *entries, uint32_t count, uint32_t *ids,
                  struct analyzer *analyzer, struct err *e)
{
    struct lexicon_writer w = {.entries = entries, .count = count, .analyzer = analyzer};
    if (count == LEXICON_NONE)
        return err_set(e, ERR_LIMIT, "the collection has too many different words");
    int rc = sections_create(&w.sections, &kind, path, e);
    if (rc)
        return rc;
    rc = write_all(&w, ids, e);
    if (rc == 0)
        rc = sections_finish(&w.sections, w.counts, e);
    else
        sections_abort(&w.sections);
    free(w.entry_of);
    free(w.numbers);
    free(w.items);
    pool_fini(&w.strings);
    pool_fini(&w.terms);
    buf_fini(&w.term_forms);
    return rc;
}

/* --- reading --- */

/*
 * Everything that a lookup relies on is checked at opening, once and in passing order of the file: offsets
 * rise, numbers stay below what they number. Contents may still be nonsense, never out of bounds.
 */
static int open_numbers(const struct sections *s, uint32_t section, uint32_t count, uint64_t limit,
                        const uint32_t **out, struct err *e)
{
    *out = sections_array(s, section, count, sizeof **out, e);
    if (!*out)
        return e->code;
    return numbers_below(*out, count, limit) ? 0 : sections_damaged(s, "a number is out of range", e);
}

/* LEXICON_NONE, the greatest number, is allowed. */
static bool terms_below(const uint32_t *terms, uint32_t count, uint32_t limit)
{
    bool over = false;
    for (uint32_t i = 0; i < count; i++)
        over |= terms[i] >= limit && terms[i] != LEXICON_NONE;
    return !over;
}

static int open_language(struct lexicon *lex, enum lang lang, struct err *e)
{
    const struct sections *s = &lex->sections;
    struct lexicon_language *l = &lex->languages[lang];
    uint64_t terms = s->counts[COUNT_TERMS + lang];
    if (terms > lex->count)
        return sections_damaged(s, "more terms than forms", e);
    uint32_t count = (uint32_t)terms;
    int rc;
    l->count = s->bytes[section_of(lang, SECTION_COUNTS)].len ? lex->count : 0;
    if ((rc = open_numbers(s, section_of(lang, SECTION_COUNTS), l->count, UINT64_MAX, &l->counts, e)) ||
        (rc = open_numbers(s, section_of(lang, SECTION_TERM_OF), l->count, UINT64_MAX, &l->term_of, e)) ||
        (rc = strings_open(&l->terms, s, section_of(lang, SECTION_TERM_OFFSETS),
                           section_of(lang, SECTION_TERM_BYTES), count, e)) ||
        (rc = table_open(&l->term_table, s, section_of(lang, SECTION_TERM_SLOTS), e)))
        return rc;
    if (!terms_below(l->term_of, l->count, count))
        return sections_damaged(s, "a term is out of range", e);

    uint64_t forms = s->bytes[section_of(lang, SECTION_TERM_FORMS)].len / sizeof *l->forms;
    l->form_offsets = sections_array(s, section_of(lang, SECTION_TERM_FORM_OFFSETS), (uint64_t)count + 1,
                                     sizeof *l->form_offsets, e);
    if (!l->form_offsets)
        return e->code;
    if (forms > lex->count || !offsets_rise32(l->form_offsets, count, forms))
        return sections_damaged(s, "the forms of its terms overlap", e);
    return open_numbers(s, section_of(lang, SECTION_TERM_FORMS), (uint32_t)forms, lex->count, &l->forms, e);
}

static int check(struct lexicon *lex, struct err *e)
{
    const struct sections *s = &lex->sections;
    if (s->counts[COUNT_FORMS] >= LEXICON_NONE || s->counts[COUNT_STREAM_FORMS] > s->counts[COUNT_FORMS])
        return sections_damaged(s, "impossible numbers of forms", e);
    lex->count = (uint32_t)s->counts[COUNT_FORMS];
    lex->stream_count = (uint32_t)s->counts[COUNT_STREAM_FORMS];
    int rc;
    if ((rc = strings_open(&lex->forms, s, SECTION_FORM_OFFSETS, SECTION_FORM_BYTES, lex->count, e)) ||
        (rc = strings_open(&lex->keys, s, SECTION_KEY_OFFSETS, SECTION_KEY_BYTES, lex->count, e)) ||
        (rc = open_numbers(s, SECTION_KEY_ORDER, lex->count, lex->count, &lex->key_order, e)) ||
        (rc = table_open(&lex->key_table, s, SECTION_KEY_SLOTS, e)))
        return rc;
    for (int lang = 0; rc == 0 && lang < LANG_COUNT; lang++)
        rc = open_language(lex, (enum lang)lang, e);
    return rc;
}

int lexicon_open(const char *path, struct lexicon **out, struct err *e)
{
    *out = NULL;
    struct lexicon *lex = calloc(1, sizeof *lex);
    if (!lex)
        return err_memory(e);
    int rc = sections_open(&lex->sections, &kind, path, e);
    if (rc == 0)
        rc = check(lex, e);
    if (rc) {
        lexicon_close(lex);
        return rc;
    }
    *out = lex;
    return 0;
}

void lexicon_close(struct lexicon *lex)
{
    if (!lex)
        return;
    sections_close(&lex->sections);
    free(lex);
}

uint32_t lexicon_size(const struct lexicon *lex)
{
    return lex->count;
}

uint32_t lexicon_stream_size(const struct lexicon *lex)
{
    return lex->stream_count;
}

struct str lexicon_form(const struct lexicon *lex, uint32_t id)
{
    return strings_get(&lex->forms, id);
}

struct str lexicon_key(const struct lexicon *lex, uint32_t id)
{
    return strings_get(&lex->keys, id);
}

uint32_t lexicon_count(const struct lexicon *lex, enum lang lang, uint32_t id)
{
    const struct lexicon_language *l = &lex->languages[lang];
    return l->count ? l->counts[id] : 0;
}

uint32_t lexicon_term_of(const struct lexicon *lex, enum lang lang, uint32_t id)
{
    const struct lexicon_language *l = &lex->languages[lang];
    return l->count ? l->term_of[id] : LEXICON_NONE;
}

uint32_t lexicon_term_count(const struct lexicon *lex, enum lang lang)
{
    return lex->languages[lang].terms.count;
}

struct str lexicon_term_text(const struct lexicon *lex, enum lang lang, uint32_t term)
{
    return strings_get(&lex->languages[lang].terms, term);
}

uint32_t lexicon_term_find(const struct lexicon *lex, enum lang lang, struct str text)
{
    const struct lexicon_language *l = &lex->languages[lang];
    return table_find(&l->term_table, &l->terms, NULL, text);
}

struct lexicon_ids lexicon_term_forms(const struct lexicon *lex, enum lang lang, uint32_t term)
{
    const struct lexicon_language *l = &lex->languages[lang];
    uint32_t start = l->form_offsets[term];
    return (struct lexicon_ids){l->forms + start, l->form_offsets[term + 1] - start};
}

struct lexicon_ids lexicon_with_key(const struct lexicon *lex, struct str key)
{
    uint32_t first = table_find(&lex->key_table, &lex->keys, lex->key_order, key);
    if (first == LEXICON_NONE)
        return (struct lexicon_ids){NULL, 0};
    uint32_t end = first + 1;
    while (end < lex->count && str_equal(lexicon_key(lex, lex->key_order[end]), key))
        end++;
    return (struct lexicon_ids){lex->key_order + first, end - first};
}

/* The first place from `from` on in the key order where keys, cut to the prefix's length, are no longer
 * below it; or above it, if `past`. */
static uint32_t prefix_bound(const struct lexicon *lex, struct str prefix, uint32_t from, bool past)
{
    uint32_t low = from, high = lex->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct str key = lexicon_key(lex, lex->key_order[middle]);
        if (key.len > prefix.len)
            key.len = prefix.len;
        int order = str_compare(key, prefix);
        if (order < 0 || (past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct lexicon_ids lexicon_with_prefix(const struct lexicon *lex, struct str key_prefix)
{
    uint32_t first = prefix_bound(lex, key_prefix, 0, false);
    uint32_t end = prefix_bound(lex, key_prefix, first, true);
    return (struct lexicon_ids){lex->key_order + first, end - first};
}

uint32_t lexicon_find(const struct lexicon *lex, struct str form)
{
    char key[FOLD_MAX];
    size_t len = fold_key(form, key);
    struct lexicon_ids found = lexicon_with_key(lex, (struct str){key, len});
    for (uint32_t i = 0; i < found.count; i++)
        if (str_equal(lexicon_form(lex, found.ids[i]), form))
            return found.ids[i];
    return LEXICON_NONE;
}
