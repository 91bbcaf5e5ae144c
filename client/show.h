/* Answers made readable: colours on a terminal, **stars** elsewhere. */
#ifndef RACINE_CLIENT_SHOW_H
#define RACINE_CLIENT_SHOW_H

#include "client/options.h"

/*
 * Prints the JSON answer to a search, as it is with --json. `query` names it if there are several;
 * `summary` is what the daemon says of it in words. FOUND, NONE_FOUND, or TROUBLE with *e set.
 */
int show_answer(const struct options *options, struct str query, struct str summary, struct str json,
                struct err *e);

#endif
