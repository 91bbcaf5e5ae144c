/* The files of common/text/lists/, which the build makes part of the program. Inner part of lists.c. */
#ifndef RACINE_TEXT_LISTS_BUILTIN_H
#define RACINE_TEXT_LISTS_BUILTIN_H

#include <stddef.h>

enum { LISTS_BUILTIN = 7 };

struct lists_builtin {
    const char *name;
    const char *text;
    size_t len;
};

extern const struct lists_builtin lists_builtin_texts[LISTS_BUILTIN];

#endif
