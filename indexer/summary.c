/* See summary.h. */
#include "indexer/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "index/generation.h"

static void print_documents(const struct report *report, const struct build_result *result)
{
    printf("documents   %" PRIu64 " seen, %" PRIu32 " indexed, %" PRIu64 " skipped, %" PRIu64 " warnings\n",
           result->seen, result->stats.documents, report_skipped_total(report), report_warnings(report));
    for (int reason = 0; reason < SKIP_REASON_COUNT; reason++) {
        uint64_t count = report_skipped(report, (enum skip_reason)reason);
        if (count)
            printf("  %" PRIu64 " skipped: %s\n", count, skip_text((enum skip_reason)reason));
    }
    if (report_ignored(report))
        printf("  %" PRIu64 " files ignored: no reader for their kind\n", report_ignored(report));
    printf("languages  ");
    for (int lang = 0; lang < LANG_COUNT; lang++)
        printf(" %s %" PRIu32, lang_code((enum lang)lang), result->stats.documents_in[lang]);
    printf("\n");
}

static void print_speed(const struct build_result *result)
{
    double seconds = 0, megabytes = (double)result->stats.text_bytes / 1e6;
    for (int phase = 0; phase < BUILD_PHASE_COUNT; phase++)
        seconds += result->seconds[phase];
    printf("text        %.1f MB, %" PRIu64 " words, in %.1f s: %.1f MB/s\n", megabytes, result->stats.words,
           seconds, seconds > 0 ? megabytes / seconds : 0);
    printf("phases     ");
    for (int phase = 0; phase < BUILD_PHASE_COUNT; phase++)
        printf(" %s %.1f s", build_phase_name((enum build_phase)phase), result->seconds[phase]);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("\nmemory      %.0f MB at the peak\n", (double)usage.ru_maxrss * 1024 / 1e6);
}

static void print_parts(const struct options *options, const struct build_result *result)
{
    static const char *const parts[] = {"lexicon", "postings", "tokens", "documents", "columns"};
    struct generation *g;
    struct err why = {0};
    double total = 0, text = (double)result->stats.text_bytes;
    if (generation_open(options->index, false, &g, &why) < 0)
        return; /* replaced by another build already: no business of this one */
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        double bytes = (double)generation_part_bytes(g, parts[i]);
        total += bytes;
        printf("%-11s %.1f MB, %.3f of the text\n", parts[i], bytes / 1e6, text > 0 ? bytes / text : 0);
    }
    printf("index       %.1f MB, %.3f of the text\n", total / 1e6, text > 0 ? total / text : 0);
    generation_close(g);
}

void summary_print(const struct options *options, const struct report *report,
                   const struct build_result *result)
{
    printf("Published generation %" PRIu64 " of %s\n", result->generation, options->index);
    print_documents(report, result);
    print_speed(result);
    print_parts(options, result);
    fflush(stdout);
}
