/* See errors.h. */
#include "searchd/errors.h"

#include "base/err.h"

const char *error_name(int code)
{
    switch (code) {
    case ERR_QUERY:
        return "QUERY";
    case ERR_LIMIT:
        return "LIMIT";
    case ERR_NOT_FOUND:
        return "NOT-FOUND";
    case ERR_USAGE:
        return "USAGE";
    case ERR_DEADLINE:
        return "DEADLINE";
    case ERR_REFUSED:
        return "HTTP";
    default:
        return "INTERNAL";
    }
}
