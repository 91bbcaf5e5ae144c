/* See judge.h. */
#include "oracle/judge.h"

#include <stdlib.h>

#include "text/fold.h"

/* A document read in one of its languages. */
struct view {
    const struct judge *judge;
    const struct meaning *meaning;
    const struct shelf_document *doc;
    uint64_t have, have_in_title; /* bits of words that stand somewhere */
    uint64_t places;              /* likewise, of words in phrases */
    bool any;                     /* match=any */
};

/* SILENT: says nothing in this language, for all its words are little words. */
enum verdict { NO, YES, SILENT };

/* --- words --- */

/* Whether a compound is there by its parts: all of them that are no little words, or, `loose`, one. */
static bool has_parts(const struct step *step, uint64_t have, bool loose)
{
    bool only_stops = step->stop_parts == (1u << step->part_count) - 1, every = true, some = false;
    for (uint32_t i = 0; i < step->part_count; i++) {
        if (!only_stops && (step->stop_parts >> i & 1))
            continue;
        bool has = (have & step->parts[i]) != 0;
        every &= has;
        some |= has;
    }
    return loose ? some : every;
}

static bool has_step(const struct step *step, uint64_t have, bool loose)
{
    return has_parts(step, have, loose && !step->solid) || (have & step->whole);
}

/* The texts among `node` and its siblings (or `node` alone) as one bag. */
static enum verdict judge_bag(const struct view *v, const struct query_node *node, bool siblings,
                              bool excluding)
{
    bool every = true, some = false, spoke = false, loose = v->any && !excluding;
    for (; node; node = siblings ? node->next : NULL) {
        if (node->kind != QUERY_TEXT)
            continue;
        const struct sense *sense = &v->meaning->senses[node->first_word];
        for (uint32_t i = 0; i < sense->count; i++) {
            if (sense->steps[i].stop && !v->judge->keep_stops[node->first_word])
                continue;
            bool has = has_step(&sense->steps[i], v->have, loose);
            spoke = true;
            every &= has;
            some |= has;
        }
    }
    return !spoke ? SILENT : (v->any || excluding ? some : every) ? YES : NO;
}

/* --- phrases --- */

/* Where a phrase stands: its first word, and the one after its last. */
struct place {
    uint32_t first, end;
};

struct places {
    struct place *list;
    uint32_t count, cap;
};

static void add_place(struct places *out, uint32_t first, uint32_t end)
{
    if (out->count == out->cap) {
        out->cap = out->cap ? 2 * out->cap : 16;
        out->list = grow(out->list, out->cap, sizeof *out->list);
    }
    out->list[out->count++] = (struct place){first, end};
}

/* The steps from `at` on are to stand from `here` on, before `end`; adds the place for each way they do. */
static void follow(const struct view *v, const struct sense *sense, uint32_t at, uint32_t first,
                   uint32_t here, uint32_t end, struct places *out)
{
    if (at == sense->count) {
        add_place(out, first, here);
        return;
    }
    const struct step *step = &sense->steps[at];
    const struct answers *answers = v->meaning->answers;
    const uint32_t *words = v->doc->words;
    if (here < end && (answers[words[here]].in_phrase & step->whole))
        follow(v, sense, at + 1, first, here + 1, end, out);
    for (uint32_t i = 0; i < step->part_count; i++)
        if (here + i >= end || !(answers[words[here + i]].in_phrase & step->parts[i]))
            return;
    follow(v, sense, at + 1, first, here + step->part_count, end, out);
}

/* Whether every step is there somewhere, and those that are no little words as words of the language: else no
 * place need be tried. */
static bool may_stand(const struct view *v, const struct sense *sense, bool title)
{
    for (uint32_t i = 0; i < sense->count; i++) {
        const struct step *step = &sense->steps[i];
        bool parts = true;
        if (!(sense->content && step->stop) && !has_step(step, title ? v->have_in_title : v->have, false))
            return false;
        for (uint32_t j = 0; j < step->part_count; j++)
            parts &= (v->places & step->parts[j]) != 0;
        if (!parts && !(v->places & step->whole))
            return false;
    }
    return true;
}

/* The places of a phrase, those in the title before `*in_text`. */
static void find_places(const struct view *v, const struct query_node *node, bool title, struct places *out,
                        uint32_t *in_text)
{
    const struct sense *sense = &v->meaning->senses[node->first_word];
    const struct shelf_document *doc = v->doc;
    *in_text = 0;
    if (!may_stand(v, sense, title))
        return;
    for (uint32_t first = 0; first < doc->title_count; first++)
        follow(v, sense, 0, first, first, doc->title_count, out);
    *in_text = out->count;
    for (uint32_t first = doc->title_count; first < doc->count; first++)
        follow(v, sense, 0, first, first, doc->count, out);
}

static bool judge_phrase(const struct view *v, const struct query_node *node)
{
    const struct sense *sense = &v->meaning->senses[node->first_word];
    const struct step *only = sense->count == 1 ? &sense->steps[0] : NULL;
    /* One word is no phrase: it is the word, anywhere. A little one is its spelling even so. */
    if (only && only->part_count == 1 && !only->stop && !only->by_form)
        return has_step(only, node->title ? v->have_in_title : v->have, false);
    struct places places = {0};
    uint32_t in_text;
    find_places(v, node, node->title, &places, &in_text);
    bool found = node->title ? in_text > 0 : places.count > 0;
    free(places.list);
    return found;
}

/* --- NEAR --- */

enum { NEAR_MAX = QUERY_WORDS_MAX };

struct near {
    struct places places[NEAR_MAX];        /* of each child */
    uint32_t from[NEAR_MAX], to[NEAR_MAX]; /* those looked at: of the title, or of the text */
    uint32_t count, distance;
};

/* True if the children that are not in `used` can follow the word before `end`, each within reach of the one
 * before it. */
static bool go_on(const struct near *n, uint64_t used, uint32_t end)
{
    bool all = true;
    for (uint32_t i = 0; i < n->count; i++) {
        if (used >> i & 1)
            continue;
        all = false;
        for (uint32_t at = n->from[i]; at < n->to[i]; at++) {
            const struct place *place = &n->places[i].list[at];
            bool follows = !used || (place->first >= end && place->first - end <= n->distance);
            if (follows && go_on(n, used | UINT64_C(1) << i, place->end))
                return true;
        }
    }
    return all;
}

static bool judge_near(const struct view *v, const struct query_node *node)
{
    static struct near n;
    uint32_t in_text[NEAR_MAX];
    bool found = false;
    n.count = 0;
    n.distance = node->distance;
    for (const struct query_node *child = node->child; child; child = child->next) {
        n.places[n.count].count = 0;
        find_places(v, child, node->title, &n.places[n.count], &in_text[n.count]);
        n.count++;
    }
    for (int text = 0; text <= !node->title && !found; text++) {
        for (uint32_t i = 0; i < n.count; i++) {
            n.from[i] = text ? in_text[i] : 0;
            n.to[i] = text ? n.places[i].count : in_text[i];
        }
        found = go_on(&n, 0, 0);
    }
    return found;
}

/* --- fields --- */

static bool same_folded(struct str a, struct str b)
{
    char x[FOLD_MAX], y[FOLD_MAX];
    return a.len && str_equal((struct str){x, fold_case(a, x)}, (struct str){y, fold_case(b, y)});
}

/* The host is the domain, or one below it; a dot before the domain says nothing. */
static bool is_below(struct str host, struct str domain)
{
    if (str_starts(domain, STR(".")))
        domain = str_slice(domain, 1, domain.len);
    if (!domain.len || host.len < domain.len)
        return false;
    size_t above = host.len - domain.len;
    return same_folded(str_slice(host, above, host.len), domain) && (!above || host.ptr[above - 1] == '.');
}

static struct str after_scheme(struct str url)
{
    size_t scheme = str_find(url, STR("://"));
    return scheme < url.len ? str_slice(url, scheme + 3, url.len) : url;
}

/* The address begins so: from its path, if a slash comes first, or from its host, in any capitals. */
static bool begins_so(struct str url, struct str value)
{
    url = after_scheme(url);
    size_t host = str_find(url, STR("/"));
    if (str_starts(value, STR("/")))
        return str_starts(str_slice(url, host, url.len), value);
    value = after_scheme(value);
    size_t typed = str_find(value, STR("/"));
    if (typed == value.len)
        return url.len >= typed && (!typed || same_folded(str_slice(url, 0, typed), value));
    return host == typed && same_folded(str_slice(url, 0, host), str_slice(value, 0, typed)) &&
           str_starts(str_slice(url, host, url.len), str_slice(value, typed, value.len));
}

/* The document of this id or, with a translation of it, that. */
static bool is_document(const struct judge *j, const struct shelf_document *doc, struct str id, bool pair)
{
    const struct shelf_document *other = doc->counterpart ? &j->shelf->documents[doc->counterpart] : NULL;
    return str_equal(doc->fields.id, id) || (pair && other && str_equal(other->fields.id, id));
}

static bool has_tag(const struct document *doc, struct str tag)
{
    for (size_t i = 0; i < doc->tag_count; i++)
        if (same_folded(doc->tags[i], tag))
            return true;
    return false;
}

/* A document that tells only its month or year is of all its days. */
static bool is_between(date_num date, date_num first, date_num last)
{
    return date && date_first_day(date) <= last && date_last_day(date) >= first;
}

static bool judge_filter(const struct view *v, const struct query_node *node)
{
    const struct document *doc = &v->doc->fields;
    switch (node->kind) {
    case QUERY_LANG:
        return v->doc->langs >> node->lang & 1;
    case QUERY_DATE:
        return is_between(doc->date, node->first, node->last);
    case QUERY_SITE:
        return is_below(shelf_host(doc->url), node->value);
    case QUERY_URL:
        return begins_so(doc->url, node->value);
    case QUERY_ID:
    case QUERY_PAIR:
        return is_document(v->judge, v->doc, node->value, node->kind == QUERY_PAIR);
    case QUERY_TYPE:
        return same_folded(doc->type, node->value);
    default:
        return has_tag(doc, node->value);
    }
}

/* --- the tree --- */

static enum verdict judge_node(const struct view *v, const struct query_node *node, bool excluding);

static enum verdict opposite(enum verdict verdict)
{
    return verdict == SILENT ? SILENT : verdict == YES ? NO : YES;
}

/* What stands together must all be so; what is silent does not count. In a list the texts are one bag, which
 * match=any lets go where something else is looked for. */
static enum verdict judge_together(const struct view *v, const struct query_node *node, bool excluding)
{
    bool every = true, spoke = false, looked_for = false, text = false;
    for (const struct query_node *child = node->child; child; child = child->next) {
        if (child->kind == QUERY_TEXT && node->kind == QUERY_LIST) {
            text = true;
            continue;
        }
        enum verdict verdict = judge_node(v, child, excluding);
        every &= verdict != NO;
        spoke |= verdict != SILENT;
        looked_for |= verdict != SILENT && child->kind != QUERY_NOT && !query_is_filter(child);
    }
    if (text) {
        enum verdict bag = judge_bag(v, node->child, true, excluding);
        spoke = true;
        if (!looked_for || !v->any)
            every &= bag == YES || (bag == SILENT && looked_for);
    }
    return !spoke ? SILENT : every ? YES : NO;
}

static enum verdict judge_or(const struct view *v, const struct query_node *node, bool excluding)
{
    enum verdict some = SILENT;
    for (const struct query_node *child = node->child; child; child = child->next) {
        enum verdict verdict = judge_node(v, child, excluding);
        if (verdict == YES)
            return YES;
        if (verdict == NO)
            some = NO;
    }
    return some;
}

static enum verdict judge_node(const struct view *v, const struct query_node *node, bool excluding)
{
    switch (node->kind) {
    case QUERY_TEXT:
        return judge_bag(v, node, false, excluding);
    case QUERY_PHRASE:
        return judge_phrase(v, node) ? YES : NO;
    case QUERY_NEAR:
        return judge_near(v, node) ? YES : NO;
    case QUERY_LIST:
    case QUERY_AND:
        return judge_together(v, node, excluding);
    case QUERY_OR:
        return judge_or(v, node, excluding);
    case QUERY_NOT:
        return opposite(judge_node(v, node->child, true));
    default:
        return judge_filter(v, node) ? YES : NO;
    }
}

static void read_view(struct view *v)
{
    const struct meaning *m = v->meaning;
    const struct shelf_document *doc = v->doc;
    for (uint32_t i = 0; i < doc->count; i++) {
        struct answers answers = m->answers[doc->words[i]];
        v->have |= shelf_langs(doc, i) >> m->lang & 1 ? answers.anywhere : 0;
        v->places |= answers.in_phrase;
        if (i + 1 == doc->title_count)
            v->have_in_title = v->have;
    }
    for (uint32_t i = 0; i < doc->compound_count; i++) {
        uint64_t bits = m->answers[doc->compounds[i].form].anywhere;
        if (!(shelf_langs(doc, doc->compounds[i].position) >> m->lang & 1))
            continue;
        v->have |= bits;
        if (doc->compounds[i].position < doc->title_count)
            v->have_in_title |= bits;
    }
}

unsigned judge_document(const struct judge *j, uint32_t docid)
{
    unsigned found = 0;
    const struct shelf_document *doc = &j->shelf->documents[docid];
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!(doc->langs & j->langs & LANG_BIT(lang)))
            continue;
        struct view v = {.judge = j, .meaning = &j->meanings[lang], .doc = doc};
        read_view(&v);
        if (judge_node(&v, j->query->root, false) == YES)
            found |= FOUND_ALL;
        v.any = true;
        if (judge_node(&v, j->query->root, false) == YES)
            found |= FOUND_ANY;
    }
    return found;
}

/* --- the query --- */

/* lang: at the top says in which languages the query is read. */
static unsigned demanded(const struct query_node *root)
{
    unsigned langs = root->kind == QUERY_LANG ? LANG_BIT(root->lang) : 0;
    if (root->kind == QUERY_LIST || root->kind == QUERY_AND)
        for (const struct query_node *child = root->child; child; child = child->next)
            langs |= child->kind == QUERY_LANG ? LANG_BIT(child->lang) : 0;
    return langs;
}

/* True if the texts are nothing but little words in some language, and nothing known in any. */
static bool only_stops(const struct judge *j, const struct query_node *text, bool siblings)
{
    unsigned content = 0;
    for (; text; text = siblings ? text->next : NULL)
        for (int lang = 0; text->kind == QUERY_TEXT && lang < LANG_COUNT; lang++) {
            const struct sense *sense = &j->meanings[lang].senses[text->first_word];
            if (!(j->langs & LANG_BIT(lang)))
                continue;
            if (sense->known)
                return false;
            content |= sense->content ? LANG_BIT(lang) : 0;
        }
    return content != j->langs;
}

static bool is_looked_for(const struct query_node *node)
{
    return node->kind != QUERY_TEXT && node->kind != QUERY_NOT && !query_is_filter(node);
}

static void decide_stops(struct judge *j, const struct query_node *node)
{
    bool list = node->kind == QUERY_LIST, keep = false;
    if (node->kind == QUERY_TEXT)
        j->keep_stops[node->first_word] = only_stops(j, node, false);
    if (list) {
        keep = only_stops(j, node->child, true);
        for (const struct query_node *child = node->child; child; child = child->next)
            keep &= !is_looked_for(child);
    }
    for (const struct query_node *child = node->child; child; child = child->next)
        if (list && child->kind == QUERY_TEXT)
            j->keep_stops[child->first_word] = keep;
        else
            decide_stops(j, child);
}

void judge_init(struct judge *j, const struct shelf *shelf)
{
    *j = (struct judge){.shelf = shelf};
    for (int lang = 0; lang < LANG_COUNT; lang++)
        meaning_init(&j->meanings[lang], shelf, (enum lang)lang);
}

void judge_fini(struct judge *j)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        meaning_fini(&j->meanings[lang]);
    arena_fini(&j->arena);
}

bool judge_begin(struct judge *j, const struct query *query)
{
    unsigned wanted = demanded(query->root);
    bool judged = true;
    arena_reset(&j->arena);
    j->query = query;
    j->langs = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!j->shelf->documents_in[lang] || (wanted && !(wanted & LANG_BIT(lang))))
            continue;
        j->langs |= LANG_BIT(lang);
        meaning_read(&j->meanings[lang], query, &j->arena);
        judged &= !j->meanings[lang].too_many;
    }
    decide_stops(j, query->root);
    return judged;
}
