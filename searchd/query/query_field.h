/*
 * The fields of a query, name:value: which there are, and what their values say. Any thread.
 */
#ifndef RACINE_SEARCHD_QUERY_QUERY_FIELD_H
#define RACINE_SEARCHD_QUERY_QUERY_FIELD_H

#include "searchd/query/query.h"
#include "searchd/query/query_problem.h"

enum query_field {
    FIELD_LANG,
    FIELD_TITLE,
    FIELD_DATE,
    FIELD_SITE,
    FIELD_TYPE,
    FIELD_TAG,
    FIELD_URL,
    FIELD_ID,
    FIELD_PAIR,
    FIELD_SORT,
    FIELD_COUNT
};

struct query_value {
    enum lang lang;       /* LANG */
    date_num first, last; /* DATE: days, both included */
    enum query_sort sort; /* SORT */
};

/* FIELD_COUNT if there is no field of this name; capitals do not matter. */
enum query_field query_field_named(struct str name);

/* Reads a value that is not empty. Returns what is wrong with it, or PROBLEM_COUNT. */
enum query_problem_kind query_field_read(enum query_field field, struct str value, struct query_value *out);

#endif
