/*
 * Exit statuses of the indexer and the daemon, after sysexits(3). The client has 0, 1, 2 (match, none,
 * error) as grep has.
 */
#ifndef RACINE_BASE_EXIT_H
#define RACINE_BASE_EXIT_H

#include "base/err.h"

enum exit_status {
    EXIT_COMPLETE = 0,
    EXIT_SKIPS = 3,          /* published, but some documents were left out */
    EXIT_BAD_USAGE = 64,     /* command line */
    EXIT_NOTHING = 65,       /* nothing to index, or an index that is damaged */
    EXIT_NO_INDEX = 66,      /* no index where one was expected */
    EXIT_UNAVAILABLE = 69,   /* port in use */
    EXIT_BUG = 70,           /* our mistake */
    EXIT_SYSTEM = 71,        /* memory, descriptors */
    EXIT_CANNOT_CREATE = 73, /* output directory */
    EXIT_IO = 74,
    EXIT_LOCKED = 75, /* another build runs: try later */
    EXIT_NO_PERMISSION = 77,
    EXIT_CONFIGURATION = 78
};

/* The status for an error that ends a program and has no better one. */
enum exit_status exit_status_of(enum err_code code);

#endif
