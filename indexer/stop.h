/*
 * SIGINT and SIGTERM: the first asks a build to stop cleanly, a second one of the same kind kills as it
 * would have. Whoever works in a loop asks stop_check() now and then. Any thread.
 */
#ifndef RACINE_INDEXER_STOP_H
#define RACINE_INDEXER_STOP_H

#include "base/err.h"

/* Call once, before threads. Reads that wait are interrupted; SIGPIPE becomes an error of the write. */
void stop_install(void);

/* The signal that came, 0 if none did. */
int stop_signal(void);

/* ERR_CANCELLED if one came. */
int stop_check(struct err *e);

/* For threads that are not the first: leaves signals to that one, whose reads they are to interrupt. */
void stop_ignore_here(void);

#endif
