/* A string of a JSON object, borrowed from it; empty if it has none of that name. */
#ifndef RACINE_CLIENT_MEMBER_H
#define RACINE_CLIENT_MEMBER_H

#include <jansson.h>

#include "base/str.h"

static inline struct str member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return (struct str){json_string_value(value), json_string_length(value)};
}

#endif
