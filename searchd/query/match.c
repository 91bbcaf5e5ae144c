/*
 * See match.h. A document is a candidate because the postings have all the phrase's stems in it; whether
 * they stand side by side is settled on the coded stream, without decoding it: the form numbers that can
 * stand at one position, the cheapest, are looked for as bytes (memchr), and the automaton runs over the few
 * tokens around. Only where many forms, or very frequent ones, can stand at every position does it run over
 * all tokens.
 */
#include "searchd/query/match.h"

#include <assert.h>

#include "index/codes.h"
#include "searchd/query/match_table.h"

/*
 * What it costs, in nanoseconds as measured, to look in a document of 230 words (bilingual law) for one form
 * as bytes, to run the automaton where one is found, and to run it over all words. How often a form stands
 * there follows from its number by Zipf's law.
 */
enum { SEEK_NS = 15, TRY_NS = 30, SCAN_NS = 350, ANCHORS_MAX = SCAN_NS / SEEK_NS };
#define OCCURRENCES(id) (16.0 / ((id) + 3.0))

/* --- phrases --- */

struct anchor {
    unsigned char code[CODE_ROOM];
    uint8_t len;
};

struct match_phrase {
    struct match_table table;
    uint32_t length;
    bool title;
    uint64_t last; /* the bit of a whole phrase */
    /* Forms that cover one position: each place of the phrase has one of them. None: look at all tokens. */
    struct anchor anchors[ANCHORS_MAX];
    uint32_t anchor_count, anchor_position;
};

/* True if the form can stand at the position, alone or as part of what it stands for. */
static bool covers(const struct match_table *t, const struct match_slot *slot, uint32_t position)
{
    uint64_t found = slot->one >> position & 1;
    for (uint32_t span = 2; slot->joined && span <= MATCH_SPAN_MAX; span++)
        found |= t->joined[slot->joined].ends[span - 2] >> position & ((UINT64_C(1) << span) - 1);
    return found != 0;
}

/* What it costs to look for the forms at a position; SCAN_NS or more if that does not pay. */
static double seek_cost(const struct match_table *t, uint32_t position)
{
    double cost = 0;
    for (uint32_t i = 0; i <= t->mask && cost < SCAN_NS; i++) {
        const struct match_slot *slot = &t->slots[i];
        if (slot->id != LEXICON_NONE && covers(t, slot, position))
            cost += SEEK_NS + TRY_NS * OCCURRENCES(slot->id);
    }
    return cost;
}

static void choose_anchors(struct match_phrase *p)
{
    double best = SCAN_NS;
    for (uint32_t i = 0; i < p->length; i++) {
        double cost = seek_cost(&p->table, i);
        if (cost < best) {
            best = cost;
            p->anchor_position = i;
        }
    }
    for (uint32_t i = 0; best < SCAN_NS && i <= p->table.mask; i++) {
        const struct match_slot *slot = &p->table.slots[i];
        if (slot->id != LEXICON_NONE && covers(&p->table, slot, p->anchor_position)) {
            struct anchor *anchor = &p->anchors[p->anchor_count++];
            anchor->len = (uint8_t)code_write(slot->id, anchor->code);
        }
    }
}

int match_phrase_new(const struct match_accept *accepts, uint32_t count, uint32_t length, bool title,
                     struct arena *arena, struct match_phrase **out, struct err *e)
{
    assert(length >= 1 && length <= MATCH_POSITIONS_MAX);
    struct match_phrase *p = arena_alloc(arena, sizeof *p);
    if (!p)
        return err_memory(e);
    int rc = match_table_init(&p->table, accepts, count, arena, e);
    if (rc)
        return rc;
    p->length = length;
    p->title = title;
    p->last = UINT64_C(1) << (length - 1);
    choose_anchors(p);
    *out = p;
    return 0;
}

/* Runs over at most `tokens` tokens of the codes. */
static bool run(const struct match_phrase *p, struct str codes, uint32_t tokens)
{
    uint64_t state = 0;
    uint32_t id;
    while (tokens-- > 0 && code_take(&codes, &id)) {
        state = match_step(&p->table, 1, state, id);
        if (state & p->last)
            return true;
    }
    return false;
}

/* Where a whole code stands in codes at or after `from`, or codes.len. */
static size_t find_code(struct str codes, size_t from, const struct anchor *anchor)
{
    while (from < codes.len) {
        const char *hit = memchr(codes.ptr + from, anchor->code[0], codes.len - from);
        if (!hit)
            break;
        size_t at = (size_t)(hit - codes.ptr);
        bool begins = at == 0 || ((unsigned char)codes.ptr[at - 1] & CODE_LAST);
        if (begins && anchor->len <= codes.len - at && memcmp(hit, anchor->code, anchor->len) == 0)
            return at;
        from = at + 1;
    }
    return codes.len;
}

/* Where the token `back` tokens before the one at `at` begins; the first if there are not so many. */
static size_t step_back(struct str codes, size_t at, uint32_t back)
{
    while (back-- > 0 && at > 0) {
        at--;
        while (at > 0 && !((unsigned char)codes.ptr[at - 1] & CODE_LAST))
            at--;
    }
    return at;
}

static bool stands_in(const struct match_phrase *p, struct str codes)
{
    if (p->anchor_count == 0)
        return run(p, codes, UINT32_MAX);
    for (uint32_t i = 0; i < p->anchor_count; i++) {
        const struct anchor *anchor = &p->anchors[i];
        for (size_t at = find_code(codes, 0, anchor); at < codes.len;
             at = find_code(codes, at + anchor->len, anchor)) {
            /* A form that stands for several positions only brings the beginning nearer. */
            size_t start = step_back(codes, at, p->anchor_position);
            if (run(p, str_slice(codes, start, codes.len), p->length))
                return true;
        }
    }
    return false;
}

/* The bytes that the first `count` codes take. */
static size_t codes_length(struct str codes, uint32_t count)
{
    size_t at = 0;
    for (; count > 0 && at < codes.len; at++)
        count -= ((unsigned char)codes.ptr[at] & CODE_LAST) != 0;
    return at;
}

bool match_phrase_in(const struct match_phrase *p, const struct token_view *view)
{
    /* Most candidates fail here, and where their title ends need not be counted. */
    if (!stands_in(p, view->codes))
        return false;
    if (p->length == 1 && !p->title)
        return true;
    size_t title = codes_length(view->codes, view->title_count);
    return stands_in(p, str_slice(view->codes, 0, title)) ||
           (!p->title && stands_in(p, str_slice(view->codes, title, view->codes.len)));
}

/* The beginning of the phrase whose last token is `last`: the automaton run backwards. */
static uint32_t beginning(const struct match_phrase *p, const uint32_t *ids, uint32_t last)
{
    uint64_t wanted = p->last; /* positions that the token may stand for the end of */
    for (uint32_t at = last;; at--) {
        if (match_step_back(&p->table, 1, &wanted, ids[at]))
            return at;
        assert(at > 0 && wanted);
    }
}

bool match_phrase_next(const struct match_phrase *p, const uint32_t *ids, uint32_t count,
                       uint32_t title_count, uint32_t *from, struct match_place *out)
{
    uint64_t state = 0;
    uint32_t end = p->title ? title_count : count;
    for (uint32_t at = *from; at < end; at++) {
        state = match_step(&p->table, 1, at == title_count ? 0 : state, ids[at]);
        if (state & p->last) {
            *out = (struct match_place){beginning(p, ids, at), at + 1};
            *from = at + 1;
            return true;
        }
    }
    *from = end;
    return false;
}

/* --- words --- */

struct match_words {
    struct match_table table;
};

int match_words_new(const struct match_accept *accepts, uint32_t count, struct arena *arena,
                    struct match_words **out, struct err *e)
{
    struct match_words *w = arena_alloc(arena, sizeof *w);
    if (!w)
        return err_memory(e);
    *out = w;
    return match_table_init(&w->table, accepts, count, arena, e);
}

uint64_t match_words_of(const struct match_words *w, uint32_t id)
{
    const struct match_slot *slot = match_table_find(&w->table, id);
    return slot ? slot->one : 0;
}

/* --- places of words --- */

/*
 * Streams are looked through byte by byte without finding out where codes begin: the last byte of a code and
 * the one before it tell nearly always that it is none of those looked for. Four times as fast as decoding.
 */
struct match_scan {
    const struct match_words *words;
    uint64_t pairs[65536 / 64]; /* a bit for the two bytes as a number of this machine */
};

static void add_pair(struct match_scan *s, unsigned char before, unsigned char last)
{
    unsigned char bytes[2] = {before, last};
    uint16_t pair;
    memcpy(&pair, bytes, sizeof pair);
    s->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
}

int match_scan_new(const struct match_words *w, struct arena *arena, struct match_scan **out, struct err *e)
{
    struct match_scan *s = *out = arena_alloc(arena, sizeof *s);
    if (!s)
        return err_memory(e);
    s->words = w;
    for (uint32_t i = 0; i <= w->table.mask; i++) {
        unsigned char code[CODE_ROOM];
        if (w->table.slots[i].id == LEXICON_NONE)
            continue;
        size_t len = code_write(w->table.slots[i].id, code);
        if (len > 1)
            add_pair(s, code[len - 2], code[len - 1]);
        for (unsigned before = CODE_LAST; len == 1 && before < 256; before++)
            add_pair(s, (unsigned char)before, code[0]);
    }
    return 0;
}

static uint64_t may_end(const struct match_scan *s, const char *last)
{
    uint16_t pair;
    memcpy(&pair, last - 1, sizeof pair);
    return s->pairs[pair / 64] >> pair % 64 & 1;
}

/* How many codes end in the bytes. */
static uint32_t count_ends(const char *from, const char *to)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint32_t count = 0;
    for (; to - from >= 8; from += 8) {
        uint64_t bytes;
        memcpy(&bytes, from, sizeof bytes);
        count += (uint32_t)((bytes >> 7 & ones) * ones >> 56);
    }
    for (; from < to; from++)
        count += (unsigned char)*from >> 7;
    return count;
}

/* Places found so far. */
struct places {
    const struct match_scan *scan;
    struct str codes;
    size_t counted;    /* bytes of which it is known how many codes end in them */
    uint32_t position; /* that is how many */
    struct match_hit *list;
    uint32_t count, max;
};

/* The code whose last byte is `last`. */
static void look(struct places *p, size_t last)
{
    size_t start = step_back(p->codes, last + 1, 1);
    struct str code = str_slice(p->codes, start, last + 1);
    uint32_t id;
    uint64_t set = code_take(&code, &id) ? match_words_of(p->scan->words, id) : 0;
    if (!set || p->count == p->max)
        return;
    p->position += count_ends(p->codes.ptr + p->counted, p->codes.ptr + last);
    p->counted = last;
    p->list[p->count++] = (struct match_hit){p->position, id, set};
}

uint32_t match_scan_in(const struct match_scan *s, const struct token_view *view, struct match_hit *out,
                       uint32_t max)
{
    struct places p = {.scan = s, .codes = view->codes, .list = out, .max = max};
    size_t at = 1, len = view->codes.len;
    const char *bytes = view->codes.ptr;
    if (len && (unsigned char)bytes[0] & CODE_LAST)
        look(&p, 0);
    for (; at + 4 <= len && p.count < max; at += 4) {
        const char *here = bytes + at;
        if (!(may_end(s, here) | may_end(s, here + 1) | may_end(s, here + 2) | may_end(s, here + 3)))
            continue;
        for (size_t i = at; i < at + 4; i++)
            if (may_end(s, bytes + i))
                look(&p, i);
    }
    for (; at < len; at++)
        if (may_end(s, bytes + at))
            look(&p, at);
    return p.count;
}
