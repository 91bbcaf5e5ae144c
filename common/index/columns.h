/*
 * Columns: the few facts about every document that are filtered, counted and sorted by, readable in a few
 * nanoseconds without touching its record (documents.h). Documents are numbered from 1; what is asked about
 * a number that no document has is 0.
 *
 * Types, sites and tags are values: numbered from 1, 0 for none. Spellings that a filter does not tell apart
 * (`type:`, by posting_term()) are one value, shown as the first document that has it spells it.
 */
#ifndef RACINE_INDEX_COLUMNS_H
#define RACINE_INDEX_COLUMNS_H

#include "base/err.h"
#include "base/str.h"
#include "text/date.h"
#include "text/language.h"

enum columns_kind { COLUMNS_TYPE, COLUMNS_SITE, COLUMNS_TAG, COLUMNS_KINDS };

/* --- writing --- */

struct columns_row {
    date_num date;
    uint32_t counterpart; /* docid of its translation, 0 for none */
    uint8_t langs;        /* LANG_BITs */
    uint8_t lang;         /* the main one */
    struct str type, site;
    const struct str *tags;
    size_t tag_count;
};

/* Keeps in memory about 24 bytes a document, 4 a tag of one, and each value once. */
struct columns_writer;
int columns_writer_new(struct columns_writer **out, struct err *e);
/* The next document's. Failures are kept for columns_writer_put(). */
void columns_writer_add(struct columns_writer *w, const struct columns_row *row);
/* Writes and syncs the file. `title_order` has a number for each document: its place in the order of the
 * titles, from 1. */
int columns_writer_put(struct columns_writer *w, const uint32_t *title_order, const char *path,
                       struct err *e);
void columns_writer_free(struct columns_writer *w);

/* --- reading --- */

/* Any number of threads. */
struct columns;
int columns_open(const char *path, struct columns **out, struct err *e);
void columns_close(struct columns *c);
uint32_t columns_count(const struct columns *c);

date_num columns_date(const struct columns *c, uint32_t docid);
unsigned columns_langs(const struct columns *c, uint32_t docid);
enum lang columns_lang(const struct columns *c, uint32_t docid);
uint32_t columns_counterpart(const struct columns *c, uint32_t docid);
/* Its place in the order of the titles (text/title.h), which no other document has. */
uint32_t columns_title_order(const struct columns *c, uint32_t docid);

uint32_t columns_type(const struct columns *c, uint32_t docid);
uint32_t columns_site(const struct columns *c, uint32_t docid);
/* How many tags; `*first` is for columns_tag(), which takes *first, *first + 1 … Each value comes once. */
uint32_t columns_tags(const struct columns *c, uint32_t docid, uint32_t *first);
uint32_t columns_tag(const struct columns *c, uint32_t at);

/* How many values there are: 1 … so many. */
uint32_t columns_value_count(const struct columns *c, enum columns_kind kind);
/* As long as the columns are open; empty for a number that is none. */
struct str columns_value(const struct columns *c, enum columns_kind kind, uint32_t value);

#endif
