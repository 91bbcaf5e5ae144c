/*
 * The words that a beginning may become, in the context of the words before it. A word is offered once,
 * however many forms it has (sécurité, Sécurité, sécurités), in its usual spelling; stop words are not.
 * Accents need not be typed, but those that were are meant.
 *
 * Candidates come from two sides: the most frequent forms that begin so, from the lexicon; and what stands in
 * the token streams of a sample of the documents that match the context, where words that follow right upon
 * it count more. Only words are kept that some document has together with the context. (Frequency and
 * context for completion: Bar-Yossef & Kraus 2011.)
 *
 * The work is bounded by the numbers below, not by the size of the index; lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_SEARCH_COMPLETE_H
#define RACINE_SEARCHD_SEARCH_COMPLETE_H

#include "searchd/query/plan.h"

enum {
    COMPLETE_MAX = 24,       /* completions, at most */
    COMPLETE_TERMS = 16,     /* terms of a language, likewise */
    COMPLETE_POOL = 192,     /* frequent forms looked at, */
    COMPLETE_COMPOUNDS = 32, /* and compounds */
    COMPLETE_SAMPLE = 80,    /* documents of a language that match the context */
    COMPLETE_COUNTED = 100   /* of a word that the sample does not have, documents are counted up to here */
};

struct completer {
    const struct generation *generation;
    const struct vocabulary *vocabulary;
    const struct plan *context; /* NULL: none */
    enum lang prefer;           /* its words come a little sooner */
    enum lang only;             /* no words of others; LANG_NONE: all */
    struct str key;             /* the folded beginning, not empty */
    struct str spelt;           /* it in small letters, with the accents that were typed */
    struct str previous;        /* the folded word right before it; empty if there is none */
    bool compounds;             /* nothing but compounds */
    uint64_t deadline_ns;
    struct arena *arena;
};

struct completion {
    struct str word;
    enum lang lang;
    uint32_t documents; /* that have it, and match the context: exact if those are few */
    bool as_typed;      /* it has the accents that were typed */
    double score;
};

/* The best `max` completions (at most COMPLETE_MAX), the best first. Errors as xap_search()'s. */
int complete(const struct completer *c, uint32_t max, struct completion *out, uint32_t *count, struct err *e);

/* Terms whose words begin so, the most frequent of each language first, whatever the context. */
struct complete_terms {
    uint32_t terms[LANG_COUNT][COMPLETE_TERMS];
    uint32_t counts[LANG_COUNT];
};

/* ERR_MEMORY. */
int complete_terms(const struct completer *c, struct complete_terms *out, struct err *e);

#endif
