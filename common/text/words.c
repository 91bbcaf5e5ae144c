/*
 * See words.h for the rules. A word is found in one scan forward from its first byte, and what it is
 * depends on nothing before that byte but `joined` and `plain`: this is what makes a word a place to begin
 * again. The form is a slice of the text whenever the text already spells it; only unusual words are
 * spelled anew in w->form. Characters are unicode.c's, numbers number.c's.
 */
#include "text/words.h"

#include <utf8proc.h>

#include "text/number.h"
#include "text/unicode.h"

/* What a byte tells by itself. Letters and digits, and two-byte Latin letters, are the fast path. */
enum byte_kind { BYTE_OTHER, BYTE_WORD, BYTE_LATIN, BYTE_HIGH };

static const unsigned char byte_kinds[256] = {
    ['0' ... '9'] = BYTE_WORD,   ['A' ... 'Z'] = BYTE_WORD,    ['a' ... 'z'] = BYTE_WORD,
    [0x80 ... 0xC2] = BYTE_HIGH, [0xC3 ... 0xC5] = BYTE_LATIN, /* U+00C0–U+017F */
    [0xC6 ... 0xFF] = BYTE_HIGH,
};

/* How a word was found to end. */
struct cut {
    size_t end;  /* of its range */
    size_t next; /* where what follows it begins */
    enum { FORM_SLICE, FORM_BUILT, FORM_NUMBER } form;
    size_t decimal; /* of a FORM_NUMBER: see number.h */
};

void words_init(struct words *w, struct str text, size_t from)
{
    w->text = text;
    w->next = from;
    w->plain = 0;
    w->joined = false;
}

/* --- finding the ends --- */

static inline size_t skip_invisible(struct str text, size_t at)
{
    for (;;) {
        if (at >= text.len || (unsigned char)text.ptr[at] < 0x80)
            return at;
        struct rune r = rune_at(text, at);
        if (r.class != CHAR_INVISIBLE)
            return at;
        at += r.len;
    }
}

/* The first letter or digit at or after `at`. */
static size_t skip_separators(struct str text, size_t at)
{
    while (at < text.len) {
        unsigned char kind = byte_kinds[(unsigned char)text.ptr[at]];
        if (kind == BYTE_WORD)
            break;
        if (kind == BYTE_OTHER) {
            at++;
            continue;
        }
        struct rune r = rune_at(text, at);
        if (r.class == CHAR_LETTER || r.class == CHAR_LOGOGRAM)
            break;
        at += r.len;
    }
    return at;
}

/* Past the plain letters and digits at `at`. */
static size_t skip_plain(struct str text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    for (;;) {
        while (at < text.len && byte_kinds[p[at]] == BYTE_WORD)
            at++;
        bool latin = at + 1 < text.len && byte_kinds[p[at]] == BYTE_LATIN && (p[at + 1] & 0xC0) == 0x80;
        if (!latin || (p[at] == 0xC3 && (p[at + 1] & 0xDF) == 0x97)) /* × ÷ */
            return at;
        at += 2;
    }
}

/* True for the letters before which French elides: vowels, h, y. */
static bool is_elided_before(uint32_t code)
{
    if (code < 0x80)
        return code && strchr("aehiouy", (int)(code | 0x20)) != NULL;
    return code == 0x152 || code == 0x153 || /* Œ œ */
           (code >= 0xC0 && code <= 0xFF && code != 0xC7 && code != 0xE7 && code != 0xD1 && code != 0xF1);
}

/* True if the bytes from `from` to `to` are an elided word, the apostrophe after which stands before `r`. */
static bool is_clitic(struct str text, size_t from, size_t to, struct rune r)
{
    static const char *const any[] = {"l", "d", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"};
    char word[7];
    size_t len = 0;
    for (size_t at = from; at < to; at++) {
        if (at != skip_invisible(text, at)) {
            at = skip_invisible(text, at) - 1;
            continue;
        }
        if (len == sizeof word - 1 || text.ptr[at] <= 0)
            return false;
        word[len++] = (char)(text.ptr[at] | 0x20);
    }
    word[len] = 0;
    if (len == 1 && strchr("jmtsnc", word[0]))
        return is_elided_before(r.code);
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (strcmp(word, any[i]) == 0)
            return true;
    return false;
}

/* The end of a possessive ('s, and no letter after it) whose apostrophe stands at `at`, or 0. */
static size_t possessive_end(struct str text, size_t at)
{
    struct rune apostrophe = rune_at(text, at);
    if (apostrophe.class != CHAR_APOSTROPHE)
        return 0;
    at += apostrophe.len;
    if (at >= text.len || (text.ptr[at] | 0x20) != 's')
        return 0;
    return rune_continues(rune_at(text, skip_invisible(text, at + 1))) ? 0 : at + 1;
}

/*
 * The word's letters end at `*end` and an apostrophe stands at `at`. Returns true if the word goes on
 * after it, `*end` being there then; otherwise the cut is made.
 */
static bool pass_apostrophe(struct str text, size_t start, size_t *end, size_t at, struct cut *cut)
{
    size_t possessive = possessive_end(text, at), after = at + rune_at(text, at).len;
    size_t go_on = skip_invisible(text, after);
    struct rune r = rune_at(text, go_on);
    bool typed_so = at == *end && after == at + 1;

    cut->end = cut->next = *end;
    if (possessive) {
        cut->next = possessive;
        return false;
    }
    if ((r.class == CHAR_LETTER || r.class == CHAR_DIGIT) && is_clitic(text, start, *end, r)) {
        cut->end = cut->next = after;
        if (!typed_so)
            cut->form = FORM_BUILT;
        return false;
    }
    if (r.class != CHAR_LETTER)
        return false;
    if (!typed_so || go_on != after)
        cut->form = FORM_BUILT;
    *end = go_on;
    return true;
}

/* A word of letters and digits from `start`, of which the bytes up to `end` are known to be. */
static void cut_word(struct str text, size_t start, size_t end, struct cut *cut)
{
    for (;; end = skip_plain(text, end)) {
        size_t at = skip_invisible(text, end);
        struct rune r = rune_at(text, at);
        if (rune_continues(r)) {
            if (r.class != CHAR_DIGIT || at != end)
                cut->form = FORM_BUILT;
            end = at + r.len;
        } else if (r.class != CHAR_APOSTROPHE) {
            break;
        } else if (!pass_apostrophe(text, start, &end, at, cut)) {
            return;
        }
    }
    cut->end = cut->next = end;
}

/* One letter ends at `end`, before a dot. True if an acronym is there, which is then cut. */
static bool cut_acronym(struct str text, size_t end, struct cut *cut)
{
    size_t first = end;
    while (end < text.len && text.ptr[end] == '.') {
        struct rune letter = rune_at(text, end + 1);
        size_t after = end + 1 + letter.len;
        struct rune next = rune_at(text, after);
        if (letter.class != CHAR_LETTER || rune_continues(next) || next.class == CHAR_INVISIBLE)
            break;
        end = after;
    }
    if (end == first)
        return false;
    cut->form = FORM_BUILT;
    cut->end = cut->next = end;
    if (end + 1 < text.len && text.ptr[end] == '.') {
        struct rune next = rune_at(text, end + 1); /* U.S.-led, the U.S.'s */
        if (next.class == CHAR_HYPHEN || possessive_end(text, end + 1))
            cut->next = end + 1;
    }
    size_t possessive = possessive_end(text, cut->next);
    if (possessive)
        cut->next = possessive;
    return true;
}

/* Digits end at `end`, and no letter follows. */
static void cut_number(struct words *w, size_t start, size_t end, struct cut *cut)
{
    struct number number = {.end = end};
    if (start >= w->plain)
        number = number_scan(w->text, start);
    if (number.chain_end)
        w->plain = number.chain_end;
    if (number.end != end)
        cut->form = FORM_NUMBER;
    cut->decimal = number.decimal;
    cut->end = cut->next = number.end;
    size_t possessive = possessive_end(w->text, number.end);
    if (possessive)
        cut->next = possessive;
}

/* A Chinese character or kana, with the marks on it. */
static void cut_logogram(struct str text, size_t start, struct cut *cut)
{
    size_t end = start + rune_at(text, start).len;
    while (rune_at(text, end).class == CHAR_MARK)
        end += rune_at(text, end).len;
    cut->form = FORM_BUILT;
    cut->end = cut->next = end;
}

static void cut_from(struct words *w, size_t start, struct cut *cut)
{
    struct str text = w->text;
    size_t end = skip_plain(text, start);
    unsigned char stop = end < text.len ? (unsigned char)text.ptr[end] : ' ';

    *cut = (struct cut){.end = end, .next = end};
    if (end == start) {
        struct rune r = rune_at(text, start);
        if (r.class == CHAR_LOGOGRAM) {
            cut_logogram(text, start, cut);
            return;
        }
        end = start + r.len;
        stop = end < text.len ? (unsigned char)text.ptr[end] : ' ';
        cut->form = FORM_BUILT;
    }
    if (stop == '.' && end == start + rune_at(text, start).len && rune_at(text, start).class == CHAR_LETTER &&
        cut_acronym(text, end, cut))
        return;
    if ((unsigned)(text.ptr[start] - '0') < 10 && number_digits_end(text, start) == end) {
        struct rune r = rune_at(text, end);
        if (!rune_continues(r) && r.class != CHAR_INVISIBLE) {
            cut_number(w, start, end, cut);
            return;
        }
    }
    if (stop >= 0x80 || stop == '\'' || cut->form == FORM_BUILT)
        cut_word(text, start, end, cut);
}

/* --- spelling the form --- */

/* Longer words are cut before they are normalised; NFC never needs more of them than this. */
enum { SOURCE_MAX = 2 * WORD_FORM_MAX };

/* Normalises `len` bytes of `source` to NFC at w->form[at]; returns the form's length. */
static size_t spell_nfc(struct words *w, size_t at, const char *source, size_t len)
{
    utf8proc_int32_t runes[4 * SOURCE_MAX + 1]; /* no character decomposes to more than 4 */
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)source, (utf8proc_ssize_t)len,
                                                runes, 4 * SOURCE_MAX, options);
    if (count < 0 || count > 4 * SOURCE_MAX)
        return at;
    count = utf8proc_normalize_utf32(runes, count, options);
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        size_t longer = utf8_put(w->form, at, WORD_FORM_MAX, (uint32_t)runes[i]);
        if (longer == at)
            break;
        at = longer;
    }
    return at;
}

/* Spells the word anew: nothing invisible, no dots, ASCII apostrophes, NFC. */
static size_t spell_built(struct words *w, size_t start, size_t end, size_t at)
{
    char source[SOURCE_MAX];
    size_t len = 0;
    bool normalise = false;
    for (struct rune r; start < end; start += r.len) {
        r = rune_at(w->text, start);
        if (r.class == CHAR_INVISIBLE || r.class == CHAR_SEPARATOR)
            continue;
        size_t size = r.class == CHAR_APOSTROPHE ? 1 : r.len;
        if (len + size > sizeof source)
            break;
        memcpy(source + len, r.class == CHAR_APOSTROPHE ? "'" : w->text.ptr + start, size);
        len += size;
        normalise |= r.code >= 0x180 && r.class != CHAR_APOSTROPHE;
    }
    if (normalise)
        return spell_nfc(w, at, source, len);
    len = utf8_cut((struct str){source, len}, WORD_FORM_MAX - at);
    memcpy(w->form + at, source, len);
    return at + len;
}

static size_t spell_number(struct words *w, size_t start, const struct cut *cut, size_t at)
{
    for (; start < cut->end && at < WORD_FORM_MAX; start++) {
        char c = w->text.ptr[start];
        if (cut->decimal && start == cut->decimal)
            w->form[at++] = '.';
        else if ((unsigned)(c - '0') < 10)
            w->form[at++] = c;
    }
    return at;
}

static struct str spell(struct words *w, size_t start, const struct cut *cut)
{
    if (cut->form == FORM_SLICE) {
        if (w->joined && w->text.ptr[start - 1] == '-')
            start--;
        if (!w->joined || w->text.ptr[start] == '-') {
            struct str form = str_slice(w->text, start, cut->end);
            form.len = utf8_cut(form, WORD_FORM_MAX);
            return form;
        }
    }
    size_t len = 0;
    if (w->joined)
        w->form[len++] = '-';
    if (cut->form == FORM_NUMBER)
        len = spell_number(w, start, cut, len);
    else
        len = spell_built(w, start, cut->end, len);
    return (struct str){w->form, len};
}

/* Where the next word begins to be looked for, and whether a single hyphen joins it to this one. */
static void move_on(struct words *w, const struct cut *cut)
{
    w->next = cut->next;
    w->joined = false;
    size_t at = skip_invisible(w->text, cut->next);
    if (at < w->text.len && w->text.ptr[at] == ' ')
        return;
    struct rune hyphen = rune_at(w->text, at);
    if (hyphen.class != CHAR_HYPHEN)
        return;
    struct rune r = rune_at(w->text, skip_invisible(w->text, at + hyphen.len));
    w->joined = r.class == CHAR_LETTER || r.class == CHAR_DIGIT;
    w->next = at + hyphen.len;
}

bool words_next(struct words *w, struct word *out)
{
    size_t start = skip_separators(w->text, w->next);
    if (start >= w->text.len) {
        w->next = w->text.len;
        return false;
    }
    struct cut cut;
    out->restart = !w->joined && start >= w->plain;
    cut_from(w, start, &cut);
    out->start = (uint32_t)start;
    out->end = (uint32_t)cut.end;
    out->form = spell(w, start, &cut);
    move_on(w, &cut);
    return true;
}
