/*
 * Pulls JSON (RFC 8259) apart without a tree: the caller asks for one value after another. Strict: nothing
 * is accepted that the grammar refuses, strings must be valid UTF-8 and surrogates paired. Neither
 * recursion nor allocation: what is decoded goes to space that the caller gave.
 *
 *     json_init(&j, line, space);
 *     json_enter(&j, '{');
 *     while (json_more(&j, '}')) { json_name(&j, &name); ... one value ... }
 *     json_finish(&j);
 *     if (j.fault) ... j.problem at byte j.at ...
 *
 * After a fault every call fails, so asking once at the end is enough. Any thread; not shared.
 */
#ifndef RACINE_INDEXER_JSON_H
#define RACINE_INDEXER_JSON_H

#include "base/str.h"

/* Arrays and objects within one another in a value that is taken whole. */
enum { JSON_DEPTH_MAX = 64 };

enum json_type {
    JSON_NONE, /* the end, or nothing that begins a value */
    JSON_OBJECT,
    JSON_ARRAY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_BOOLEAN,
    JSON_NULL
};

enum json_fault {
    JSON_FINE,
    JSON_SYNTAX,   /* the grammar refuses it */
    JSON_ENCODING, /* not valid UTF-8, or half a surrogate pair */
    JSON_NUL       /* a NUL, as a byte or as \u0000 */
};

struct json {
    struct str text;
    size_t at;
    char *space; /* at least text.len bytes */
    size_t used;
    bool first; /* no value was taken since the last json_enter() */
    enum json_fault fault;
    const char *problem; /* "expected ':' after a name" */
};

/* Decoded strings live in `space`, as long as it does. */
void json_init(struct json *j, struct str text, char *space);

/* What comes next. */
enum json_type json_peek(struct json *j);

/* Takes '{' or '['. */
bool json_enter(struct json *j, char bracket);

/* True if another member or element follows; takes the comma before it, or the bracket that ends it. */
bool json_more(struct json *j, char bracket);

/* A member's name and its colon; a string; any value whole, without the white space between its tokens. */
bool json_name(struct json *j, struct str *out);
bool json_string(struct json *j, struct str *out);
bool json_value(struct json *j, struct str *out);

/* Nothing but white space may be left. */
bool json_finish(struct json *j);

#endif
