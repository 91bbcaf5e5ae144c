/*
 * Filters that no single posting list serves. Inner part of plan.h.
 *
 *   id:fr/visas     the document of this id
 *   pair:fr/visas   that one and its translation
 *   site:gc.ca      documents of this host or of one below the domain, capitals aside
 *   url:…           documents whose address begins so; read for each candidate
 */
#ifndef RACINE_SEARCHD_QUERY_PLAN_FILTERS_H
#define RACINE_SEARCHD_QUERY_PLAN_FILTERS_H

#include "searchd/query/plan.h"

/* Finds the documents of id:, pair: and site:. ERR_DEADLINE, ERR_MEMORY. */
int plan_filters_find(struct plan *p, const struct vocabulary *v, struct err *e);

/* Those of a filter; NULL if its posting list is to be asked instead. */
const struct xap_docs *plan_filters_docs(const struct plan *p, const struct query_node *node);

/*
 * True if an address begins with the value: /fr/visas is about its path on whatever host; else the host comes
 * first. The scheme does not matter, nor do capitals of the host.
 */
bool plan_filters_url(struct str url, struct str value);

#endif
