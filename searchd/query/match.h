/*
 * What stands where in a token stream: phrases and words, over numbers of forms (lexicon.h). A compiled
 * phrase or set of words is immutable and lives in the request's arena; any number of documents, any thread.
 *
 * A phrase is an automaton of one bit a position (match_table.h). A position accepts a set of forms; a form
 * may also stand for several positions at once: a compound written solid for its parts. Phrases do not cross
 * from title to text.
 */
#ifndef RACINE_SEARCHD_QUERY_MATCH_H
#define RACINE_SEARCHD_QUERY_MATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "index/lexicon.h"
#include "index/tokens.h"

enum {
    MATCH_POSITIONS_MAX = 64, /* of a phrase */
    MATCH_SPAN_MAX = 4        /* positions that one form may stand for */
};

/* These forms stand for the positions first … first + span − 1. */
struct match_accept {
    struct lexicon_ids forms;
    uint32_t first, span;
};

struct match_phrase;

/* `length` positions, 1…MATCH_POSITIONS_MAX; `title`: looked for in the title only. Accepts that do not
 * fit the length or MATCH_SPAN_MAX are our mistake. ERR_MEMORY. */
int match_phrase_new(const struct match_accept *accepts, uint32_t count, uint32_t length, bool title,
                     struct arena *arena, struct match_phrase **out, struct err *e);

/* True if the phrase stands in the document. */
bool match_phrase_in(const struct match_phrase *p, const struct token_view *view);

/* Positions of one place where the phrase stands. */
struct match_place {
    uint32_t first, end;
};

/* The first place at or after the token *from; *from moves past it. False if there is none. */
bool match_phrase_next(const struct match_phrase *p, const uint32_t *ids, uint32_t count,
                       uint32_t title_count, uint32_t *from, struct match_place *out);

/* --- words: form → set of up to 64 words, each a bit --- */

struct match_words;

/* In each accept `first` is the word's bit and `span` 1. */
int match_words_new(const struct match_accept *accepts, uint32_t count, struct arena *arena,
                    struct match_words **out, struct err *e);

/* The words that the form stands for, 0 for none. */
uint64_t match_words_of(const struct match_words *w, uint32_t id);

/* --- places of words in a stream --- */

struct match_scan;

/* `w` must outlive it. ERR_MEMORY. */
int match_scan_new(const struct match_words *w, struct arena *arena, struct match_scan **out, struct err *e);

struct match_hit {
    uint32_t position, id;
    uint64_t words; /* that the form stands for, never 0 */
};

/* The places of the words in a document, at rising positions: the first `max`. Returns how many. */
uint32_t match_scan_in(const struct match_scan *s, const struct token_view *view, struct match_hit *out,
                       uint32_t max);

#endif
