/* How the client ends, and what it says when it cannot do what was asked. */
#ifndef RACINE_CLIENT_COMPLAIN_H
#define RACINE_CLIENT_COMPLAIN_H

#include "base/err.h"

/* As grep has it. */
enum { FOUND = 0, NONE_FOUND = 1, TROUBLE = 2 };

/* Prints an error and its hint to standard error, after what was printed so far; returns TROUBLE. */
int complain(const struct err *error);

#endif
