/*
 * Golden tables (tests/text/): one fact a line, fields between tabs, # begins a comment line. In a field
 * \uXXXX is a character and \xXX a byte, for what an editor would not show.
 */
#ifndef RACINE_TESTS_TABLE_H
#define RACINE_TESTS_TABLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "text/unicode.h"

enum { TABLE_FIELDS_MAX = 32 };

struct table_row {
    int line;
    int count;
    struct str fields[TABLE_FIELDS_MAX];
};

/* Undoes the escapes of a field in place; returns its new length. */
static inline size_t table_unescape(char *s, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len;) {
        char digits[5] = {0};
        size_t width = s[i] == '\\' && i + 1 < len ? (s[i + 1] == 'u' ? 4 : s[i + 1] == 'x' ? 2 : 0) : 0;
        if (width == 0 || i + 2 + width > len) {
            s[out++] = s[i++];
            continue;
        }
        memcpy(digits, s + i + 2, width);
        uint32_t code = (uint32_t)strtoul(digits, NULL, 16);
        if (width == 4)
            out = utf8_put(s, out, len, code);
        else
            s[out++] = (char)code;
        i += 2 + width;
    }
    return out;
}

/* Calls `check` for each row of tests/text/NAME; returns how many there were, -1 if it cannot be read. */
static inline int table_each(const char *name, void (*check)(const struct table_row *row))
{
    char path[512], line[4096];
    snprintf(path, sizeof path, "%s/text/%s", TESTS_DIR, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    int count = 0;
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#' || line[0] == 0)
            continue;
        struct table_row row = {.line = number};
        char *rest = line, *field;
        while (row.count < TABLE_FIELDS_MAX && (field = strsep(&rest, "\t")))
            row.fields[row.count++] = (struct str){field, table_unescape(field, strlen(field))};
        check(&row);
        count++;
    }
    fclose(file);
    return count;
}

#endif
