/* The names that errors have for who asked: the same through every door (docs/protocol.md). Any thread. */
#ifndef RACINE_SEARCHD_ERRORS_H
#define RACINE_SEARCHD_ERRORS_H

/* "QUERY", "LIMIT", …; "INTERNAL" for what is no fault of the asker's. */
const char *error_name(int code);

#endif
