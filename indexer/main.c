/* racine-indexer: the command line, the exit status, and what a person is told. */
#include <stdio.h>

#include "base/exit.h"
#include "base/log.h"
#include "indexer/build.h"
#include "indexer/options.h"
#include "indexer/stop.h"
#include "indexer/summary.h"

/* An exit status that tells of a signal, as shells have it. */
enum { EXIT_SIGNAL = 128 };

static int tell(const struct err *e, int status)
{
    log_error("%s", e->text);
    if (e->hint[0])
        log_error("%s", e->hint);
    return status;
}

/* What could not even be begun is told apart from what failed half way. */
static int status_of(const struct err *e, const struct build_result *result)
{
    bool creating = result->sources_found && !result->draft_made;
    if (e->code == ERR_CANCELLED)
        return EXIT_SIGNAL + stop_signal();
    if (creating && (e->code == ERR_IO || e->code == ERR_NOT_FOUND))
        return EXIT_CANNOT_CREATE;
    return exit_status_of((enum err_code)e->code);
}

static const char *outcome(int code)
{
    return code == 0 ? "published" : code == ERR_REFUSED ? "refused" : "failed";
}

static int build(const struct options *options)
{
    struct err e = {0}, unreported = {0};
    struct report *report;
    struct build_result result;
    if (report_new(options->report, &report, &e) < 0)
        return tell(&e, e.code == ERR_MEMORY ? EXIT_SYSTEM : EXIT_CANNOT_CREATE);

    int status = EXIT_COMPLETE;
    int code = build_run(options, report, &result, &e);
    if (code == ERR_IO && !e.hint[0])
        err_hint(&e, "the index is as it was before; see to the disk, then build again");
    if (code < 0)
        status = tell(&e, status_of(&e, &result));
    else if (report_lost(report))
        status = EXIT_SKIPS;
    if (status <= EXIT_SKIPS && !options->quiet)
        summary_print(options, report, &result);
    uint64_t indexed = result.generation ? result.stats.documents : 0;
    if (report_finish(report, outcome(code), result.seen, indexed, result.generation, &unreported) < 0) {
        tell(&unreported, 0);
        status = status <= EXIT_SKIPS ? EXIT_IO : status;
    }
    report_free(report);
    return status;
}

int main(int argc, char **argv)
{
    struct options options;
    struct err e = {0};
    log_init("racine-indexer", LOG_FORMAT_PLAIN, LOG_LEVEL_INFO);
    if (options_parse(argc, argv, &options, &e) < 0)
        return tell(&e, exit_status_of((enum err_code)e.code));
    if (options.help) {
        options_print_help();
        return EXIT_COMPLETE;
    }
    if (options.version) {
        printf("racine-indexer %s\n", RACINE_VERSION);
        return EXIT_COMPLETE;
    }
    stop_install();
    return build(&options);
}
