/* See digest.h. */
#include "indexer/digest.h"

#include <stdlib.h>

#include "text/stretches.h"
#include "text/words.h"

enum part { PART_BODY, PART_HEADING, PART_TITLE, PART_COUNT };

static const double part_weight[PART_COUNT] = {1.0, HEADING_WEIGHT, TITLE_WEIGHT};

/* What is known while one document is being read. */
struct reading {
    struct digest *d;
    struct forms *forms;
    const struct document *doc;
    uint32_t chain[COMPOUND_PARTS_MAX]; /* words joined by hyphens so far */
    uint32_t chain_count;               /* may exceed the chain's room: then it is no compound */
    size_t heading;                     /* the next heading, or the one being read */
    uint32_t since_mark;
    uint32_t full[PART_COUNT][LANG_COUNT]; /* words that are no stop words */
    uint32_t little[LANG_COUNT];           /* stop words that the other language has not */
};

void digest_fini(struct digest *d)
{
    free(d->ids);
    free(d->marks);
    free(d->zones);
    free(d->compounds);
    free(d->runs);
    *d = (struct digest){0};
}

/* Makes room for one more item in an array of the digest. */
static int room(void **array, uint32_t count, uint32_t *cap, size_t size, struct err *e)
{
    if (*array && count < *cap)
        return 0;
    uint32_t grown = *cap ? *cap * 2 : 256;
    void *larger = grown > *cap ? realloc(*array, grown * size) : NULL;
    if (!larger)
        return err_memory(e);
    *array = larger;
    *cap = grown;
    return 0;
}

#define ROOM(d, array, count, cap, e) room((void **)&(d)->array, (d)->count, &(d)->cap, sizeof *(d)->array, e)

static void count_form(struct form *form, unsigned langs)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        form->count[lang] += langs >> lang & 1;
}

/* --- compounds --- */

static int end_chain(struct reading *r, struct err *e)
{
    struct digest *d = r->d;
    uint32_t parts = r->chain_count;
    r->chain_count = 0;
    if (parts < 2 || parts > COMPOUND_PARTS_MAX)
        return 0;
    char whole[COMPOUND_BYTES_MAX];
    size_t len = 0;
    for (uint32_t i = 0; i < parts; i++) {
        struct str part = forms_text(r->forms, r->chain[i]);
        if (len + part.len > sizeof whole)
            return 0;
        memcpy(whole + len, part.ptr, part.len);
        len += part.len;
    }
    uint32_t id = forms_add(r->forms, (struct str){whole, len}, e);
    if (id == FORMS_NONE || ROOM(d, compounds, compound_count, compound_cap, e) < 0)
        return e->code;
    count_form(&r->forms->list[id], d->langs);
    d->compounds[d->compound_count++] = (struct compound){d->count - parts, id};
    return 0;
}

static int follow_chain(struct reading *r, const struct word *word, uint32_t id, struct err *e)
{
    bool joins = word->form.ptr[0] == '-' && r->chain_count;
    if (!joins && r->chain_count > 1 && end_chain(r, e) < 0)
        return e->code;
    if (!joins)
        r->chain_count = 0;
    if (r->chain_count < COMPOUND_PARTS_MAX)
        r->chain[r->chain_count] = id;
    r->chain_count++;
    return 0;
}

/* --- where in the text a word stands --- */

static int add_mark(struct reading *r, const struct word *word, struct err *e)
{
    struct digest *d = r->d;
    r->since_mark++;
    if (!word->restart || r->since_mark < TOKENS_MARK_EVERY)
        return 0;
    if (ROOM(d, marks, mark_count, mark_cap, e) < 0)
        return e->code;
    d->marks[d->mark_count++] = (struct token_mark){d->count, word->start};
    r->since_mark = 0;
    return 0;
}

/* Finds out whether the word is in a heading, and lengthens the heading's zone. */
static int find_part(struct reading *r, const struct word *word, enum part *part, struct err *e)
{
    struct digest *d = r->d;
    const struct document *doc = r->doc;
    *part = PART_BODY;
    while (r->heading < doc->heading_count && doc->headings[r->heading].end <= word->start)
        r->heading++;
    if (r->heading == doc->heading_count || doc->headings[r->heading].start > word->start)
        return 0;
    *part = PART_HEADING;
    struct token_zone *last = d->zone_count ? &d->zones[d->zone_count - 1] : NULL;
    if (last && last->first + last->count == d->count) {
        last->count++;
        return 0;
    }
    if (ROOM(d, zones, zone_count, zone_cap, e) < 0)
        return e->code;
    d->zones[d->zone_count++] = (struct token_zone){d->count, 1};
    return 0;
}

/* --- words --- */

static void weigh(struct reading *r, const struct form *form, enum part part)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        r->full[part][lang] += !(form->stop >> lang & 1);
    r->little[LANG_FR] += (form->stop & (LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN))) == LANG_BIT(LANG_FR);
    r->little[LANG_EN] += (form->stop & (LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN))) == LANG_BIT(LANG_EN);
}

static int add_words(struct reading *r, struct str text, bool title, struct err *e)
{
    struct digest *d = r->d;
    struct words words;
    struct word word;
    words_init(&words, text, 0);
    while (words_next(&words, &word)) {
        enum part part = PART_TITLE;
        uint32_t id = forms_add(r->forms, word.form, e);
        if (id == FORMS_NONE || follow_chain(r, &word, id, e) < 0)
            return e->code;
        if (!title && (find_part(r, &word, &part, e) < 0 || add_mark(r, &word, e) < 0))
            return e->code;
        if (ROOM(d, ids, count, id_cap, e) < 0)
            return e->code;
        weigh(r, &r->forms->list[id], part);
        count_form(&r->forms->list[id], d->langs);
        d->ids[d->count++] = id;
    }
    return end_chain(r, e);
}

/* --- languages --- */

/* BCP 47 has tags that say no more than none: "und", undetermined, and "mul", several. */
static bool says_language(struct str tag)
{
    return tag.len && !str_equal(tag, STR("und")) && !str_equal(tag, STR("mul"));
}

static enum lang claimed_language(const struct document *doc)
{
    enum lang lang = doc->lang;
    if (!doc->langs && says_language(doc->lang_tag))
        return lang_parse(doc->lang_tag);
    if (!doc->langs)
        language_detect(doc->text, &lang);
    return lang;
}

/* Moves a word's count from the main language to those of its stretch. */
static void recount_form(struct reading *r, uint32_t id, unsigned langs)
{
    struct form *form = &r->forms->list[id];
    count_form(form, langs);
    form->count[r->d->lang]--;
}

static void recount(struct reading *r)
{
    struct digest *d = r->d;
    double length[LANG_COUNT] = {0};
    uint32_t run = 0, zone = 0;
    for (uint32_t i = 0; i < d->count; i++) {
        unsigned langs = digest_langs_at(d, i, &run), stop = r->forms->list[d->ids[i]].stop;
        recount_form(r, d->ids[i], langs);
        double weight = (double)digest_weight_at(d, i, &zone);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            length[lang] += (langs & ~stop) >> lang & 1 ? weight : 0;
    }
    run = 0;
    for (uint32_t i = 0; i < d->compound_count; i++)
        recount_form(r, d->compounds[i].id, digest_langs_at(d, d->compounds[i].position, &run));
    for (int lang = 0; lang < LANG_COUNT; lang++)
        d->length[lang] = (float)length[lang];
}

static int add_runs(struct digest *d, const struct stretches *stretches, struct err *e)
{
    uint32_t end = d->title_count;
    for (uint32_t i = 0; i < stretches->count; i++) {
        const struct stretch *stretch = &stretches->list[i];
        if (ROOM(d, runs, run_count, run_cap, e) < 0)
            return e->code;
        end += stretch->words;
        d->runs[d->run_count++] = (struct lang_run){end, stretch->lang};
        d->langs |= LANG_BIT(stretch->lang);
    }
    return 0;
}

/*
 * A document of two languages: its words are counted anew, each in its own. The words of most documents have
 * told already that there is no second language, so that nobody has to look for it.
 */
static int part_languages(struct reading *r, struct err *e)
{
    struct digest *d = r->d;
    enum lang other = d->lang == LANG_FR ? LANG_EN : LANG_FR;
    if (d->lang == LANG_NONE || r->little[other] < MIXED_LITTLE_MIN)
        return 0;
    struct stretches stretches = {0};
    int rc = stretches_find(r->forms->lists, r->doc->text, d->lang, &stretches) ? 0 : err_memory(e);
    if (rc == 0)
        rc = add_runs(d, &stretches, e);
    if (rc == 0 && d->run_count)
        recount(r);
    stretches_fini(&stretches);
    return rc;
}

int digest_document(struct digest *d, struct forms *forms, const struct document *doc, struct err *e)
{
    struct reading r = {.d = d, .forms = forms, .doc = doc};
    d->count = d->title_count = d->mark_count = d->zone_count = d->compound_count = d->run_count = 0;
    d->lang = claimed_language(doc);
    d->langs = LANG_BIT(d->lang);
    if (add_words(&r, doc->title, true, e) < 0)
        return e->code;
    d->title_count = d->count;
    if (add_words(&r, doc->text, false, e) < 0)
        return e->code;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        double length = 0;
        for (int part = 0; part < PART_COUNT; part++)
            length += part_weight[part] * r.full[part][lang];
        d->length[lang] = (float)length;
    }
    return part_languages(&r, e);
}

static void uncount_form(struct form *form, unsigned langs)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        form->count[lang] -= langs >> lang & 1;
}

void digest_uncount(struct forms *forms, const struct digest *d)
{
    uint32_t run = 0;
    for (uint32_t i = 0; i < d->count; i++)
        uncount_form(&forms->list[d->ids[i]], digest_langs_at(d, i, &run));
    run = 0;
    for (uint32_t i = 0; i < d->compound_count; i++)
        uncount_form(&forms->list[d->compounds[i].id], digest_langs_at(d, d->compounds[i].position, &run));
}
