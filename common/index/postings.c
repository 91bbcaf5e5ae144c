/* See postings.h. */
#include "index/postings.h"

#include "text/fold.h"

#include <math.h>

/* Folding may make a character three times as long, and FOLD_MAX is a form's. */
enum { PIECE_MAX = FOLD_MAX / 3 };

static char prefix_of(enum posting_kind kind, enum lang lang)
{
    static const char words[LANG_COUNT] = {[LANG_NONE] = 'N', [LANG_FR] = 'F', [LANG_EN] = 'E'};
    static const char titles[LANG_COUNT] = {[LANG_NONE] = 'n', [LANG_FR] = 'f', [LANG_EN] = 'e'};
    static const char others[] = {
        [POSTING_LANG] = 'L', [POSTING_TYPE] = 'T', [POSTING_TAG] = 'K',
        [POSTING_SITE] = 'H', [POSTING_YEAR] = 'Y', [POSTING_MONTH] = 'M',
    };
    if (kind == POSTING_WORD)
        return words[lang];
    return kind == POSTING_TITLE ? titles[lang] : others[kind];
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The length of `s` cut to `max` bytes, at a character's border. */
static size_t cut(struct str s, size_t max)
{
    if (s.len <= max)
        return s.len;
    while (max && continues_character(s.ptr[max]))
        max--;
    return max;
}

/* The length of the next piece to fold: up to an ASCII character if it can be, lest a letter be parted
 * from its combining accent. */
static size_t piece_length(struct str s)
{
    size_t len = cut(s, PIECE_MAX);
    if (len == s.len)
        return len;
    for (size_t i = len; i > 0; i--)
        if ((unsigned char)s.ptr[i] < 0x80)
            return i;
    return len ? len : PIECE_MAX; /* no character is that long: these are stray bytes */
}

static size_t add_folded(struct str text, char *out, size_t room)
{
    size_t used = 0;
    while (text.len) {
        size_t piece = piece_length(text);
        char folded[FOLD_MAX];
        struct str result = {folded, fold_case(str_slice(text, 0, piece), folded)};
        size_t len = cut(result, room - used);
        memcpy(out + used, folded, len);
        used += len;
        if (len < result.len)
            break;
        text = str_slice(text, piece, text.len);
    }
    return used;
}

size_t posting_term(enum posting_kind kind, enum lang lang, struct str text, char out[POSTING_TERM_MAX])
{
    out[0] = prefix_of(kind, lang);
    if (kind == POSTING_TYPE || kind == POSTING_TAG || kind == POSTING_SITE)
        return 1 + add_folded(text, out + 1, POSTING_TERM_MAX - 1);
    size_t len = cut(text, POSTING_TERM_MAX - 1);
    if (len)
        memcpy(out + 1, text.ptr, len);
    return 1 + len;
}

struct str posting_site(struct str url)
{
    size_t scheme = str_find(url, STR("://"));
    if (scheme == url.len)
        return (struct str){0};
    struct str host = str_slice(url, scheme + 3, url.len);
    for (size_t i = 0; i < host.len; i++)
        if (strchr("/?#", host.ptr[i]))
            host.len = i;
    size_t user = str_find(host, STR("@"));
    if (user < host.len)
        host = str_slice(host, user + 1, host.len);
    return str_slice(host, 0, str_find(host, STR(":")));
}

uint32_t posting_impact(double tf, double length, double average)
{
    double relative = average > 0 ? length / average : 1;
    double impact = IMPACT_MAX * tf / (tf + BM25_K1 * (1 - BM25_B + BM25_B * relative));
    if (!(impact >= 1)) /* also what no number comes of */
        return 1;
    return impact < IMPACT_MAX ? (uint32_t)(impact + 0.5) : IMPACT_MAX;
}

double posting_idf(uint64_t n, uint64_t df)
{
    if (df > n)
        df = n;
    return log1p(((double)(n - df) + 0.5) / ((double)df + 0.5));
}
