/*
 * See json.h. Speed matters here (reader_jsonl.c has the figures): runs of plain ASCII are looked at eight
 * bytes at a time, only the other bytes one by one.
 */
#include "indexer/readers/json.h"

#include "base/escape.h"

void json_init(struct json *j, struct str text, char *space) /* NOLINT(readability-non-const-parameter) */
{
    *j = (struct json){.text = text, .space = space};
}

static bool fail_as(struct json *j, enum json_fault fault, const char *problem)
{
    if (!j->fault) {
        j->fault = fault;
        j->problem = problem;
    }
    return false;
}

/* A NUL where the grammar wants something else means that this is no text at all. */
static bool fail(struct json *j, const char *problem)
{
    if (j->at < j->text.len && j->text.ptr[j->at] == '\0')
        return fail_as(j, JSON_NUL, "a NUL byte");
    return fail_as(j, JSON_SYNTAX, problem);
}

static int peek_byte(const struct json *j)
{
    return j->at < j->text.len ? (unsigned char)j->text.ptr[j->at] : -1;
}

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(struct json *j)
{
    while (is_space(peek_byte(j)))
        j->at++;
}

enum json_type json_peek(struct json *j)
{
    if (j->fault)
        return JSON_NONE;
    skip_space(j);
    int c = peek_byte(j);
    switch (c) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 't':
    case 'f':
        return JSON_BOOLEAN;
    case 'n':
        return JSON_NULL;
    default:
        return c == '-' || (c >= '0' && c <= '9') ? JSON_NUMBER : JSON_NONE;
    }
}

bool json_enter(struct json *j, char bracket)
{
    if (j->fault)
        return false;
    skip_space(j);
    if (peek_byte(j) != bracket)
        return fail(j, bracket == '{' ? "expected an object" : "expected an array");
    j->at++;
    j->first = true;
    return true;
}

bool json_more(struct json *j, char bracket)
{
    if (j->fault)
        return false;
    skip_space(j);
    int c = peek_byte(j);
    if (c == bracket) {
        j->at++;
        j->first = false;
        return false;
    }
    if (!j->first && c != ',')
        return fail(j, bracket == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
    if (!j->first)
        j->at++;
    j->first = false;
    return true;
}

/* --- strings --- */

static void put(struct json *j, const char *bytes, size_t len)
{
    memcpy(j->space + j->used, bytes, len);
    j->used += len;
}

static void put_code_point(struct json *j, uint32_t c)
{
    char *p = j->space + j->used;
    if (c < 0x80) {
        *p++ = (char)c;
    } else if (c < 0x800) {
        *p++ = (char)(0xc0 | c >> 6);
        *p++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *p++ = (char)(0xe0 | c >> 12);
        *p++ = (char)(0x80 | (c >> 6 & 0x3f));
        *p++ = (char)(0x80 | (c & 0x3f));
    } else {
        *p++ = (char)(0xf0 | c >> 18);
        *p++ = (char)(0x80 | (c >> 12 & 0x3f));
        *p++ = (char)(0x80 | (c >> 6 & 0x3f));
        *p++ = (char)(0x80 | (c & 0x3f));
    }
    j->used = (size_t)(p - j->space);
}

/* The four digits after "\u" at byte `at`, or -1. */
static int32_t hex4(const struct json *j, size_t at)
{
    int32_t value = 0;
    if (j->text.len - at < 4)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = j->text.ptr[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* \uXXXX, or two of them for a character beyond U+FFFF; the position is on the 'u'. */
static bool unicode_escape(struct json *j)
{
    int32_t c = hex4(j, j->at + 1);
    if (c < 0)
        return fail(j, "expected four hexadecimal digits after \\u");
    if (c == 0)
        return fail_as(j, JSON_NUL, "a NUL, written \\u0000");
    size_t next = j->at + 5;
    if (c >= 0xd800 && c <= 0xdfff) {
        int32_t low = -1;
        if (c < 0xdc00 && j->text.len - next >= 6 && memcmp(j->text.ptr + next, "\\u", 2) == 0)
            low = hex4(j, next + 2);
        if (low < 0xdc00 || low > 0xdfff)
            return fail_as(j, JSON_ENCODING, "half a surrogate pair");
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        next += 6;
    }
    put_code_point(j, (uint32_t)c);
    j->at = next;
    return true;
}

/* The position is on the backslash. */
static bool escape(struct json *j)
{
    static const char written[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    j->at++;
    int c = peek_byte(j);
    if (c == 'u')
        return unicode_escape(j);
    const char *known = c > 0 ? strchr(written, c) : NULL;
    if (!known)
        return fail(j, "an escape that JSON does not know");
    put(j, &meant[known - written], 1);
    j->at++;
    return true;
}

/* Bytes from `at` that are ASCII and neither a control, a quote nor a backslash; a multiple of eight. */
static size_t plain_run(struct str s, size_t at)
{
    const uint64_t ones = 0x0101010101010101u, highs = ones * 0x80;
    size_t from = at;
    for (; s.len - at >= 8; at += 8) {
        uint64_t v;
        memcpy(&v, s.ptr + at, 8);
        uint64_t quote = v ^ (ones * '"'), slash = v ^ (ones * '\\');
        /* A byte below n borrows into its high bit; exact as long as no byte has that bit itself. */
        uint64_t found = (v - ones * 0x20) | (quote - ones) | (slash - ones) | v;
        if (found & highs)
            break;
    }
    return at - from;
}

/* Copies what needs no thought, and stops at a quote, a backslash or a fault. */
static bool copy_characters(struct json *j)
{
    size_t from = j->at;
    for (;;) {
        j->at += plain_run(j->text, j->at);
        int c = peek_byte(j);
        if (c == '"' || c == '\\')
            break;
        if (c < 0)
            return fail(j, "a string without its closing quote");
        if (c < 0x20)
            return fail(j, "a control character within a string");
        uint32_t code;
        size_t len = c < 0x80 ? 1 : utf8_decode(str_slice(j->text, j->at, j->text.len), &code);
        if (len == 0)
            return fail_as(j, JSON_ENCODING, "not valid UTF-8");
        j->at += len;
    }
    put(j, j->text.ptr + from, j->at - from);
    return true;
}

bool json_string(struct json *j, struct str *out)
{
    *out = (struct str){NULL, 0};
    if (j->fault)
        return false;
    skip_space(j);
    if (peek_byte(j) != '"')
        return fail(j, "expected a string");
    j->at++;
    size_t from = j->used;
    while (copy_characters(j)) {
        if (peek_byte(j) == '"') {
            j->at++;
            *out = (struct str){j->space + from, j->used - from};
            return true;
        }
        if (!escape(j))
            break;
    }
    return false;
}

bool json_name(struct json *j, struct str *out)
{
    if (!json_string(j, out))
        return false;
    skip_space(j);
    if (peek_byte(j) != ':')
        return fail(j, "expected ':' after a name");
    j->at++;
    return true;
}

/* --- whole values --- */

static bool digits(struct json *j)
{
    size_t from = j->at;
    while (peek_byte(j) >= '0' && peek_byte(j) <= '9')
        j->at++;
    return j->at > from || fail(j, "expected a digit");
}

static bool number(struct json *j)
{
    if (peek_byte(j) == '-')
        j->at++;
    if (peek_byte(j) == '0')
        j->at++;
    else if (!digits(j))
        return false;
    if (peek_byte(j) == '.') {
        j->at++;
        if (!digits(j))
            return false;
    }
    if (peek_byte(j) == 'e' || peek_byte(j) == 'E') {
        j->at++;
        if (peek_byte(j) == '+' || peek_byte(j) == '-')
            j->at++;
        if (!digits(j))
            return false;
    }
    return true;
}

static bool literal(struct json *j)
{
    static const char *const literals[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++)
        if (str_starts(str_slice(j->text, j->at, j->text.len), str_of(literals[i]))) {
            j->at += strlen(literals[i]);
            return true;
        }
    return fail(j, "expected a value");
}

/* Copies the bytes from `from` up to here as they are written, over what was decoded of them. */
static void put_as_written(struct json *j, size_t from, size_t used)
{
    j->used = used;
    put(j, j->text.ptr + from, j->at - from);
}

/* A value that is neither array nor object, copied as it is written. */
static bool scalar(struct json *j)
{
    enum json_type type = json_peek(j);
    size_t from = j->at, used = j->used;
    struct str decoded;
    bool good = type == JSON_STRING ? json_string(j, &decoded) : type == JSON_NUMBER ? number(j) : literal(j);
    if (good)
        put_as_written(j, from, used);
    return good;
}

static bool name_as_written(struct json *j)
{
    skip_space(j);
    size_t from = j->at, used = j->used;
    struct str decoded;
    if (!json_string(j, &decoded))
        return false;
    put_as_written(j, from, used);
    skip_space(j);
    if (peek_byte(j) != ':')
        return fail(j, "expected ':' after a name");
    j->at++;
    put(j, ":", 1);
    return true;
}

/* What surrounds a value: its brackets, the innermost last, one bit each. */
struct nesting {
    uint64_t objects;
    unsigned depth;
};

static bool open_bracket(struct json *j, struct nesting *n)
{
    bool object = peek_byte(j) == '{';
    if (n->depth == JSON_DEPTH_MAX)
        return fail(j, "nested too deeply");
    n->objects = n->objects << 1 | object;
    n->depth++;
    put(j, object ? "{" : "[", 1);
    return json_enter(j, object ? '{' : '[');
}

/* After a value: closes what ends here, or goes on to the next value. False when all is closed. */
static bool to_next_value(struct json *j, struct nesting *n)
{
    while (n->depth && !j->fault) {
        bool first = j->first;
        char close = n->objects & 1 ? '}' : ']';
        if (json_more(j, close)) {
            if (!first)
                put(j, ",", 1);
            return close == ']' || name_as_written(j);
        }
        if (j->fault)
            return false;
        put(j, &close, 1);
        n->objects >>= 1;
        n->depth--;
    }
    return false;
}

bool json_value(struct json *j, struct str *out)
{
    struct nesting nesting = {0};
    size_t from = j->used;
    *out = (struct str){NULL, 0};
    do {
        enum json_type type = json_peek(j);
        if (type == JSON_OBJECT || type == JSON_ARRAY)
            open_bracket(j, &nesting);
        else
            scalar(j);
    } while (to_next_value(j, &nesting));
    if (j->fault)
        return false;
    *out = (struct str){j->space + from, j->used - from};
    return true;
}

bool json_finish(struct json *j)
{
    if (j->fault)
        return false;
    skip_space(j);
    return j->at == j->text.len || fail(j, "something follows the value");
}
