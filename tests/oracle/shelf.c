/* See shelf.h. */
#include "oracle/shelf.h"

#include <err.h>
#include <stdlib.h>

#include "indexer/readers/reader.h"
#include "text/fold.h"
#include "text/stretches.h"
#include "text/words.h"

enum { PARTS_MAX = 4, COMPOUND_MAX = 96, FORMS_MIN = 1 << 16 };

/* --- a document --- */

/* Words and compounds of the document being cut. */
struct cutting {
    struct shelf *shelf;
    uint32_t *words;
    struct shelf_compound *compounds;
    uint32_t count, cap, compound_count, compound_cap;
};

static uint32_t add_form(struct shelf *s, struct str text)
{
    uint32_t before = s->forms.count, number = names_add(&s->forms, text);
    if (number == before && (before == 0 || (before >= FORMS_MIN && (before & (before - 1)) == 0)))
        s->form = grow(s->form, before ? 2 * (size_t)before : FORMS_MIN, sizeof *s->form);
    if (number == before)
        s->form[number] = (struct shelf_form){0};
    return number;
}

static bool is_joined(const struct cutting *c, uint32_t word)
{
    return c->shelf->forms.list[c->words[word]].ptr[0] == '-';
}

/* The words from `first` on, cut from one text, hold compounds. */
static void find_compounds(struct cutting *c, uint32_t first)
{
    for (uint32_t end; first < c->count; first = end) {
        char whole[COMPOUND_MAX];
        size_t len = 0;
        for (end = first + 1; end < c->count && is_joined(c, end); end++)
            ;
        if (end - first < 2 || end - first > PARTS_MAX)
            continue;
        bool fits = true;
        for (uint32_t i = first; i < end; i++) {
            struct str part = c->shelf->forms.list[c->words[i]];
            fits = fits && part.len <= sizeof whole - len;
            if (fits) {
                memcpy(whole + len, part.ptr, part.len);
                len += part.len;
            }
        }
        if (!fits)
            continue;
        if (c->compound_count == c->compound_cap) {
            c->compound_cap = c->compound_cap ? 2 * c->compound_cap : 64;
            c->compounds = grow(c->compounds, c->compound_cap, sizeof *c->compounds);
        }
        uint32_t form = add_form(c->shelf, (struct str){whole, len});
        c->shelf->form[form].compound = true;
        c->compounds[c->compound_count++] = (struct shelf_compound){first, form};
    }
}

static void cut(struct cutting *c, struct str text)
{
    struct words words;
    struct word word;
    uint32_t first = c->count;
    words_init(&words, text, 0);
    while (words_next(&words, &word)) {
        if (c->count == c->cap) {
            c->cap = c->cap ? 2 * c->cap : 1024;
            c->words = grow(c->words, c->cap, sizeof *c->words);
        }
        c->words[c->count++] = add_form(c->shelf, word.form);
    }
    find_compounds(c, first);
}

static const void *keep(struct shelf *s, const void *bytes, size_t len)
{
    void *copy = arena_alloc(&s->arena, len + 1);
    if (!copy)
        err(2, NULL);
    if (len)
        memcpy(copy, bytes, len);
    return copy;
}

static struct str keep_str(struct shelf *s, struct str text)
{
    return (struct str){keep(s, text.ptr, text.len), text.len};
}

static struct document keep_fields(struct shelf *s, const struct document *doc)
{
    struct document kept = {.id = keep_str(s, doc->id),
                            .url = keep_str(s, doc->url),
                            .title = keep_str(s, doc->title),
                            .type = keep_str(s, doc->type),
                            .pair = keep_str(s, doc->pair),
                            .tag_count = doc->tag_count,
                            .date = doc->date};
    struct str *tags = arena_array(&s->arena, doc->tag_count + 1, sizeof *tags);
    if (!tags)
        err(2, NULL);
    for (size_t i = 0; i < doc->tag_count; i++)
        tags[i] = keep_str(s, doc->tags[i]);
    kept.tags = tags;
    return kept;
}

/* A text that mixes two languages: which each of its words is in; titles are in both. */
static const uint8_t *langs_of(struct cutting *c, const struct shelf_document *doc, enum lang lang,
                               struct str text)
{
    struct stretches stretches = {0};
    if (!stretches_find(c->shelf->lists, text, lang, &stretches))
        err(2, NULL);
    uint8_t *of = stretches.count ? arena_alloc(&c->shelf->arena, doc->count) : NULL;
    uint32_t at = 0;
    for (; of && at < doc->title_count; at++)
        of[at] = (uint8_t)doc->langs;
    for (uint32_t i = 0; of && i < stretches.count; i++)
        for (uint32_t left = stretches.list[i].words; left > 0; left--)
            of[at++] = (uint8_t)LANG_BIT(stretches.list[i].lang);
    stretches_fini(&stretches);
    return of;
}

static void count_form(struct shelf_form *form, unsigned langs)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        form->count[lang] += langs >> lang & 1;
}

static void put(struct cutting *c, uint32_t docid, const struct columns *columns, const struct document *doc)
{
    unsigned langs = columns_langs(columns, docid);
    enum lang lang = columns_lang(columns, docid);
    struct shelf *s = c->shelf;
    struct shelf_document *out = &s->documents[docid];
    if (out->words)
        errx(2, "there are two documents %.*s", (int)doc->id.len, doc->id.ptr);
    c->count = c->compound_count = 0;
    cut(c, doc->title);
    out->title_count = c->count;
    cut(c, doc->text);
    out->count = c->count;
    out->compound_count = c->compound_count;
    out->words = keep(s, c->words, c->count * sizeof *c->words);
    out->compounds = keep(s, c->compounds, c->compound_count * sizeof *c->compounds);
    out->langs = langs;
    out->counterpart = columns_counterpart(columns, docid);
    out->langs_of = langs_of(c, out, lang, doc->text);
    for (uint32_t i = 0; i < out->count; i++)
        count_form(&s->form[out->words[i]], shelf_langs(out, i));
    for (uint32_t i = 0; i < out->compound_count; i++)
        count_form(&s->form[out->compounds[i].form], shelf_langs(out, out->compounds[i].position));
    out->fields = keep_fields(s, doc);
    out->fields.lang = lang;
    s->words += c->count;
    for (int i = 0; i < LANG_COUNT; i++)
        s->documents_in[i] += langs >> i & 1;
}

/* --- where documents come from --- */

static void put_stored(struct cutting *c, const struct generation *g, struct documents_decoder *decoder)
{
    const struct columns *columns = generation_columns(g);
    struct arena arena = {0};
    for (uint32_t docid = 1; docid <= c->shelf->count; docid++) {
        struct document doc;
        struct err e;
        if (documents_get(decoder, docid, true, &arena, &doc, &e))
            errx(2, "document %u: %s", docid, e.text);
        put(c, docid, columns, &doc);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

struct lines {
    struct cutting *cutting;
    const struct columns *columns;
    struct documents_decoder *decoder;
};

static int on_document(void *context, const struct document *doc, uint64_t line, struct err *e)
{
    struct lines *l = context;
    uint32_t docid = documents_find(l->decoder, doc->id);
    (void)line;
    if (!docid)
        return err_set(e, ERR_NOT_FOUND, "the index has no document %.*s", (int)doc->id.len, doc->id.ptr);
    put(l->cutting, docid, l->columns, doc);
    return 0;
}

/* What the indexer left out, too, is no document. */
static int on_skip(void *context, enum skip_reason reason, uint64_t line, const char *detail, struct err *e)
{
    (void)context, (void)reason, (void)line, (void)detail, (void)e;
    return 0;
}

static int on_warn(void *context, uint64_t line, const char *detail, struct err *e)
{
    (void)context, (void)line, (void)detail, (void)e;
    return 0;
}

static void put_lines(struct lines *l, FILE *file)
{
    const struct sink sink = {l, on_document, on_skip, on_warn};
    struct arena arena = {0};
    char *line = NULL;
    size_t cap = 0;
    uint64_t number = 1;
    for (ssize_t len; (len = getline(&line, &cap, file)) >= 0; number++) {
        const struct unit unit = {{line, (size_t)len}, STR("-"), STR("-"), number};
        struct err e;
        if (reader_jsonl.read(&unit, &arena, &sink, &e))
            errx(2, "line %llu: %s", (unsigned long long)number, e.text);
        arena_reset(&arena);
    }
    arena_fini(&arena);
    free(line);
}

/* --- what the words are --- */

static uint32_t term_number(struct shelf *s, enum lang lang, struct str form, bool compound)
{
    char term[TERM_MAX];
    struct str parts[PARTS_MAX];
    size_t count = 0, len;
    if (!compound)
        return names_add(&s->terms[lang], (struct str){term, analyze_term(s->analyzer, lang, form, term)});
    while (form.len) {
        size_t end = str_find(str_slice(form, 1, form.len), STR("-")) + 1;
        parts[count++] = str_slice(form, 0, end);
        form = str_slice(form, end, form.len);
    }
    len = analyze_compound(s->analyzer, lang, parts, count, term);
    return len ? names_add(&s->terms[lang], (struct str){term, len}) : NAMES_NONE;
}

static uint32_t *chain_heads(uint32_t count)
{
    uint32_t *heads = grow(NULL, count, sizeof *heads);
    for (uint32_t i = 0; i < count; i++)
        heads[i] = NAMES_NONE;
    return heads;
}

static void analyse(struct shelf *s)
{
    for (uint32_t i = 0; i < s->forms.count; i++) {
        struct shelf_form *form = &s->form[i];
        char key[FOLD_MAX];
        form->key = names_add(&s->keys, (struct str){key, fold_key(s->forms.list[i], key)});
        for (int lang = 0; lang < LANG_COUNT; lang++)
            form->term[lang] = form->count[lang]
                                   ? term_number(s, (enum lang)lang, s->forms.list[i], form->compound)
                                   : NAMES_NONE;
    }
    s->key_forms = chain_heads(s->keys.count);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        s->term_forms[lang] = chain_heads(s->terms[lang].count);
        s->term_in_titles[lang] = grow(NULL, s->terms[lang].count, sizeof(bool));
        memset(s->term_in_titles[lang], 0, s->terms[lang].count * sizeof(bool));
    }
    for (uint32_t i = s->forms.count; i-- > 0;) {
        struct shelf_form *form = &s->form[i];
        form->next_of_key = s->key_forms[form->key];
        s->key_forms[form->key] = i;
        for (int lang = 0; lang < LANG_COUNT; lang++)
            if (form->term[lang] != NAMES_NONE) {
                form->next_of_term[lang] = s->term_forms[lang][form->term[lang]];
                s->term_forms[lang][form->term[lang]] = i;
            }
    }
}

static void note_title_term(struct shelf *s, unsigned langs, uint32_t form)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (langs >> lang & 1 && s->form[form].term[lang] != NAMES_NONE)
            s->term_in_titles[lang][s->form[form].term[lang]] = true;
}

static void note_titles(struct shelf *s)
{
    for (uint32_t docid = 1; docid <= s->count; docid++) {
        const struct shelf_document *doc = &s->documents[docid];
        for (uint32_t i = 0; i < doc->title_count; i++)
            note_title_term(s, doc->langs, doc->words[i]);
        for (uint32_t i = 0; i < doc->compound_count; i++)
            if (doc->compounds[i].position < doc->title_count)
                note_title_term(s, doc->langs, doc->compounds[i].form);
    }
}

void shelf_fill(struct shelf *s, const struct generation *g, FILE *lines)
{
    struct cutting cutting = {.shelf = s};
    struct documents_decoder *decoder;
    struct err e;
    *s = (struct shelf){.lists = generation_lists(g), .count = documents_count(generation_documents(g))};
    s->documents = grow(NULL, (size_t)s->count + 1, sizeof *s->documents);
    memset(s->documents, 0, ((size_t)s->count + 1) * sizeof *s->documents);
    if (analyzer_new(s->lists, &s->analyzer, &e) ||
        documents_decoder_new(generation_documents(g), generation_columns(g), &decoder, &e))
        errx(2, "%s", e.text);
    if (lines)
        put_lines(&(struct lines){&cutting, generation_columns(g), decoder}, lines);
    else
        put_stored(&cutting, g, decoder);
    documents_decoder_free(decoder);
    free(cutting.words);
    free(cutting.compounds);
    for (uint32_t docid = 1; docid <= s->count; docid++)
        if (!s->documents[docid].words)
            errx(2, "the index has a document %u that was not among the lines", docid);
    analyse(s);
    note_titles(s);
}

struct str shelf_host(struct str url)
{
    char host[512];
    static char kept[512];
    char text[2048];
    snprintf(text, sizeof text, "%.*s", (int)url.len, url.ptr ? url.ptr : "");
    if (sscanf(text, "%*[^:]://%511[^/?#]", host) != 1)
        return (struct str){NULL, 0};
    char *user = strchr(host, '@');
    snprintf(kept, sizeof kept, "%s", user ? user + 1 : host);
    kept[strcspn(kept, ":")] = 0;
    return str_of(kept);
}

void shelf_fini(struct shelf *s)
{
    names_fini(&s->forms);
    names_fini(&s->keys);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        names_fini(&s->terms[lang]);
        free(s->term_forms[lang]);
        free(s->term_in_titles[lang]);
    }
    free(s->form);
    free(s->key_forms);
    free(s->documents);
    analyzer_free(s->analyzer);
    arena_fini(&s->arena);
}
