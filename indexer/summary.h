/* What a build tells at its end, on standard output. */
#ifndef RACINE_INDEXER_SUMMARY_H
#define RACINE_INDEXER_SUMMARY_H

#include "indexer/build.h"

void summary_print(const struct options *options, const struct report *report,
                   const struct build_result *result);

#endif
