/*
 * See line.h. A line is `VERB [option=value …] argument`, or a bare query; verbs.h knows verbs and options.
 */
#include "searchd/net/line.h"

#include "base/escape.h"

/* --- words of a line --- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes the first word off the front of *rest; empty at the end. */
static struct str take_word(struct str *rest)
{
    size_t from = 0;
    while (from < rest->len && is_blank(rest->ptr[from]))
        from++;
    size_t to = from;
    while (to < rest->len && !is_blank(rest->ptr[to]))
        to++;
    struct str word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return word;
}

/* --- verbs --- */

/* Reads the options at the head of *rest; what is no option of ours begins the argument. */
static int take_options(const struct line_limits *limits, const struct verb *verb, struct str *rest,
                        struct request *out, struct err *e)
{
    for (;;) {
        struct str after = *rest;
        struct str word = take_word(&after);
        if (str_equal(word, STR("--"))) {
            *rest = after;
            return 0;
        }
        size_t equals = str_find(word, STR("="));
        if (equals == word.len)
            return 0;
        struct str key = str_slice(word, 0, equals), value = str_slice(word, equals + 1, word.len);
        int taken = verb_set(verb, &limits->verbs, key, value, out, e);
        if (taken < 0 && !verb_takes(verb, key))
            err_hint(e, "to ask for these very words, put -- before them");
        if (taken <= 0)
            return taken;
        *rest = after;
    }
}

static int parse_verb(const struct line_limits *limits, const struct verb *verb, struct str rest,
                      struct request *out, struct err *e)
{
    *out = verb_request(verb);
    if (verb->takes && take_options(limits, verb, &rest, out, e) < 0)
        return e->code;
    out->query = str_trim(rest);
    if (verb->needed && out->query.len == 0) {
        err_set(e, ERR_USAGE, "%s needs %s", verb->name, verb->needed);
        return err_hint(e, "HELP shows how");
    }
    if (!verb->needed && out->query.len) {
        err_set(e, ERR_USAGE, "%s takes no argument", verb->name);
        return err_hint(e, "to search for words that begin so, write SEARCH before them");
    }
    return 0;
}

/* --- HTTP at the wrong door --- */

/*
 * A web page can make a browser send requests here. `GET / HTTP/1.1` and `Host: …` are what it begins with,
 * and GET is also a verb of ours, so the whole shape of RFC 9112 §3 is asked for.
 */
static bool is_http(struct str line)
{
    if (line.len >= 5 && strncasecmp(line.ptr, "host:", 5) == 0)
        return true;
    struct str rest = line;
    struct str method = take_word(&rest), target = take_word(&rest), version = take_word(&rest);
    if (str_trim(rest).len || !str_starts(version, STR("HTTP/")))
        return false;
    for (size_t i = 0; i < method.len; i++)
        if (method.ptr[i] < 'A' || method.ptr[i] > 'Z')
            return false;
    return target.ptr[0] == '/' || target.ptr[0] == '*' || memchr(target.ptr, ':', target.len);
}

/* --- lines --- */

static int parse_line(struct line_reader *reader, const struct line_limits *limits, struct str line,
                      struct request *out, struct err *e)
{
    if (!reader->greeted && is_http(line)) {
        err_set(e, ERR_REFUSED, "this port speaks Racine's line protocol, not HTTP");
        return err_hint(e, "send one query a line, for instance with nc, or HELP");
    }
    size_t at;
    if (!utf8_valid(line, &at)) {
        err_set(e, ERR_USAGE, "the line is not UTF-8: byte %zu", at + 1);
        return err_hint(e, "convert it first, for instance with iconv -f latin1 -t utf8");
    }
    reader->greeted = true;
    struct str rest = line;
    const struct verb *verb = verb_find(take_word(&rest));
    if (verb && is_blank(line.ptr[0]))
        verb = NULL; /* a space before it makes it a word like any other */
    if (verb)
        return parse_verb(limits, verb, rest, out, e);
    *out = verb_request(verb_find(STR("SEARCH")));
    out->query = str_trim(line);
    return 0;
}

static int too_long(const struct line_limits *limits, struct err *e)
{
    return err_set(e, ERR_LIMIT, "the line is longer than %zu bytes", limits->bytes);
}

int line_next(struct line_reader *reader, const struct line_limits *limits, struct str bytes, size_t *used,
              struct request *out, struct err *e)
{
    *used = 0;
    while (*used < bytes.len) {
        struct str left = str_slice(bytes, *used, bytes.len);
        const char *end = memchr(left.ptr, '\n', left.len);
        if (!end) {
            /* One byte more than the limit may be the CR of a line that is just short enough. */
            bool long_line = !reader->skipping && left.len > limits->bytes + 1;
            if (reader->skipping || long_line)
                *used = bytes.len;
            reader->skipping |= long_line;
            return long_line ? too_long(limits, e) : 0;
        }
        struct str line = str_slice(left, 0, (size_t)(end - left.ptr));
        *used += line.len + 1;
        if (reader->skipping) {
            reader->skipping = false;
            continue;
        }
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (line.len > limits->bytes)
            return too_long(limits, e);
        if (str_trim(line).len == 0)
            continue;
        int code = parse_line(reader, limits, line, out, e);
        return code < 0 ? code : 1;
    }
    return 0;
}
