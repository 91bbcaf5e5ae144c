/*
 * What a form (words.h) means in a language: its index term, or a stop word. The same code serves
 * documents and queries.
 *
 * A term is the stem, then folded (accents off, ligatures open): stemming comes first because French
 * endings need their accents. It holds no language prefix; that belongs to the postings.
 *
 *   fr  énergies → energ     en  stabilization → stabil     und  Straße → strasse
 *   UN → UN  capitals that the lists name keep their capitals as term, so that the organisation is not
 *            the article
 *
 * An analyzer belongs to one thread. Forms are few (the lexicon's), so it memoises nothing itself.
 */
#ifndef RACINE_TEXT_ANALYZE_H
#define RACINE_TEXT_ANALYZE_H

#include "base/err.h"
#include "text/lists.h"

/* Room for any term. */
enum { TERM_MAX = 128 };

struct analyzer;

/* Borrows the lists. */
int analyzer_new(const struct lists *lists, struct analyzer **out, struct err *e);
void analyzer_free(struct analyzer *a);

/* The term of `form` in `lang`; returns its length, never 0. */
size_t analyze_term(struct analyzer *a, enum lang lang, struct str form, char out[TERM_MAX]);

/*
 * The term of a compound, whose parts were joined by hyphens: the stem of the parts run together
 * (counter-terrorism → counterterror), so that it meets the compound written solid.
 * Returns 0 if the parts are too many (over 4) or the whole too long to be one word.
 */
size_t analyze_compound(struct analyzer *a, enum lang lang, const struct str *forms, size_t count,
                        char out[TERM_MAX]);

/* True for a word that a bag-of-words query leaves out, and for every clitic. By spelling, never by stem. */
bool analyze_is_stop(const struct lists *lists, enum lang lang, struct str form);

#endif
