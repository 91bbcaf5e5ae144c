/* See paths.h. */
#include "indexer/readers/paths.h"

/* The part of the path that says the language; begins at path.len if there is none. */
struct mark {
    size_t start, end;
    enum lang lang;
};

static enum lang mark_language(struct str part)
{
    if (part.len != 2)
        return LANG_NONE;
    char small[2] = {(char)(part.ptr[0] | 0x20), (char)(part.ptr[1] | 0x20)};
    return memcmp(small, "fr", 2) == 0 ? LANG_FR : memcmp(small, "en", 2) == 0 ? LANG_EN : LANG_NONE;
}

static size_t name_start(struct str path)
{
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? (size_t)(slash - path.ptr) + 1 : 0;
}

/* .fr in NAME.fr.html */
static bool find_suffix(struct str path, size_t name, struct mark *m)
{
    struct str file = str_slice(path, name, path.len);
    const char *dot = file.len ? memrchr(file.ptr, '.', file.len) : NULL;
    size_t end = dot ? (size_t)(dot - file.ptr) : 0;
    if (end < 4 || file.ptr[end - 3] != '.')
        return false;
    *m = (struct mark){name + end - 2, name + end, mark_language(str_slice(file, end - 2, end))};
    return m->lang != LANG_NONE;
}

static struct mark find_mark(struct str path)
{
    struct mark found = {path.len, path.len, LANG_NONE};
    size_t name = name_start(path);
    if (find_suffix(path, name, &found))
        return found;
    found = (struct mark){path.len, path.len, LANG_NONE};
    for (size_t start = 0; start < name;) {
        size_t end = start + str_find(str_slice(path, start, name), STR("/"));
        enum lang lang = mark_language(str_slice(path, start, end));
        if (lang != LANG_NONE)
            found = (struct mark){start, end, lang};
        start = end + 1;
    }
    return found;
}

enum lang path_language(struct str path)
{
    return find_mark(path).lang;
}

bool path_pair(struct arena *arena, struct str path, struct str *out)
{
    struct mark m = find_mark(path);
    *out = (struct str){NULL, 0};
    if (m.lang == LANG_NONE)
        return true;
    char *pair = arena_alloc(arena, path.len);
    if (!pair)
        return false;
    memcpy(pair, path.ptr, m.start);
    pair[m.start] = '*';
    memcpy(pair + m.start + 1, path.ptr + m.end, path.len - m.end);
    *out = (struct str){pair, path.len - 1};
    return true;
}

/* Length of "https:" and the like (RFC 3986, section 3.1), 0 if there is none. */
static size_t scheme_length(struct str link)
{
    size_t i = 0;
    for (; i < link.len && link.ptr[i] != ':'; i++) {
        char c = link.ptr[i], small = (char)(c | 0x20);
        bool letter = small >= 'a' && small <= 'z';
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            return 0;
    }
    return i > 0 && i < link.len ? i + 1 : 0;
}

/* "https://host" of an address, empty if it has none. */
static struct str origin_of(struct str url)
{
    size_t scheme = scheme_length(url);
    if (!scheme || !str_starts(str_slice(url, scheme, url.len), STR("//")))
        return (struct str){NULL, 0};
    size_t host = scheme + 2;
    return str_slice(url, 0, host + str_find(str_slice(url, host, url.len), STR("/")));
}

static struct str without_query(struct str link)
{
    for (size_t i = 0; i < link.len; i++)
        if (link.ptr[i] == '?' || link.ptr[i] == '#')
            return str_slice(link, 0, i);
    return link;
}

/* Appends the segments of `link` to the directory of len bytes in `out`: RFC 3986, section 5.2.4. Returns
 * the new length, 0 if it leads above the root. */
static size_t append_segments(char *out, size_t len, struct str link)
{
    for (size_t i = 0; i <= link.len;) {
        size_t end = i + str_find(str_slice(link, i, link.len), STR("/"));
        struct str part = str_slice(link, i, end);
        if (str_equal(part, STR(".."))) {
            if (len == 0)
                return 0;
            len = name_start((struct str){out, len - 1});
        } else if (part.len && !str_equal(part, STR("."))) {
            memcpy(out + len, part.ptr, part.len);
            len += part.len;
            if (end < link.len)
                out[len++] = '/';
        }
        i = end + 1;
    }
    return len;
}

bool path_resolve(struct arena *arena, struct str path, struct str url, struct str link, struct str *out)
{
    link = str_trim(link);
    *out = link;
    if (scheme_length(link) || str_starts(link, STR("//")))
        return true;
    bool rooted = str_starts(link, STR("/"));
    struct str base = rooted ? origin_of(url) : str_slice(path, 0, name_start(path));
    if (!rooted || base.len == 0)
        link = without_query(link);
    *out = (struct str){NULL, 0};
    if (link.len == 0)
        return true;
    char *copy = arena_alloc(arena, base.len + link.len);
    if (!copy)
        return false;
    if (base.len)
        memcpy(copy, base.ptr, base.len);
    if (rooted && base.len) {
        memcpy(copy + base.len, link.ptr, link.len);
        *out = (struct str){copy, base.len + link.len};
    } else {
        *out = (struct str){copy, append_segments(copy, base.len, link)};
    }
    return true;
}
