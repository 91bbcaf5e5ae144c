/* See number.h. */
#include "text/number.h"

#include "text/unicode.h"

static bool is_digit(struct str text, size_t at)
{
    return at < text.len && (unsigned)(text.ptr[at] - '0') < 10;
}

size_t number_digits_end(struct str text, size_t at)
{
    while (is_digit(text, at))
        at++;
    return at;
}

/* True at a point or comma with a digit after it. */
static bool is_point(struct str text, size_t at)
{
    return at < text.len && (text.ptr[at] == '.' || text.ptr[at] == ',') && is_digit(text, at + 1);
}

/* The separator of thousands at `at`, empty if there is none. */
static struct str thousands_separator(struct str text, size_t at)
{
    static const struct str separators[] = {{",", 1},
                                            {".", 1},
                                            {" ", 1},
                                            {"\xC2\xA0", 2},      /* U+00A0 */
                                            {"\xE2\x80\xAF", 3},  /* U+202F */
                                            {"\xE2\x80\x89", 3}}; /* U+2009 */
    struct str rest = str_slice(text, at, text.len);
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (str_starts(rest, separators[i]))
            return separators[i];
    return (struct str){0};
}

/* Plain digits up to `end`, and so is every number of the chain of points and commas it begins. */
static struct number plain(struct str text, size_t end)
{
    size_t chain_end = end;
    while (is_point(text, chain_end))
        chain_end = number_digits_end(text, chain_end + 1);
    return (struct number){.end = end, .chain_end = chain_end > end ? chain_end : 0};
}

/* The end of groups of three digits after `at`, or `at` if these are not the thousands of one number. */
static size_t groups_end(struct str text, size_t at, struct str separator)
{
    size_t end = at;
    bool spaced = separator.ptr[0] != ',' && separator.ptr[0] != '.';
    for (int groups = 0;; groups++) {
        if (!str_starts(str_slice(text, end, text.len), separator) || !is_digit(text, end + separator.len))
            break;
        size_t group = end + separator.len;
        if (groups == NUMBER_GROUPS_MAX || number_digits_end(text, group) != group + 3)
            return at;
        end = group + 3;
    }
    return spaced && rune_continues(rune_at(text, end)) ? at : end;
}

struct number number_scan(struct str text, size_t at)
{
    size_t first = number_digits_end(text, at), end = first;
    struct str separator = {0};
    if (first - at <= 3 && text.ptr[at] != '0') {
        separator = thousands_separator(text, first);
        if (separator.len)
            end = groups_end(text, first, separator);
    }
    if (!is_point(text, end))
        return (struct number){.end = end};

    /* A point or comma comes next, with digits: decimals, if it is the last one and not a list's. */
    size_t last = number_digits_end(text, end + 1);
    bool octal = text.ptr[at] == '0' && first - at > 1;
    if (octal || is_point(text, last))
        return plain(text, first);
    return (struct number){.end = last, .decimal = end};
}
