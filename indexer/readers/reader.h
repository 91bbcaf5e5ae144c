/*
 * Readers turn bytes into documents: one reader a format, all behind this interface. A reader touches no
 * file and no index; it gets bytes and hands each document to a sink before it returns.
 * Readers are stateless: any number of threads may run one, each with an arena and a sink of its own.
 */
#ifndef RACINE_INDEXER_READER_H
#define RACINE_INDEXER_READER_H

#include "base/arena.h"
#include "base/err.h"
#include "index/document.h"

/* What a worker is given to read: a whole file, or a block of whole lines of a large one. */
struct unit {
    struct str bytes;
    struct str source;   /* file as named by the user, or "-": for messages */
    struct str path;     /* relative to the SOURCE directory: the default id of a file's one document, and
                            what says its language and pair (fr/…, en/…) */
    uint64_t first_line; /* line number of the first byte, from 1 */
};

/* Why a document was not indexed, in the report: declared once, here. */
#define SKIP_REASONS(X)                                                                                      \
    X(SKIP_MALFORMED, "malformed", "not well formed for its format")                                         \
    X(SKIP_ENCODING, "encoding", "not valid UTF-8")                                                          \
    X(SKIP_BINARY, "binary", "holds NUL bytes: not text")                                                    \
    X(SKIP_EMPTY, "empty", "no title and no text")                                                           \
    X(SKIP_NOINDEX, "noindex", "asks not to be indexed")                                                     \
    X(SKIP_NO_ID, "no-id", "no id")                                                                          \
    X(SKIP_DUPLICATE, "duplicate", "replaced by a later document with the same id")                          \
    X(SKIP_TOO_LARGE, "too-large", "larger than the limit")                                                  \
    X(SKIP_UNREADABLE, "unreadable", "could not be read")                                                    \
    X(SKIP_NOT_A_FILE, "not-a-file", "neither a file nor a directory")                                       \
    X(SKIP_LOOP, "loop", "a link back into a directory above it")

enum skip_reason {
#define X(name, word, text) name,
    SKIP_REASONS(X)
#undef X
        SKIP_REASON_COUNT
};

/* "malformed" and "not well formed for its format". */
const char *skip_word(enum skip_reason reason);
const char *skip_text(enum skip_reason reason);

/* Where a reader's results go. */
struct sink {
    void *context;
    /* Takes a document; everything it borrows is valid for this call only. `line` is where it began.
     * A reader passes a negative answer on at once. */
    int (*document)(void *context, const struct document *doc, uint64_t line, struct err *e);
    /* Takes note of a document that is left out, with what exactly was wrong. */
    int (*skip)(void *context, enum skip_reason reason, uint64_t line, const char *detail, struct err *e);
    /* Takes note of a document that is indexed, but without a part that made no sense ("unknown date"). */
    int (*warn)(void *context, uint64_t line, const char *detail, struct err *e);
};

struct reader {
    const char *name;            /* "html" */
    const char *const *suffixes; /* {".html", ".htm", NULL}, small letters */
    bool lines; /* documents are lines: a file may be cut into blocks of lines and streamed */
    /* 0, or a negative code only when the sink or memory failed: what is wrong with a document goes to
     * sink->skip. Resets nothing in the arena; the caller does, between units. */
    int (*read)(const struct unit *unit, struct arena *arena, const struct sink *sink, struct err *e);
};

extern const struct reader reader_jsonl, reader_html, reader_text, reader_markdown;

/* The reader for a file name by its suffix, NULL if there is none. */
const struct reader *reader_for(struct str name);

/* What to try when the format of standard input is not known: JSON Lines if it begins with '{'. */
const struct reader *reader_by_name(struct str name);

#endif
