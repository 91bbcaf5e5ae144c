/* See date.h. The calendar is the Gregorian one, also before 1582 (ISO 8601). */
#include "text/date.h"

#include <stdio.h>
#include <strings.h>

#include "text/fold.h"
#include "text/sorted.h"
#include "text/unicode.h"

/* Months in French and English by folded key, whole and as commonly shortened. In byte order. */
static const struct month_name {
    const char *key;
    int month;
} month_names[] = {
    {"aout", 8},     {"apr", 4},  {"april", 4},     {"aug", 8},       {"august", 8},    {"avr", 4},
    {"avril", 4},    {"dec", 12}, {"december", 12}, {"decembre", 12}, {"feb", 2},       {"february", 2},
    {"fev", 2},      {"fevr", 2}, {"fevrier", 2},   {"jan", 1},       {"january", 1},   {"janv", 1},
    {"janvier", 1},  {"juil", 7}, {"juillet", 7},   {"juin", 6},      {"jul", 7},       {"july", 7},
    {"jun", 6},      {"june", 6}, {"mai", 5},       {"mar", 3},       {"march", 3},     {"mars", 3},
    {"may", 5},      {"nov", 11}, {"november", 11}, {"novembre", 11}, {"oct", 10},      {"october", 10},
    {"octobre", 10}, {"sep", 9},  {"sept", 9},      {"september", 9}, {"septembre", 9},
};

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* The number of a year, month or day, the smaller parts 0 if absent; 0 if there is no such date. */
static date_num make(int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 || (month == 0 && day))
        return 0;
    if (day && day > days_in(year, month))
        return 0;
    return (date_num)(year * 10000 + month * 100 + day);
}

/* Takes between `min` and `max` digits off the front of *s; -1 if they are not there. */
static int take_digits(struct str *s, size_t min, size_t max)
{
    int value = 0;
    size_t len = 0;
    for (; len < s->len && len < max && s->ptr[len] >= '0' && s->ptr[len] <= '9'; len++)
        value = value * 10 + (s->ptr[len] - '0');
    if (len < min)
        return -1;
    *s = str_slice(*s, len, s->len);
    return value;
}

static bool take_char(struct str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = str_slice(*s, 1, s->len);
    return true;
}

/* True if a time of day may begin here: T10:00, 10:00. */
static bool is_time(struct str s)
{
    if (!take_char(&s, 'T') && !take_char(&s, 't') && !take_char(&s, ' '))
        return false;
    return take_digits(&s, 2, 2) >= 0 &&
           (s.len == 0 || s.ptr[0] == ':' || (s.ptr[0] >= '0' && s.ptr[0] <= '9'));
}

/* 2019, 2019-06, 2019-06-25, the last with a time after it. */
static date_num parse_iso(struct str s)
{
    int year = take_digits(&s, 4, 4), month, day;
    if (year < 0)
        return 0;
    if (s.len == 0)
        return make(year, 0, 0);
    if (!take_char(&s, '-') || (month = take_digits(&s, 2, 2)) < 1)
        return 0;
    if (s.len == 0)
        return make(year, month, 0);
    if (!take_char(&s, '-') || (day = take_digits(&s, 2, 2)) < 1)
        return 0;
    return s.len == 0 || is_time(s) ? make(year, month, day) : 0;
}

/* 25/06/2019 and 25.06.2019, the day first; without it, 06/2019. */
static date_num parse_day_first(struct str s)
{
    int day = take_digits(&s, 1, 2), month, year;
    if (day < 1 || s.len == 0 || (s.ptr[0] != '/' && s.ptr[0] != '.'))
        return 0;
    char separator = s.ptr[0];
    take_char(&s, separator);
    struct str rest = s;
    if ((year = take_digits(&rest, 4, 4)) > 0 && rest.len == 0)
        return make(year, day, 0);
    if ((month = take_digits(&s, 1, 2)) < 1 || !take_char(&s, separator))
        return 0;
    year = take_digits(&s, 4, 4);
    return year > 0 && s.len == 0 ? make(year, month, day) : 0;
}

/* --- dates in words --- */

/* A piece of a date in words: a number or a month's name. */
struct piece {
    int number; /* -1 if it is none */
    size_t digits;
    bool ordinal;
    int month; /* 0 if it is none */
};

enum { PIECES_MAX = 3 };

static bool is_ordinal_end(struct str s)
{
    static const char *const ends[] = {"er", "st", "nd", "rd", "th"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (s.len == strlen(ends[i]) && strncasecmp(s.ptr, ends[i], s.len) == 0)
            return true;
    return false;
}

static bool read_piece(struct str s, struct piece *piece)
{
    struct str rest = s;
    *piece = (struct piece){.number = take_digits(&rest, 1, 4)};
    piece->digits = s.len - rest.len;
    if (piece->number >= 0) {
        piece->ordinal = is_ordinal_end(rest);
        return rest.len == 0 || piece->ordinal;
    }
    char key[FOLD_MAX];
    struct str name = {key, fold_key(s, key)};
    const struct month_name *found =
        sorted_find(month_names, sizeof month_names / sizeof *month_names, sizeof *month_names, name);
    piece->month = found ? found->month : 0;
    return found != NULL;
}

/* The bytes of white space at `at`, or 0. */
static size_t space_at(struct str s, size_t at)
{
    struct rune r = rune_at(s, at);
    bool space = r.code == ' ' || r.code == 0xA0 || r.code == 0x202F || r.code == '\t';
    return space ? r.len : 0;
}

/* Cuts at white space; a comma or point may end a piece that is not the last. Returns how many, 0 if wrong.
 */
static size_t read_pieces(struct str s, struct piece pieces[PIECES_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; count++) {
        size_t end = at;
        while (end < s.len && !space_at(s, end))
            end++;
        size_t next = end;
        while (next < s.len && space_at(s, next))
            next += space_at(s, next);
        if (next < s.len && end > at && (s.ptr[end - 1] == ',' || s.ptr[end - 1] == '.'))
            end--;
        if (count == PIECES_MAX || !read_piece(str_slice(s, at, end), &pieces[count]))
            return 0;
        at = next;
    }
    return count;
}

static date_num parse_words(struct str s)
{
    struct piece p[PIECES_MAX];
    size_t count = read_pieces(s, p);
    if (count < 2)
        return 0;
    struct piece year = p[count - 1];
    if (year.ordinal || year.digits != 4)
        return 0;
    if (count == 2)
        return p[0].month ? make(year.number, p[0].month, 0) : 0;
    if (p[0].month && p[1].number > 0 && p[1].digits <= 2) /* June 25, 2019 */
        return make(year.number, p[0].month, p[1].number);
    if (p[1].month && p[0].number > 0 && p[0].digits <= 2) /* 25 June 2019 */
        return make(year.number, p[1].month, p[0].number);
    return 0;
}

date_num date_parse(struct str s)
{
    s = str_trim(s);
    date_num date = parse_iso(s);
    if (!date)
        date = parse_day_first(s);
    return date ? date : parse_words(s);
}

/* --- */

date_num date_first_day(date_num date)
{
    if (date == 0)
        return 0;
    if (date / 100 % 100 == 0)
        return date + 101;
    return date % 100 == 0 ? date + 1 : date;
}

date_num date_last_day(date_num date)
{
    int year = (int)(date / 10000), month = (int)(date / 100 % 100);
    if (date == 0)
        return 0;
    if (month == 0)
        return date + 1231;
    return date % 100 == 0 && month <= 12 ? date + (date_num)days_in(year, month) : date;
}

void date_print(date_num date, char out[16])
{
    unsigned year = date / 10000 % 10000, month = date / 100 % 100, day = date % 100;
    if (date == 0)
        out[0] = 0;
    else if (month == 0)
        snprintf(out, 16, "%04u", year);
    else if (day == 0)
        snprintf(out, 16, "%04u-%02u", year, month);
    else
        snprintf(out, 16, "%04u-%02u-%02u", year, month, day);
}
