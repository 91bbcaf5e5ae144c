/* See front_matter.h. */
#include "indexer/readers/front_matter.h"

#include "base/escape.h"

struct front {
    struct draft *draft;
    struct str rest; /* lines still to read */
    unsigned line;   /* number of the line last taken, the first "---" being 1 */
    struct str key;  /* of the list under way */
    struct buf list; /* its items so far as JSON, without the last bracket */
    bool warned;
};

/* Without its end. */
static struct str take_line(struct str *rest)
{
    size_t len = str_find(*rest, STR("\n"));
    struct str line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len < rest->len ? len + 1 : len, rest->len);
    return str_ends(line, STR("\r")) ? str_slice(line, 0, line.len - 1) : line;
}

static bool is_fence(struct str line, bool closing)
{
    line = str_trim(line);
    return str_equal(line, STR("---")) || (closing && str_equal(line, STR("...")));
}

/* The lines between the fences, and what follows; false if there are no two fences. */
static bool find_fences(struct str text, struct str *between, struct str *after)
{
    struct str rest = text;
    if (!is_fence(take_line(&rest), false))
        return false;
    size_t start = text.len - rest.len;
    while (rest.len) {
        size_t end = text.len - rest.len;
        struct str line = take_line(&rest);
        if (line.len && line.ptr[0] != ' ' && is_fence(line, true)) {
            *between = str_slice(text, start, end);
            *after = rest;
            return true;
        }
    }
    return false;
}

static int not_understood(struct front *f, struct err *e)
{
    if (f->warned)
        return 0;
    f->warned = true;
    return draft_warn(f->draft, e, "line %u of the front matter is not understood", f->line);
}

/* --- values --- */

/* The byte after the value at the front of `s`, quoted or ended by one of `ends`. */
static size_t value_end(struct str s, const char *ends)
{
    char quote = s.len && (s.ptr[0] == '"' || s.ptr[0] == '\'') ? s.ptr[0] : 0;
    size_t i = quote ? 1 : 0;
    if (!quote) {
        while (i < s.len && !strchr(ends, s.ptr[i]))
            i++;
        return i;
    }
    while (i < s.len && s.ptr[i] != quote)
        i += quote == '"' && s.ptr[i] == '\\' && i + 1 < s.len ? 2 : 1;
    /* '' within single quotes is one of them, and the value goes on. */
    if (quote == '\'' && i + 1 < s.len && s.ptr[i + 1] == quote)
        return i + 1 + value_end(str_slice(s, i + 1, s.len), ends);
    return i < s.len ? i + 1 : s.len;
}

/* A comment goes from a '#' that follows a space. */
static struct str without_comment(struct str s)
{
    for (size_t i = 1; i < s.len; i++)
        if (s.ptr[i] == '#' && (s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '\t'))
            return str_trim(str_slice(s, 0, i));
    return s;
}

/* What a value stands for, without its quotes; in the arena, ptr NULL when memory is out. */
static struct str unquote(struct arena *arena, struct str s)
{
    char quote = s.len && (s.ptr[0] == '"' || s.ptr[0] == '\'') ? s.ptr[0] : 0;
    if (!quote)
        return arena_str(arena, without_comment(s));
    char *out = arena_alloc(arena, s.len);
    size_t len = 0;
    for (size_t i = 1; out && i < s.len && s.ptr[i] != '\0'; i++) {
        char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : 0;
        if (c == quote && !(quote == '\'' && next == quote))
            break;
        if (c == quote || (c == '\\' && quote == '"' && next)) {
            c = c == '\\' && next == 'n' ? '\n' : c == '\\' && next == 't' ? '\t' : next;
            i++;
        }
        out[len++] = c;
    }
    return (struct str){out, len};
}

/* --- lists --- */

static bool is_tags(const struct front *f)
{
    return str_equal(f->key, STR("tags"));
}

static int add_item(struct front *f, struct str item, struct err *e)
{
    struct str value = unquote(f->draft->arena, item);
    if (!value.ptr)
        return err_memory(e);
    if (is_tags(f))
        return draft_add_tag(f->draft, value, e);
    buf_add_char(&f->list, f->list.len ? ',' : '[');
    escape_json(&f->list, value);
    return buf_failed(&f->list) ? err_memory(e) : 0;
}

static int end_list(struct front *f, struct err *e)
{
    int code = 0;
    if (f->list.len && draft_knows(f->key)) {
        code = draft_warn(f->draft, e, "\"%.*s\" is a list, expected a string", DRAFT_QUOTE(f->key));
    } else if (f->list.len) {
        buf_add_char(&f->list, ']');
        struct str value = arena_str(f->draft->arena, buf_str(&f->list));
        code =
            value.ptr && !buf_failed(&f->list) ? draft_add_extra(f->draft, f->key, value, e) : err_memory(e);
    }
    buf_clear(&f->list);
    return code;
}

/* [one, "two", three] */
static int flow_list(struct front *f, struct str s, struct err *e)
{
    int code = 0;
    for (size_t i = 1; i < s.len && s.ptr[i] != ']' && !code;) {
        struct str item = str_trim(str_slice(s, i, s.len));
        i = (size_t)(item.ptr - s.ptr);
        size_t end = value_end(item, ",]");
        item = str_trim(str_slice(item, 0, end));
        if (item.len)
            code = add_item(f, item, e);
        i += end;
        while (i < s.len && s.ptr[i] != ',' && s.ptr[i] != ']')
            i++;
        i += i < s.len && s.ptr[i] == ',';
    }
    return code ? code : end_list(f, e);
}

/* --- lines --- */

static bool is_indented(struct str line)
{
    return line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
}

/* After "key: |" (lines stay lines) or "key: >" (they are joined). */
static int block_scalar(struct front *f, char how, struct err *e)
{
    struct buf value = {0};
    for (;;) {
        struct str before = f->rest;
        struct str line = take_line(&f->rest);
        if (before.len == 0 || (str_trim(line).len && !is_indented(line))) {
            f->rest = before;
            break;
        }
        f->line++;
        if (value.len)
            buf_add_char(&value, how == '|' ? '\n' : ' ');
        buf_add_str(&value, str_trim(line));
    }
    struct str kept = arena_str(f->draft->arena, buf_str(&value));
    int code = kept.ptr && !buf_failed(&value) ? draft_set(f->draft, f->key, kept, e) : err_memory(e);
    buf_fini(&value);
    return code;
}

static int read_value(struct front *f, struct str value, struct err *e)
{
    if (value.len == 0 || value.ptr[0] == '#')
        return 0; /* the items of a list may follow */
    if (value.ptr[0] == '[')
        return flow_list(f, value, e);
    if ((value.ptr[0] == '|' || value.ptr[0] == '>') && value.len <= 2)
        return block_scalar(f, value.ptr[0], e);
    if (strchr("{&*!", value.ptr[0]))
        return not_understood(f, e);
    struct str plain = unquote(f->draft->arena, value);
    if (!plain.ptr)
        return err_memory(e);
    return str_equal(plain, STR("null")) || str_equal(plain, STR("~"))
               ? 0
               : draft_set(f->draft, f->key, plain, e);
}

/* Where the ':' after a key is, line.len if there is none. */
static size_t key_end(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == ':' && (i + 1 == line.len || line.ptr[i + 1] == ' ' || line.ptr[i + 1] == '\t'))
            return i;
    return line.len;
}

static int read_line(struct front *f, struct str line, struct err *e)
{
    struct str trimmed = str_trim(line);
    if (trimmed.len == 0 || trimmed.ptr[0] == '#')
        return 0;
    if (f->key.len && (str_starts(trimmed, STR("- ")) || str_equal(trimmed, STR("-")))) {
        struct str item = str_trim(str_slice(trimmed, 1, trimmed.len));
        return item.len ? add_item(f, item, e) : 0;
    }
    size_t colon = key_end(line);
    if (is_indented(line) || colon == 0 || colon == line.len)
        return not_understood(f, e);
    int code = end_list(f, e);
    f->key = str_trim(str_slice(line, 0, colon));
    return code ? code : read_value(f, str_trim(str_slice(line, colon + 1, line.len)), e);
}

int front_matter_take(struct draft *d, struct str *text, struct err *e)
{
    struct front f = {.draft = d, .line = 1};
    struct str after;
    int code = 0;
    if (!find_fences(*text, &f.rest, &after))
        return 0;
    while (f.rest.len && !code) {
        struct str line = take_line(&f.rest);
        f.line++;
        code = read_line(&f, line, e);
    }
    if (!code)
        code = end_list(&f, e);
    buf_fini(&f.list);
    *text = after;
    return code;
}
