/*
 * See snippet.h. Steps: the places of words and phrases; the window of words whose distinct
 * query words weigh most; the words around it with their bytes; where to begin and to end; the bytes, on
 * one line.
 */
#include "searchd/search/snippet.h"

#include "searchd/search/one_line.h"
#include "searchd/search/stream.h"
#include "text/unicode.h"

enum {
    LEAD_WORDS = 15, /* at most so many before the first hit, to begin with a sentence */
    FEW_WORDS = 6,   /* so many where no sentence begins near */
    GAP_MAX = 16     /* bytes of punctuation looked at beside a word */
};

/* A word more of the same counts for little against a different one. */
#define REPEAT_WEIGHT 0.02

struct shown_word {
    uint32_t start, end; /* bytes of the text */
    bool begins;         /* a sentence */
};

/* Words as they are laid out: those at positions first … first + count − 1. */
struct layout {
    struct shown_word words[2 * SNIPPET_WORDS + 2];
    uint32_t first, count;
};

/* --- the best window --- */

struct window {
    uint32_t seen[QUERY_WORDS_MAX]; /* how often each word stands in it */
    double weights[QUERY_WORDS_MAX];
    double score;
};

static void window_change(struct window *w, uint64_t words, int by)
{
    for (; words; words &= words - 1) {
        int word = __builtin_ctzll(words);
        uint32_t before = w->seen[word];
        w->seen[word] += (uint32_t)by;
        bool appears = before == 0, vanishes = w->seen[word] == 0;
        w->score += (appears || vanishes ? by : by * REPEAT_WEIGHT) * w->weights[word];
    }
}

/* The first and the last position of the best window among the places from `from` on; the earliest of equals.
 */
static void best_window(const struct snippet_source *s, const struct places *places, uint32_t from,
                        uint32_t *first, uint32_t *last)
{
    const struct place *list = places->list;
    struct window w = {.score = 0};
    double best = -1;
    for (uint32_t i = 0; i < s->places.mark_count; i++)
        for (uint32_t j = 0; j < QUERY_WORDS_MAX; j++)
            if (s->places.marks[i]->weights[j] > w.weights[j])
                w.weights[j] = s->places.marks[i]->weights[j];
    for (uint32_t left = from, right = from; left < places->count; left++) {
        uint64_t end = (uint64_t)list[left].first + SNIPPET_WORDS;
        for (; right < places->count && (right == left || list[right].end <= end); right++)
            window_change(&w, list[right].words, 1);
        /* Sums of the same weights in another order differ in the last digits. */
        if (w.score > best + 1e-9) {
            best = w.score;
            *first = list[left].first;
            *last = list[right - 1].end <= end ? list[right - 1].end - 1 : (uint32_t)end - 1;
        }
        window_change(&w, list[left].words, -1);
    }
}

/* --- where sentences begin and end --- */

static bool ends_with(struct str s, const char *const *list, size_t count, size_t *len)
{
    for (size_t i = 0; i < count; i++)
        if (str_ends(s, str_of(list[i]))) {
            *len = strlen(list[i]);
            return true;
        }
    return false;
}

static const char *const closers[] = {".", "!", "?", "…", "\n"};

/* The length of the opening or closing mark, or space, that ends at byte `at`; 0 if there is none. */
static size_t mark_before(struct str text, size_t at)
{
    static const char *const wide[] = {"«", "“", "‘", "„", "»", "”", "—", "–", "\u00a0", "\u202f"};
    size_t len = 0;
    char last = text.ptr[at - 1];
    if ((unsigned char)last < 0x80)
        return strchr(" \t\r\"'()[]", last) != NULL;
    ends_with(str_slice(text, 0, at), wide, sizeof wide / sizeof *wide, &len);
    return len;
}

/* True if a sentence begins at byte `at`: the text begins, or past spaces and marks one ended. */
static bool begins_sentence(struct str text, size_t at)
{
    size_t len, stop = at > GAP_MAX ? at - GAP_MAX : 0;
    while (at > stop && (len = mark_before(text, at)) > 0)
        at -= len;
    return at == 0 || ends_with(str_slice(text, 0, at), closers, sizeof closers / sizeof *closers, &len);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Opening punctuation that touches the word at `start`, but not what is before `least`. */
static uint32_t reach_left(struct str text, uint32_t start, uint32_t least)
{
    uint32_t at = start;
    while (at > least && start - at < GAP_MAX && !is_space(text.ptr[at - 1]))
        at--;
    return at > least && start - at == GAP_MAX ? start : at;
}

/* Closing punctuation after the word that ends at `end`, up to `most`: what touches it, and further where
 * the sentence ends behind a space, as French has it. */
static uint32_t reach_right(struct str text, uint32_t end, uint32_t most)
{
    uint32_t at = end, reached;
    size_t len;
    if (most > end + GAP_MAX)
        most = end + (uint32_t)utf8_cut(str_slice(text, end, most), GAP_MAX);
    while (at < most && !is_space(text.ptr[at]))
        at++;
    reached = at;
    for (; at <= most; at++)
        if (at > end && text.ptr[at - 1] != '\n' &&
            ends_with(str_slice(text, end, at), closers, sizeof closers / sizeof *closers, &len))
            reached = at;
    return reached;
}

/* --- layout --- */

/* The words from position `from` on, as many as may be needed. */
static void lay_out(const struct snippet_source *s, uint32_t from, struct layout *out)
{
    struct words words;
    struct word word;
    out->first = from;
    out->count = 0;
    if (!stream_words(s->places.view, s->title, s->text, from, &words))
        return;
    while (out->count < sizeof out->words / sizeof *out->words && words_next(&words, &word))
        out->words[out->count++] =
            (struct shown_word){word.start, word.end, begins_sentence(s->text, word.start)};
}

/* Which words are shown: indexes of the layout. */
struct choice {
    uint32_t first, end;
    bool whole_left, whole_right; /* no sentence is cut there */
};

/* Where to begin, when the hits that must be shown begin at `hit`. */
static uint32_t choose_first(const struct layout *l, uint32_t hit)
{
    uint32_t least = hit > LEAD_WORDS ? hit - LEAD_WORDS : 0;
    for (uint32_t i = hit + 1; i-- > least;)
        if (l->words[i].begins)
            return i;
    return hit > FEW_WORDS ? hit - FEW_WORDS : 0;
}

static struct choice choose(const struct layout *l, uint32_t hit, uint32_t last_hit)
{
    struct choice c = {.first = choose_first(l, hit)};
    /* All the words there are: what was laid out reaches the end of the text. */
    bool ends = l->count < c.first + SNIPPET_WORDS + 1;
    if (ends && l->count > SNIPPET_WORDS && c.first > l->count - SNIPPET_WORDS)
        c.first = l->count - SNIPPET_WORDS;
    else if (ends && l->count <= SNIPPET_WORDS)
        c.first = 0;
    if (c.first + SNIPPET_WORDS <= last_hit) /* a long run-up would push a hit out */
        c.first = last_hit + 1 - SNIPPET_WORDS;
    c.end = c.first + SNIPPET_WORDS < l->count ? c.first + SNIPPET_WORDS : l->count;
    c.whole_left = l->words[c.first].begins;
    c.whole_right = c.end == l->count && ends;
    for (uint32_t i = c.end; !c.whole_right && i > last_hit && i >= c.first + SNIPPET_WORDS / 2; i--)
        if (i < l->count && l->words[i].begins) {
            c.end = i;
            c.whole_right = true;
        }
    return c;
}

/* Gives words up until the rest is short enough; `hit` is kept, or at least its beginning. */
static void shorten(const struct layout *l, uint32_t hit, struct choice *c)
{
    if (l->words[hit].end - l->words[c->first].start > SNIPPET_BYTES_MAX) {
        c->first = hit;
        c->whole_left = l->words[hit].begins;
    }
    while (c->end > c->first + 1 && l->words[c->end - 1].end - l->words[c->first].start > SNIPPET_BYTES_MAX) {
        c->end--;
        c->whole_right = false;
    }
}

/* --- bytes --- */

/* A line of text under way, and the marks in it. */
struct line {
    char *out;
    size_t len;
    struct span *marks;
    uint32_t mark_count;
};

static void copy_line(struct line *line, struct str text, uint32_t from, uint32_t to)
{
    line->len = one_line_add(line->out, line->len, str_slice(text, from, to));
}

static void copy_mark(struct line *line, struct str text, uint32_t from, uint32_t to)
{
    uint32_t start = (uint32_t)line->len;
    copy_line(line, text, from, to);
    if (line->len > start)
        line->marks[line->mark_count++] = (struct span){start, (uint32_t)line->len};
}

static void add_ellipsis(struct line *line)
{
    while (line->len && line->out[line->len - 1] == ' ')
        line->len--;
    memcpy(line->out + line->len, "…", strlen("…"));
    line->len += strlen("…");
}

/* --- marks --- */

/* True if a mark goes on from one word to the next: nothing but a space, hyphen or apostrophe between. */
static bool goes_on(struct str between)
{
    if (between.len == 0)
        return true;
    struct rune r = rune_at(between, 0);
    bool space = r.code == ' ' || r.code == 0xa0 || r.code == 0x202f;
    return r.len == between.len && (space || r.class == CHAR_HYPHEN || r.class == CHAR_APOSTROPHE);
}

/* Where the mark of a word ends: an acronym's last dot belongs to it (O.N.U.). */
static uint32_t mark_end(struct str text, uint32_t start, uint32_t end)
{
    bool acronym = end - start >= 3 && text.ptr[end - 2] == '.' && end < text.len && text.ptr[end] == '.';
    return end + acronym;
}

static int write_passage(const struct snippet_source *s, const struct layout *l, const struct choice *c,
                         const struct places *places, struct arena *arena, struct snippet *out, struct err *e)
{
    const struct shown_word *words = l->words;
    uint32_t before = c->first                                  ? words[c->first - 1].end
                      : l->first == s->places.view->title_count ? 0
                                                                : words[0].start;
    uint32_t after = c->end < l->count ? words[c->end].start : (uint32_t)s->text.len;
    uint32_t at = reach_left(s->text, words[c->first].start, before);
    uint32_t end = reach_right(s->text, words[c->end - 1].end, after);
    bool cut = end - at > SNIPPET_BYTES_MAX + 2 * GAP_MAX;
    if (cut) /* one word of enormous length */
        end = at + (uint32_t)utf8_cut(str_slice(s->text, at, end), SNIPPET_BYTES_MAX);
    struct line line = {.out = arena_alloc(arena, end - at + 2 * strlen("…"))};
    line.marks = arena_array(arena, c->end - c->first, sizeof *line.marks);
    if (!line.out || !line.marks)
        return err_memory(e);
    if (!c->whole_left)
        add_ellipsis(&line);
    for (uint32_t i = c->first; i < c->end && words[i].start < end; i++) {
        const struct place *place = places_at(places, l->first + i);
        if (!place)
            continue;
        uint32_t start = words[i].start;
        while (i + 1 < c->end && l->first + i + 1 < place->end &&
               goes_on(str_slice(s->text, words[i].end, words[i + 1].start)))
            i++;
        uint32_t stop = mark_end(s->text, start, words[i].end);
        stop = stop < end ? stop : end;
        copy_line(&line, s->text, at, start);
        copy_mark(&line, s->text, start, stop);
        at = stop;
    }
    copy_line(&line, s->text, at, end);
    if (!c->whole_right || cut)
        add_ellipsis(&line);
    out->passage = (struct str){line.out, line.len};
    out->marks = line.marks;
    out->mark_count = line.mark_count;
    return 0;
}

/* A text without a word: its first bytes. */
static int write_wordless(const struct snippet_source *s, struct arena *arena, struct snippet *out,
                          struct err *e)
{
    uint32_t end = (uint32_t)utf8_cut(s->text, SNIPPET_BYTES_MAX);
    struct line line = {.out = arena_alloc(arena, end + strlen("…"))};
    if (!line.out)
        return err_memory(e);
    copy_line(&line, s->text, 0, end);
    if (end < s->text.len)
        add_ellipsis(&line);
    out->passage = (struct str){line.out, line.len};
    return 0;
}

/*
 * The first position that a passage is taken from: past a first line with which the title begins too, as
 * pages have it whose title names the site behind.
 */
static uint32_t body(const struct snippet_source *s)
{
    uint32_t title = s->places.view->title_count, count = 0;
    struct str first = str_slice(s->text, 0, str_find(s->text, STR("\n")));
    struct words words;
    struct word word;
    if (first.len == 0 || first.len == s->text.len || !str_starts(s->title, first))
        return title;
    words_init(&words, first, 0);
    while (count < title && words_next(&words, &word))
        count++;
    bool more = s->places.view->count - title > count;
    bool same = more && memcmp(s->places.ids, s->places.ids + title, count * sizeof *s->places.ids) == 0;
    return same ? title + count : title;
}

static int make_passage(const struct snippet_source *s, const struct places *places, struct arena *arena,
                        struct snippet *out, struct err *e)
{
    struct layout layout;
    uint32_t least = body(s), first = least, last = least, from = 0;
    while (from < places->count && places->list[from].first < least)
        from++;
    if (from < places->count)
        best_window(s, places, from, &first, &last);
    uint32_t room = SNIPPET_WORDS - (last - first + 1);
    lay_out(s, first - least > room ? first - room : least, &layout);
    uint32_t hit = first - layout.first;
    if (layout.count == 0 || hit >= layout.count)
        return s->text.len ? write_wordless(s, arena, out, e) : 0;
    uint32_t last_hit = last - layout.first < layout.count ? last - layout.first : layout.count - 1;
    struct choice choice = choose(&layout, hit, last_hit);
    shorten(&layout, hit, &choice);
    return write_passage(s, &layout, &choice, places, arena, out, e);
}

/* --- the title --- */

static int mark_title(const struct snippet_source *s, const struct places *places, struct arena *arena,
                      struct snippet *out, struct err *e)
{
    struct words words;
    struct word word;
    uint32_t most = 0, title = s->places.view->title_count;
    for (uint32_t i = 0; i < places->count && places->list[i].first < title; i++)
        most += places->list[i].end - places->list[i].first;
    out->title_marks = arena_array(arena, most, sizeof *out->title_marks);
    if (!out->title_marks)
        return err_memory(e);
    words_init(&words, s->title, 0);
    const struct place *last = NULL;
    for (uint32_t i = 0; i < title && words_next(&words, &word); i++) {
        const struct place *place = places_at(places, i);
        struct span *mark = out->title_mark_count ? &out->title_marks[out->title_mark_count - 1] : NULL;
        if (mark && place && place == last && goes_on(str_slice(s->title, mark->end, word.start)))
            mark->end = mark_end(s->title, mark->start, word.end);
        else if (place && out->title_mark_count < most)
            out->title_marks[out->title_mark_count++] =
                (struct span){word.start, mark_end(s->title, word.start, word.end)};
        last = place;
    }
    return 0;
}

int snippet_make(const struct snippet_source *source, bool with_passage, struct arena *arena,
                 struct snippet *out, struct err *e)
{
    struct places places = {0};
    memset(out, 0, sizeof *out);
    int rc = places_find(&source->places, SNIPPET_HITS_MAX, arena, &places, e);
    if (rc == 0)
        rc = mark_title(source, &places, arena, out, e);
    return rc || !with_passage ? rc : make_passage(source, &places, arena, out, e);
}
