/* What an open lexicon is, for the files that read it. */
#ifndef RACINE_INDEX_LEXICON_PARTS_H
#define RACINE_INDEX_LEXICON_PARTS_H

#include "index/lexicon.h"
#include "index/strings.h"

struct lexicon_language {
    uint32_t count;                   /* forms, or 0 if none occurs in the language */
    const uint32_t *counts, *term_of; /* so many */
    struct strings terms;
    struct table term_table;
    const uint32_t *form_offsets, *forms;
};

struct lexicon {
    struct sections sections;
    uint32_t count, stream_count;
    struct strings forms, keys;
    const uint32_t *key_order;
    struct table key_table;
    struct lexicon_language languages[LANG_COUNT];
};

#endif
