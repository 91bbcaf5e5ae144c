/*
 * The running text of a page with markup: inline text comes in pieces, blocks end paragraphs. White space
 * is collapsed as a browser does, boilerplate left out, headings noted. Pieces are valid UTF-8.
 *
 *     flow_text("Le  "), flow_text("traité"), flow_break()   →  "Le traité\n"
 *
 * A flow belongs to one thread. A failed allocation is remembered: flow_failed() tells at the end.
 */
#ifndef RACINE_INDEXER_FLOW_H
#define RACINE_INDEXER_FLOW_H

#include "index/document.h"

struct flow {
    struct buf text;
    struct buf spans;   /* of struct span: the headings */
    size_t start;       /* where the paragraph under way begins */
    char separator;     /* due before the next character: ' ', '\t' or 0 */
    bool heading;       /* the paragraph under way is one */
    date_num published; /* said by the first line of boilerplate that says so */
    date_num updated;
};

/* A zeroed struct is an empty flow. */
void flow_fini(struct flow *f);
/* Empties it, keeps its memory. */
void flow_clear(struct flow *f);
bool flow_failed(const struct flow *f);

/* Inline text; a piece may begin or end within a word. */
void flow_text(struct flow *f, struct str piece);
/* Text whose line ends count: each ends a paragraph. A piece may begin or end within a line. */
void flow_lines(struct flow *f, struct str piece);
/* The border of a table's cell: a tab between what is before and after, if anything is. */
void flow_cell(struct flow *f);
/* Ends the paragraph, if one is under way. */
void flow_break(struct flow *f);
/* Ends the paragraph; the next ones are headings, or no longer. */
void flow_heading(struct flow *f, bool on);
/* A paragraph with its white space as it is, but for the ends. */
void flow_line(struct flow *f, struct str line);

/* The text and headings into `doc`, borrowed from the flow; ends the paragraph. The date too, when the
 * document has none. */
void flow_give(struct flow *f, struct document *doc);

#endif
