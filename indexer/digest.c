/* See digest.h. */
#include "indexer/digest.h"

#include <stdlib.h>

#include "index/postings.h"
#include "text/words.h"

/*
 * Detecting languages costs more than all other work on a text, so a document that says its language is
 * looked at closer only if its little words cast doubt on it: at least so many that only the other
 * language has, and at least one in so many.
 */
enum { DOUBT_WORDS = 8, DOUBT_SHARE = 10 };

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
    uint32_t little[LANG_COUNT];           /* stop words that no other language has */
};

void digest_fini(struct digest *d)
{
    free(d->ids);
    free(d->marks);
    free(d->zones);
    free(d->compounds);
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

static void claim_languages(struct digest *d, const struct document *doc)
{
    d->langs = doc->langs;
    d->lang = doc->lang;
    if (!d->langs && says_language(doc->lang_tag)) {
        d->lang = lang_parse(doc->lang_tag);
        d->langs = LANG_BIT(d->lang);
    }
    if (!d->langs)
        d->langs = language_detect(doc->text, &d->lang);
    if (!d->langs) {
        d->lang = LANG_NONE;
        d->langs = LANG_BIT(LANG_NONE);
    }
}

/* A document in one of our languages whose text holds much of the other belongs to both. */
static void doubt_languages(struct reading *r)
{
    struct digest *d = r->d;
    enum lang other = d->lang == LANG_FR ? LANG_EN : LANG_FR;
    uint32_t little = r->little[LANG_FR] + r->little[LANG_EN];
    if (d->langs != LANG_BIT(LANG_FR) && d->langs != LANG_BIT(LANG_EN))
        return;
    if (r->little[other] < DOUBT_WORDS || r->little[other] < little / DOUBT_SHARE)
        return;
    enum lang main_lang;
    if (!(language_detect(r->doc->text, &main_lang) & LANG_BIT(other)))
        return;
    d->langs |= LANG_BIT(other);
    for (uint32_t i = 0; i < d->count; i++)
        r->forms->list[d->ids[i]].count[other]++;
    for (uint32_t i = 0; i < d->compound_count; i++)
        r->forms->list[d->compounds[i].id].count[other]++;
}

int digest_document(struct digest *d, struct forms *forms, const struct document *doc, struct err *e)
{
    struct reading r = {.d = d, .forms = forms, .doc = doc};
    d->count = d->title_count = d->mark_count = d->zone_count = d->compound_count = 0;
    claim_languages(d, doc);
    if (add_words(&r, doc->title, true, e) < 0)
        return e->code;
    d->title_count = d->count;
    if (add_words(&r, doc->text, false, e) < 0)
        return e->code;
    doubt_languages(&r);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        double length = 0;
        for (int part = 0; part < PART_COUNT; part++)
            length += part_weight[part] * r.full[part][lang];
        d->length[lang] = (float)length;
    }
    return 0;
}

void digest_uncount(struct forms *forms, const struct digest *d)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!(d->langs >> lang & 1))
            continue;
        for (uint32_t i = 0; i < d->count; i++)
            forms->list[d->ids[i]].count[lang]--;
        for (uint32_t i = 0; i < d->compound_count; i++)
            forms->list[d->compounds[i].id].count[lang]--;
    }
}
