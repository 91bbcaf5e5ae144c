/*
 * HTML trees by Gumbo, with limits. Gumbo frees a tree by recursion and searches its open elements at
 * every tag, so that a page of nested tags could exhaust the C stack, or take hours. Here a tree lives in
 * one arena and goes at once; memory and processor time are limited while it grows, depth when it is walked.
 * A tree belongs to one thread.
 */
#ifndef RACINE_INDEXER_HTML_TREE_H
#define RACINE_INDEXER_HTML_TREE_H

#include "base/arena.h"
#include "base/err.h"

#include <gumbo.h>

enum {
    HTML_DEPTH_MAX = 512,                    /* elements within one another */
    HTML_OPEN_MAX = 4096,                    /* tags opened and not closed: more are not even parsed */
    HTML_TREE_BYTES_MAX = 256 * 1024 * 1024, /* memory that the tree of one page may take */
    HTML_SECONDS_MAX = 4                     /* of processor time; what fits in the memory takes 1 or 2 */
};

struct html_tree {
    struct arena arena;
    const GumboOutput *output;
};

/*
 * Parses valid UTF-8, which must live as long as the tree. ERR_INPUT nested too deeply, ERR_LIMIT too much
 * memory or time, ERR_MEMORY. Call html_tree_fini() in every case.
 */
int html_tree_init(struct html_tree *tree, struct str page, struct err *e);
void html_tree_fini(struct html_tree *tree);

/* What to do at each node of a tree, in the order of the page. */
struct html_visitor {
    bool (*enter)(void *context, const GumboNode *node); /* false: not below this element */
    void (*leave)(void *context, const GumboNode *node); /* after what is below; may be NULL */
    void *context;
};

/* `root` is of a tree that html_tree_init() passed. */
void html_walk(const GumboNode *root, const struct html_visitor *visitor);

/* The value of an attribute, empty if there is none. */
struct str html_attribute(const GumboNode *element, const char *name);

/* True for an element of HTML with this tag. */
bool html_is(const GumboNode *node, GumboTag tag);

/* The characters of a text node; empty for any other node. */
struct str html_characters(const GumboNode *node);

/* Takes the next word off the front of a list with white space between (rel, class); false at its end. */
bool html_next_word(struct str *list, struct str *word);

/* True for the same ASCII letters in any case. */
bool html_same(struct str s, const char *word);

/* Appends what an entity ("&eacute;", "&#233;") stands for, or its own characters if it is none. */
int html_entity(struct str entity, struct buf *out, struct err *e);

#endif
