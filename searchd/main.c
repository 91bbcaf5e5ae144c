/* racine-searchd: answers queries from an index. Options, start-up, exit status; the rest is server.c. */
#include <stdio.h>

#include "base/exit.h"
#include "base/log.h"
#include "searchd/net/server.h"
#include "searchd/options.h"
#include "searchd/search/searcher.h"
#include "searchd/snapshot.h"

static void print_help(void)
{
    printf("Usage: racine-searchd --index DIR [OPTION...]\n"
           "Answers queries from an index, one request a line, and over HTTP.\n\n");
    settings_print_help(options_table);
    printf(
        "\n"
        "Examples:\n"
        "  racine-searchd --index my.idx\n"
        "  racine-searchd --index my.idx --listen none --unix /run/racine.sock\n"
        "  racine-searchd --index my.idx --listen 127.0.0.1:7700,[::1]:7700 --workers 8\n"
        "  racine-searchd --index my.idx --http 0.0.0.0:7780 --http-hosts search.example.org\n"
        "  racine-searchd --index my.idx --check\n"
        "  printf 'your words\\n' | nc -N 127.0.0.1 7700\n"
        "  curl -G http://127.0.0.1:7780/search --data-urlencode 'q=your words'\n"
        "\n"
        "SIGTERM ends it once what was asked is answered; SIGHUP opens the index anew. A new index in DIR\n"
        "is noticed by itself. Exit status: 0 ended when told to, 64 command line, 65 damaged index,\n"
        "66 no index, 69 address in use, 77 no permission, 78 index of another format.\n");
}

static enum exit_status complain(const struct err *error, enum exit_status status)
{
    log_error("%s", error->text);
    if (error->hint[0])
        log_error("%s", error->hint);
    return status;
}

/* In listen.h's codes: what is locked is an address, what is refused a permission. */
static enum exit_status listening_status(const struct err *error)
{
    switch (error->code) {
    case ERR_LOCKED:
        return EXIT_UNAVAILABLE;
    case ERR_REFUSED:
        return EXIT_NO_PERMISSION;
    case ERR_NOT_FOUND:
        return EXIT_BAD_USAGE;
    default:
        return exit_status_of((enum err_code)error->code);
    }
}

static enum log_format log_format_of(const struct options *options)
{
    struct str name = str_of(options->log_format);
    return str_equal(name, STR("json"))      ? LOG_FORMAT_JSON
           : str_equal(name, STR("journal")) ? LOG_FORMAT_JOURNAL
                                             : LOG_FORMAT_PLAIN;
}

static enum exit_status check(const struct options *options, struct snapshots *snapshots)
{
    struct err error;
    if (snapshots_load(snapshots, &error) < 0)
        return complain(&error, exit_status_of((enum err_code)error.code));
    struct snapshot_facts facts = snapshots_facts(snapshots);
    printf("%s: generation %llu, %llu documents, every block as it was written\n", options->index,
           (unsigned long long)facts.generation, (unsigned long long)facts.documents);
    return EXIT_COMPLETE;
}

/* Listens before it reads the index: an address in use is told at once, and who connects meanwhile waits. */
static enum exit_status serve(struct options *options, struct snapshots *snapshots)
{
    struct err error;
    struct search_limits limits = search_limits_default;
    limits.terms = (uint32_t)options->terms;
    limits.depth = (uint32_t)options->depth;
    limits.expansions = (uint32_t)options->expansions;
    limits.pattern_words = (uint32_t)options->pattern_words;
    limits.hits = (uint32_t)options->hits;
    limits.offset = (uint32_t)options->offset;
    limits.trend_rows = (uint32_t)options->trend_rows;
    limits.query_bytes = (uint32_t)options->line_bytes;

    struct server *server;
    if (server_open(options, &limits, snapshots, &server, &error) < 0)
        return complain(&error, listening_status(&error));
    enum exit_status status = EXIT_COMPLETE;
    if (snapshots_load(snapshots, &error) < 0 || server_run(server, &error) < 0)
        status = complain(&error, exit_status_of((enum err_code)error.code));
    server_close(server);
    return status;
}

int main(int argc, char **argv)
{
    struct err error;
    struct options options;
    int rest;
    log_init("racine-searchd", LOG_FORMAT_PLAIN, LOG_LEVEL_INFO);
    if (settings_parse(options_table, &options, argc, argv, &rest, &error) < 0)
        return complain(&error, EXIT_BAD_USAGE);
    log_init("racine-searchd", log_format_of(&options), LOG_LEVEL_INFO);
    if (options.help) {
        print_help();
        return EXIT_COMPLETE;
    }
    if (options.version) {
        printf("racine-searchd %s\n", RACINE_VERSION);
        return EXIT_COMPLETE;
    }
    if (rest > 0) {
        err_set(&error, ERR_USAGE, "%s: there are no arguments beside options", argv[0]);
        err_hint(&error, "the index goes after --index");
        return complain(&error, EXIT_BAD_USAGE);
    }
    if (!options.index) {
        err_set(&error, ERR_USAGE, "which index? --index is missing");
        err_hint(&error, "racine-searchd --index DIR, where racine-indexer --index DIR has put one");
        return complain(&error, EXIT_BAD_USAGE);
    }
    struct snapshots *snapshots;
    if (snapshots_new(options.index, &snapshots, &error) < 0)
        return complain(&error, EXIT_SYSTEM);
    enum exit_status status = options.check ? check(&options, snapshots) : serve(&options, snapshots);
    snapshots_free(snapshots);
    return status;
}
