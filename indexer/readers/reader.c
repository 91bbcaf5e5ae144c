/* See reader.h: the table of readers, and what the report calls the reasons for leaving a document out. */
#include "indexer/readers/reader.h"

#include <strings.h>

static const struct reader *const readers[] = {&reader_jsonl, &reader_html, &reader_text, &reader_markdown};

enum { READERS = sizeof readers / sizeof *readers };

static const char *const words[] = {
#define X(name, word, text) word,
    SKIP_REASONS(X)
#undef X
};

static const char *const texts[] = {
#define X(name, word, text) text,
    SKIP_REASONS(X)
#undef X
};

const char *skip_word(enum skip_reason reason)
{
    return words[reason];
}

const char *skip_text(enum skip_reason reason)
{
    return texts[reason];
}

static bool ends_in(struct str name, const char *suffix)
{
    size_t len = strlen(suffix);
    return name.len > len && strncasecmp(name.ptr + name.len - len, suffix, len) == 0;
}

const struct reader *reader_for(struct str name)
{
    for (size_t i = 0; i < READERS; i++)
        for (const char *const *suffix = readers[i]->suffixes; *suffix; suffix++)
            if (ends_in(name, *suffix))
                return readers[i];
    return NULL;
}

const struct reader *reader_by_name(struct str name)
{
    for (size_t i = 0; i < READERS; i++)
        if (str_equal(name, str_of(readers[i]->name)))
            return readers[i];
    return NULL;
}
