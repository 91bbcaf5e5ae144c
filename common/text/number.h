/*
 * Where a number written in digits ends, with its thousands separators and decimals. The rules are told
 * in words.h. Inner part of common/text/. Any thread.
 */
#ifndef RACINE_TEXT_NUMBER_H
#define RACINE_TEXT_NUMBER_H

#include "base/str.h"

/* More groups of thousands than this are a row of a table, not a number. */
enum { NUMBER_GROUPS_MAX = 6 };

struct number {
    size_t end;       /* of its bytes */
    size_t decimal;   /* where its decimal separator stands, 0 if it has none */
    size_t chain_end; /* not 0: a chain such as 25.06.2019 ends here, all of it being plain numbers */
};

/* The number that begins with the ASCII digit at byte `at`. */
struct number number_scan(struct str text, size_t at);

/* The end of the run of ASCII digits at `at`. */
size_t number_digits_end(struct str text, size_t at);

#endif
