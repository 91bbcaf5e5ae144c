/*
 * Heads of HTTP requests and their parameters from any bytes: the first byte chooses how the rest is cut into
 * pieces, and what is read must not depend on it. What is read as parameters is UTF-8 without controls.
 */
#include <stdlib.h>

#include "base/escape.h"
#include "searchd/net/http_params.h"
#include "searchd/net/http_reader.h"
#include "searchd/net/http_routes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void describe_params(struct str raw, struct buf *out)
{
    static struct http_params params;
    static const struct verb_limits limits = {1000, 10000};
    struct buf text = {0};
    struct err e = {0};
    int code = http_params_read(raw, &text, &params, &e);
    buf_printf(out, " params %d %zu", code, params.count);
    for (size_t i = 0; i < params.count && code == 0; i++) {
        size_t at;
        struct str value = params.each[i].value;
        if (!utf8_valid(value, &at))
            abort();
        for (size_t k = 0; k < value.len; k++)
            if ((unsigned char)value.ptr[k] < ' ')
                abort();
    }
    if (code == 0) {
        struct request request;
        code = http_route_request(http_route_find(STR("/search")), &limits, &params, STR("fr"), &text,
                                  &request, &e);
        buf_printf(out, " request %d %s", code, code < 0 ? e.text : "");
    }
    buf_fini(&text);
}

static void read_stream(struct str stream, size_t piece, struct buf *out)
{
    static const struct http_limits limits = {400, 100, 8};
    struct http_reader reader = {0};
    struct buf in = {0};
    int got = 0;
    while (stream.len && got >= 0) {
        size_t len = piece < stream.len ? piece : stream.len;
        buf_add(&in, stream.ptr, len);
        stream = str_slice(stream, len, stream.len);
        do {
            struct http_head head;
            struct err e;
            unsigned status = 0;
            size_t used;
            got = http_next(&reader, &limits, buf_str(&in), &used, &head, &status, &e);
            if (got > 0) {
                buf_printf(out, "%d %d %d [", head.method, head.newer, head.last);
                buf_add_str(out, head.authority);
                buf_add_str(out, head.path);
                describe_params(head.parameters, out);
            } else if (got < 0) {
                buf_printf(out, "error %d %u %s", got, status, e.text);
            }
            buf_consume(&in, used);
        } while (got > 0);
    }
    buf_fini(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str stream = {(const char *)data + 1, size - 1};
    struct buf once = {0}, cut = {0};
    read_stream(stream, stream.len, &once);
    read_stream(stream, data[0] + 1u, &cut);
    if (!str_equal(buf_str(&once), buf_str(&cut)))
        abort();
    buf_fini(&once);
    buf_fini(&cut);
    return 0;
}
