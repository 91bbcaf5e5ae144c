/* See slips.h. */
#include "searchd/search/slips.h"

#include <math.h>

#include "index/neighbours.h"
#include "searchd/query/usual.h"
#include "text/fold.h"
#include "text/unicode.h"

/* A slip of cost 1 is as unlikely as a word that is e^6, some 400 times, as rare. */
#define COST_WEIGHT 6.0

/* Of slips that are likelier than others, and of one in the first letter, which is rare. */
#define COST_SWAP 0.7
#define COST_DOUBLED 0.5
#define COST_KEYBOARD 0.8
#define COST_SOUND 0.7
#define COST_FIRST 0.3   /* more */
#define COST_SPACE 0.7   /* left out, or put in */
#define COST_ACCENTS 0.7 /* more: the word has none, and some were typed */

/* A word of which more than this share is slips was meant to be another. */
#define COST_MOST 0.25

/* --- how unlikely a slip is --- */

/* Letters that stand side by side on keyboards, French and English. */
static bool are_neighbours(char a, char b)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl",  "zxcvbnm",
                                       "azertyuiop", "qsdfghjklm", "wxcvbn"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *at = a ? strchr(rows[i], a) : NULL;
        if (at && b && (at[1] == b || (at > rows[i] && at[-1] == b)))
            return true;
    }
    return false;
}

/* Letters that may sound alike. */
static bool sound_alike(char a, char b)
{
    static const char *const pairs[] = {"iy", "cs", "ck", "sz", "ea", "ae", "oa", "gj", "ei", "kq", "mn"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if ((a == pairs[i][0] && b == pairs[i][1]) || (a == pairs[i][1] && b == pairs[i][0]))
            return true;
    return false;
}

static double replaced(char a, char b)
{
    if (a == b)
        return 0;
    return sound_alike(a, b) ? COST_SOUND : are_neighbours(a, b) ? COST_KEYBOARD : 1;
}

/* The letter at `i` is in the one word and not in the other. */
static double odd_letter(struct str s, size_t i)
{
    bool doubled = (i > 0 && s.ptr[i] == s.ptr[i - 1]) || (i + 1 < s.len && s.ptr[i] == s.ptr[i + 1]);
    return doubled ? COST_DOUBLED : s.ptr[i] == 'h' ? COST_SOUND : 1;
}

double slips_cost(struct str typed, struct str meant)
{
    double rows[3][NEIGHBOURS_KEY_MAX + 1];
    if (typed.len > NEIGHBOURS_KEY_MAX || meant.len > 2 * NEIGHBOURS_KEY_MAX)
        return HUGE_VAL;
    rows[0][0] = 0;
    for (size_t j = 1; j <= typed.len; j++)
        rows[0][j] = rows[0][j - 1] + odd_letter(typed, j - 1);
    for (size_t i = 1; i <= meant.len; i++) {
        double *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = above[0] + odd_letter(meant, i - 1);
        for (size_t j = 1; j <= typed.len; j++) {
            double cost = above[j - 1] + replaced(meant.ptr[i - 1], typed.ptr[j - 1]);
            cost = fmin(cost, above[j] + odd_letter(meant, i - 1));
            cost = fmin(cost, row[j - 1] + odd_letter(typed, j - 1));
            if (i > 1 && j > 1 && meant.ptr[i - 1] == typed.ptr[j - 2] &&
                meant.ptr[i - 2] == typed.ptr[j - 1])
                cost = fmin(cost, before[j - 2] + COST_SWAP);
            row[j] = cost;
        }
    }
    bool first = typed.len && meant.len && typed.ptr[0] != meant.ptr[0];
    return rows[meant.len % 3][typed.len] + (first ? COST_FIRST : 0);
}

/* --- the list --- */

static void add(struct slips *out, struct slip slip)
{
    uint32_t at = 0;
    while (at < out->count && out->list[at].score >= slip.score)
        at++;
    if (at == SLIPS_CANDIDATES)
        return;
    if (out->count < SLIPS_CANDIDATES)
        out->count++;
    for (uint32_t i = out->count - 1; i > at; i--)
        out->list[i] = out->list[i - 1];
    out->list[at] = slip;
}

static double score_of(uint64_t count, double cost)
{
    return log((double)count) - COST_WEIGHT * cost;
}

static bool is_small(struct str form)
{
    char small[FOLD_MAX];
    return str_equal(form, (struct str){small, fold_case(form, small)});
}

static bool has_accents(struct str form)
{
    size_t i = 0;
    while (i < form.len && (unsigned char)form.ptr[i] < 0x80)
        i++;
    return i < form.len;
}

/* Capitals of so few letters are an acronym. */
enum { ACRONYM_BYTES = 5 };

/* The word, in small letters if what was typed is. */
static int write_word(struct str typed, struct str word, struct arena *arena, struct str *out, struct err *e)
{
    char small[FOLD_MAX];
    struct str lower = {small, fold_case(word, small)};
    bool acronym = fold_is_capitals(word) && word.len <= ACRONYM_BYTES;
    *out = arena_str(arena, is_small(typed) && !acronym ? lower : word);
    return out->ptr ? 0 : err_memory(e);
}

/* --- a word for a word --- */

struct search {
    const struct vocabulary *v;
    unsigned langs;
    struct str key;
    bool accented; /* what was typed */
    struct slips *out;
};

static void take_neighbour(void *context, struct lexicon_ids same_key, uint32_t distance)
{
    struct search *s = context;
    if (distance == 0)
        return;
    double cost = slips_cost(s->key, lexicon_key(s->v->lexicon, same_key.ids[0]));
    if (cost > COST_MOST * (double)s->key.len)
        return;
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        if (!(s->langs & LANG_BIT(lang)))
            continue;
        struct usual usual = usual_spelling(s->v->lexicon, lang, same_key);
        double accents = s->accented && !has_accents(usual.spelling) ? COST_ACCENTS : 0;
        if (usual.spelling.len && !analyze_is_stop(s->v->lists, lang, usual.spelling))
            add(s->out, (struct slip){.text = usual.spelling,
                                      .score = score_of(usual.count, cost + accents),
                                      .lang = lang,
                                      .count = usual.count,
                                      .distance = distance});
    }
}

/* --- two words for one --- */

/* In French an elided word may have lost its apostrophe: lénergie. */
static bool is_elided(struct str left, struct str right)
{
    static const char *const clitics[] = {"l", "d", "j", "m", "t", "s", "n", "c", "qu"};
    char key[FOLD_MAX];
    size_t len = fold_key(right, key);
    if (!len || !strchr("aeiouhy", key[0]))
        return false;
    for (size_t i = 0; i < sizeof clitics / sizeof *clitics; i++)
        if (str_equal(left, str_of(clitics[i])))
            return true;
    return false;
}

static struct usual look_up(const struct search *s, enum lang lang, struct str form)
{
    char key[FOLD_MAX];
    struct str folded = {key, fold_key(form, key)};
    return usual_spelling(s->v->lexicon, lang, lexicon_with_key(s->v->lexicon, folded));
}

/* Shorter words are parts of others more often than words that were run together with one. */
enum { PART_BYTES_MIN = 2 };

static int part_at(struct search *s, enum lang lang, struct str form, size_t at, struct arena *arena,
                   struct err *e)
{
    struct str left = str_slice(form, 0, at), right = str_slice(form, at, form.len);
    char small[FOLD_MAX], joined[2 * FOLD_MAX];
    bool elided = lang == LANG_FR && is_elided((struct str){small, fold_case(left, small)}, right);
    struct usual second = look_up(s, lang, right);
    struct usual first = elided ? second : look_up(s, lang, left);
    if (!first.count || !second.count || (!elided && left.len < PART_BYTES_MIN) || right.len < PART_BYTES_MIN)
        return 0;
    struct str begin = left, rest = second.spelling;
    int rc = elided ? 0 : write_word(form, first.spelling, arena, &begin, e);
    if (rc || (rc = write_word(form, second.spelling, arena, &rest, e)))
        return rc;
    size_t len = begin.len + 1 + rest.len;
    if (len > sizeof joined)
        return 0;
    memcpy(joined, begin.ptr, begin.len);
    joined[begin.len] = elided ? '\'' : ' ';
    memcpy(joined + begin.len + 1, rest.ptr, rest.len);
    struct str text = arena_str(arena, (struct str){joined, len});
    if (!text.ptr)
        return err_memory(e);
    uint64_t count = first.count < second.count ? first.count : second.count;
    add(s->out, (struct slip){text, score_of(count, COST_SPACE), lang, count, 0});
    return 0;
}

static int part_word(struct search *s, struct str form, struct arena *arena, struct err *e)
{
    for (enum lang lang = 0; lang < LANG_COUNT; lang++)
        for (size_t at = 1; (s->langs & LANG_BIT(lang)) && at < form.len; at++) {
            bool inside = ((unsigned char)form.ptr[at] & 0xC0) == 0x80; /* a character */
            int rc = inside ? 0 : part_at(s, lang, form, at, arena, e);
            if (rc)
                return rc;
        }
    return 0;
}

int slips_of_word(const struct vocabulary *v, unsigned langs, struct str form, struct arena *arena,
                  struct slips *out, struct err *e)
{
    char key[FOLD_MAX];
    struct search s = {v, langs, {key, fold_key(form, key)}, has_accents(form), out};
    if (s.key.len < SLIPS_LETTERS_MIN || s.key.len > NEIGHBOURS_KEY_MAX)
        return 0;
    neighbours_find(v->lexicon, s.key, s.key.len < SLIPS_TWO_LETTERS ? 1 : 2, take_neighbour, &s);
    int rc = 0;
    for (uint32_t i = 0; i < out->count && rc == 0; i++)
        rc = write_word(usual_bare(form), out->list[i].text, arena, &out->list[i].text, e);
    return rc ? rc : part_word(&s, usual_bare(form), arena, e);
}

/* --- one word for two --- */

int slips_of_pair(const struct vocabulary *v, unsigned langs, struct str first, struct str second,
                  struct arena *arena, struct slips *out, struct err *e)
{
    char joined[2 * FOLD_MAX];
    struct search s = {v, langs, {NULL, 0}, false, out};
    if (first.len + second.len > FOLD_MAX || first.len + second.len < SLIPS_LETTERS_MIN)
        return 0;
    memcpy(joined, first.ptr, first.len);
    memcpy(joined + first.len, second.ptr, second.len);
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        if (!(langs & LANG_BIT(lang)))
            continue;
        struct usual usual = look_up(&s, lang, (struct str){joined, first.len + second.len});
        if (!usual.count)
            continue;
        struct str text;
        int rc = write_word(first, usual.spelling, arena, &text, e);
        if (rc)
            return rc;
        add(out, (struct slip){text, score_of(usual.count, COST_SPACE), lang, usual.count, 0});
    }
    return 0;
}
