/*
 * The files of web/ that the daemon serves, as bytes in the program: it needs no folder beside it.
 */
#ifndef RACINE_WEB_ASSETS_H
#define RACINE_WEB_ASSETS_H

#include <stddef.h>

struct asset {
    const char *path; /* "/page.css" */
    const unsigned char *bytes;
    size_t len;
};

/* Ended by one without a path. */
extern const struct asset assets[];

#endif
