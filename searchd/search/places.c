/* See places.h. */
#include "searchd/search/places.h"

#include <stdlib.h>

/* --- collecting --- */

struct collector {
    const struct places_source *source;
    struct places *out;
    struct arena *arena;
    uint32_t most;
    unsigned mark; /* bit of the marks at work */
};

static void add(struct collector *c, uint32_t first, uint32_t end, uint64_t words, uint64_t tail)
{
    struct places *out = c->out;
    if (out->count == out->cap) {
        uint32_t cap = out->cap ? 2 * out->cap : 64;
        struct place *grown = arena_array(c->arena, cap, sizeof *grown);
        if (!grown) {
            out->failed = true;
            return;
        }
        if (out->count)
            memcpy(grown, out->list, out->count * sizeof *grown);
        out->list = grown;
        out->cap = cap;
    }
    out->list[out->count++] = (struct place){first, end, words, tail, c->mark};
}

static void collect_words(struct collector *c, const struct plan_marks *marks)
{
    const struct places_source *s = c->source;
    uint32_t found = 0;
    for (uint32_t i = 0; i < s->view->count && found < c->most && !c->out->failed; i++) {
        uint64_t words = match_words_of(marks->words, s->ids[i]);
        if (i >= s->view->title_count)
            words &= ~marks->title_only;
        if (words) {
            add(c, i, i + 1, words, words);
            found++;
        }
    }
}

static void collect_phrase(struct collector *c, const struct plan_phrase *phrase)
{
    const struct places_source *s = c->source;
    uint32_t from = 0;
    struct match_place place;
    for (uint32_t found = 0; found < c->most && !c->out->failed; found++) {
        if (!match_phrase_next(phrase->phrase, s->ids, s->view->count, s->view->title_count, &from, &place))
            return;
        add(c, place.first, place.end, UINT64_C(1) << phrase->word, 0);
    }
}

static void collect_near(struct collector *c, const struct plan_near *near)
{
    const struct places_source *s = c->source;
    struct near_place *list;
    uint32_t count;
    struct err e;
    if (match_near_places(near->near, s->ids, s->view->count, s->view->title_count, c->most, c->arena, &list,
                          &count, &e))
        c->out->failed = true;
    for (uint32_t i = 0; i < count && !c->out->failed; i++)
        add(c, list[i].first, list[i].end, UINT64_C(1) << near->words[list[i].phrase], 0);
}

/* --- putting in order --- */

static int compare(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end);
}

static bool is_sorted(const struct places *p)
{
    for (uint32_t i = 1; i < p->count; i++)
        if (compare(&p->list[i - 1], &p->list[i]) > 0)
            return false;
    return true;
}

/* True if the form goes on a word after a hyphen (words.h). */
static bool is_joined(const struct places_source *s, uint32_t position)
{
    uint32_t id = s->ids[position];
    return s->lexicon && id < lexicon_size(s->lexicon) && lexicon_form(s->lexicon, id).ptr[0] == '-';
}

/* True if the word `next`, which stands behind `last`, is read together with it. */
static bool follows(const struct places_source *s, const struct place *last, const struct place *next)
{
    if (last->end != next->first || next->first == s->view->title_count)
        return false;
    if (next->words & (last->tail & s->followed) << 1)
        return true;
    return (next->words & last->tail) && is_joined(s, next->first);
}

static void merge(const struct places_source *s, struct places *p)
{
    uint32_t kept = 0;
    for (uint32_t i = 1; i < p->count; i++) {
        struct place *last = &p->list[kept], *next = &p->list[i];
        bool overlaps = next->first < last->end;
        if (!overlaps && !(next->tail && follows(s, last, next))) {
            p->list[++kept] = *next;
            continue;
        }
        bool ends_alike = next->end == last->end && last->tail && next->tail;
        last->tail = ends_alike ? last->tail | next->tail : overlaps ? 0 : next->tail;
        last->words |= next->words;
        last->found_by |= next->found_by;
        if (next->end > last->end)
            last->end = next->end;
    }
    p->count = kept + (p->count > 0);
}

int places_find(const struct places_source *source, uint32_t most, struct arena *arena, struct places *out,
                struct err *e)
{
    struct collector c = {.source = source, .out = out, .arena = arena, .most = most};
    out->count = 0;
    for (uint32_t i = 0; i < source->mark_count; i++) {
        c.mark = 1u << i;
        collect_words(&c, source->marks[i]);
        for (uint32_t j = 0; j < source->marks[i]->phrase_count; j++)
            collect_phrase(&c, &source->marks[i]->phrases[j]);
        for (uint32_t j = 0; j < source->marks[i]->near_count; j++)
            collect_near(&c, &source->marks[i]->nears[j]);
    }
    if (out->failed)
        return err_memory(e);
    if (!is_sorted(out))
        qsort(out->list, out->count, sizeof *out->list, compare);
    merge(source, out);
    return 0;
}

const struct place *places_at(const struct places *p, uint32_t position)
{
    uint32_t low = 0, high = p->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (p->list[middle].end <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->count && p->list[low].first <= position ? &p->list[low] : NULL;
}
