/* See escape.h. */
#include "base/escape.h"

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

size_t utf8_decode(struct str s, uint32_t *c)
{
    if (s.len == 0)
        return 0;
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (p[0] < 0x80) {
        *c = p[0];
        return 1;
    }
    size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (p[0] < 0xc2 || p[0] > 0xf4 || s.len < len)
        return 0;
    uint32_t code = p[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3f);
    }
    if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *c = code;
    return len;
}

/* Bytes at the front of `s` that are plain ASCII, eight at a time: most text is nothing else. */
static size_t ascii_run(struct str s)
{
    size_t at = 0;
    for (; at + 8 <= s.len; at += 8) {
        uint64_t eight;
        memcpy(&eight, s.ptr + at, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
    return at;
}

bool utf8_valid(struct str s, size_t *at)
{
    size_t i = 0;
    while (i < s.len) {
        i += ascii_run(str_slice(s, i, s.len));
        uint32_t c;
        size_t len = i < s.len ? utf8_decode(str_slice(s, i, s.len), &c) : 0;
        if (i < s.len && len == 0) {
            *at = i;
            return false;
        }
        i += len;
    }
    return true;
}

/* Characters that steer a terminal or reorder what a reader sees around them. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void escape_line(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t c;
        size_t len = utf8_decode(str_slice(s, i, s.len), &c);
        if (len == 0)
            buf_add(out, replacement, 3);
        else if (is_control(c))
            buf_add_char(out, ' ');
        else
            buf_add(out, s.ptr + i, len);
        i += len ? len : 1;
    }
}

static void escape_json_char(struct buf *out, uint32_t c, const char *bytes, size_t len)
{
    switch (c) {
    case '"':
        buf_add(out, "\\\"", 2);
        break;
    case '\\':
        buf_add(out, "\\\\", 2);
        break;
    case '\n':
        buf_add(out, "\\n", 2);
        break;
    case '\t':
        buf_add(out, "\\t", 2);
        break;
    default:
        /* '<' and '>' so that "</script>" and "<!--" cannot appear; controls never reach a terminal. */
        if (is_control(c) || c == '<' || c == '>')
            buf_printf(out, "\\u%04x", (unsigned)c);
        else
            buf_add(out, bytes, len);
    }
}

static bool is_plain_json(char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>';
}

void escape_json(struct buf *out, struct str s)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len;) {
        size_t plain = i;
        while (plain < s.len && is_plain_json(s.ptr[plain]))
            plain++;
        buf_add(out, s.ptr + i, plain - i);
        i = plain;
        if (i == s.len)
            break;
        uint32_t c;
        size_t len = utf8_decode(str_slice(s, i, s.len), &c);
        if (len == 0)
            buf_add(out, replacement, 3);
        else
            escape_json_char(out, c, s.ptr + i, len);
        i += len ? len : 1;
    }
    buf_add_char(out, '"');
}

static void escape_html_char(struct buf *out, uint32_t c, const char *bytes, size_t len)
{
    switch (c) {
    case '&':
        buf_add_str(out, STR("&amp;"));
        break;
    case '<':
        buf_add_str(out, STR("&lt;"));
        break;
    case '>':
        buf_add_str(out, STR("&gt;"));
        break;
    case '"':
        buf_add_str(out, STR("&quot;"));
        break;
    case '\'':
        buf_add_str(out, STR("&#39;"));
        break;
    default:
        if (is_control(c))
            buf_add_char(out, ' ');
        else
            buf_add(out, bytes, len);
    }
}

void escape_html(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t c;
        size_t len = utf8_decode(str_slice(s, i, s.len), &c);
        if (len == 0)
            buf_add(out, replacement, 3);
        else
            escape_html_char(out, c, s.ptr + i, len);
        i += len ? len : 1;
    }
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void escape_url(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (is_unreserved(s.ptr[i]))
            buf_add_char(out, s.ptr[i]);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)s.ptr[i]);
    }
}
