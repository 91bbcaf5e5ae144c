/* See stats.h. https://prometheus.io/docs/instrumenting/exposition_formats/ has the format. */
#include "searchd/snapshot.h"
#include "searchd/stats.h"

static void begin_metric(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP racine_%s %s\n# TYPE racine_%s %s\n", name, help, name, type);
}

static void add_metric(struct buf *out, const char *name, const char *type, const char *help, uint64_t value)
{
    begin_metric(out, name, type, help);
    buf_printf(out, "racine_%s %llu\n", name, (unsigned long long)value);
}

static void add_index(struct buf *out, struct snapshots *snapshots)
{
    struct snapshot_facts facts = snapshots_facts(snapshots);
    add_metric(out, "index_generation", "gauge", "Number of the generation being served.", facts.generation);
    add_metric(out, "index_built_timestamp_seconds", "gauge", "When that was built.", facts.built_at);
    add_metric(out, "index_text_bytes", "gauge", "Text of its documents.", facts.text_bytes);
    add_metric(out, "index_documents", "gauge", "Documents of the generation being served.", facts.documents);
    begin_metric(out, "index_documents_in", "gauge", "Those in a language; some are in both.");
    buf_printf(out,
               "racine_index_documents_in{lang=\"fr\"} %llu\nracine_index_documents_in{lang=\"en\"} %llu\n",
               (unsigned long long)facts.documents_fr, (unsigned long long)facts.documents_en);
}

static void add_requests(struct buf *out, const struct stats *stats)
{
    begin_metric(out, "requests_total", "counter", "Requests by what they asked for.");
    for (size_t verb = 0; stats_verb(verb); verb++)
        buf_printf(out, "racine_requests_total{verb=\"%s\"} %llu\n", stats_verb(verb),
                   (unsigned long long)stats->requests[verb]);
    add_metric(out, "errors_total", "counter", "Requests answered with an error.", stats->errors);
    add_metric(out, "busy_total", "counter", "Requests turned away for want of room.", stats->busy);
    add_metric(out, "requests_waiting", "gauge", "Requests that wait for a worker.", stats->waiting);
}

static void add_cache(struct buf *out, const struct stats *stats)
{
    add_metric(out, "cache_hits_total", "counter", "Requests answered from the cache.", stats->cache_hits);
    add_metric(out, "cache_misses_total", "counter", "Requests that a worker answered.", stats->cache_misses);
    add_metric(out, "cache_entries", "gauge", "Answers kept.", stats->cache_entries);
    add_metric(out, "cache_bytes", "gauge", "Memory that they take.", stats->cache_bytes);
}

void stats_metrics(const struct stats *stats, const struct options *options, struct snapshots *snapshots,
                   struct buf *out)
{
    begin_metric(out, "build_info", "gauge", "The version of the server.");
    buf_add_str(out, STR("racine_build_info{version=\"" RACINE_VERSION "\"} 1\n"));
    add_metric(out, "uptime_seconds", "gauge", "Since the server began.", stats->uptime_s);
    add_metric(out, "workers", "gauge", "Search threads.", options->workers);
    add_metric(out, "connections", "gauge", "Open now.", stats->connections);
    add_metric(out, "connections_limit", "gauge", "That may be open.", options->connections);
    add_metric(out, "connections_total", "counter", "Accepted.", stats->accepted);
    add_metric(out, "connections_refused_total", "counter", "Turned away, for so many were open.",
               stats->refused);
    add_requests(out, stats);
    add_cache(out, stats);
    add_index(out, snapshots);
}
