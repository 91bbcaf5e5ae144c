/*
 * From a word as typed to the terms it means in one language: its own, and those of all spellings in the
 * lexicon that differ by accents, capitals, ligatures or hyphens only (securite → sécurité). Or, for =Word
 * and vis*, to the forms that it means and the terms under which they are posted. A vocabulary belongs to one
 * worker; what it finds lives in the request's arena.
 */
#ifndef RACINE_SEARCHD_QUERY_VARIANTS_H
#define RACINE_SEARCHD_QUERY_VARIANTS_H

#include "base/arena.h"
#include "index/documents.h"
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
    struct documents_decoder *decoder; /* for ids and addresses */
    uint32_t expansions;               /* terms of one word, at most */
    uint32_t pattern_words;            /* forms of one pattern, at most */
    uint64_t deadline_ns;              /* of the request at hand: CLOCK_MONOTONIC, 0 for none */
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
    uint32_t count;       /* of terms */
    double idf;           /* of all together, so that a rare misspelling does not outrank the word */
    struct lexicon_ids *forms; /* forms that are this word when met in a token stream */
    uint32_t form_lists;
    struct lexicon_ids spelt; /* forms in the typed spelling but for accents, capitals and ligatures */
    struct lexicon_ids exact; /* of these, those with the same accents */
    /* =Word and vis*: a document may have the terms and none of the forms, which the token stream tells. */
    bool wider;
    /* vis*: the documents of all its terms together, and those of them that have the forms for certain. Then
     * there is no list. */
    struct xap_docs *documents, sure;
    bool cut; /* vis*: there are more forms than these, the most frequent */
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

/*
 * =Word: the form as typed, composed or not. Whether a hyphen joins it to the word before matters only where
 * one was typed: =parole stands in porte-parole, =-parole not in parole.
 */
int variants_of_exact(const struct vocabulary *v, enum lang lang, bool title, struct str form,
                      struct arena *arena, struct variants *out, struct err *e);

/* vis*: the forms whose folded keys go on so, up to v->pattern_words. A clitic without a star is itself only.
 * ERR_DEADLINE. */
int variants_of_pattern(const struct vocabulary *v, enum lang lang, bool title,
                        const struct lexicon_pattern *pattern, bool clitic, struct arena *arena,
                        struct variants *out, struct err *e);

/* True if all forms of the term are among `ids`, which rise. */
bool variants_cover(const struct vocabulary *v, enum lang lang, struct lexicon_ids ids, uint32_t term);

/* The parts of the compound that is spelt as `form` but for hyphens, the most frequent one if there are
 * several: counterterrorism → counter, terrorism. Borrowed from the lexicon; 0 if there is none. */
uint32_t variants_parts(const struct vocabulary *v, enum lang lang, struct str form,
                        struct str parts[COMPOUND_MAX]);

/* True for an elided word (l'). */
bool variants_is_clitic(struct str form);

#endif
