/* See clean.h. Most text needs nothing done, which is found out first. */
#include "indexer/readers/clean.h"

struct str clean_cut(struct str s, size_t most)
{
    if (s.len <= most)
        return s;
    while (most && ((unsigned char)s.ptr[most] & 0xc0) == 0x80)
        most--;
    return str_slice(s, 0, most);
}

/* Whether the character at the front would be changed. */
static bool is_unclean(enum clean_how how, const char *p, size_t len)
{
    if (how == CLEAN_TEXT && (p[0] == '\n' || p[0] == '\t'))
        return false;
    if (how == CLEAN_LINE && p[0] == ' ')
        return len > 1 && p[1] == ' ';
    return clean_control(p, len) > 0;
}

static size_t clean_front(enum clean_how how, struct str s)
{
    size_t i = 0;
    while (i < s.len && !is_unclean(how, s.ptr + i, s.len - i))
        i++;
    return i;
}

/* Rewrites s[from…] to `out`, which has room for it; returns the length of the whole. */
static size_t rewrite(enum clean_how how, struct str s, size_t from, char *out)
{
    size_t len = from;
    for (size_t i = from; i < s.len;) {
        size_t control = clean_control(s.ptr + i, s.len - i);
        char c = s.ptr[i];
        bool kept = how == CLEAN_TEXT && (c == '\n' || c == '\t');
        if (how == CLEAN_TEXT && c == '\r') {
            out[len++] = '\n';
            i += str_starts(str_slice(s, i, s.len), STR("\r\n")) ? 2 : 1;
        } else if (!kept && (control || c == ' ')) {
            if (how != CLEAN_LINE || len == 0 || out[len - 1] != ' ')
                out[len++] = ' ';
            i += control ? control : 1;
        } else {
            out[len++] = c;
            i++;
        }
    }
    return len;
}

bool clean(struct arena *arena, enum clean_how how, struct str s, struct str *out)
{
    if (how != CLEAN_TEXT)
        s = str_trim(s);
    *out = s;
    size_t front = clean_front(how, s);
    if (front == s.len)
        return true;
    char *copy = arena_alloc(arena, s.len);
    if (!copy)
        return false;
    memcpy(copy, s.ptr, front);
    *out = (struct str){copy, rewrite(how, s, front, copy)};
    if (how != CLEAN_TEXT)
        *out = str_trim(*out);
    return true;
}
