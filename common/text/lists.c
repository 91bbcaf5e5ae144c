/*
 * See lists.h. Facts are gathered as they are read, then settled: sorted, so that all facts about a word
 * stand together, the built-in ones first; then one of them is left, or none.
 */
#include "text/lists.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "text/fold.h"
#include "text/lists_builtin.h"
#include "text/lists_line.h"

#define HEADER "racine-lists 1"

enum { SOURCES_MAX = 256 };

struct lists {
    struct arena arena; /* what the facts point to, and the sources' names */
    struct list_fact *facts;
    size_t count, cap;
    struct list_facts of[LANG_COUNT][LIST_KINDS];
    struct str sources[SOURCES_MAX];
    size_t source_count;
};

/* --- lookups --- */

struct list_facts lists_of(const struct lists *l, enum lang lang, enum list_kind kind)
{
    return l->of[lang][kind];
}

const struct list_fact *lists_find(const struct lists *l, enum lang lang, enum list_kind kind, struct str key)
{
    struct list_facts facts = l->of[lang][kind];
    while (facts.count > 0) {
        size_t half = facts.count / 2;
        int order = str_compare(key, facts.first[half].key);
        if (order == 0)
            return &facts.first[half];
        if (order > 0) {
            facts.first += half + 1;
            facts.count -= half + 1;
        } else {
            facts.count = half;
        }
    }
    return NULL;
}

/* --- gathering --- */

static int add_source(struct lists *l, const char *name, struct err *e)
{
    if (l->source_count == SOURCES_MAX)
        return err_set(e, ERR_LIMIT, "%s: more than %d lists", name, SOURCES_MAX);
    struct str kept = arena_str(&l->arena, str_of(name));
    l->sources[l->source_count++] = kept;
    return kept.ptr ? 0 : err_memory(e);
}

static int add_fact(struct lists *l, const struct list_fact *fact, enum lang lang, struct err *e)
{
    if (l->count == LIST_FACTS_MAX)
        return err_set(e, ERR_LIMIT, "%s: more than %d facts", l->sources[fact->source].ptr, LIST_FACTS_MAX);
    if (l->count == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 1024;
        struct list_fact *grown = realloc(l->facts, cap * sizeof *grown);
        if (!grown)
            return err_memory(e);
        l->facts = grown;
        l->cap = cap;
    }
    l->facts[l->count] = *fact;
    l->facts[l->count++].lang = (uint8_t)lang;
    return 0;
}

/* Where the errors of one source are told, and as what. */
struct reading {
    struct lists *l;
    unsigned langs; /* that the facts are about */
    uint8_t layer;
    int code; /* of an error in a line */
};

static int add_line(const struct reading *r, struct str line, uint32_t number, struct err *e)
{
    struct list_fact facts[LIST_LINE_FACTS];
    struct err why = {0};
    struct lists *l = r->l;
    int count = lists_line(line, &l->arena, facts, &why);
    if (count == ERR_INPUT) {
        err_set(e, r->code, "%s, line %u: %s", l->sources[l->source_count - 1].ptr, number, why.text);
        return why.hint[0] ? err_hint(e, "%s", why.hint) : r->code;
    }
    if (count < 0) {
        *e = why;
        return count;
    }
    for (int i = 0; i < count; i++) {
        facts[i].layer = r->layer;
        facts[i].source = (uint16_t)(l->source_count - 1);
        facts[i].line = number;
        for (enum lang lang = 0; lang < LANG_COUNT; lang++)
            if (r->langs & LANG_BIT(lang) && add_fact(l, &facts[i], lang, e) < 0)
                return e->code;
    }
    return 0;
}

static struct str next_line(struct str *text)
{
    size_t end = str_find(*text, STR("\n"));
    struct str line = str_slice(*text, 0, end);
    *text = str_slice(*text, end < text->len ? end + 1 : end, text->len);
    return line;
}

static int add_text(const struct reading *r, struct str text, struct err *e)
{
    int rc = 0;
    for (uint32_t number = 1; rc == 0 && text.len; number++)
        rc = add_line(r, next_line(&text), number, e);
    return rc;
}

/* --- settling --- */

static int by_subject(const struct list_fact *a, const struct list_fact *b)
{
    if (a->lang != b->lang)
        return a->lang < b->lang ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = str_compare(a->key, b->key);
    if (order)
        return order;
    if (a->at_start != b->at_start)
        return a->at_start ? -1 : 1;
    return (a->at_end < b->at_end) - (a->at_end > b->at_end);
}

static int by_place(const void *x, const void *y)
{
    const struct list_fact *a = x, *b = y;
    int order = by_subject(a, b);
    if (order)
        return order;
    if (a->layer != b->layer)
        return a->layer < b->layer ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* An error of two facts, the later one at fault. */
static int clash(const struct lists *l, const struct list_fact *before, const struct list_fact *fact,
                 int code, const char *what, struct err *e)
{
    return err_set(e, code, "%s, line %u: %.*s %s (%s, line %u)", l->sources[fact->source].ptr, fact->line,
                   (int)fact->key.len, fact->key.ptr, what, l->sources[before->source].ptr, before->line);
}

/* Facts about one subject, in order of layers; the one that holds goes to *out, unless it is a removal. */
static int settle_subject(const struct lists *l, const struct list_fact *facts, size_t count, int code,
                          struct list_fact **out, struct err *e)
{
    const struct list_fact *holds = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct list_fact *fact = &facts[i];
        bool same = holds && str_equal(holds->to, fact->to);
        if (i > 0 && facts[i - 1].layer == fact->layer)
            return clash(
                l, &facts[i - 1], fact, code,
                same && facts[i - 1].removal == fact->removal ? "is told already" : "is told otherwise", e);
        if (fact->removal && !same)
            return err_set(e, code, "%s, line %u: %.*s: there is no such fact to take back",
                           l->sources[fact->source].ptr, fact->line, (int)fact->key.len, fact->key.ptr);
        holds = fact;
    }
    struct list_fact kept = *holds;
    if (!kept.removal)
        *(*out)++ = kept;
    return 0;
}

static void index_facts(struct lists *l)
{
    memset(l->of, 0, sizeof l->of);
    for (size_t i = 0; i < l->count; i++) {
        struct list_facts *facts = &l->of[l->facts[i].lang][l->facts[i].kind];
        if (facts->count++ == 0)
            facts->first = &l->facts[i];
    }
}

/* What makes no sense together though each fact does by itself. */
static int check_together(const struct lists *l, int code, struct err *e)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct list_fact *fact = &l->facts[i], *other;
        char key[FOLD_MAX];
        if (fact->kind == LIST_CAPITALS && !lists_find(l, fact->lang, LIST_STOP, fact->key))
            return err_set(e, code, "%s, line %u: %.*s is no stop word, so its capitals are no other word",
                           l->sources[fact->source].ptr, fact->line, (int)fact->key.len, fact->key.ptr);
        if (fact->kind != LIST_WORD || !fact->to.len)
            continue;
        other = lists_find(l, fact->lang, LIST_WORD, (struct str){key, fold_key(fact->to, key)});
        if (other && other->to.len)
            return clash(l, other, fact, code, "is taken for a word that is itself taken for another", e);
    }
    return 0;
}

static int settle(struct lists *l, int code, struct err *e)
{
    struct list_fact *out = l->facts;
    if (l->count)
        qsort(l->facts, l->count, sizeof *l->facts, by_place);
    for (size_t at = 0, end; at < l->count; at = end) {
        end = at + 1;
        while (end < l->count && by_subject(&l->facts[at], &l->facts[end]) == 0)
            end++;
        int rc = settle_subject(l, l->facts + at, end - at, code, &out, e);
        if (rc)
            return rc;
    }
    l->count = (size_t)(out - l->facts);
    index_facts(l);
    return check_together(l, code, e);
}

/* --- sources --- */

/* The languages that a file is about, by its name; 0 if it is no list's. */
static unsigned langs_of(struct str name)
{
    if (str_equal(name, STR("names")))
        return LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN);
    if (name.len < 4 || name.ptr[name.len - 3] != '.')
        return 0;
    enum lang lang = lang_parse(str_slice(name, name.len - 2, name.len));
    return lang == LANG_NONE ? 0 : LANG_BIT(lang);
}

static int add_builtin(struct lists *l, struct err *e)
{
    for (size_t i = 0; i < LISTS_BUILTIN; i++) {
        const struct lists_builtin *list = &lists_builtin_texts[i];
        const struct reading reading = {l, langs_of(str_of(list->name)), 0, ERR_INTERNAL};
        int rc = add_source(l, list->name, e);
        if (rc || (rc = add_text(&reading, (struct str){list->text, list->len}, e)))
            return rc;
    }
    return 0;
}

static int add_file(struct lists *l, const char *dir, const char *name, struct err *e)
{
    const struct reading reading = {l, langs_of(str_of(name)), 1, ERR_USAGE};
    char path[PATH_ROOM];
    struct buf text = {0};
    int rc = path_join(dir, name, path, e);
    if (rc)
        return rc;
    if (!reading.langs) {
        err_set(e, ERR_USAGE, "%s is no list", path);
        return err_hint(e, "a list is named NAME.fr, NAME.en, or names for both languages");
    }
    rc = file_read(path, LIST_BYTES_MAX, &text, e);
    if (rc == 0)
        rc = add_source(l, path, e);
    if (rc == 0)
        rc = add_text(&reading, buf_str(&text), e);
    buf_fini(&text);
    return rc;
}

/* Hidden files, editors' copies and a README are no lists. */
static int is_offered(const struct dirent *entry)
{
    struct str name = str_of(entry->d_name);
    return name.ptr[0] != '.' && name.ptr[name.len - 1] != '~' && !str_starts(name, STR("README"));
}

static int add_dir(struct lists *l, const char *dir, struct err *e)
{
    struct dirent **entries;
    int rc = 0, count = scandir(dir, &entries, is_offered, alphasort);
    if (count < 0) {
        rc = errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
        return err_system(e, rc, errno, "cannot list %s", dir);
    }
    for (int i = 0; i < count; i++) {
        if (rc == 0)
            rc = add_file(l, dir, entries[i]->d_name, e);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

int lists_load(const char *dir, struct lists **out, struct err *e)
{
    struct lists *l = *out = calloc(1, sizeof *l);
    if (!l)
        return err_memory(e);
    int rc = add_builtin(l, e);
    if (rc == 0 && dir)
        rc = add_dir(l, dir, e);
    if (rc == 0)
        rc = settle(l, dir ? ERR_USAGE : ERR_INTERNAL, e);
    if (rc) {
        lists_free(l);
        *out = NULL;
    }
    return rc;
}

int lists_builtin(struct lists **out, struct err *e)
{
    return lists_load(NULL, out, e);
}

void lists_free(struct lists *l)
{
    if (!l)
        return;
    arena_fini(&l->arena);
    free(l->facts);
    free(l);
}

/* --- as text --- */

void lists_print(const struct lists *l, struct buf *out)
{
    buf_add_str(out, STR(HEADER "\n"));
    for (size_t i = 0; i < l->count; i++) {
        if (i == 0 || l->facts[i].lang != l->facts[i - 1].lang)
            buf_printf(out, "[%s]\n", lang_code((enum lang)l->facts[i].lang));
        lists_line_print(&l->facts[i], out);
    }
}

static int refuse_header(struct str line, const char *where, struct err *e)
{
    if (str_equal(line, STR(HEADER)))
        return 0;
    if (str_starts(line, STR("racine-lists "))) {
        err_set(e, ERR_VERSION, "%s is of another format than this program reads", where);
        return err_hint(e, "use a newer version of Racine, or build the index again with this one");
    }
    return err_set(e, ERR_FORMAT, "%s holds no lists", where);
}

/* Also false for facts in another order than they are printed in. */
static bool prints_as(const struct lists *l, struct str text)
{
    struct buf again = {0};
    lists_print(l, &again);
    bool same = !buf_failed(&again) && str_equal(buf_str(&again), text);
    buf_fini(&again);
    return same;
}

static int parse_into(struct lists *l, struct str text, const char *where, struct err *e)
{
    struct str rest = text;
    struct reading reading = {l, 0, 0, ERR_FORMAT};
    int rc = text.len > LIST_BYTES_MAX ? err_set(e, ERR_LIMIT, "%s is too long", where) : 0;
    if (rc || (rc = add_source(l, where, e)) || (rc = refuse_header(next_line(&rest), where, e)))
        return rc;
    for (uint32_t number = 2; rc == 0 && rest.len; number++) {
        struct str line = next_line(&rest);
        if (str_equal(line, STR("[fr]")))
            reading.langs = LANG_BIT(LANG_FR);
        else if (str_equal(line, STR("[en]")))
            reading.langs = LANG_BIT(LANG_EN);
        else
            rc = add_line(&reading, line, number, e);
    }
    if (rc == 0)
        rc = settle(l, ERR_FORMAT, e);
    if (rc == 0 && !prints_as(l, text))
        rc = err_set(e, ERR_FORMAT, "%s is not written as lists are", where);
    return rc;
}

int lists_parse(struct str text, const char *where, struct lists **out, struct err *e)
{
    struct lists *l = *out = calloc(1, sizeof *l);
    if (!l)
        return err_memory(e);
    int rc = parse_into(l, text, where, e);
    if (rc) {
        lists_free(l);
        *out = NULL;
    }
    return rc;
}
