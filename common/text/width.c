/* See width.h. */
#include "text/width.h"

#include <utf8proc.h>

size_t width_of(struct rune r)
{
    if (r.len == 1)
        return 1; /* ASCII, and what is no UTF-8 */
    if (r.class == CHAR_MARK)
        return 0;
    bool steers =
        r.code < 0xa0 || (r.code >= 0x2028 && r.code <= 0x202e) || (r.code >= 0x2066 && r.code <= 0x2069);
    if (steers)
        return 1;
    int width = utf8proc_charwidth((utf8proc_int32_t)r.code);
    return width > 0 ? (size_t)width : 0;
}

size_t width_of_text(struct str s)
{
    size_t cells = 0;
    for (size_t at = 0; at < s.len;) {
        struct rune r = rune_at(s, at);
        cells += width_of(r);
        at += r.len;
    }
    return cells;
}
