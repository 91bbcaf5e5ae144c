/* See one_line.h. */
#include "searchd/search/one_line.h"

size_t one_line_blank(struct str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    if (c <= ' ' || c == 0x7f)
        return 1;
    unsigned char next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
    if (c == 0xc2 && next >= 0x80 && next <= 0x9f)
        return 2;
    struct str rest = str_slice(text, at, text.len);
    return str_starts(rest, STR("\u2028")) || str_starts(rest, STR("\u2029")) ? 3 : 0;
}

size_t one_line_add(char *out, size_t len, struct str piece)
{
    for (size_t at = 0; at < piece.len;) {
        size_t blank = one_line_blank(piece, at);
        if (!blank)
            out[len++] = piece.ptr[at++];
        else if (len && out[len - 1] != ' ')
            out[len++] = ' ';
        at += blank;
    }
    return len;
}
