/*
 * Queries of any bytes, strict and not: no crash, ranges inside, depth and words bounded. What is told is
 * told in both readings, and the lenient one refuses nothing but what is empty or too long.
 */
#include <stdlib.h>

#include "searchd/query/query.h"

static const struct search_limits limits = {.query_bytes = 4096, .terms = 64, .depth = 16};

/* Each level of parentheses is at most an OR of a list of an AND of a NOT; a NEAR of phrases is last. */
enum { TREE_DEPTH_MAX = (16 + 1) * 4 + 2 };

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_span(struct span s, size_t len)
{
    require(s.start <= s.end && s.end <= len);
}

static void check_words(const struct query *q, const struct query_node *node)
{
    require(node->first_word + node->word_count <= q->word_count);
    for (uint32_t i = 0; i < node->word_count; i++) {
        const struct query_word *word = &q->words[node->first_word + i];
        require(word->form.len > 0);
        check_span(word->range, q->text.len);
        require(word->range.start >= node->range.start && word->range.end <= node->range.end);
        require((word->match == WORD_PATTERN) == (word->open_start || word->open_end));
        require(node->kind == QUERY_PHRASE || word->match == WORD_STEM);
        require(!word->open_start || q->text.ptr[word->range.start - 1] == '*');
        require(!word->open_end || q->text.ptr[word->range.end] == '*');
    }
}

static void check_kind(const struct query_node *node, uint32_t children)
{
    switch (node->kind) {
    case QUERY_TEXT:
    case QUERY_PHRASE:
        require(children == 0 && node->word_count > 0);
        break;
    case QUERY_NOT:
        require(children == 1);
        break;
    case QUERY_NEAR:
        require(node->distance >= 1 && node->distance <= QUERY_NEAR_MAX);
        for (const struct query_node *child = node->child; child; child = child->next)
            require(child->kind == QUERY_PHRASE && child->title == node->title);
        require(children >= 2);
        break;
    case QUERY_LIST:
    case QUERY_AND:
    case QUERY_OR:
        require(children >= 2);
        break;
    case QUERY_DATE:
        require(children == 0 && node->first <= node->last);
        break;
    case QUERY_LANG:
        require(children == 0 && node->lang < LANG_COUNT);
        break;
    default:
        require(children == 0 && node->value.len > 0);
    }
}

/* Returns how many words the node has. */
static uint32_t check_node(const struct query *q, const struct query_node *node, unsigned depth)
{
    uint32_t children = 0, words = node->word_count;
    require(depth <= TREE_DEPTH_MAX);
    check_span(node->range, q->text.len);
    check_words(q, node);
    for (const struct query_node *child = node->child; child; child = child->next) {
        words += check_node(q, child, depth + 1);
        children++;
    }
    check_kind(node, children);
    return words;
}

struct outcome {
    int rc;
    bool told;
};

static struct outcome check(struct str text, bool strict, bool phrase)
{
    static struct arena arena; /* keeps its block: most of the time would go into allocating it */
    struct query q;
    struct err e = {0};
    int rc = phrase ? query_parse_phrase(text, &limits, strict, &arena, &q, &e)
                    : query_parse(text, &limits, strict, &arena, &q, &e);
    if (rc == 0) {
        require(check_node(&q, q.root, 1) == q.word_count);
        require(!strict || q.note.len == 0);
        require(q.sort <= QUERY_SORT_TITLE);
    } else {
        require(rc == ERR_QUERY || rc == ERR_LIMIT);
        require(e.text[0] && e.hint[0]);
    }
    struct outcome outcome = {rc, rc == 0 && q.note.len > 0};
    arena_reset(&arena);
    return outcome;
}

static void check_both(struct str text, bool phrase)
{
    struct outcome lenient = check(text, false, phrase), strict = check(text, true, phrase);
    if (text.len > limits.query_bytes)
        require(lenient.rc == ERR_LIMIT && strict.rc == ERR_LIMIT);
    else if (lenient.rc == 0)
        require(lenient.told == (strict.rc != 0));
    else
        require(lenient.rc == ERR_QUERY && strict.rc != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    check_both(text, false);
    check_both(text, true);
    return 0;
}
