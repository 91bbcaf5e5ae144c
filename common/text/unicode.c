/* See unicode.h. Categories are utf8proc's; the characters of French and English are settled before. */
#include "text/unicode.h"

#include <utf8proc.h>

/* Decodes strictly: no overlong form, no surrogate, nothing past U+10FFFF. */
static struct rune decode(const unsigned char *p, size_t left)
{
    struct rune bad = {0, 1, CHAR_SEPARATOR};
    unsigned lead = p[0];
    unsigned len = lead < 0x80   ? 1
                   : lead < 0xC2 ? 0
                   : lead < 0xE0 ? 2
                   : lead < 0xF0 ? 3
                   : lead < 0xF5 ? 4
                                 : 0;
    if (len == 0 || len > left)
        return bad;
    uint32_t code = len == 1 ? lead : lead & (0x7Fu >> len);
    for (unsigned i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return bad;
        code = code << 6 | (p[i] & 0x3F);
    }
    if ((len == 3 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF))) ||
        (len == 4 && (code < 0x10000 || code > 0x10FFFF)))
        return bad;
    return (struct rune){code, (uint8_t)len, CHAR_SEPARATOR};
}

static enum char_class class_of_ascii(uint32_t c)
{
    if ((c | 0x20) - 'a' < 26)
        return CHAR_LETTER;
    if (c - '0' < 10)
        return CHAR_DIGIT;
    return c == '\'' ? CHAR_APOSTROPHE : c == '-' ? CHAR_HYPHEN : CHAR_SEPARATOR;
}

static bool is_logogram(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF && c != 0x3099 && c != 0x309A) || (c >= 0x31F0 && c <= 0x31FF) ||
           (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF66 && c <= 0xFF9F) || (c >= 0x20000 && c <= 0x3FFFF);
}

static enum char_class class_of_category(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return is_logogram(c) ? CHAR_LOGOGRAM : CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return CHAR_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CHAR_MARK;
    case UTF8PROC_CATEGORY_CF:
        return CHAR_INVISIBLE;
    default:
        return CHAR_SEPARATOR;
    }
}

static enum char_class class_of(uint32_t c)
{
    if (c < 0x80)
        return class_of_ascii(c);
    if (c >= 0xC0 && c <= 0x17F)
        return c == 0xD7 || c == 0xF7 ? CHAR_SEPARATOR : CHAR_LETTER; /* × ÷ */
    if (c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0xB4)
        return CHAR_APOSTROPHE;
    if (c == 0x2010 || c == 0x2011)
        return CHAR_HYPHEN;
    if (c >= 0xFE00 && c <= 0xFE0F)
        return CHAR_INVISIBLE;
    return class_of_category(c);
}

struct rune rune_at(struct str text, size_t at)
{
    if (at >= text.len)
        return (struct rune){0, 0, CHAR_SEPARATOR};
    struct rune r = decode((const unsigned char *)text.ptr + at, text.len - at);
    r.class = (uint8_t)class_of(r.code);
    return r;
}

size_t utf8_put(char *out, size_t len, size_t cap, uint32_t code)
{
    utf8proc_uint8_t bytes[4];
    size_t size = (size_t)utf8proc_encode_char((utf8proc_int32_t)code, bytes);
    if (size > cap - len)
        return len;
    memcpy(out + len, bytes, size);
    return len + size;
}
