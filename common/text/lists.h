/*
 * What is known of single words and follows no rule: stop words, spelling pairs, words that the stemmers
 * mistake. The facts are text, one a line; common/text/lists/ holds those that are built in, a site adds
 * files of its own (racine-indexer --lexicon-dir), and each generation keeps the facts it was built with,
 * so that its documents and its queries are analysed alike.
 *
 *   stop était etait    a bag of words leaves it out; then other spellings of it, for which that holds too
 *   capitals un         the stop word un, written UN, is another word
 *   travaux = travail   is taken for that word, before stemming
 *   *colour* = color    likewise a part of a word, wherever it stands; *tre: at its end, auto*: at its start
 *   whole mauvais       is a term as it is: not stemmed
 *   keep-s advertis     words that begin so are no verbs in -ize, though they look it (spelling.h)
 *   - stop était        takes back a built-in fact
 *
 * Case never matters. Accents matter in stop words, and in what stands right of = (the stemmer needs
 * them); other words are known by their folded keys. # begins a comment. A file is named NAME.fr or
 * NAME.en after the language it is about, or `names` for both. A site's fact about a word replaces the
 * built-in one of the same kind; within the same source, two facts about a word are an error, as is a word
 * that words.h would not yield, a chain (a = b, b = c), and whatever else cannot be meant.
 *
 * Lists are immutable: any number of threads.
 */
#ifndef RACINE_TEXT_LISTS_H
#define RACINE_TEXT_LISTS_H

#include "base/err.h"
#include "text/language.h"

enum {
    LIST_WORD_MAX = 48,       /* bytes of a word in a fact */
    LIST_FACTS_MAX = 200000,  /* built-in ones included; a word of `names` counts twice */
    LIST_BYTES_MAX = 16 << 20 /* of a file, and of all facts printed */
};

struct lists;

/* The built-in facts. */
int lists_builtin(struct lists **out, struct err *e);

/* The built-in facts and those in the files of `dir`. ERR_NOT_FOUND: no such directory; ERR_USAGE: a file
 * makes no sense, with its line and the reason. */
int lists_load(const char *dir, struct lists **out, struct err *e);

/* Reads what lists_print() wrote, and nothing else besides. ERR_VERSION, ERR_FORMAT; `where` names it. */
int lists_parse(struct str text, const char *where, struct lists **out, struct err *e);

/* The facts as text: the same facts are the same bytes. */
void lists_print(const struct lists *l, struct buf *out);

void lists_free(struct lists *l);

/* --- looking up: inner part of common/text/ --- */

enum list_kind { LIST_STOP, LIST_CAPITALS, LIST_WORD, LIST_PART, LIST_KEEP_S, LIST_KINDS };

struct list_fact {
    struct str key; /* what it is about: a case-folded word (STOP, CAPITALS), a folded key (WORD), the rest
                       without its stars, case-folded */
    struct str to;  /* WORD: the word it is taken for, empty if it stays whole; PART: what it becomes */
    uint8_t kind, lang;
    bool at_start, at_end; /* PART: stands only there */
    bool removal;
    uint8_t layer; /* 0 built in, 1 the site's */
    uint16_t source;
    uint32_t line;
};

struct list_facts {
    const struct list_fact *first;
    size_t count;
};

/* All of a kind, in order. None for LANG_NONE. */
struct list_facts lists_of(const struct lists *l, enum lang lang, enum list_kind kind);

/* The fact about exactly this key (not of PART and KEEP_S, which are beginnings and parts), or NULL. */
const struct list_fact *lists_find(const struct lists *l, enum lang lang, enum list_kind kind,
                                   struct str key);

#endif
