/*
 * Structured data in a page (JSON-LD 1.1, with the words of schema.org): when it was published, what kind of
 * page it is. Any thread.
 */
#ifndef RACINE_INDEXER_JSON_LD_H
#define RACINE_INDEXER_JSON_LD_H

#include "base/arena.h"

struct json_ld {
    struct str published, modified; /* as written: datePublished, dateModified */
    struct str type;                /* of the node that has one of these: "NewsArticle" */
    struct str lang;                /* inLanguage */
};

/*
 * The first node with a date counts: of the script itself, of its list or of its @graph. Broken JSON says
 * nothing, without harm. Strings are in the arena; false when memory is out.
 */
bool json_ld_read(struct str script, struct arena *arena, struct json_ld *out);

#endif
