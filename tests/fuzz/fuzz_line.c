/*
 * The line parser on any bytes: the first byte chooses how the rest is cut into pieces, and what is read
 * must not depend on it.
 */
#include <stdlib.h>

#include "../unit/line_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t whole(void *context, size_t left)
{
    (void)context;
    return left;
}

static size_t pieces(void *context, size_t left)
{
    size_t most = *(const size_t *)context;
    return most < left ? most : left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct line_limits limits = {80, {1000, 10000}};
    if (size == 0)
        return 0;
    struct str stream = {(const char *)data + 1, size - 1};
    size_t most = data[0] + 1u;
    struct buf once = {0}, cut = {0};
    line_feed(&limits, stream, whole, NULL, &once);
    line_feed(&limits, stream, pieces, &most, &cut);
    if (!str_equal(buf_str(&once), buf_str(&cut)))
        abort();
    buf_fini(&once);
    buf_fini(&cut);
    return 0;
}
