/*
 * See fold.h. French and English are settled by a table of U+00C0–U+017F; other scripts are utf8proc's
 * (Unicode case folding and compatibility decomposition, UAX #15).
 */
#include "text/fold.h"

#include <strings.h>
#include <utf8proc.h>

#include "text/unicode.h"
#include "text/words.h"

/* The key of each letter from U+00C0 to U+017F; × and ÷ are no letters. */
static const char latin_keys[0x180 - 0xC0][3] = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  /* U+00C0 */
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss", /* U+00D0 */
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  /* U+00E0 */
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",  /* U+00F0 */
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",  /* U+0100 */
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",  /* U+0110 */
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",  /* U+0120 */
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",  /* U+0130 */
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",  /* U+0140 */
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",  /* U+0150 */
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",  /* U+0160 */
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s",  /* U+0170 */
};

/* Letters past U+017F that Unicode does not decompose. In rising order. */
static const struct {
    uint32_t code;
    char key[3];
} plain_letters[] = {
    {0x180, "b"}, {0x188, "c"}, {0x199, "k"}, {0x19A, "l"}, {0x1B6, "z"},
    {0x1E5, "g"}, {0x23C, "c"}, {0x247, "e"}, {0x249, "j"}, {0x24D, "r"},
    {0x24F, "y"}, {0x253, "b"}, {0x257, "d"}, {0x268, "i"}, {0x289, "u"},
};

/* Combining marks that are accents: those of other scripts belong to the letter. */
static bool is_accent(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F) || /* Latin, Greek, Cyrillic */
           (c >= 0x591 && c <= 0x5C7) || (c >= 0x64B && c <= 0x65F) || c == 0x670; /* Hebrew, Arabic */
}

/* utf8proc's answer to `options`, its characters in `runes`; their number, 0 if it cannot be had. */
enum { RUNES_MAX = 20 * WORD_FORM_MAX };
static size_t decompose(struct str form, utf8proc_option_t options, utf8proc_int32_t *runes)
{
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)form.ptr,
                                                (utf8proc_ssize_t)form.len, runes, RUNES_MAX, options);
    return count < 0 || count > RUNES_MAX ? 0 : (size_t)count;
}

/* Composes the characters and writes as many as there is room for. */
static size_t compose(utf8proc_int32_t *runes, size_t count, char out[FOLD_MAX])
{
    utf8proc_ssize_t composed =
        utf8proc_normalize_utf32(runes, (utf8proc_ssize_t)count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    size_t len = 0;
    for (utf8proc_ssize_t i = 0; i < composed; i++) {
        size_t longer = utf8_put(out, len, FOLD_MAX, (uint32_t)runes[i]);
        if (longer == len)
            break;
        len = longer;
    }
    return len;
}

static size_t copy_cut(struct str s, char out[FOLD_MAX])
{
    size_t len = utf8_cut(s, FOLD_MAX);
    memcpy(out, s.ptr, len);
    return len;
}

static char lower_ascii(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

size_t fold_case(struct str form, char out[FOLD_MAX])
{
    size_t at = 0;
    for (; at < form.len && at < FOLD_MAX && form.ptr[at] >= 0; at++)
        out[at] = lower_ascii(form.ptr[at]);
    if (at == form.len || at == FOLD_MAX)
        return at;

    utf8proc_int32_t runes[RUNES_MAX + 1];
    size_t count = decompose(form, UTF8PROC_STABLE | UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE, runes);
    size_t len = compose(runes, count, out);
    return len ? len : copy_cut(form, out);
}

/*
 * True for an apostrophe that a key keeps: an English contraction without it would be another word
 * (we'll, well). `after` is what follows it.
 */
static bool is_contraction(struct str after)
{
    static const char *const ends[] = {"ll", "ve", "re", "d", "m", "t"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strlen(ends[i]) == after.len && strncasecmp(ends[i], after.ptr, after.len) == 0)
            return true;
    return false;
}

/* The key of a form that holds nothing past U+017F; false if it does. */
static bool key_of_latin(struct str form, char out[FOLD_MAX], size_t *out_len)
{
    size_t len = 0;
    for (size_t i = 0; i < form.len && len < FOLD_MAX; i++) {
        unsigned char c = (unsigned char)form.ptr[i];
        if (c < 0x80) {
            bool dropped = c == '-' || (c == '\'' && !is_contraction(str_slice(form, i + 1, form.len)));
            if (!dropped)
                out[len++] = lower_ascii((char)c);
            continue;
        }
        if (c < 0xC3 || c > 0xC5 || i + 1 == form.len)
            return false;
        unsigned low = (unsigned char)form.ptr[++i];
        const char *key = latin_keys[((c & 0x1Fu) << 6 | (low & 0x3F)) - 0xC0];
        for (; *key && len < FOLD_MAX; key++)
            out[len++] = *key;
    }
    *out_len = len;
    return true;
}

/* The key of one character of a decomposed, case-folded form, appended to `runes`; the new count. */
static size_t add_key(utf8proc_int32_t *runes, size_t count, uint32_t code)
{
    const char *key = NULL;
    if (code >= 0xC0 && code < 0x180)
        key = latin_keys[code - 0xC0];
    for (size_t i = 0; i < sizeof plain_letters / sizeof *plain_letters; i++)
        if (plain_letters[i].code == code)
            key = plain_letters[i].key;
    if (!key) {
        runes[count++] = (utf8proc_int32_t)code;
        return count;
    }
    for (; *key; key++)
        runes[count++] = (unsigned char)*key;
    return count;
}

static size_t key_of_any(struct str form, char out[FOLD_MAX])
{
    utf8proc_int32_t runes[RUNES_MAX + 1], keys[2 * RUNES_MAX + 1];
    size_t used = 0;
    size_t count =
        decompose(form, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, runes);
    for (size_t i = 0; i < count; i++) {
        uint32_t code = (uint32_t)runes[i];
        bool dropped = is_accent(code) || code <= 0x20 || code == '-' || code == '\'' || code == 0x2BC;
        if (!dropped)
            used = add_key(keys, used, code);
    }
    return compose(keys, used, out);
}

size_t fold_key(struct str form, char out[FOLD_MAX])
{
    size_t len;
    if (!key_of_latin(form, out, &len))
        len = key_of_any(form, out);
    return len ? len : copy_cut(form, out);
}

bool fold_is_capitals(struct str form)
{
    int capitals = 0;
    for (size_t at = 0; at < form.len;) {
        struct rune r = rune_at(form, at);
        if (r.class == CHAR_LETTER) {
            if (utf8proc_category((utf8proc_int32_t)r.code) != UTF8PROC_CATEGORY_LU)
                return false;
            capitals++;
        }
        at += r.len;
    }
    return capitals >= 2;
}
