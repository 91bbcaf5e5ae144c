/*
 * What a results page says, in each language of its readers. Immutable.
 */
#ifndef RACINE_SEARCHD_PAGE_WORDS_H
#define RACINE_SEARCHD_PAGE_WORDS_H

#include "base/str.h"
#include "text/date.h"
#include "text/language.h"

struct page_words {
    const char *search, *skip, *language_of_page, *other_language;
    const char *welcome, *hints[3];
    const char *about, *result, *results, *in[LANG_COUNT], *with[LANG_COUNT];
    const char *none, *advice[3], *unnarrow;
    const char *relaxed, *some, *partial, *suggestion, *failed, *back;
    const char *sorted, *relevance, *newest, *oldest, *title;
    const char *narrow, *language, *type, *year, *every, *languages[LANG_COUNT], *untyped, *others;
    const char *chart, *table, *also[LANG_COUNT];
    const char *pages, *page, *previous, *next, *foot;
    const char *months[12];
    const char *thousands; /* between groups of three digits */
};

/* For LANG_FR; for any other, English. */
const struct page_words *page_words(enum lang lang);

/* 1,234 or 1 234. */
void page_add_number(const struct page_words *w, uint64_t number, struct buf *out);

/* 25 June 2019, June 2019 or 2019; nothing for 0. */
void page_add_date(const struct page_words *w, enum lang lang, date_num date, struct buf *out);

#endif
