/* See gzip.h. */
#include "searchd/net/gzip.h"

#include <limits.h>

/* zlib then takes bytes that it will not change as const. */
#define ZLIB_CONST
#include <zlib.h>

/* Answers are a few KB and are made while somebody waits: a quick level, whose table is soon cleared. */
enum { LEVEL = 4, WINDOW_BITS = 15, AS_GZIP = 16, MEMORY = 8 };

bool gzip(struct str bytes, struct buf *out)
{
    z_stream z = {0};
    char *room = bytes.len < INT_MAX ? buf_room(out, bytes.len) : NULL;
    if (!room ||
        deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW_BITS + AS_GZIP, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    z.next_in = (const Bytef *)bytes.ptr;
    z.avail_in = (uInt)bytes.len;
    z.next_out = (Bytef *)room;
    z.avail_out = (uInt)bytes.len;
    bool smaller = deflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_out > 0;
    if (smaller)
        out->len += bytes.len - z.avail_out;
    deflateEnd(&z);
    return smaller;
}
