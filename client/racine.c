/* racine: asks racine-searchd. Options and exit status; ask.c and batch.c do the rest. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "client/ask.h"
#include "client/batch.h"
#include "client/complain.h"

#define AT(field) offsetof(struct options, field)

static const struct setting table[] = {
    {"server", "HOST:PORT", SETTING_STRING, AT(server), "127.0.0.1:7700", 0, 0,
     "where racine-searchd listens; or unix:PATH"},
    {"limit", "N", SETTING_NUMBER, AT(limit), "10", 1, 100000, "how many hits"},
    {"offset", "N", SETTING_NUMBER, AT(offset), "0", 0, 1000000, "how many to pass over first"},
    {"match", "best|any|all|phrase", SETTING_CHOICE, AT(match), "best", 0, 0,
     "best: all words, or else most of them"},
    {"lang", "fr|en", SETTING_CHOICE, AT(lang), NULL, 0, 0, "language preferred among equals"},
    {"json", NULL, SETTING_FLAG, AT(json), NULL, 0, 0, "print the answer as a line of JSON"},
    {"tsv", NULL, SETTING_FLAG, AT(tsv), NULL, 0, 0, "print tab-separated values with a line of names"},
    {"color", "auto|always|never", SETTING_CHOICE, AT(color), "auto", 0, 0,
     "auto: on a terminal, without NO_COLOR"},
    {"kwic", NULL, SETTING_FLAG, AT(kwic), NULL, 0, 0,
     "show every place of the words in its text instead, one a line"},
    {"sort", "relevance|date|-date|title|text|left|word|right", SETTING_CHOICE, AT(sort), NULL, 0, 0,
     "what comes first: date is the newest; with --kwic text, left, word, right or date"},
    {"width", "N", SETTING_NUMBER, AT(width), "40", 5, 500, "with --kwic: columns on either side"},
    {"explain", NULL, SETTING_FLAG, AT(explain), NULL, 0, 0, "tell what the words of the query mean instead"},
    {"suggest", NULL, SETTING_FLAG, AT(suggest), NULL, 0, 0,
     "tell what the query may become: its last word completed, and titles"},
    {"similar", NULL, SETTING_FLAG, AT(similar), NULL, 0, 0,
     "find pages like the one whose id is given instead of a query"},
    {"count", NULL, SETTING_FLAG, AT(count), NULL, 0, 0, "tell how many pages match instead"},
    {"facets", "NAME,...", SETTING_STRING, AT(facets), NULL, 0, 0,
     "count by lang, type, tag, site, year, month, or all, instead"},
    {"trend", "year|month|day", SETTING_CHOICE, AT(trend), NULL, 0, 0, "count by period instead, as a rate"},
    {"id", "ID", SETTING_STRING, AT(id), NULL, 0, 0, "with --explain: what this document's score is made of"},
    {"timeout", "TIME", SETTING_MILLIS, AT(timeout_ms), "10s", 1, 600000, "how long to wait for the daemon"},
    {"batch", "FILE", SETTING_STRING, AT(batch), NULL, 0, 0,
     "ask every line, id TAB query, of a file (- is standard input)"},
    {"top", "N", SETTING_NUMBER, AT(top), "100", 1, 100000, "hits of each query of a batch"},
    {"format", "trec|tsv|json", SETTING_CHOICE, AT(format), "trec", 0, 0, "how a batch is printed"},
    {"window", "N", SETTING_NUMBER, AT(window), "256", 1, 65536, "queries of a batch sent ahead"},
    {"help", NULL, SETTING_FLAG, AT(help), NULL, 0, 0, "print this and exit"},
    {"version", NULL, SETTING_FLAG, AT(version), NULL, 0, 0, "print the version and exit"},
    {NULL, NULL, SETTING_FLAG, 0, NULL, 0, 0, NULL}};

static void print_help(void)
{
    printf("Usage: racine [OPTION...] [QUERY...]\n"
           "Searches French and English pages. Without a query, asks each line of standard input.\n\n");
    settings_print_help(table);
    printf("\n"
           "Examples:\n"
           "  racine \"l'énergie solaire\"\n"
           "  racine '\"sécurité énergétique\" -nucléaire date:2019..2023'\n"
           "  racine --json --limit 3 visa | jq -r '.hits[].url'\n"
           "  racine -- -nucléaire énergie            # \"--\": a query that begins with a dash\n"
           "  racine --explain 'securite'             # its language, stems, spellings\n"
           "  racine --suggest 'visa de long s'\n"
           "  racine --similar html/fr/long-stay-visas.html\n"
           "  racine --kwic --sort right --limit 50 'énergie'\n"
           "  racine --trend year 'climat OR climate'\n"
           "  racine --facets lang,year --tsv visa\n"
           "  racine --batch queries.tsv --top 100 --format trec >run.trec\n"
           "\n"
           "Exit status: 0 something was found, 1 nothing was, 2 trouble.\n");
}

/* The arguments joined by spaces. */
static int ask_arguments(const struct options *options, int count, char **arguments)
{
    struct buf query = {0};
    struct err error;
    for (int i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&query, ' ');
        buf_add_str(&query, str_of(arguments[i]));
    }
    int status = TROUBLE;
    if (buf_failed(&query)) {
        err_memory(&error);
        complain(&error);
    } else if (str_trim(buf_str(&query)).len == 0) {
        err_set(&error, ERR_USAGE, "the query is empty");
        complain(&error);
    } else {
        status = ask_one(options, buf_str(&query));
    }
    buf_fini(&query);
    return status;
}

/* What is asked for instead of a list of pages: one thing, and not of a batch. */
static int check_instead(const struct options *options, struct err *e)
{
    const struct {
        bool asked;
        const char *name;
    } each[] = {{options->explain, "explain"},     {options->suggest, "suggest"},
                {options->similar, "similar"},     {options->kwic, "kwic"},
                {options->count, "count"},         {options->facets != NULL, "facets"},
                {options->trend != NULL, "trend"}, {options->batch != NULL, "batch"}};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        if (each[i].asked && first)
            return err_set(e, ERR_USAGE, "--%s and --%s exclude one another", first, each[i].name);
        if (each[i].asked)
            first = each[i].name;
    }
    return 0;
}

static int check_together(const struct options *options, int arguments, struct err *e)
{
    if (options->json && options->tsv)
        return err_set(e, ERR_USAGE, "--json and --tsv exclude one another");
    if (options->id && !options->explain)
        return err_set(e, ERR_USAGE, "--id goes with --explain");
    if (check_instead(options, e) < 0)
        return e->code;
    if (options->batch && (arguments > 0 || options->json || options->tsv)) {
        err_set(e, ERR_USAGE, "--batch takes its queries from the file, and its format from --format");
        return err_hint(e, "racine --batch FILE --top N --format trec");
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct options options;
    struct err error;
    int count;
    /* Ends quietly when nobody reads on, even where the caller had that ignored. */
    signal(SIGPIPE, SIG_DFL);
    if (settings_parse(table, &options, argc, argv, &count, &error) < 0)
        return complain(&error);
    if (options.help) {
        print_help();
        return 0;
    }
    if (options.version) {
        printf("racine %s\n", RACINE_VERSION);
        return 0;
    }
    if (check_together(&options, count, &error) < 0)
        return complain(&error);

    int status = options.batch ? batch_run(&options)
                 : count > 0   ? ask_arguments(&options, count, argv)
                               : ask_lines(&options);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        err_system(&error, ERR_IO, errno, "cannot write the answer");
        return complain(&error);
    }
    return status;
}
