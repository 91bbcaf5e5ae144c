/*
 * The lines between "---" and "---" at the front of a Markdown page. A flat part of YAML 1.2:
 *
 *     title: "Climat : la neutralité"     plain, 'single' and "double" quoted values
 *     tags: [climate, energy]             lists, also as lines "- climate"
 *     summary: >                          | and > with the indented lines after it
 *     # a comment
 *
 * Nested mappings, anchors and the rest are warned of and left out. Any thread.
 */
#ifndef RACINE_INDEXER_FRONT_MATTER_H
#define RACINE_INDEXER_FRONT_MATTER_H

#include "indexer/readers/draft.h"

/* Takes front matter off the front of `text`, if there is any, and puts its fields into the draft. Lists
 * but for the tags are kept as JSON arrays. ERR_MEMORY, or the sink's error. */
int front_matter_take(struct draft *d, struct str *text, struct err *e);

#endif
