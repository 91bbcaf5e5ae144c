/*
 * Text as it is indexed and shown: its own characters, but of the controls only \n and \t. Any thread.
 */
#ifndef RACINE_INDEXER_CLEAN_H
#define RACINE_INDEXER_CLEAN_H

#include "base/arena.h"

enum clean_how {
    CLEAN_TEXT, /* \r\n and \r become \n; other controls become spaces */
    CLEAN_LINE, /* one line: runs of white space and controls become one space; none at the ends */
    CLEAN_KEY   /* ids and addresses: controls become spaces, inner spaces stay; none at the ends */
};

/* `s`, valid UTF-8, cleaned: `s` itself if nothing is to be done, else in the arena. False when memory is
 * out. */
bool clean(struct arena *arena, enum clean_how how, struct str s, struct str *out);

/* Length of the control character (C0, DEL, C1) at the front of valid UTF-8, 0 if there is none. */
static inline size_t clean_control(const char *p, size_t len)
{
    unsigned char c = (unsigned char)p[0];
    if (c < 0x20 || c == 0x7f)
        return 1;
    return c == 0xc2 && len > 1 && (unsigned char)p[1] < 0xa0 ? 2 : 0;
}

/* Valid UTF-8 cut to at most `most` bytes, between characters: for messages. */
struct str clean_cut(struct str s, size_t most);

#endif
