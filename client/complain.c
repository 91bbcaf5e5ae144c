/* See complain.h. */
#include "client/complain.h"

#include <stdio.h>

int complain(const struct err *error)
{
    fflush(stdout);
    fprintf(stderr, "racine: %s\n", error->text);
    if (error->hint[0])
        fprintf(stderr, "racine: %s\n", error->hint);
    return TROUBLE;
}
