/* See lists_line.h. */
#include "text/lists_line.h"

#include "text/fold.h"
#include "text/words.h"

/* The most fields of a line: a minus, stop, and its spellings. */
enum { FIELDS_MAX = LIST_LINE_FACTS + 2 };

struct line {
    struct str fields[FIELDS_MAX];
    size_t count;
    struct arena *arena;
    struct err *e;
};

/* --- fields --- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static int split(struct str text, struct line *line)
{
    for (size_t at = 0;;) {
        while (at < text.len && is_blank(text.ptr[at]))
            at++;
        if (at == text.len || text.ptr[at] == '#')
            return 0;
        if (line->count == FIELDS_MAX)
            return err_set(line->e, ERR_INPUT, "there is more on it than any fact needs");
        size_t start = at;
        while (at < text.len && !is_blank(text.ptr[at]))
            at++;
        line->fields[line->count++] = str_slice(text, start, at);
    }
}

static struct str kept(struct line *line, const char *bytes, size_t len)
{
    return arena_str(line->arena, (struct str){bytes, len});
}

/* A field that must be one word as words.h cuts it; *out is case-folded, in the arena. */
static int take_word(struct line *line, struct str field, struct str *out)
{
    struct words words;
    struct word word;
    char folded[FOLD_MAX];
    if (field.len > LIST_WORD_MAX)
        return err_set(line->e, ERR_INPUT, "%.*s… is longer than %d bytes", 20, field.ptr, LIST_WORD_MAX);
    words_init(&words, field, 0);
    bool one = words_next(&words, &word) && word.start == 0 && word.end == field.len;
    if (!one || field.ptr[field.len - 1] == '\'')
        return err_set(line->e, ERR_INPUT, "%.*s is no single word, so no text would ever yield it",
                       (int)field.len, field.ptr);
    *out = kept(line, folded, fold_case(word.form, folded));
    return out->ptr ? 0 : err_memory(line->e);
}

/* Likewise, and its folded key in *key. */
static int take_key(struct line *line, struct str field, struct str *key)
{
    char folded[FOLD_MAX];
    struct str word = {0};
    int rc = take_word(line, field, &word);
    if (rc)
        return rc;
    *key = kept(line, folded, fold_key(word, folded));
    return key->ptr ? 0 : err_memory(line->e);
}

/* --- facts --- */

/* stop WORD SPELLING… */
static int read_stop(struct line *line, size_t first, struct list_fact *out)
{
    char key[FOLD_MAX], other[FOLD_MAX];
    int count = 0;
    struct str same = {0};
    for (size_t i = first; i < line->count; i++, count++) {
        out[count].kind = LIST_STOP;
        int rc = take_word(line, line->fields[i], &out[count].key);
        if (rc)
            return rc;
        if (count == 0)
            same = (struct str){key, fold_key(out[0].key, key)};
        else if (!str_equal(same, (struct str){other, fold_key(out[count].key, other)}))
            return err_set(line->e, ERR_INPUT, "%.*s is another word, not another spelling",
                           (int)line->fields[i].len, line->fields[i].ptr);
    }
    return count;
}

/* *PART* = OTHER */
static int read_part(struct line *line, struct str from, struct str to, struct list_fact *out)
{
    out->kind = LIST_PART;
    out->at_start = from.ptr[0] != '*';
    out->at_end = from.ptr[from.len - 1] != '*';
    struct str part = str_slice(from, out->at_start ? 0 : 1, from.len - (out->at_end ? 0 : 1));
    if (from.len < 2 || part.len == 0)
        return err_set(line->e, ERR_INPUT, "* stands for nothing here");
    int rc = take_word(line, part, &out->key);
    if (rc == 0)
        rc = take_word(line, to, &out->to);
    if (rc == 0 && str_equal(out->key, out->to))
        rc = err_set(line->e, ERR_INPUT, "it changes nothing");
    return rc ? rc : 1;
}

/* WORD = OTHER */
static int read_equal(struct line *line, struct str from, struct str to, struct list_fact *out)
{
    if (from.ptr[0] == '*' || from.ptr[from.len - 1] == '*')
        return read_part(line, from, to, out);
    char key[FOLD_MAX];
    out->kind = LIST_WORD;
    int rc = take_key(line, from, &out->key);
    if (rc == 0)
        rc = take_word(line, to, &out->to);
    if (rc == 0 && str_equal(out->key, (struct str){key, fold_key(out->to, key)}))
        rc = err_set(line->e, ERR_INPUT, "a word is always taken for itself, with or without accents");
    return rc ? rc : 1;
}

/* A directive and one word. */
static int read_directive(struct line *line, size_t first, struct list_fact *out)
{
    struct str directive = line->fields[first], word = line->fields[first + 1];
    int rc;
    if (str_equal(directive, STR("whole"))) {
        out->kind = LIST_WORD;
        rc = take_key(line, word, &out->key);
    } else if (str_equal(directive, STR("capitals"))) {
        out->kind = LIST_CAPITALS;
        rc = take_word(line, word, &out->key);
    } else if (str_equal(directive, STR("keep-s"))) {
        out->kind = LIST_KEEP_S;
        rc = take_word(line, word, &out->key);
    } else {
        err_set(line->e, ERR_INPUT, "%.*s is nothing that can be said of a word", (int)directive.len,
                directive.ptr);
        rc = err_hint(line->e, "stop, capitals, whole and keep-s can; or WORD = OTHER");
    }
    return rc ? rc : 1;
}

int lists_line(struct str text, struct arena *arena, struct list_fact out[LIST_LINE_FACTS], struct err *e)
{
    struct line line = {.arena = arena, .e = e};
    int count = split(text, &line);
    if (count < 0 || line.count == 0)
        return count;
    memset(out, 0, LIST_LINE_FACTS * sizeof *out);
    bool removal = str_equal(line.fields[0], STR("-"));
    size_t first = removal ? 1 : 0, fields = line.count - first;
    struct str *field = line.fields + first;
    if (fields == 3 && str_equal(field[1], STR("=")))
        count = read_equal(&line, field[0], field[2], out);
    else if (fields >= 2 && fields <= LIST_LINE_FACTS + 1 && str_equal(field[0], STR("stop")))
        count = read_stop(&line, first + 1, out);
    else if (fields == 2)
        count = read_directive(&line, first, out);
    else {
        err_set(e, ERR_INPUT, "it says nothing that a list can say");
        count = err_hint(e, "a fact is WORD = OTHER, or stop, capitals, whole or keep-s and a word");
    }
    for (int i = 0; i < count; i++)
        out[i].removal = removal;
    return count;
}

void lists_line_print(const struct list_fact *fact, struct buf *out)
{
    static const char *const directives[LIST_KINDS] = {
        [LIST_STOP] = "stop ", [LIST_CAPITALS] = "capitals ", [LIST_KEEP_S] = "keep-s "};
    const char *directive = directives[fact->kind];
    if (fact->kind == LIST_WORD && !fact->to.len)
        directive = "whole ";
    if (directive)
        buf_add_str(out, str_of(directive));
    if (fact->kind == LIST_PART && !fact->at_start)
        buf_add_char(out, '*');
    buf_add_str(out, fact->key);
    if (fact->kind == LIST_PART && !fact->at_end)
        buf_add_char(out, '*');
    if (fact->to.len) {
        buf_add_str(out, STR(" = "));
        buf_add_str(out, fact->to);
    }
    buf_add_char(out, '\n');
}
