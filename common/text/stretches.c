/* See stretches.h. Paragraphs are judged each by itself; then those that tell nothing are given to others. */
#include "text/stretches.h"

#include <stdlib.h>

#include "text/analyze.h"
#include "text/words.h"

/* A paragraph, or a line on its way into one. */
struct paragraph {
    uint32_t end, words, letters;
    uint32_t little[LANG_COUNT];
    enum lang lang; /* LANG_NONE: it does not tell */
};

/* The text on its way. */
struct cutting {
    const struct lists *lists;
    struct str text;
    enum lang main, other;
    struct buf paragraphs; /* of struct paragraph */
    struct paragraph open; /* short lines so far */
    uint32_t start;        /* of that */
    uint32_t telling;      /* little words where a paragraph speaks against the main language */
};

void stretches_fini(struct stretches *s)
{
    free(s->list);
    *s = (struct stretches){0};
}

/* --- paragraphs --- */

static bool tells(const struct paragraph *p, enum lang lang, enum lang other)
{
    uint32_t little = p->little[lang];
    return p->letters >= STRETCH_LETTERS_MIN && little >= LITTLE_MIN && little * LITTLE_SHARE >= p->words &&
           little >= LITTLE_LEAD * p->little[other];
}

static bool is_detected(struct str text, enum lang lang)
{
    enum lang most;
    return language_detect(text, &most) & LANG_BIT(lang);
}

/* Judges the open paragraph, if there is one, and begins the next. */
static void close_paragraph(struct cutting *c)
{
    struct paragraph *p = &c->open;
    if (p->end > c->start) {
        if (tells(p, c->main, c->other)) {
            p->lang = c->main;
        } else if (tells(p, c->other, c->main) &&
                   is_detected(str_slice(c->text, c->start, p->end), c->other)) {
            p->lang = c->other;
            c->telling += p->little[c->other];
        }
        buf_add(&c->paragraphs, p, sizeof *p);
    }
    c->start = p->end;
    *p = (struct paragraph){.end = c->start};
}

/* The language of which it has little words, if not of the other. */
static enum lang leaning(const struct paragraph *p)
{
    if (!p->little[LANG_FR] == !p->little[LANG_EN])
        return LANG_NONE;
    return p->little[LANG_FR] ? LANG_FR : LANG_EN;
}

static bool differ(const struct paragraph *p, const struct paragraph *line)
{
    enum lang one = leaning(p), other = leaning(line);
    return one != LANG_NONE && other != LANG_NONE && one != other;
}

static void add_line(struct cutting *c, const struct paragraph *line)
{
    struct paragraph *p = &c->open;
    bool own = line->letters >= STRETCH_LETTERS_MIN;
    if (own || differ(p, line) || p->letters >= STRETCH_LETTERS_ENOUGH ||
        line->end - c->start > STRETCH_BYTES_MAX)
        close_paragraph(c);
    p->end = line->end;
    p->words += line->words;
    p->letters += line->letters;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        p->little[lang] += line->little[lang];
    if (own)
        close_paragraph(c);
}

static void count_word(const struct cutting *c, const struct word *word, struct paragraph *line)
{
    bool french = analyze_is_stop(c->lists, LANG_FR, word->form);
    bool english = analyze_is_stop(c->lists, LANG_EN, word->form);
    line->words++;
    line->letters += word->end - word->start;
    line->little[LANG_FR] += french && !english;
    line->little[LANG_EN] += english && !french;
}

static uint32_t line_end(struct str text, uint32_t from)
{
    const char *newline = memchr(text.ptr + from, '\n', text.len - from);
    return newline ? (uint32_t)(newline - text.ptr) + 1 : (uint32_t)text.len;
}

static void cut_paragraphs(struct cutting *c)
{
    struct words words;
    struct word word;
    struct paragraph line = {0};
    uint32_t start = 0, end = line_end(c->text, 0);
    words_init(&words, c->text, 0);
    while (words_next(&words, &word)) {
        bool too_long = word.start - start > STRETCH_BYTES_MAX && word.restart;
        if (word.start >= end || too_long) {
            start = line.end = word.start < end ? word.start : end;
            add_line(c, &line);
            line = (struct paragraph){0};
            end = line_end(c->text, word.start);
        }
        count_word(c, &word, &line);
    }
    line.end = (uint32_t)c->text.len;
    add_line(c, &line);
    close_paragraph(c);
}

/* --- those that do not tell --- */

/* True if the paragraph, too short to tell, is by its own little words in the second language. */
static bool leans(const struct cutting *c, const struct paragraph *p)
{
    uint32_t little = p->little[c->other];
    bool refused = tells(p, c->other, c->main); /* it was no such language after all */
    return little >= LEANING_MIN && little * LITTLE_SHARE >= p->words && p->little[c->main] == 0 && !refused;
}

/* Gives the paragraphs from `first` to before `next`, none of which tells, to a language. */
static void settle_gap(const struct cutting *c, struct paragraph *list, size_t first, size_t next,
                       size_t count)
{
    uint32_t letters = 0;
    bool before = first > 0 && list[first - 1].lang == c->other;
    bool after = next < count && list[next].lang == c->other;
    for (size_t i = first; i < next; i++)
        letters += list[i].letters;
    bool within = before && after && letters <= STRETCH_GAP_MAX;
    for (size_t i = first; i < next; i++) {
        bool heading =
            after && i + 1 == next && list[i].letters < STRETCH_LETTERS_MIN && list[i].little[c->main] == 0;
        list[i].lang = within || heading || leans(c, &list[i]) ? c->other : c->main;
    }
}

static void settle(const struct cutting *c, struct paragraph *list, size_t count)
{
    for (size_t first = 0; first < count; first++) {
        size_t next = first;
        while (next < count && list[next].lang == LANG_NONE)
            next++;
        settle_gap(c, list, first, next, count);
        first = next;
    }
}

static bool merge(const struct paragraph *list, size_t count, struct stretches *out)
{
    uint32_t changes = 1;
    for (size_t i = 1; i < count; i++)
        changes += list[i].lang != list[i - 1].lang;
    struct stretch *room = realloc(out->list, changes * sizeof *room);
    if (!room)
        return false;
    out->list = room;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || list[i].lang != list[i - 1].lang)
            room[out->count++] = (struct stretch){.lang = list[i].lang};
        room[out->count - 1].end = list[i].end;
        room[out->count - 1].words += list[i].words;
    }
    return true;
}

bool stretches_find(const struct lists *lists, struct str text, enum lang main, struct stretches *out)
{
    struct cutting c = {
        .lists = lists, .text = text, .main = main, .other = main == LANG_FR ? LANG_EN : LANG_FR};
    out->count = 0;
    if (main == LANG_NONE || text.len == 0)
        return true;
    cut_paragraphs(&c);
    bool fine = !buf_failed(&c.paragraphs);
    if (fine && c.telling >= MIXED_LITTLE_MIN) {
        struct paragraph *list = (struct paragraph *)(void *)c.paragraphs.ptr;
        size_t count = c.paragraphs.len / sizeof *list;
        settle(&c, list, count);
        fine = merge(list, count, out);
    }
    buf_fini(&c.paragraphs);
    return fine;
}
