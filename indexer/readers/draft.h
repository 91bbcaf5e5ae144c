/*
 * A document while a reader fills it in: its fields by their names, the rules that all formats share, and
 * the way to the sink. Belongs to one thread; all it holds is borrowed from the bytes read or the arena.
 */
#ifndef RACINE_INDEXER_DRAFT_H
#define RACINE_INDEXER_DRAFT_H

#include "indexer/readers/reader.h"

struct draft {
    struct document doc;
    struct arena *arena;
    const struct sink *sink;
    uint64_t line; /* where the document began */
};

void draft_init(struct draft *d, struct arena *arena, const struct sink *sink, uint64_t line);

/* True for id, url, lang, title, date, type, pair, alternate, text and tags. */
bool draft_knows(struct str name);

/* Sets a field by its name; a tag, of a string with commas between; an extra field, if the name is none of
 * ours. A date that is none is warned of and kept as an extra field. ERR_MEMORY, or the sink's. */
int draft_set(struct draft *d, struct str name, struct str value, struct err *e);

int draft_add_tag(struct draft *d, struct str tag, struct err *e);
int draft_add_extra(struct draft *d, struct str name, struct str value, struct err *e);

/* What a file says by its path, where it has not said so itself: id, language, pair. */
int draft_from_path(struct draft *d, struct str path, struct err *e);

/* To the sink: as a document, or as one left out because it has no id, is empty or too large. */
int draft_give(struct draft *d, struct err *e);

/* The document is left out; the detail is cut to a line. */
int draft_skip(struct draft *d, enum skip_reason reason, struct err *e, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int draft_warn(struct draft *d, struct err *e, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * The bytes of a unit that is one document, as UTF-8 (charset.h) in *out; `declared` is the encoding that it
 * states, or empty. 1 if they are text; 0 if they were left out because they are binary; or the sink's error.
 */
int draft_take_text(struct draft *d, const struct unit *unit, struct str declared, struct str *out,
                    struct err *e);

/* For "%.*s" in a message: a string of a document, cut to a length fit for a line. */
struct str draft_quote(struct str s);
#define DRAFT_QUOTE(s) (int)draft_quote(s).len, draft_quote(s).ptr

#endif
