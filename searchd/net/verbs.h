/*
 * What can be asked, by name: verbs, and the options that each of them takes. Both doors read requests by
 * these tables, so that whatever one can ask the other can. Any thread.
 */
#ifndef RACINE_SEARCHD_NET_VERBS_H
#define RACINE_SEARCHD_NET_VERBS_H

#include "base/err.h"
#include "searchd/request.h"

struct verb_limits {
    uint32_t hits, offset; /* greatest limit= and offset= */
};

struct verb {
    const char *name; /* SEARCH */
    enum request_verb verb;
    unsigned takes;     /* options */
    const char *needed; /* what its argument is; NULL if it has none */
};

/* The default of limit=; LINES: of a concordance. */
enum { VERB_DEFAULT_HITS = 10, VERB_DEFAULT_LINES = 20 };

/* The default of per_facet=, and the most. */
enum { VERB_DEFAULT_PER_FACET = 10, VERB_PER_FACET_MAX = 1000 };

/* NULL if there is none of that name; in capitals. */
const struct verb *verb_find(struct str name);

/* One with all options at their defaults. */
struct request verb_request(const struct verb *verb);

/* Whether it has an option of that name. */
bool verb_takes(const struct verb *verb, struct str key);

/*
 * Sets the option `key` of a request; strings are borrowed. Returns 1, or 0 if no verb has an option of that
 * name, ERR_USAGE if this verb has none or `value` is not of its values, ERR_LIMIT if it is too great.
 */
int verb_set(const struct verb *verb, const struct verb_limits *limits, struct str key, struct str value,
             struct request *out, struct err *e);

#endif
