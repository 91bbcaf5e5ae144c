/* Queries one at a time: each is sent, waited for, and printed. */
#ifndef RACINE_CLIENT_ASK_H
#define RACINE_CLIENT_ASK_H

#include "client/options.h"

/* Both return FOUND, NONE_FOUND or TROUBLE. */
int ask_one(const struct options *options, struct str query);
/* One query a line, until standard input ends; FOUND if any found something, TROUBLE if any failed. */
int ask_lines(const struct options *options);

#endif
