/*
 * See plan.h. Here is what is settled before there is a postings query: in which languages the query is read,
 * which stop words stay, which phrases no answer may lack; and what is checked after it. plan_query.c makes
 * the query itself.
 */
#include "searchd/query/plan_filters.h"

#include <stdio.h>

/* --- before --- */

/* The languages that lang: at the top of the query demands, as a set; 0 for no demand. */
static unsigned demanded(const struct query_node *root)
{
    unsigned langs = root->kind == QUERY_LANG ? LANG_BIT(root->lang) : 0;
    if (root->kind == QUERY_LIST || root->kind == QUERY_AND)
        for (const struct query_node *child = root->child; child; child = child->next)
            if (child->kind == QUERY_LANG)
                langs |= LANG_BIT(child->lang);
    return langs;
}

/*
 * True if the texts of a bag are stop words in one language, and in no other a word that it knows: but for
 * them there is nothing to look for. (ils is no stop word of English, which makes it no English word.)
 */
static bool only_stops(const struct plan *p, const struct query_node *text, bool siblings)
{
    unsigned content = 0;
    for (; text; text = siblings ? text->next : NULL)
        for (uint32_t i = 0; text->kind == QUERY_TEXT && i < p->branch_count; i++) {
            const struct reading *reading = p->branches[i].readings[text->first_word];
            if (reading->known)
                return false;
            content |= (unsigned)reading->content << i;
        }
    return content != (1u << p->branch_count) - 1;
}

/* True if something beside the bag is looked for, so that its stop words can go. */
static bool has_required(const struct query_node *list)
{
    for (const struct query_node *child = list->child; child; child = child->next)
        if (child->kind != QUERY_TEXT && child->kind != QUERY_NOT && !query_is_filter(child))
            return true;
    return false;
}

static void decide_stops(struct plan *p, const struct query_node *node)
{
    bool list = node->kind == QUERY_LIST;
    bool keep = list ? only_stops(p, node->child, true) && !has_required(node)
                     : node->kind == QUERY_TEXT && only_stops(p, node, false);
    if (node->kind == QUERY_TEXT)
        p->keep_stops[node->first_word] = keep;
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (list && child->kind == QUERY_TEXT)
            p->keep_stops[child->first_word] = keep;
        else
            decide_stops(p, child);
    }
}

static void require(struct plan *p, const struct query_node *phrase)
{
    for (uint32_t i = 0; i < p->branch_count; i++) {
        struct reading *reading = p->branches[i].readings[phrase->first_word];
        reading->required = true;
        p->has_phrases |= reading->phrase || reading->near;
    }
}

/* Phrases at the top of the query, near others or not. */
static void mark_required(struct plan *p, const struct query_node *root)
{
    bool together = root->kind == QUERY_LIST || root->kind == QUERY_AND;
    for (const struct query_node *node = together ? root->child : root; node; node = node->next) {
        if (node->kind == QUERY_PHRASE)
            require(p, node);
        if (node->kind == QUERY_NEAR)
            for (const struct query_node *child = node->child; child; child = child->next)
                require(p, child);
    }
}

/* A query is too short to tell its language, but nobody elides in English: l'énergie leans to French. */
static enum lang leaning(const struct query *query, enum lang prefer)
{
    for (uint32_t i = 0; prefer == LANG_NONE && i < query->word_count; i++)
        if (variants_is_clitic(query->words[i].form))
            prefer = LANG_FR;
    return prefer;
}

/* Tells which patterns were cut. */
static int note_cuts(struct plan *p, const struct vocabulary *v, struct err *e)
{
    char note[256];
    size_t len = 0;
    uint64_t cut = 0;
    for (uint32_t i = 0; i < p->branch_count; i++)
        cut |= p->branches[i].cut;
    if (!cut)
        return 0;
    for (uint32_t i = 0; i < p->query->word_count; i++) {
        const struct query_word *word = &p->query->words[i];
        if (cut >> i & 1 && len + word->form.len + 8 < sizeof note / 2)
            len += (size_t)snprintf(note + len, sizeof note - len, "%s%s%.*s%s", len ? ", " : "",
                                    word->open_start ? "*" : "", (int)word->form.len, word->form.ptr,
                                    word->open_end ? "*" : "");
    }
    snprintf(note + len, sizeof note - len,
             ": more than %u words match, the most frequent were looked for; write more letters",
             v->pattern_words);
    p->note = arena_str(p->arena, str_of(note));
    return p->note.ptr ? 0 : err_memory(e);
}

int plan_init(struct plan *p, const struct generation *g, const struct vocabulary *v,
              const struct query *query, enum lang prefer, struct arena *arena, struct err *e)
{
    unsigned wanted = demanded(query->root);
    prefer = leaning(query, prefer);
    memset(p, 0, sizeof *p);
    p->generation = g;
    p->query = query;
    p->arena = arena;
    p->decoder = v->decoder;
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        if (v->stats->documents_in[lang] == 0 || (wanted && !(wanted & LANG_BIT(lang))))
            continue;
        struct branch *branch = &p->branches[p->branch_count++];
        bool preferred = prefer != LANG_NONE && lang == prefer;
        int rc = branch_read(v, query, lang, preferred ? PREFERENCE : 1, arena, branch, e);
        if (rc)
            return rc;
        p->bound += branch->bound;
    }
    decide_stops(p, query->root);
    mark_required(p, query->root);
    int rc = plan_filters_find(p, v, e);
    return rc ? rc : note_cuts(p, v, e);
}

/* --- after --- */

/* True if the document has the phrases as the branch reads them; *asked is false if the branch finds no
 * document at all. */
static bool has_phrases(const struct branch *branch, const struct tokens *tokens, uint32_t docid, bool *asked)
{
    bool stand = true;
    *asked = true;
    for (uint32_t i = 0; i < QUERY_WORDS_MAX; i++) {
        const struct reading *reading = branch->readings[i];
        if (!reading || !reading->required)
            continue;
        *asked &= !reading->unknown;
        stand &= reading_stands(reading, tokens, docid);
    }
    return stand;
}

enum plan_verdict plan_verify(const struct plan *p, uint32_t docid)
{
    unsigned langs = columns_langs(generation_columns(p->generation), docid);
    const struct tokens *tokens = generation_tokens(p->generation);
    bool some = false, every = true;
    for (uint32_t i = 0; i < p->branch_count; i++) {
        bool asked = false;
        if (!(langs & LANG_BIT(p->branches[i].lang)))
            continue;
        bool stand = has_phrases(&p->branches[i], tokens, docid, &asked);
        some |= asked && stand;
        every &= !asked || stand;
    }
    return !some ? PLAN_FALLS : every ? PLAN_STANDS : PLAN_UNSURE;
}
