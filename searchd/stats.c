/* See stats.h. */
#include "searchd/stats.h"

#include "base/escape.h"
#include "searchd/snapshot.h"

struct printer {
    struct buf *out;
    enum request_format format;
    size_t count;
};

static void begin_value(struct printer *p, const char *prefix, const char *name)
{
    if (p->format == FORMAT_JSON)
        buf_printf(p->out, "%s\"", p->count ? "," : "{");
    /* A setting is called as on the command line, a counter as in JSON: with underscores. */
    for (const char *part = prefix; *part; part++)
        buf_add_char(p->out, *part);
    for (; *name; name++)
        buf_add_char(p->out, *name == '-' ? '_' : *name);
    buf_add_str(p->out, p->format == FORMAT_JSON  ? STR("\":")
                        : p->format == FORMAT_TSV ? STR("\t")
                                                  : STR(" "));
    p->count++;
}

static void end_value(struct printer *p)
{
    if (p->format != FORMAT_JSON)
        buf_add_char(p->out, '\n');
}

static void print_number(struct printer *p, const char *prefix, const char *name, uint64_t number)
{
    begin_value(p, prefix, name);
    buf_printf(p->out, "%llu", (unsigned long long)number);
    end_value(p);
}

static void print_text(struct printer *p, const char *name, const char *text)
{
    begin_value(p, "", name);
    if (p->format == FORMAT_JSON)
        escape_json(p->out, str_of(text));
    else
        escape_line(p->out, str_of(text));
    end_value(p);
}

static const char *const verb_names[] = {
    [REQUEST_SEARCH] = "search",   [REQUEST_COUNT] = "count",     [REQUEST_FACETS] = "facets",
    [REQUEST_TREND] = "trend",     [REQUEST_GET] = "get",         [REQUEST_EXPLAIN] = "explain",
    [REQUEST_SUGGEST] = "suggest", [REQUEST_SIMILAR] = "similar", [REQUEST_KWIC] = "kwic",
    [REQUEST_STATS] = "stats",     [REQUEST_PING] = "ping",       [REQUEST_HELP] = "help",
    [REQUEST_QUIT] = "quit"};

const char *stats_verb(size_t verb)
{
    return verb < sizeof verb_names / sizeof verb_names[0] ? verb_names[verb] : NULL;
}

static void print_counters(struct printer *p, const struct stats *stats)
{
    print_number(p, "", "uptime_s", stats->uptime_s);
    print_number(p, "", "connections", stats->connections);
    print_number(p, "", "connections_accepted", stats->accepted);
    print_number(p, "", "connections_refused", stats->refused);
    for (size_t verb = 0; stats_verb(verb); verb++)
        print_number(p, "requests_", stats_verb(verb), stats->requests[verb]);
    print_number(p, "", "requests_waiting", stats->waiting);
    print_number(p, "", "cache_hits", stats->cache_hits);
    print_number(p, "", "cache_misses", stats->cache_misses);
    print_number(p, "", "cache_entries", stats->cache_entries);
    print_number(p, "", "cache_bytes", stats->cache_bytes);
    print_number(p, "", "replies_err", stats->errors);
    print_number(p, "", "replies_busy", stats->busy);
}

static void print_index(struct printer *p, struct snapshots *snapshots)
{
    struct snapshot_facts facts = snapshots_facts(snapshots);
    print_number(p, "", "generation", facts.generation);
    print_number(p, "", "documents", facts.documents);
    print_number(p, "", "documents_fr", facts.documents_fr);
    print_number(p, "", "documents_en", facts.documents_en);
    print_number(p, "", "text_bytes", facts.text_bytes);
    print_number(p, "", "built_at", facts.built_at);
}

/* Every setting that is a number is a limit; durations are in milliseconds. */
static void print_limits(struct printer *p, const struct options *options)
{
    for (const struct setting *s = options_table; s->name; s++) {
        const void *value = (const char *)options + s->offset;
        if (s->type == SETTING_NUMBER || s->type == SETTING_BYTES)
            print_number(p, "limit_", s->name, *(const uint64_t *)value);
        else if (s->type == SETTING_MILLIS)
            print_number(p, "limit_ms_", s->name, *(const uint64_t *)value);
    }
}

size_t stats_print(const struct stats *stats, const struct options *options, struct snapshots *snapshots,
                   enum request_format format, struct buf *out)
{
    struct printer p = {.out = out, .format = format};
    if (format == FORMAT_TSV)
        buf_add_str(out, STR("name\tvalue\n"));
    print_text(&p, "version", RACINE_VERSION);
    print_index(&p, snapshots);
    print_counters(&p, stats);
    print_limits(&p, options);
    if (format == FORMAT_JSON)
        buf_add_str(out, STR("}\n"));
    return p.count;
}
