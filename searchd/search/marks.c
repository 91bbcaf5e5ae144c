/* What of a plan is highlighted: its words and phrases, but for what is excluded. See plan.h. */
#include "searchd/query/plan.h"

struct marker {
    const struct plan *plan;
    const struct branch *branch;
    struct plan_marks *out;
    struct match_accept *accepts; /* NULL while they are counted */
    uint32_t count;
};

static void mark_variants(struct marker *m, const struct variants *v, uint32_t word)
{
    for (uint32_t i = 0; i < v->form_lists; i++) {
        if (m->accepts)
            m->accepts[m->count] = (struct match_accept){v->forms[i], word, 1};
        m->count++;
    }
    if (v->form_lists && v->idf > m->out->weights[word])
        m->out->weights[word] = v->idf;
}

static void mark_group(struct marker *m, const struct group *group, bool title)
{
    bool only_stops = group->stop_parts == (1u << group->part_count) - 1;
    mark_variants(m, &group->joined, group->word);
    for (uint32_t i = 0; i < group->part_count; i++) {
        bool stop = group->stop_parts >> i & 1;
        /* Each typed part is a word of its own; those of a solid word are one. */
        if (!stop || only_stops)
            mark_variants(m, &group->parts[i], group->word + (group->solid ? 0 : i));
        if (title)
            m->out->title_only |= UINT64_C(1) << (group->word + (group->solid ? 0 : i));
    }
}

static double weight_of(const struct reading *reading)
{
    double weight = 0;
    for (uint32_t i = 0; i < reading->count; i++)
        for (uint32_t j = 0; j < reading->groups[i].part_count; j++)
            weight += reading->groups[i].parts[j].idf;
    return weight;
}

static void mark_phrase(struct marker *m, const struct query_node *node, const struct reading *reading)
{
    if (m->accepts)
        m->out->phrases[m->out->phrase_count] = (struct plan_phrase){reading->phrase, node->first_word};
    m->out->phrase_count++;
    m->out->weights[node->first_word] = weight_of(reading);
}

static void mark_near(struct marker *m, const struct query_node *node)
{
    const struct match_near *near = m->branch->readings[node->child->first_word]->near;
    struct plan_near mark = {.near = near};
    uint32_t count = 0;
    if (!near)
        return;
    for (const struct query_node *child = node->child; child; child = child->next) {
        mark.words[count++] = child->first_word;
        m->out->weights[child->first_word] = weight_of(m->branch->readings[child->first_word]);
    }
    if (m->accepts)
        m->out->nears[m->out->near_count] = mark;
    m->out->near_count++;
}

static void mark_words(struct marker *m, const struct query_node *node)
{
    const struct reading *reading = m->branch->readings[node->first_word];
    bool keep = node->kind == QUERY_PHRASE || m->plan->keep_stops[node->first_word];
    if (reading->phrase) {
        mark_phrase(m, node, reading);
        return;
    }
    for (uint32_t i = 0; !reading->unknown && i < reading->count; i++)
        if (keep || !reading->groups[i].stop)
            mark_group(m, &reading->groups[i], node->title);
}

static void mark_node(struct marker *m, const struct query_node *node)
{
    if (node->kind == QUERY_NOT)
        return;
    if (node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE)
        mark_words(m, node);
    if (node->kind == QUERY_NEAR) {
        mark_near(m, node);
        return;
    }
    for (const struct query_node *child = node->child; child; child = child->next)
        mark_node(m, child);
}

int plan_marks(const struct plan *p, const struct branch *branch, struct plan_marks *out, struct err *e)
{
    struct marker m = {.plan = p, .branch = branch, .out = out};
    memset(out, 0, sizeof *out);
    mark_node(&m, p->query->root);
    m.accepts = arena_array(p->arena, m.count, sizeof *m.accepts);
    out->phrases = arena_array(p->arena, out->phrase_count, sizeof *out->phrases);
    out->nears = arena_array(p->arena, out->near_count, sizeof *out->nears);
    if (!m.accepts || !out->phrases || !out->nears)
        return err_memory(e);
    m.count = out->phrase_count = out->near_count = 0;
    mark_node(&m, p->query->root);
    return match_words_new(m.accepts, m.count, p->arena, &out->words, e);
}
