/* See suggest.h. */
#include "searchd/search/suggest.h"

#include "searchd/search/suggest_titles.h"
#include "searchd/search/typed.h"

/* One letter alone is the beginning of too many titles. */
enum { TITLE_KEY_MIN = 2 };

/* What is being made. */
struct suggester {
    const struct suggest_source *s;
    const struct request *request;
    struct typed typed;
    struct query query; /* what stands before the word, if it is a query */
    struct plan plan;
    bool plain; /* no operators before the word, so that a title can begin like that */
    struct completer completer;
    struct table *table;
    struct err *e;
};

static const struct table_column columns[SUGGEST_COLUMNS] = {
    [SUGGEST_TEXT] = {"text", CELL_TEXT}, [SUGGEST_KIND] = {"kind", CELL_TEXT},
    [SUGGEST_LANG] = {"lang", CELL_TEXT}, [SUGGEST_DOCUMENTS] = {"documents", CELL_NUMBER},
    [SUGGEST_ID] = {"id", CELL_TEXT},     [SUGGEST_URL] = {"url", CELL_TEXT},
};

static bool is_plain(const struct query_node *root)
{
    if (root->kind == QUERY_LIST)
        for (const struct query_node *child = root->child; child; child = child->next)
            if (child->kind != QUERY_TEXT)
                return false;
    return root->kind == QUERY_LIST || root->kind == QUERY_TEXT;
}

/* Reads what stands before the word. */
static int read_context(struct suggester *g)
{
    struct arena *arena = g->completer.arena;
    g->plain = true;
    if (str_trim(g->typed.context).len == 0)
        return 0;
    int rc = query_parse(g->typed.context, g->s->limits, false, arena, &g->query, g->e);
    if (rc == ERR_QUERY)
        return 0; /* nothing but a parenthesis or the like */
    if (rc || (rc = plan_init(&g->plan, g->s->generation, g->s->vocabulary, &g->query, g->request->prefer,
                              arena, g->e)))
        return rc;
    g->plain = is_plain(g->query.root);
    g->completer.context = &g->plan;
    return 0;
}

static union table_cell *add_row(struct suggester *g, struct str text, const char *kind, enum lang lang,
                                 uint32_t documents)
{
    union table_cell *row = table_add(g->table);
    if (!row)
        return NULL;
    row[SUGGEST_TEXT].text = text;
    row[SUGGEST_KIND].text = str_of(kind);
    row[SUGGEST_LANG].text = str_of(lang_code(lang));
    row[SUGGEST_DOCUMENTS].number = documents;
    return row;
}

/* What was typed before the word, and the word. */
static struct str whole_text(const struct suggester *g, struct str word)
{
    struct str before = g->typed.before;
    char *text = arena_alloc(g->completer.arena, before.len + word.len + 1);
    if (!text)
        return (struct str){NULL, 0};
    if (before.len)
        memcpy(text, before.ptr, before.len);
    memcpy(text + before.len, word.ptr, word.len);
    return (struct str){text, before.len + word.len};
}

static int add_words(struct suggester *g, const struct completion *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct str text = whole_text(g, words[i].word);
        if (!text.ptr || !add_row(g, text, "word", words[i].lang, words[i].documents))
            return err_memory(g->e);
    }
    return 0;
}

static int add_titles(struct suggester *g, const struct suggest_title *titles, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct document *doc = &titles[i].doc;
        union table_cell *row = add_row(g, doc->title, "title", doc->lang, 1);
        if (!row)
            return err_memory(g->e);
        row[SUGGEST_ID].text = doc->id;
        row[SUGGEST_URL].text = doc->url;
    }
    return 0;
}

/* Two in five are titles, if there are so many; what one kind lacks, the other fills. */
static int fill(struct suggester *g)
{
    struct completion words[COMPLETE_MAX];
    struct suggest_title titles[SUGGEST_TITLES_MAX];
    uint32_t limit = g->request->limit, word_count, title_count = 0, title_max = limit;
    if (title_max > SUGGEST_TITLES_MAX)
        title_max = SUGGEST_TITLES_MAX;
    int rc = complete(&g->completer, limit, words, &word_count, g->e);
    if (rc == 0 && g->plain && g->completer.key.len + g->typed.previous_len >= TITLE_KEY_MIN)
        rc = suggest_titles(&g->completer, g->s->decoder, g->request->query, title_max, titles, &title_count,
                            g->e);
    if (rc)
        return rc;
    uint32_t share = limit * 2 / 5;
    if (title_count > share && word_count + title_count > limit)
        title_count = limit - word_count > share ? limit - word_count : share;
    if (word_count + title_count > limit)
        word_count = limit - title_count;
    rc = add_words(g, words, word_count);
    return rc ? rc : add_titles(g, titles, title_count);
}

int suggest(const struct suggest_source *s, const struct request *request, uint64_t deadline_ns,
            struct arena *arena, struct table **out, struct err *e)
{
    struct suggester g = {.s = s, .request = request, .e = e};
    if (request->limit > SUGGEST_MAX) {
        err_set(e, ERR_LIMIT, "%u suggestions are more than %d", request->limit, SUGGEST_MAX);
        return err_hint(e, "ask for fewer");
    }
    g.completer = (struct completer){.generation = s->generation,
                                     .vocabulary = s->vocabulary,
                                     .prefer = request->prefer,
                                     .deadline_ns = deadline_ns,
                                     .arena = arena};
    g.table = *out = arena_alloc(arena, sizeof **out);
    if (!g.table)
        return err_memory(e);
    table_init(g.table, "suggestions", columns, SUGGEST_COLUMNS, arena);
    typed_read(request->query, &g.typed);
    if (g.typed.key_len == 0)
        return 0;
    g.completer.key = (struct str){g.typed.key, g.typed.key_len};
    g.completer.spelt = (struct str){g.typed.spelt, g.typed.spelt_len};
    g.completer.previous = (struct str){g.typed.previous, g.typed.previous_len};
    g.completer.compounds = g.typed.compound;
    g.completer.only = g.typed.elided ? LANG_FR : LANG_NONE;
    int rc = read_context(&g);
    return rc ? rc : fill(&g);
}
