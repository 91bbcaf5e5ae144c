/*
 * Bytes of an unknown encoding → UTF-8. Old French sites are in windows-1252 or ISO 8859-15 whatever they
 * say, and a page that says something else may yet be UTF-8. Any thread.
 */
#ifndef RACINE_INDEXER_CHARSET_H
#define RACINE_INDEXER_CHARSET_H

#include "base/arena.h"
#include "base/err.h"

struct charset_text {
    struct str text;  /* UTF-8, without a byte order mark; `bytes` itself if that is what they were */
    const char *name; /* of the encoding: "UTF-8" */
    size_t mended;    /* bytes that made no sense and became U+FFFD */
    bool guessed;     /* nothing said so */
};

/*
 * In this order: a byte order mark (UTF-8, UTF-16); UTF-8 if the bytes are that, for it is hardly ever so by
 * accident; `declared` if it is an encoding known to the system (labels as in the Encoding Standard, §4.2:
 * "iso-8859-1" means windows-1252); UTF-8 with a few wrong bytes; else ISO 8859-15 or windows-1252, by what
 * their letters make of the text. ERR_INPUT: they are none of these but binary, with why. ERR_MEMORY.
 */
int charset_decode(struct arena *arena, struct str bytes, struct str declared, struct charset_text *out,
                   struct err *e);

/* What an HTML page declares in its first 1,024 bytes: <meta charset>, <meta http-equiv>, or the XML
 * declaration. Borrowed; empty if it declares none. */
struct str charset_of_html(struct str page);

#endif
