/*
 * A program's settings, declared once in a table: it serves the command line (GNU long options), --help,
 * and later the configuration file. Values land in a struct of the program's, whose fields the table
 * names by offset. Before threads.
 *
 *   static const struct setting table[] = {
 *       {"index", "DIR", SETTING_STRING, offsetof(struct options, index), NULL, 0, 0, "the index"},
 *       {"memory", "BYTES", SETTING_BYTES, offsetof(struct options, memory), "512M", 1 << 26, 1 << 40, "…"},
 *       {NULL, 0}};
 */
#ifndef RACINE_BASE_SETTINGS_H
#define RACINE_BASE_SETTINGS_H

#include "base/err.h"
#include "base/str.h"

enum setting_type {
    SETTING_FLAG,   /* bool; --name */
    SETTING_STRING, /* const char *; borrowed from argv or the table */
    SETTING_NUMBER, /* uint64_t */
    SETTING_BYTES,  /* uint64_t; a number with an optional K, M or G (1024) */
    SETTING_MILLIS, /* uint64_t milliseconds; a number with ms (default), s or min */
    SETTING_CHOICE  /* const char *; one of those that `argument` lists, "text|tsv|json" */
};

struct setting {
    const char *name;     /* without the dashes */
    const char *argument; /* as --help shows it, "DIR"; for a choice "text|tsv|json" lists the choices */
    enum setting_type type;
    size_t offset;
    const char *fallback; /* the default as one would type it; NULL: none (NULL, 0, false) */
    uint64_t min, max;    /* of numbers, bytes and milliseconds */
    const char *help;
};

/*
 * Fills `target` with defaults, then with the options of argv; other arguments are moved to the front of
 * argv, their number in *rest ("--" ends options, "-" is an argument). ERR_USAGE names the option, the
 * value and what was expected, with the nearest option's name as hint for a slip.
 */
int settings_parse(const struct setting *table, void *target, int argc, char **argv, int *rest,
                   struct err *e);

/* Prints the options with their defaults, aligned, to standard output. */
void settings_print_help(const struct setting *table);

#endif
