/*
 * Filters that no single posting list serves. Inner part of plan.h.
 *
 *   id:fr/visas     the document of this id
 *   pair:fr/visas   that one and its translation
 *   site:gc.ca      documents of this host or of one below the domain, capitals aside
 *   url:…           documents whose address begins so; read for each candidate
 *   date:…          more than a few years, or months and days: checked on candidates in the column of dates
 */
#ifndef RACINE_SEARCHD_QUERY_PLAN_FILTERS_H
#define RACINE_SEARCHD_QUERY_PLAN_FILTERS_H

#include "searchd/query/plan.h"

/* So many years are looked up as terms; a longer range, or one of months and days, is checked on the
 * candidates' dates, which stand in one column: a few nanoseconds each once a candidate is at hand, against
 * a posting list for every month. (Months could be terms only for documents whose day or month is known.) */
enum { PLAN_YEARS_MAX = 8 };

/* Finds the documents of id:, pair: and site:. ERR_DEADLINE, ERR_MEMORY. */
int plan_filters_find(struct plan *p, const struct vocabulary *v, struct err *e);

/* Those of a filter; NULL if its posting list is to be asked instead. */
const struct xap_docs *plan_filters_docs(const struct plan *p, const struct query_node *node);

/* True for a filter that is checked on candidates rather than looked up. */
bool plan_filters_is_check(const struct query_node *node);

/* How such a filter is checked: the context of *passes, NULL when memory is out, and the share of candidates
 * that are likely to pass. */
void *plan_filters_check(const struct plan *p, const struct query_node *node, xap_keep_fn *passes,
                         double *likely);

/*
 * True if an address begins with the value: /fr/visas is about its path on whatever host; else the host comes
 * first. The scheme does not matter, nor do capitals of the host.
 */
bool plan_filters_url(struct str url, struct str value);

#endif
