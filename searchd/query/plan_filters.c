/* See plan_filters.h: first what is found before there is a postings query, then what is checked beside one.
 */
#include "searchd/query/plan_filters.h"

#include <strings.h>

#include "index/postings.h"

/* Estimates of how many candidates pass, for the order in which Xapian asks. */
#define LIKELY_DATE 0.5
#define LIKELY_URL 0.1

struct plan_list {
    const struct query_node *node;
    struct xap_docs docs;
    const struct plan_list *next;
};

struct finder {
    struct plan *plan;
    const struct vocabulary *v;
    struct err *e;
};

static int add_list(struct finder *f, const struct query_node *node, struct xap_docs docs)
{
    struct plan_list *list = arena_alloc(f->plan->arena, sizeof *list);
    if (!list)
        return err_memory(f->e);
    *list = (struct plan_list){node, docs, f->plan->lists};
    f->plan->lists = list;
    return 0;
}

/* --- id: and pair: --- */

static int find_id(struct finder *f, const struct query_node *node)
{
    const struct columns *columns = generation_columns(f->plan->generation);
    uint32_t *docids = arena_array(f->plan->arena, 2, sizeof *docids), count = 0;
    if (!docids)
        return err_memory(f->e);
    uint32_t docid = documents_find(f->v->decoder, node->value);
    uint32_t other = docid && node->kind == QUERY_PAIR ? columns_counterpart(columns, docid) : 0;
    if (other && other < docid)
        docids[count++] = other;
    if (docid)
        docids[count++] = docid;
    if (other > docid)
        docids[count++] = other;
    return add_list(f, node, (struct xap_docs){docids, NULL, count});
}

/* --- site: --- */

/* True if the host is the domain or one below it. */
static bool is_below(struct str host, struct str domain)
{
    if (domain.len == 0 || host.len < domain.len)
        return false;
    size_t above = host.len - domain.len;
    return strncasecmp(host.ptr + above, domain.ptr, domain.len) == 0 &&
           (above == 0 || host.ptr[above - 1] == '.');
}

/* The domain without a dot before it: .gc.ca */
static struct str domain_of(struct str value)
{
    return value.len && value.ptr[0] == '.' ? str_slice(value, 1, value.len) : value;
}

/* The sites are few: their list is gone through. */
static int find_site(struct finder *f, const struct query_node *node)
{
    const struct columns *columns = generation_columns(f->plan->generation);
    uint32_t sites = columns_value_count(columns, COLUMNS_SITE), count = 0;
    struct str domain = domain_of(node->value);
    struct str *terms = arena_array(f->plan->arena, sites, sizeof *terms);
    struct xap_docs docs;
    bool itself = false;
    if (!terms)
        return err_memory(f->e);
    for (uint32_t site = 1; site <= sites; site++) {
        char term[POSTING_TERM_MAX];
        struct str host = columns_value(columns, COLUMNS_SITE, site);
        if (!is_below(host, domain))
            continue;
        itself |= host.len == node->value.len;
        size_t len = posting_term(POSTING_SITE, LANG_NONE, host, term);
        terms[count] = arena_str(f->plan->arena, (struct str){term, len});
        if (!terms[count++].ptr)
            return err_memory(f->e);
    }
    if (count == 1 && itself)
        return 0; /* its posting list will do */
    int rc = xap_union(f->v->reader, terms, count, f->v->deadline_ns, f->plan->arena, &docs, f->e);
    docs.wdfs = NULL;
    return rc ? rc : add_list(f, node, docs);
}

/* --- the tree --- */

static int find_node(struct finder *f, const struct query_node *node)
{
    int rc = 0;
    if (node->kind == QUERY_ID || node->kind == QUERY_PAIR)
        rc = find_id(f, node);
    else if (node->kind == QUERY_SITE)
        rc = find_site(f, node);
    for (const struct query_node *child = node->child; rc == 0 && child; child = child->next)
        rc = find_node(f, child);
    return rc;
}

int plan_filters_find(struct plan *p, const struct vocabulary *v, struct err *e)
{
    struct finder f = {p, v, e};
    return find_node(&f, p->query->root);
}

const struct xap_docs *plan_filters_docs(const struct plan *p, const struct query_node *node)
{
    for (const struct plan_list *list = p->lists; list; list = list->next)
        if (list->node == node)
            return &list->docs;
    return NULL;
}

/* --- url: --- */

/* Without its scheme. */
static struct str without_scheme(struct str url)
{
    size_t scheme = str_find(url, STR("://"));
    return scheme < url.len ? str_slice(url, scheme + 3, url.len) : url;
}

bool plan_filters_url(struct str url, struct str value)
{
    url = without_scheme(url);
    size_t host = str_find(url, STR("/"));
    if (value.len && value.ptr[0] == '/')
        return str_starts(str_slice(url, host, url.len), value);
    value = without_scheme(value);
    size_t letters = str_find(value, STR("/"));
    return value.len <= url.len && strncasecmp(url.ptr, value.ptr, letters) == 0 &&
           str_equal(str_slice(url, letters, value.len), str_slice(value, letters, value.len));
}

struct url_check {
    struct documents_decoder *decoder;
    struct str value;
};

static bool keep_url(void *context, uint32_t docid)
{
    const struct url_check *check = context;
    struct str url;
    struct err e;
    return documents_url(check->decoder, docid, &url, &e) == 0 && plan_filters_url(url, check->value);
}

/* --- date: --- */

struct date_check {
    const struct columns *columns;
    date_num first, last;
};

/* A document that tells only its month or year is of all its days. */
static bool keep_date(void *context, uint32_t docid)
{
    const struct date_check *check = context;
    date_num date = columns_date(check->columns, docid);
    return date && date_last_day(date) >= check->first && date_first_day(date) <= check->last;
}

/* True if the dates are a few whole years. */
static bool is_years(const struct query_node *node)
{
    return node->first % 10000 == 101 && node->last % 10000 == 1231 &&
           node->last / 10000 - node->first / 10000 < PLAN_YEARS_MAX;
}

/* --- checks --- */

bool plan_filters_is_check(const struct query_node *node)
{
    return node->kind == QUERY_URL || (node->kind == QUERY_DATE && !is_years(node));
}

void *plan_filters_check(const struct plan *p, const struct query_node *node, xap_keep_fn *passes,
                         double *likely)
{
    if (node->kind == QUERY_URL) {
        struct url_check *check = arena_alloc(p->arena, sizeof *check);
        if (check)
            *check = (struct url_check){p->decoder, node->value};
        *passes = keep_url;
        *likely = LIKELY_URL;
        return check;
    }
    struct date_check *check = arena_alloc(p->arena, sizeof *check);
    if (check)
        *check = (struct date_check){generation_columns(p->generation), node->first, node->last};
    *passes = keep_date;
    *likely = LIKELY_DATE;
    return check;
}
