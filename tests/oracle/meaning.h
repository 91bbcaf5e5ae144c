/*
 * What the words of a query mean in one language, said over the oracle's own numbers. See oracle.c for the
 * definitions in words.
 *
 * Each word, each part of a compound and each compound as a whole has a bit; an array tells for every form
 * of the shelf which bits it answers, when a word is looked for anywhere in a document and in a phrase.
 */
#ifndef TESTS_ORACLE_MEANING_H
#define TESTS_ORACLE_MEANING_H

#include "oracle/shelf.h"
#include "searchd/query/query.h"

enum { STEP_PARTS_MAX = 4 };

/* A word, or several that are one compound. */
struct step {
    uint64_t parts[STEP_PARTS_MAX]; /* a bit each */
    uint32_t part_count;
    unsigned stop_parts; /* bit i: part i is a little word */
    uint64_t whole;      /* a bit, 0 if there is no such word */
    bool solid;          /* typed in one piece */
    bool stop;           /* one little word, which a bag leaves out */
    bool by_form;        /* =Word or vis*: told by the forms that stand, not by their terms */
};

/* A TEXT or PHRASE node. */
struct sense {
    struct step *steps;
    uint32_t count;
    bool content; /* some step is no little word */
    bool known;   /* some such step stands in documents of the language */
};

/* The bits that a form answers. */
struct answers {
    uint64_t anywhere, in_phrase;
};

struct meaning {
    const struct shelf *shelf;
    enum lang lang;
    struct answers *answers; /* by form */
    uint32_t *touched;       /* forms that answer any */
    uint32_t touched_count, touched_cap;
    uint32_t bits;                        /* given so far */
    uint64_t known;                       /* bits that stand in some document */
    struct sense senses[QUERY_WORDS_MAX]; /* by the first word of the node */
    struct arena *arena;
    bool too_many; /* bits ran out: the query cannot be judged */
};

void meaning_init(struct meaning *m, const struct shelf *shelf, enum lang lang);
void meaning_fini(struct meaning *m);

/* Reads the query anew. `arena` keeps the senses. */
void meaning_read(struct meaning *m, const struct query *query, struct arena *arena);

#endif
