/*
 * JSON Lines: an object a line, a document each. Members that are ours are strings (id and date may be
 * numbers, tags an array); all others are kept as extra fields, arrays and objects as compact JSON.
 *
 * Parsing is in the main path of a build, so it is our own (json.h). On 60 MB of bilingual law, one core of
 * a shared machine: this whole reader, with a sink that does nothing, 450 MB/s; jansson, only building its
 * trees, 95.
 */
#include "indexer/readers/draft.h"
#include "indexer/readers/json.h"

enum { MEMBERS_MAX = 256 };

struct line {
    struct draft draft;
    struct json json;
    struct str names[MEMBERS_MAX]; /* seen so far: a name may come once */
    size_t count;
    struct str key;       /* the latest name */
    enum json_type wrong; /* what its value is, and must not be */
    bool in_tags;         /* or what a tag is */
    bool duplicate, too_many;
};

static const char *type_words(enum json_type type)
{
    static const char *const words[] = {
        [JSON_NONE] = "nothing",    [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array",
        [JSON_STRING] = "a string", [JSON_NUMBER] = "a number",  [JSON_BOOLEAN] = "true or false",
        [JSON_NULL] = "null"};
    return words[type];
}

/* False, and the fact noted, for a name that came before. */
static bool note_name(struct line *l, struct str name)
{
    l->key = name;
    for (size_t i = 0; i < l->count; i++)
        if (str_equal(l->names[i], name))
            l->duplicate = true;
    if (l->count == MEMBERS_MAX)
        l->too_many = true;
    else
        l->names[l->count++] = name;
    return !l->duplicate && !l->too_many;
}

static int read_tags(struct line *l, struct err *e)
{
    struct str tag;
    int code = 0;
    json_enter(&l->json, '[');
    while (!code && !l->wrong && json_more(&l->json, ']')) {
        enum json_type type = json_peek(&l->json);
        l->in_tags = type != JSON_STRING && type != JSON_NONE;
        if (l->in_tags)
            l->wrong = type;
        else if (json_string(&l->json, &tag))
            code = draft_add_tag(&l->draft, tag, e);
    }
    return code;
}

/* Whether a member of ours may have a value of this type; others may have any. */
static bool is_allowed(struct str name, enum json_type type)
{
    if (type == JSON_STRING || type == JSON_NULL || type == JSON_NONE || !draft_knows(name))
        return true;
    if (type == JSON_NUMBER)
        return str_equal(name, STR("id")) || str_equal(name, STR("date"));
    return type == JSON_ARRAY && str_equal(name, STR("tags"));
}

static int read_member(struct line *l, struct err *e)
{
    struct str name, value;
    if (!json_name(&l->json, &name) || !note_name(l, name))
        return 0;
    enum json_type type = json_peek(&l->json);
    if (!is_allowed(name, type)) {
        l->wrong = type;
        return 0;
    }
    if (type == JSON_ARRAY && str_equal(name, STR("tags")))
        return read_tags(l, e);
    bool good = type == JSON_STRING ? json_string(&l->json, &value) : json_value(&l->json, &value);
    return good && type != JSON_NULL ? draft_set(&l->draft, name, value, e) : 0;
}

static int read_object(struct line *l, struct err *e)
{
    int code = 0;
    json_enter(&l->json, '{');
    while (!code && !l->wrong && !l->duplicate && !l->too_many && json_more(&l->json, '}'))
        code = read_member(l, e);
    return code;
}

static const char *expected(struct str name)
{
    return str_equal(name, STR("tags"))                                 ? "an array of strings"
           : str_equal(name, STR("id")) || str_equal(name, STR("date")) ? "a string or a number"
                                                                        : "a string";
}

/* The document to the sink, or what is wrong with it. */
static int give(struct line *l, struct err *e)
{
    struct draft *d = &l->draft;
    static const enum skip_reason reasons[] = {
        [JSON_SYNTAX] = SKIP_MALFORMED, [JSON_ENCODING] = SKIP_ENCODING, [JSON_NUL] = SKIP_BINARY};
    if (l->json.fault)
        return draft_skip(d, reasons[l->json.fault], e, "byte %zu: %s", l->json.at + 1, l->json.problem);
    if (l->duplicate)
        return draft_skip(d, SKIP_MALFORMED, e, "\"%.*s\" comes twice", DRAFT_QUOTE(l->key));
    if (l->too_many)
        return draft_skip(d, SKIP_MALFORMED, e, "more than %d members", MEMBERS_MAX);
    if (l->in_tags)
        return draft_skip(d, SKIP_MALFORMED, e, "\"tags\" holds %s, expected strings", type_words(l->wrong));
    if (l->wrong)
        return draft_skip(d, SKIP_MALFORMED, e, "\"%.*s\" is %s, expected %s", DRAFT_QUOTE(l->key),
                          type_words(l->wrong), expected(l->key));
    return draft_give(d, e);
}

static int read_line(struct str bytes, uint64_t number, struct arena *arena, const struct sink *sink,
                     struct err *e)
{
    struct line l;
    char *space = arena_alloc(arena, bytes.len);
    if (!space)
        return err_memory(e);
    l.count = 0;
    l.key = (struct str){NULL, 0};
    l.wrong = JSON_NONE;
    l.in_tags = l.duplicate = l.too_many = false;
    draft_init(&l.draft, arena, sink, number);
    json_init(&l.json, bytes, space);
    int code = read_object(&l, e);
    if (code)
        return code;
    if (!l.wrong && !l.duplicate && !l.too_many)
        json_finish(&l.json);
    return give(&l, e);
}

static int read(const struct unit *unit, struct arena *arena, const struct sink *sink, struct err *e)
{
    struct str rest = unit->bytes;
    if (unit->first_line == 1 && str_starts(rest, STR("\xEF\xBB\xBF")))
        rest = str_slice(rest, 3, rest.len);
    for (uint64_t number = unit->first_line; rest.len; number++) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        struct str line = str_trim(str_slice(rest, 0, len));
        int code = line.len ? read_line(line, number, arena, sink, e) : 0;
        if (code)
            return code;
        rest = str_slice(rest, end ? len + 1 : len, rest.len);
    }
    return 0;
}

static const char *const suffixes[] = {".jsonl", ".ndjson", NULL};

const struct reader reader_jsonl = {.name = "jsonl", .suffixes = suffixes, .lines = true, .read = read};
