/* See http_params.h. */
#include "searchd/net/http_params.h"

#include "base/escape.h"

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* One byte off the front of `raw`, decoded; -1 if its escape is none. */
static int take_byte(struct str *raw)
{
    char c = raw->ptr[0];
    size_t len = 1;
    int byte = c == '+' ? ' ' : (unsigned char)c;
    if (c == '%') {
        int high = raw->len >= 3 ? digit(raw->ptr[1]) : -1, low = raw->len >= 3 ? digit(raw->ptr[2]) : -1;
        if (high < 0 || low < 0)
            return -1;
        byte = high * 16 + low;
        len = 3;
    }
    *raw = str_slice(*raw, len, raw->len);
    return byte == '\t' || byte == '\n' || byte == '\r' ? ' ' : byte;
}

static int decode(struct str raw, struct buf *text, struct str *out, struct err *e)
{
    size_t from = text->len, at;
    while (raw.len) {
        int byte = take_byte(&raw);
        if (byte < 0)
            return err_set(e, ERR_USAGE, "the address has a %% without two hexadecimal digits after it");
        if (byte < ' ' || byte == 0x7f)
            return err_set(e, ERR_USAGE, "the address has a control character, %%%02X", (unsigned)byte);
        text->ptr[text->len++] = (char)byte;
    }
    *out = str_slice(buf_str(text), from, text->len);
    if (utf8_valid(*out, &at))
        return 0;
    err_set(e, ERR_USAGE, "a parameter is not UTF-8");
    return err_hint(e, "percent-encode the bytes of its UTF-8: é is %%C3%%A9");
}

int http_params_read(struct str raw, struct buf *text, struct http_params *out, struct err *e)
{
    out->count = 0;
    buf_clear(text);
    /* Decoding makes nothing longer, so nothing moves. */
    if (!buf_room(text, 2 * raw.len + HTTP_PARAMS_SPARE))
        return err_memory(e);
    while (raw.len) {
        size_t end = str_find(raw, STR("&"));
        struct str pair = str_slice(raw, 0, end);
        raw = str_slice(raw, end < raw.len ? end + 1 : end, raw.len);
        if (pair.len == 0)
            continue;
        if (out->count == HTTP_PARAMS_MAX)
            return err_set(e, ERR_LIMIT, "there are more than %d parameters", HTTP_PARAMS_MAX);
        size_t equals = str_find(pair, STR("="));
        struct str value = str_slice(pair, equals < pair.len ? equals + 1 : equals, pair.len);
        if (decode(str_slice(pair, 0, equals), text, &out->each[out->count].key, e) < 0 ||
            decode(value, text, &out->each[out->count].value, e) < 0)
            return e->code;
        out->count++;
    }
    return 0;
}
