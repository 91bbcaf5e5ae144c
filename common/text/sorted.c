/* See sorted.h. */
#include "text/sorted.h"

#include <stdlib.h>

static int compare_row(const void *key, const void *row)
{
    return str_compare(*(const struct str *)key, str_of(*(const char *const *)row));
}

const void *sorted_find(const void *table, size_t count, size_t size, struct str word)
{
    return count ? bsearch(&word, table, count, size, compare_row) : NULL;
}
