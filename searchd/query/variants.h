/*
 * From a word as typed to the terms it means in one language: its own, and those of all spellings in the
 * lexicon that differ by accents, capitals, ligatures or hyphens only (securite → sécurité). A vocabulary
 * belongs to one worker; what it finds lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_QUERY_VARIANTS_H
#define RACINE_SEARCHD_QUERY_VARIANTS_H

#include "base/arena.h"
#include "index/lexicon.h"
#include "index/manifest.h"
#include "text/analyze.h"
#include "xapian-c/xapian_c.h"

struct vocabulary {
    const struct lists *lists;
    const struct lexicon *lexicon;
    const struct manifest_stats *stats;
    struct analyzer *analyzer;
    struct xap_reader *reader;
    uint32_t expansions; /* terms of one word, at most */
};

struct variant {
    struct str text; /* of the lexicon's term; postings.h spells it for Xapian */
    uint32_t term;   /* its number in the lexicon */
    uint32_t count;  /* occurrences of the forms that led to it */
    uint32_t documents;
    bool typed; /* the term of the word as it was typed */
};

struct variants {
    struct variant *list; /* the typed one first, then by falling frequency; empty: the language knows none */
    uint32_t count;
    double idf;                /* of all together, so that a rare misspelling does not outrank the word */
    struct lexicon_ids *forms; /* forms that are this word when met in a token stream */
    uint32_t form_lists;
    struct lexicon_ids spelt; /* forms in the typed spelling but for accents, capitals and ligatures */
    struct lexicon_ids exact; /* of these, those with the same accents */
};

/* What a variant that was not typed weighs against the typed one: exact spelling comes first among equals,
 * and no more than that. */
#define VARIANT_WEIGHT 0.9

/* Parts of a compound, at most. */
enum { COMPOUND_MAX = 4 };

/* The variants of one word. A stop word in a token stream is the same spelling only; so is a clitic. */
int variants_of_word(const struct vocabulary *v, enum lang lang, bool title, struct str form,
                     struct arena *arena, struct variants *out, struct err *e);

/* The variants of words run together: counter terrorism → counterterrorism, counter-terrorism. */
int variants_of_compound(const struct vocabulary *v, enum lang lang, bool title, const struct str *forms,
                         uint32_t count, struct arena *arena, struct variants *out, struct err *e);

/* The parts of the compound that is spelt as `form` but for hyphens, the most frequent one if there are
 * several: counterterrorism → counter, terrorism. Borrowed from the lexicon; 0 if there is none. */
uint32_t variants_parts(const struct vocabulary *v, enum lang lang, struct str form,
                        struct str parts[COMPOUND_MAX]);

/* True for an elided word (l'). */
bool variants_is_clitic(struct str form);

#endif
