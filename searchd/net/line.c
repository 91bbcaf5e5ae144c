/*
 * See line.h. A line is `VERB [option=value …] argument`, or a bare query. Verbs and options are one table
 * each: what a verb takes stands there and nowhere else.
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

/* --- options --- */

static const char *const formats[] = {
    [FORMAT_TEXT] = "text", [FORMAT_TSV] = "tsv", [FORMAT_JSON] = "json", NULL};
static const char *const matches[] = {
    [MATCH_BEST] = "best", [MATCH_ANY] = "any", [MATCH_ALL] = "all", [MATCH_PHRASE] = "phrase", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};

enum option {
    OPTION_FORMAT,
    OPTION_LIMIT,
    OPTION_OFFSET,
    OPTION_MATCH,
    OPTION_SNIPPETS,
    OPTION_LANG,
    OPTION_STRICT,
    OPTION_ID,
    OPTION_COUNT
};

#define TAKES(option) (1u << (option))

static const struct option_name {
    const char *key;
    const char *values; /* for messages */
} options[OPTION_COUNT] = {
    [OPTION_FORMAT] = {"format", "text, tsv or json"},
    [OPTION_LIMIT] = {"limit", "a whole number, at least 1"},
    [OPTION_OFFSET] = {"offset", "a whole number"},
    [OPTION_MATCH] = {"match", "best, any, all or phrase"},
    [OPTION_SNIPPETS] = {"snippets", "yes or no"},
    [OPTION_LANG] = {"lang", "fr or en"},
    [OPTION_STRICT] = {"strict", "yes or no"},
    [OPTION_ID] = {"id", "the id of a document, as answers give it"},
};

static bool read_choice(const char *const *choices, struct str value, unsigned *out)
{
    for (unsigned i = 0; choices[i]; i++)
        if (str_equal(value, str_of(choices[i]))) {
            *out = i;
            return true;
        }
    return false;
}

static int read_number(enum option option, struct str value, uint32_t least, uint32_t most, uint32_t *out,
                       struct err *e)
{
    uint64_t number;
    if (!str_to_u64(value, UINT64_MAX, &number) || number < least) {
        err_set(e, ERR_USAGE, "%s=%.*s: it takes %s", options[option].key, (int)value.len, value.ptr,
                options[option].values);
        return err_hint(e, "the most is %lu", (unsigned long)most);
    }
    if (number > most) {
        err_set(e, ERR_LIMIT, "%s=%.*s: the most is %lu", options[option].key, (int)value.len, value.ptr,
                (unsigned long)most);
        return err_hint(e, "page through the answers with offset=");
    }
    *out = (uint32_t)number;
    return 0;
}

static int set_option(const struct line_limits *limits, enum option option, struct str value,
                      struct request *out, struct err *e)
{
    unsigned choice = 0;
    bool known = true;
    switch (option) {
    case OPTION_LIMIT:
        return read_number(option, value, 1, limits->hits, &out->limit, e);
    case OPTION_OFFSET:
        return read_number(option, value, 0, limits->offset, &out->offset, e);
    case OPTION_FORMAT:
        known = read_choice(formats, value, &choice);
        out->format = (enum request_format)choice;
        break;
    case OPTION_MATCH:
        known = read_choice(matches, value, &choice);
        out->match = (enum request_match)choice;
        break;
    case OPTION_SNIPPETS:
        known = read_choice(no_yes, value, &choice);
        out->snippets = choice;
        break;
    case OPTION_STRICT:
        known = read_choice(no_yes, value, &choice);
        out->strict = choice;
        break;
    case OPTION_LANG:
        out->prefer = lang_parse(value);
        known = out->prefer != LANG_NONE;
        break;
    case OPTION_ID:
        out->id = value;
        known = value.len > 0;
        break;
    case OPTION_COUNT:
        break;
    }
    if (known)
        return 0;
    return err_set(e, ERR_USAGE, "%s=%.*s: it takes %s", options[option].key, (int)value.len, value.ptr,
                   options[option].values);
}

static enum option find_option(struct str key)
{
    unsigned at = 0;
    while (at < OPTION_COUNT && !str_equal(key, str_of(options[at].key)))
        at++;
    return (enum option)at;
}

/* --- verbs --- */

#define SEARCH_TAKES (((1u << OPTION_COUNT) - 1) & ~TAKES(OPTION_ID))
#define COUNT_TAKES (TAKES(OPTION_FORMAT) | TAKES(OPTION_MATCH) | TAKES(OPTION_LANG) | TAKES(OPTION_STRICT))

static const struct verb {
    const char *name;
    enum request_verb verb;
    unsigned takes;     /* options */
    const char *needed; /* what its argument is; NULL if it has none */
} verbs[] = {
    {"SEARCH", REQUEST_SEARCH, SEARCH_TAKES, "a query"},
    {"COUNT", REQUEST_COUNT, COUNT_TAKES, "a query"},
    {"EXPLAIN", REQUEST_EXPLAIN, COUNT_TAKES | TAKES(OPTION_ID), "a query"},
    {"GET", REQUEST_GET, TAKES(OPTION_FORMAT), "the id of a document"},
    {"STATS", REQUEST_STATS, TAKES(OPTION_FORMAT), NULL},
    {"PING", REQUEST_PING, 0, NULL},
    {"HELP", REQUEST_HELP, 0, NULL},
    {"QUIT", REQUEST_QUIT, 0, NULL},
};

static const struct verb *find_verb(struct str word)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (str_equal(word, str_of(verbs[i].name)))
            return &verbs[i];
    return NULL;
}

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
        enum option option = find_option(str_slice(word, 0, equals));
        if (equals == word.len || option == OPTION_COUNT)
            return 0;
        if (!(verb->takes & TAKES(option))) {
            err_set(e, ERR_USAGE, "%s has no option %s=", verb->name, options[option].key);
            return err_hint(e, "to ask for these very words, put -- before them");
        }
        if (set_option(limits, option, str_slice(word, equals + 1, word.len), out, e) < 0)
            return e->code;
        *rest = after;
    }
}

static int parse_verb(const struct line_limits *limits, const struct verb *verb, struct str rest,
                      struct request *out, struct err *e)
{
    out->verb = verb->verb;
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
    *out = (struct request){.limit = LINE_DEFAULT_HITS, .snippets = true};
    struct str rest = line;
    const struct verb *verb = find_verb(take_word(&rest));
    if (verb && is_blank(line.ptr[0]))
        verb = NULL; /* a space before it makes it a word like any other */
    if (verb)
        return parse_verb(limits, verb, rest, out, e);
    out->verb = REQUEST_SEARCH;
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
