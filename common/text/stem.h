/*
 * The term of a word in a language: what the lists and rules of spelling say (spelling.h), then Snowball's
 * stemmer, then folding. Inner part of
 * common/text/; stemmers belong to one thread.
 */
#ifndef RACINE_TEXT_STEM_H
#define RACINE_TEXT_STEM_H

#include "base/err.h"
#include "text/analyze.h"

struct sb_stemmer;

struct stemmers {
    const struct lists *lists;         /* borrowed */
    struct sb_stemmer *of[LANG_COUNT]; /* NULL for LANG_NONE */
};

/* After a failure there is nothing to undo. */
int stemmers_init(struct stemmers *s, const struct lists *lists, struct err *e);
void stemmers_fini(struct stemmers *s);

/*
 * The term of a case-folded word without a joining hyphen, of at most WORD_FORM_MAX bytes. Returns its
 * length, 0 only for an empty word.
 */
size_t stem_word(struct stemmers *s, enum lang lang, struct str word, char out[TERM_MAX]);

#endif
