/* See charset.h. The conversions themselves are the C library's (iconv). */
#include "indexer/readers/charset.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "base/escape.h"

/* A label is no longer than this. */
enum { LABEL_MAX = 40 };

/* The prescan of the HTML standard, §13.2.3.2. */
enum { PRESCAN_BYTES = 1024 };

/* A text is UTF-8 with slips if no more than one in so many of its sequences is wrong. */
enum { SLIPS_ONE_IN = 10 };

static const char replacement[] = {'\xEF', '\xBF', '\xBD'}; /* U+FFFD */

/* --- conversion --- */

/* Converts all of `bytes`; what makes no sense becomes U+FFFD. */
static int convert(struct arena *arena, iconv_t converter, struct str bytes, struct charset_text *out,
                   struct err *e)
{
    size_t room = bytes.len * 3 + 4, left = bytes.len;
    char *from = (char *)(uintptr_t)bytes.ptr, *text = arena_alloc(arena, room), *to = text;
    if (!text)
        return err_memory(e);
    while (left && iconv(converter, &from, &left, &to, &room) == (size_t)-1) {
        if (errno == E2BIG || room < sizeof replacement)
            return err_set(e, ERR_INPUT, "longer in UTF-8 than it may be");
        memcpy(to, replacement, sizeof replacement);
        to += sizeof replacement;
        room -= sizeof replacement;
        from++;
        left--;
        out->mended++;
    }
    out->text = (struct str){text, (size_t)(to - text)};
    return 0;
}

static int decode_as(struct arena *arena, const char *name, struct str bytes, struct charset_text *out,
                     struct err *e)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return err_set(e, ERR_INPUT, "the encoding %s is not known here", name);
    out->name = name;
    int code = convert(arena, converter, bytes, out, e);
    iconv_close(converter);
    return code;
}

/* Puts U+FFFD for each byte of UTF-8 that is wrong. */
static int mend_utf8(struct arena *arena, struct str bytes, struct charset_text *out, struct err *e)
{
    char *text = arena_alloc(arena, bytes.len * 3);
    size_t len = 0, at;
    if (!text)
        return err_memory(e);
    while (!utf8_valid(bytes, &at)) {
        memcpy(text + len, bytes.ptr, at);
        memcpy(text + len + at, replacement, sizeof replacement);
        len += at + sizeof replacement;
        bytes = str_slice(bytes, at + 1, bytes.len);
        out->mended++;
    }
    memcpy(text + len, bytes.ptr, bytes.len);
    out->text = (struct str){text, len + bytes.len};
    return 0;
}

/* --- which it is --- */

/* Labels that name another encoding than the one meant, and those that the C library does not know by the
 * web's name. Small letters. */
static const struct {
    const char *label, *name;
} labels[] = {
    {"iso-8859-1", "windows-1252"}, {"iso8859-1", "windows-1252"}, {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},    {"l1", "windows-1252"},        {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},      {"x-cp1252", "windows-1252"},  {"cp1252", "windows-1252"},
    {"latin-9", "ISO-8859-15"},     {"latin9", "ISO-8859-15"},     {"iso8859-15", "ISO-8859-15"},
    {"macintosh", "MACINTOSH"},     {"x-mac-roman", "MACINTOSH"},
};

/* The name by which iconv knows the label, NULL if it is none or UTF-8 or UTF-16, which the bytes themselves
 * would have shown. `name` holds it. */
static const char *encoding_named(struct str label, char name[LABEL_MAX + 1])
{
    label = str_trim(label);
    if (label.len == 0 || label.len > LABEL_MAX || strncasecmp(label.ptr, "utf", 3) == 0)
        return NULL;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strlen(labels[i].label) == label.len && strncasecmp(label.ptr, labels[i].label, label.len) == 0)
            return labels[i].name;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_' &&
            c != ':')
            return NULL; /* iconv gives a meaning to "//" */
        name[i] = c;
    }
    name[label.len] = 0;
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return NULL;
    iconv_close(converter);
    return name;
}

/* Whether the wrong bytes are few beside the letters that are right in UTF-8. */
static bool is_utf8_with_slips(struct str bytes)
{
    size_t right = 0, wrong = 0;
    for (size_t i = 0; i < bytes.len;) {
        uint32_t c;
        size_t len = utf8_decode(str_slice(bytes, i, bytes.len), &c);
        right += len > 1;
        wrong += len == 0;
        i += len ? len : 1;
    }
    return wrong * SLIPS_ONE_IN <= right;
}

static bool is_letter(unsigned char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0xc0;
}

/*
 * The two differ in 8 characters, and in 0x80 to 0x9f, which ISO 8859-15 has no use for. Four of the eight
 * are the letters that it was made for (Œ œ Ÿ and €): between letters, or the sign behind a number, no text
 * has ¼ ½ ¾ ¤.
 */
static const char *latin_of(struct str bytes)
{
    size_t letters = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        unsigned char before = i ? (unsigned char)bytes.ptr[i - 1] : ' ';
        unsigned char after = i + 1 < bytes.len ? (unsigned char)bytes.ptr[i + 1] : ' ';
        if (c >= 0x80 && c < 0xa0)
            return "windows-1252";
        letters += (c == 0xbc || c == 0xbd || c == 0xbe) && (is_letter(after) || is_letter(before));
        letters += c == 0xa4 && (before == ' ' || before == 0xa0 || (before >= '0' && before <= '9'));
    }
    return letters ? "ISO-8859-15" : "windows-1252";
}

/* Whether more than one byte in a hundred is one that no text has in any encoding of a byte a character. */
static bool is_binary(struct str bytes, size_t *at)
{
    size_t odd = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x1b)
            continue;
        *at = i;
        if (++odd > bytes.len / 100)
            return true;
    }
    return false;
}

static int decode_latin(struct arena *arena, struct str bytes, struct str declared, struct charset_text *out,
                        struct err *e)
{
    char name[LABEL_MAX + 1];
    size_t at = 0;
    if (is_binary(bytes, &at))
        return err_set(e, ERR_INPUT, "not UTF-8, and too many control bytes for a text: byte %zu (0x%02x)",
                       at + 1, (unsigned char)bytes.ptr[at]);
    const char *encoding = encoding_named(declared, name);
    if (!encoding && is_utf8_with_slips(bytes))
        return mend_utf8(arena, bytes, out, e);
    if (encoding && strcmp(encoding, "windows-1252") != 0) {
        int code = decode_as(arena, encoding, bytes, out, e);
        out->name = arena_str(arena, str_of(encoding)).ptr;
        return code || out->name ? code : err_memory(e);
    }
    out->guessed = !encoding;
    return decode_as(arena, latin_of(bytes), bytes, out, e);
}

int charset_decode(struct arena *arena, struct str bytes, struct str declared, struct charset_text *out,
                   struct err *e)
{
    size_t at;
    *out = (struct charset_text){.text = bytes, .name = "UTF-8"};
    if (str_starts(bytes, STR("\xFF\xFE")))
        return decode_as(arena, "UTF-16LE", str_slice(bytes, 2, bytes.len), out, e);
    if (str_starts(bytes, STR("\xFE\xFF")))
        return decode_as(arena, "UTF-16BE", str_slice(bytes, 2, bytes.len), out, e);
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        out->text = bytes = str_slice(bytes, 3, bytes.len);
    if (utf8_valid(bytes, &at))
        return 0;
    return decode_latin(arena, bytes, declared, out, e);
}

/* --- what a page declares --- */

static size_t find_word(struct str s, size_t from, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = from; i + len <= s.len; i++)
        if (strncasecmp(s.ptr + i, word, len) == 0)
            return i;
    return s.len;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The value after `name` and an equals sign, in quotation marks of either kind or in none. */
static struct str value_after(struct str tag, const char *name)
{
    size_t at = find_word(tag, 0, name);
    if (at == tag.len)
        return STR("");
    at += strlen(name);
    while (at < tag.len && is_space(tag.ptr[at]))
        at++;
    if (at == tag.len || tag.ptr[at] != '=')
        return STR("");
    at++;
    while (at < tag.len && (is_space(tag.ptr[at]) || tag.ptr[at] == '"' || tag.ptr[at] == '\''))
        at++;
    size_t end = at;
    while (end < tag.len && !is_space(tag.ptr[end]) && !strchr("\"';>?", tag.ptr[end]))
        end++;
    return str_slice(tag, at, end);
}

struct str charset_of_html(struct str page)
{
    struct str head = str_slice(page, 0, page.len < PRESCAN_BYTES ? page.len : PRESCAN_BYTES);
    struct str label = {NULL, 0};
    if (str_starts(head, STR("<?xml")))
        label = value_after(str_slice(head, 0, str_find(head, STR("?>"))), "encoding");
    for (size_t at = 0; label.len == 0 && (at = find_word(head, at, "<meta")) < head.len; at++) {
        struct str tag = str_slice(head, at, head.len);
        label = value_after(str_slice(tag, 0, str_find(tag, STR(">"))), "charset");
    }
    return label;
}
