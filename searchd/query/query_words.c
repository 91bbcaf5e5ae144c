/* See query_words.h. */
#include "searchd/query/query_words.h"

#include "text/fold.h"
#include "text/unicode.h"

size_t query_space(struct str text, size_t at)
{
    static const char *const wide[] = {"\u00a0", "\u202f", "\u2009", "\u3000"};
    unsigned char c = (unsigned char)text.ptr[at];
    if (c <= ' ' || c == 0x7f)
        return 1;
    for (size_t i = 0; c >= 0x80 && i < sizeof wide / sizeof *wide; i++)
        if (str_starts(str_slice(text, at, text.len), str_of(wide[i])))
            return strlen(wide[i]);
    return 0;
}

/* --- stars --- */

static struct rune rune_before(struct str text, size_t at)
{
    size_t start = at;
    do
        start--;
    while (start > 0 && at - start < 4 && ((unsigned char)text.ptr[start] & 0xc0) == 0x80);
    struct rune rune = rune_at(text, start);
    return start + rune.len == at ? rune : (struct rune){0, 1, CHAR_SEPARATOR};
}

static bool is_star(struct str text, size_t at)
{
    return at < text.len && text.ptr[at] == '*';
}

/* What a star that ends or begins a word may not have on its other side. */
static bool goes_on(struct rune rune)
{
    return rune_continues(rune) || rune.class == CHAR_LOGOGRAM || rune.class == CHAR_APOSTROPHE ||
           rune.class == CHAR_HYPHEN || rune.class == CHAR_INVISIBLE;
}

static bool opens_end(struct str text, size_t end)
{
    return is_star(text, end) && !is_star(text, end + 1) && !goes_on(rune_at(text, end + 1));
}

static bool opens_start(struct str text, size_t start)
{
    return start > 0 && is_star(text, start - 1) &&
           (start == 1 || (!is_star(text, start - 2) && !goes_on(rune_before(text, start - 1))));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 5*3, 5 * 3 */
static bool multiplies(struct str text, size_t star)
{
    size_t before = star, after = star + 1;
    while (before > 0 && text.ptr[before - 1] == ' ')
        before--;
    while (after < text.len && text.ptr[after] == ' ')
        after++;
    return before > 0 && after < text.len && is_digit(text.ptr[before - 1]) && is_digit(text.ptr[after]);
}

/* A star that belongs to no word. */
static int check_star(struct query_problems *p, struct span bytes, size_t star, struct err *e)
{
    struct str text = str_slice(p->text, bytes.start, bytes.end);
    struct span where = {bytes.start + (uint32_t)star, bytes.start + (uint32_t)star + 1};
    if (multiplies(p->text, where.start))
        return 0;
    bool inside = star > 0 && star + 1 < text.len && goes_on(rune_before(text, star)) &&
                  goes_on(rune_at(text, star + 1));
    return query_problem(p, inside ? PROBLEM_STAR_INSIDE : PROBLEM_STAR, where, e);
}

/* --- words --- */

void query_words_init(struct query_words *w, struct str query, struct span bytes, bool exact)
{
    memset(w, 0, sizeof *w);
    w->text = str_slice(query, bytes.start, bytes.end);
    w->offset = bytes.start;
    w->all_exact = exact;
    words_init(&w->words, w->text, 0);
}

/* Enough letters for a star, however they are written. */
static bool is_long(struct str form)
{
    char key[FOLD_MAX];
    size_t len = fold_key(form, key), letters = 0;
    for (size_t i = 0; i < len; i++)
        letters += ((unsigned char)key[i] & 0xc0) != 0x80;
    return letters >= QUERY_PATTERN_LETTERS_MIN;
}

/* True if the word belongs to a piece that = stands before. */
static bool is_exact(struct query_words *w, size_t start, bool star)
{
    bool first = w->passed == 0;
    while (w->passed < start) {
        size_t space = query_space(w->text, w->passed);
        w->passed += space ? space : 1;
        if (space) {
            w->piece = w->passed;
            first = true;
        }
    }
    if (first)
        w->exact = w->text.ptr[w->piece] == '=' && w->piece + 1 + star == start;
    return w->exact || w->all_exact;
}

bool query_words_next(struct query_words *w, struct query_word *out)
{
    struct word word;
    if (!words_next(&w->words, &word))
        return false;
    memset(out, 0, sizeof *out);
    out->form = word.form;
    out->range = (struct span){w->offset + word.start, w->offset + word.end};
    out->open_start = opens_start(w->text, word.start);
    out->open_end = opens_end(w->text, word.end);
    bool exact = is_exact(w, word.start, out->open_start);
    w->passed = word.end > w->passed ? word.end : w->passed;
    if ((out->open_start || out->open_end) && is_long(word.form))
        out->match = WORD_PATTERN;
    else
        out->match = exact ? WORD_EXACT : WORD_STEM;
    return true;
}

/* What stands between two words, the ends of which may own a star. */
static int check_between(struct query_problems *p, struct span bytes, size_t from, size_t to, struct err *e)
{
    for (size_t i = from; i < to; i++)
        if (p->text.ptr[i] == '*') {
            int rc = check_star(p, bytes, i - bytes.start, e);
            if (rc)
                return rc;
        }
    return 0;
}

static int check_word(struct query_problems *p, const struct query_words *w, const struct query_word *word,
                      struct err *e)
{
    struct span where = {word->range.start - word->open_start, word->range.end + word->open_end};
    if (!word->open_start && !word->open_end)
        return 0;
    if (word->match != WORD_PATTERN)
        return query_problem(p, PROBLEM_STAR_SHORT, where, e);
    return w->exact || w->all_exact ? query_problem(p, PROBLEM_STAR_EXACT, where, e) : 0;
}

int query_words_check(struct query_problems *p, struct span bytes, bool exact, uint32_t *count, bool *marked,
                      struct err *e)
{
    struct query_words w;
    struct query_word word;
    size_t from = bytes.start;
    int rc = 0;
    *count = 0;
    *marked = false;
    query_words_init(&w, p->text, bytes, exact);
    while (rc == 0 && query_words_next(&w, &word)) {
        ++*count;
        *marked |= word.match != WORD_STEM;
        rc = check_between(p, bytes, from, word.range.start - word.open_start, e);
        from = word.range.end + word.open_end;
        if (rc == 0)
            rc = check_word(p, &w, &word, e);
    }
    return rc ? rc : check_between(p, bytes, from, bytes.end, e);
}
