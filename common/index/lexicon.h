/*
 * Lexicon: every form (words.h) seen in a generation, with its folded key, its term in each language it
 * occurs in, and how often it does. Forms are numbered by falling frequency, so that frequent ones have
 * short codes in the token stream. Compounds (a form with an inner hyphen, counter-terrorism) are listed
 * after all others: they stand in no stream, their parts do.
 *
 * Terms are numbered per language in byte order, so sorting numbers sorts terms.
 *
 * Reading is on a mapped file, from any thread, everything returned being borrowed from the map.
 */
#ifndef RACINE_INDEX_LEXICON_H
#define RACINE_INDEX_LEXICON_H

#include "base/err.h"
#include "base/str.h"
#include "text/analyze.h"
#include "text/language.h"

#define LEXICON_NONE UINT32_MAX

/* --- writing --- */

struct lexicon_entry {
    struct str form;
    uint32_t count[LANG_COUNT]; /* occurrences in documents of each language */
};

/*
 * Writes the lexicon of `count` distinct forms, in any order, to `path` and syncs it. `ids[i]` becomes
 * the number of entries[i]. The same forms and counts give the same file, whatever their order.
 */
int lexicon_write(const char *path, const struct lexicon_entry *entries, uint32_t count, uint32_t *ids,
                  struct analyzer *analyzer, struct err *e);

/* --- reading --- */

struct lexicon;

int lexicon_open(const char *path, struct lexicon **out, struct err *e);
void lexicon_close(struct lexicon *lex);

/* Number of forms, compounds included; forms from lexicon_stream_size() on are compounds. */
uint32_t lexicon_size(const struct lexicon *lex);
uint32_t lexicon_stream_size(const struct lexicon *lex);

/* For id < lexicon_size(). */
struct str lexicon_form(const struct lexicon *lex, uint32_t id);
struct str lexicon_key(const struct lexicon *lex, uint32_t id);
uint32_t lexicon_count(const struct lexicon *lex, enum lang lang, uint32_t id);

/* Number of the form's term in a language, LEXICON_NONE where it does not occur. */
uint32_t lexicon_term_of(const struct lexicon *lex, enum lang lang, uint32_t id);

/* Terms of a language: how many, the text of one, the number of one (or LEXICON_NONE), its forms. */
uint32_t lexicon_term_count(const struct lexicon *lex, enum lang lang);
struct str lexicon_term_text(const struct lexicon *lex, enum lang lang, uint32_t term);
uint32_t lexicon_term_find(const struct lexicon *lex, enum lang lang, struct str text);

struct lexicon_ids {
    const uint32_t *ids;
    uint32_t count;
};
struct lexicon_ids lexicon_term_forms(const struct lexicon *lex, enum lang lang, uint32_t term);

/* Forms in order of (key, form): those with exactly this key; those whose key begins so. */
struct lexicon_ids lexicon_with_key(const struct lexicon *lex, struct str key);
struct lexicon_ids lexicon_with_prefix(const struct lexicon *lex, struct str key_prefix);

/* Keys that are `text`, or begin with it (open_end), end in it (open_start) or have it somewhere (both). */
struct lexicon_pattern {
    struct str text;
    bool open_start, open_end;
};

/* The forms of token streams that occur in documents of the language and whose keys are so: their numbers,
 * rising, hence the most frequent first, at most `max`. Returns how many there are, `max` + 1 for more. */
uint32_t lexicon_matching(const struct lexicon *lex, enum lang lang, const struct lexicon_pattern *pattern,
                          uint32_t *out, uint32_t max);

/* The number of exactly this form, or LEXICON_NONE. */
uint32_t lexicon_find(const struct lexicon *lex, struct str form);

#endif
