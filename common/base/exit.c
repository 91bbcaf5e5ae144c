/* See exit.h. */
#include "base/exit.h"

enum exit_status exit_status_of(enum err_code code)
{
    switch (code) {
    case ERR_USAGE:
        return EXIT_BAD_USAGE;
    case ERR_NOT_FOUND:
        return EXIT_NO_INDEX;
    case ERR_EMPTY:
    case ERR_FORMAT:
    case ERR_INPUT:
        return EXIT_NOTHING;
    case ERR_IO:
        return EXIT_IO;
    case ERR_LOCKED:
        return EXIT_LOCKED;
    case ERR_MEMORY:
    case ERR_LIMIT:
        return EXIT_SYSTEM;
    case ERR_VERSION:
    case ERR_REFUSED:
        return EXIT_CONFIGURATION;
    default:
        return EXIT_BUG;
    }
}
