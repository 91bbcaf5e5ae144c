/*
 * The documents as the oracle sees them: each one's words in order, cut from its text by words.h, its fields,
 * and what each different word is (its term in each language, its folded key), by analyze.h and fold.h.
 *
 * Text comes from JSON Lines, or from what the index has stored. From the index come, for each document, its
 * number, the languages it was taken to be in and the document that it was paired with; nothing else.
 */
#ifndef TESTS_ORACLE_SHELF_H
#define TESTS_ORACLE_SHELF_H

#include <stdio.h>

#include "index/generation.h"
#include "oracle/names.h"

/* A compound beside its parts: words joined by hyphens, two to four of them, of at most 96 bytes. */
struct shelf_compound {
    uint32_t position; /* of its first part, in the document */
    uint32_t form;
};

struct shelf_document {
    const uint32_t *words; /* numbers of forms: the title's, then the text's */
    uint32_t count, title_count;
    const struct shelf_compound *compounds;
    uint32_t compound_count;
    const uint8_t *langs_of; /* a word's languages, as a set; NULL: all words are in `langs` */
    unsigned langs;
    uint32_t counterpart;   /* its translation, 0 for none */
    struct document fields; /* without text */
};

struct shelf_form {
    bool compound;
    uint32_t key;               /* of shelf.keys */
    uint32_t next_of_key;       /* the next form with the same key, NAMES_NONE after the last */
    uint32_t count[LANG_COUNT]; /* occurrences as a word of the language */
    uint32_t term[LANG_COUNT];  /* of shelf.terms[lang]; NAMES_NONE if it does not occur there */
    uint32_t next_of_term[LANG_COUNT];
};

struct shelf {
    const struct lists *lists;
    struct analyzer *analyzer;
    struct names forms, keys, terms[LANG_COUNT];
    struct shelf_form *form;          /* by number */
    uint32_t *key_forms;              /* by key: its first form */
    uint32_t *term_forms[LANG_COUNT]; /* by term: its first form */
    bool *term_in_titles[LANG_COUNT]; /* by term */
    struct shelf_document *documents; /* [docid]; [0] is not used */
    uint32_t count;                   /* of documents */
    uint32_t documents_in[LANG_COUNT];
    uint64_t words;
    struct arena arena;
};

/* The languages of the word at `position`, as a set. */
static inline unsigned shelf_langs(const struct shelf_document *doc, uint32_t position)
{
    return doc->langs_of ? doc->langs_of[position] : doc->langs;
}

/* Reads the documents of `g`, their text from JSON Lines in `lines`, or from the index itself if that is
 * NULL. Ends the program, with the reason, if a document is missing or there is one too many. */
void shelf_fill(struct shelf *s, const struct generation *g, FILE *lines);
void shelf_fini(struct shelf *s);

/* The host of an address: between :// and what comes after it, without user and port. Until the next call. */
struct str shelf_host(struct str url);

#endif
