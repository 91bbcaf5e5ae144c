/*
 * One document as the readers give it, as it is stored, and as a hit shows it. All strings are UTF-8 and
 * borrowed: from the arena of the reader that made it, or of the request that read it back.
 */
#ifndef RACINE_INDEX_DOCUMENT_H
#define RACINE_INDEX_DOCUMENT_H

#include "base/str.h"
#include "text/date.h"
#include "text/language.h"

struct span {
    uint32_t start, end; /* bytes */
};

struct field {
    struct str name, value;
};

struct document {
    struct str id; /* unique in an index; never empty */
    struct str url;
    struct str title;
    struct str text;     /* at most UINT32_MAX bytes; paragraphs end in \n */
    struct str lang_tag; /* as the document says it ("fr-CA"), may be empty */
    struct str type;
    struct str pair;      /* key shared by the translations of one page */
    struct str alternate; /* or the url, id or path of its translation */
    struct str *tags;
    size_t tag_count;
    struct field *extra; /* stored and given back, not searched */
    size_t extra_count;
    struct span *headings; /* ranges of `text`, in order, that are headings */
    size_t heading_count;
    date_num date;
    unsigned langs; /* set of LANG_BIT; a document that mixes languages is searched in each */
    enum lang lang; /* the main one */
};

#endif
