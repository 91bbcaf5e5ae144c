/*
 * A query as read in one language: its words grouped and looked up, its phrases compiled. plan.c makes the
 * postings query of it, snippet.c highlights by it. Lives in the request's arena.
 *
 * A group is a word, or several that are one compound, typed in any of its spellings:
 *
 *   securite           parts: securite
 *   counter-terrorism  parts: counter, terrorism   joined: counterterrorism
 *   counter terrorism  likewise, if the lexicon has the joined spelling
 *   counterterrorism   likewise, if the lexicon has it with hyphens; `solid`
 *
 * =Word and vis* are a part by themselves, even in a chain of hyphens.
 */
#ifndef RACINE_SEARCHD_QUERY_BRANCH_H
#define RACINE_SEARCHD_QUERY_BRANCH_H

#include "searchd/query/match_near.h"
#include "searchd/query/query.h"
#include "searchd/query/variants.h"

struct group {
    struct variants parts[COMPOUND_MAX];
    uint32_t part_count;
    unsigned stop_parts;    /* bit i: parts[i] is a stop word or a clitic */
    struct variants joined; /* no variants if there is no such spelling */
    bool solid;             /* typed in one piece: its parts alone were not asked for */
    bool stop;              /* one word, which a bag of words leaves out */
    uint32_t word;          /* of the query: the first */
};

/* A TEXT or PHRASE node in this language. */
struct reading {
    struct group *groups;
    uint32_t count;
    bool content;                /* some group is not a stop word */
    bool known;                  /* some such group stands in documents of the language */
    bool unknown;                /* PHRASE: some word stands in no document of the language */
    struct match_phrase *phrase; /* PHRASE that the postings do not settle, else NULL */
    const struct xap_docs *sure; /* documents that have it without being asked, or NULL */
    struct match_near *near;     /* of all phrases of a NEAR, the first of which this is, else NULL */
    bool required;               /* PHRASE: no document without it is an answer */
};

struct branch {
    enum lang lang;
    double factor;                             /* of all its weights */
    struct reading *readings[QUERY_WORDS_MAX]; /* by the first word of the node, which no two share */
    double bound;                              /* no document's score is higher */
    uint64_t cut; /* words, as bits: patterns of more forms than are looked for */
};

/* ERR_LIMIT: a pattern of too many forms in a strict query, a NEAR of more than NEAR_PHRASES_MAX;
 * ERR_DEADLINE. */
int branch_read(const struct vocabulary *v, const struct query *query, enum lang lang, double factor,
                struct arena *arena, struct branch *out, struct err *e);

/* True if the document, which has the words of the phrase, or of a NEAR from its first phrase on, has it. */
bool reading_stands(const struct reading *reading, const struct tokens *tokens, uint32_t docid);

#endif
