/* Queries of any bytes, strict and not: no crash, ranges inside, depth and words bounded. */
#include <stdlib.h>

#include "searchd/query/query.h"

static const struct search_limits limits = {.query_bytes = 4096, .terms = 64, .depth = 16};

/* Each level of parentheses is at most an OR of a list of an AND of a NOT. */
enum { TREE_DEPTH_MAX = (16 + 1) * 4 };

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_span(struct span s, size_t len)
{
    require(s.start <= s.end && s.end <= len);
}

static void check_node(const struct query *q, const struct query_node *node, unsigned depth)
{
    require(depth <= TREE_DEPTH_MAX);
    check_span(node->range, q->text.len);
    require(node->first_word + node->word_count <= q->word_count);
    for (uint32_t i = 0; i < node->word_count; i++) {
        const struct query_word *word = &q->words[node->first_word + i];
        require(word->form.len > 0);
        check_span(word->range, q->text.len);
        require(word->range.start >= node->range.start && word->range.end <= node->range.end);
    }
    if (node->kind == QUERY_DATE)
        require(node->first <= node->last);
    if (node->kind == QUERY_NOT)
        require(node->child && !node->child->next);
    if (node->kind == QUERY_AND || node->kind == QUERY_OR || node->kind == QUERY_LIST)
        require(node->child && node->child->next);
    for (const struct query_node *child = node->child; child; child = child->next)
        check_node(q, child, depth + 1);
}

static void check(struct str text, bool strict, bool phrase)
{
    struct arena arena = {0};
    struct query q;
    struct err e = {0};
    int rc = phrase ? query_parse_phrase(text, &limits, strict, &arena, &q, &e)
                    : query_parse(text, &limits, strict, &arena, &q, &e);
    if (rc == 0) {
        check_node(&q, q.root, 1);
        require(!strict || q.note.len == 0);
    } else {
        require(rc == ERR_QUERY || rc == ERR_LIMIT);
        require(e.text[0] && e.hint[0]);
    }
    arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    check(text, false, false);
    check(text, true, false);
    check(text, false, true);
    return 0;
}
