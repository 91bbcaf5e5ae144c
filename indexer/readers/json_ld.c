/* See json_ld.h. */
#include "indexer/readers/json_ld.h"

#include "indexer/readers/json.h"

/* A list in a @graph in a list: no page goes deeper for its nodes. */
enum { NESTING_MAX = 4 };

static void read_any(struct json *j, int depth, struct json_ld *out);

/* A member that is a string, or a list whose first element is one ("@type": ["Article", "Report"]). */
static bool take_string(struct json *j, struct str *out)
{
    struct str ignored;
    *out = (struct str){NULL, 0};
    if (json_peek(j) == JSON_STRING)
        return json_string(j, out);
    if (json_peek(j) != JSON_ARRAY) {
        json_value(j, &ignored);
        return false;
    }
    json_enter(j, '[');
    while (json_more(j, ']')) {
        if (out->len == 0 && json_peek(j) == JSON_STRING)
            json_string(j, out);
        else
            json_value(j, &ignored);
    }
    return out->len > 0;
}

static void read_node(struct json *j, int depth, struct json_ld *out)
{
    struct json_ld node = {0};
    struct str name;
    json_enter(j, '{');
    while (json_more(j, '}') && json_name(j, &name)) {
        struct str *field = str_equal(name, STR("datePublished"))  ? &node.published
                            : str_equal(name, STR("dateModified")) ? &node.modified
                            : str_equal(name, STR("inLanguage"))   ? &node.lang
                            : str_equal(name, STR("@type"))        ? &node.type
                                                                   : NULL;
        struct str value;
        if (field)
            take_string(j, field);
        else if (str_equal(name, STR("@graph")))
            read_any(j, depth + 1, out);
        else
            json_value(j, &value);
    }
    if (out->published.len == 0 && out->modified.len == 0 && (node.published.len || node.modified.len))
        *out = node;
}

static void read_any(struct json *j, int depth, struct json_ld *out)
{
    struct str ignored;
    enum json_type type = json_peek(j);
    if (type == JSON_OBJECT && depth < NESTING_MAX) {
        read_node(j, depth, out);
    } else if (type == JSON_ARRAY && depth < NESTING_MAX) {
        json_enter(j, '[');
        while (json_more(j, ']'))
            read_any(j, depth + 1, out);
    } else {
        json_value(j, &ignored);
    }
}

bool json_ld_read(struct str script, struct arena *arena, struct json_ld *out)
{
    struct json json;
    char *space = arena_alloc(arena, script.len + 1);
    *out = (struct json_ld){0};
    if (!space)
        return false;
    json_init(&json, script, space);
    read_any(&json, 0, out);
    json_finish(&json);
    if (json.fault)
        *out = (struct json_ld){0};
    return true;
}
