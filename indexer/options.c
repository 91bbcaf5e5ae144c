/* See options.h. */
#include "indexer/options.h"

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "base/settings.h"
#include "indexer/lines.h"

#define AT(field) offsetof(struct options, field)

static const struct setting table[] = {
    {"index", "DIR", SETTING_STRING, AT(index), NULL, 0, 0, "the index; created if it is not there"},
    {"format", "jsonl|html|text|markdown", SETTING_CHOICE, AT(format), "jsonl", 0, 0,
     "format of standard input"},
    {"memory", "BYTES", SETTING_BYTES, AT(memory), "512M", 64ull << 20, 1ull << 40, "memory to build in"},
    {"workers", "N", SETTING_NUMBER, AT(workers), "0", 0, WORKERS_MAX,
     "threads that read and analyse; 0: one a core"},
    {"max-document", "BYTES", SETTING_BYTES, AT(max_document), "32M", 1024, 128ull << 20,
     "a larger file or line is skipped"},
    {"lexicon-dir", "DIR", SETTING_STRING, AT(lexicon_dir), NULL, 0, 0,
     "add the lists of words there: stop words, spellings, exceptions"},
    {"report", "FILE", SETTING_STRING, AT(report), NULL, 0, 0,
     "write what was skipped, and why, as JSON Lines"},
    {"strict", NULL, SETTING_FLAG, AT(strict), NULL, 0, 0, "publish nothing if anything was skipped"},
    {"force", NULL, SETTING_FLAG, AT(force), NULL, 0, 0,
     "publish although over 30 % of the documents would go"},
    {"quiet", NULL, SETTING_FLAG, AT(quiet), NULL, 0, 0, "print nothing but errors"},
    {"help", NULL, SETTING_FLAG, AT(help), NULL, 0, 0, "print this"},
    {"version", NULL, SETTING_FLAG, AT(version), NULL, 0, 0, "print the version"},
    {NULL, NULL, SETTING_FLAG, 0, NULL, 0, 0, NULL},
};

int options_parse(int argc, char **argv, struct options *out, struct err *e)
{
    _Static_assert(DOCUMENT_BYTES_MAX == 32 << 20, "the default of --max-document is said in the table");
    *out = (struct options){0};
    if (settings_parse(table, out, argc, argv, &out->source_count, e) < 0)
        return e->code;
    out->sources = argv;
    if (out->help || out->version)
        return 0;
    if (!out->index) {
        err_set(e, ERR_USAGE, "no index named");
        return err_hint(e, "racine-indexer --index DIR SOURCE...; --help tells more");
    }
    if (out->source_count == 0) {
        err_set(e, ERR_USAGE, "nothing named to index");
        return err_hint(e, "name files or directories, or - for standard input; --help tells more");
    }
    if (out->workers == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        out->workers = cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (uint64_t)cores;
    }
    return 0;
}

void options_print_help(void)
{
    printf("Usage: racine-indexer --index DIR [OPTION...] SOURCE...\n"
           "Indexes French and English documents and publishes them as a new generation of the index.\n"
           "\n"
           "A SOURCE is a file, a directory with all that is below it, or - for standard input. Files are\n"
           "read by their suffix: .jsonl, .html, .txt, .md and the like.\n"
           "\n");
    settings_print_help(table);
    printf("\n"
           "Examples:\n"
           "  racine-indexer --index site.idx public/\n"
           "  racine-indexer --index site.idx --report skipped.jsonl pages/ speeches.jsonl\n"
           "  zstdcat laws.jsonl.zst | racine-indexer --index laws.idx -\n"
           "  racine-indexer --index one.idx --format markdown - < README.md\n"
           "\n"
           "Exit status: 0 all was indexed; 3 published, but some documents were skipped; 64 wrong usage;\n"
           "65 nothing to index; 66 no such source; 71 out of memory; 73 the index or report cannot be\n"
           "created; 74 I/O error; 75 another build runs; 78 refused (--strict, loss of documents).\n");
}
