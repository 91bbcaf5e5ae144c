/*
 * Many queries on one connection: lines of `qid TAB query` are sent ahead of their answers, up to a window,
 * and results are printed in the order of the lines.
 */
#ifndef RACINE_CLIENT_BATCH_H
#define RACINE_CLIENT_BATCH_H

#include "client/options.h"

/* FOUND if any query found something, TROUBLE if any failed. */
int batch_run(const struct options *options);

#endif
