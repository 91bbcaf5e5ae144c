/*
 * Which language each stretch of a text is in, for texts that change between French and English: speeches,
 * treaties, minutes. The index posts each word in the language of its stretch.
 *
 * The rule. A text has a main language, which it says or which language.h detects. Its lines are paragraphs;
 * lines of less than STRETCH_LETTERS_MIN bytes of words are gathered until there are STRETCH_LETTERS_ENOUGH
 * or the next has little words of the other language only, and what is longer than STRETCH_BYTES_MAX is
 * several. Little words of a language are those that are stop words in it and not in the other.
 *
 * A paragraph tells its language if it has STRETCH_LETTERS_MIN bytes of words, of which one in LITTLE_SHARE
 * is a little word of that language, LITTLE_MIN of them at least, and LITTLE_LEAD times as many as of the
 * other; against the main language, it must also be detected (Spanish has many a little word of French). A
 * text has a second language if the paragraphs that tell it hold MIXED_LITTLE_MIN little words of it. What
 * tells nothing is in the main language, unless it
 *
 *   - stands between paragraphs of the second, STRETCH_GAP_MAX bytes of words of it at most; or
 *   - is shorter than STRETCH_LETTERS_MIN, without a little word of the main language, and a paragraph of the
 *     second follows: a heading; or
 *   - has LEANING_MIN little words of the second, one in LITTLE_SHARE of its words, and none of the main, and
 *     was not detected as another language.
 *
 * Any thread.
 */
#ifndef RACINE_TEXT_STRETCHES_H
#define RACINE_TEXT_STRETCHES_H

#include "text/lists.h"

enum {
    STRETCH_LETTERS_MIN = 100,
    STRETCH_LETTERS_ENOUGH = 200,
    STRETCH_BYTES_MAX = 2048,
    STRETCH_GAP_MAX = 400,
    LITTLE_MIN = 4,
    LITTLE_SHARE = 4,
    LITTLE_LEAD = 4,
    LEANING_MIN = 2,
    MIXED_LITTLE_MIN = 8
};

struct stretch {
    uint32_t end;   /* byte of the text */
    uint32_t words; /* words.h's that begin in it */
    enum lang lang;
};

struct stretches {
    struct stretch *list;
    uint32_t count;
};

/* A zeroed struct is ready for use. */
void stretches_fini(struct stretches *s);

/*
 * Replaces *out with the stretches of the text, which cover it, neighbours being in different languages. None
 * if it has no second language: always so when `main` is LANG_NONE. False if memory ran out.
 */
bool stretches_find(const struct lists *lists, struct str text, enum lang main, struct stretches *out);

#endif
