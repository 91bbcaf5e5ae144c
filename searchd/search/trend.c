/* See trend.h. Periods are counted in whole numbers, so that a row is found by a difference. */
#include "searchd/search/trend.h"

#include <stdio.h>

struct trend {
    enum request_by by;
    const struct columns *columns;
    int64_t first; /* number of the first row's period */
    uint32_t rows; /* 0: the set has no such period */
    bool any;
    date_num first_date; /* its date */
    date_num last_date;  /* of the last row */
    struct pacer pacer;
    struct answer_trend *answer;
};

/* --- periods --- */

/* Days since some day, of a date of the Gregorian calendar; March begins the year, so that the day that not
 * every year has is its last. */
static int64_t day_number(date_num date)
{
    int64_t month = date / 100 % 100, day = date % 100, year = date / 10000 - (month < 3);
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month + (month < 3 ? 9 : -3)) + 2) / 5 +
           day;
}

/* The number of the period that a date falls in; false if the date does not tell. */
static bool period_of(enum request_by by, date_num date, int64_t *out)
{
    bool told = date && (by == BY_YEAR || date / 100 % 100) && (by != BY_DAY || date % 100);
    if (told)
        *out = by == BY_YEAR    ? date / 10000
               : by == BY_MONTH ? (int64_t)(date / 10000) * 12 + date / 100 % 100
                                : day_number(date);
    return told;
}

/* The date as far as a period tells it. */
static date_num cut(enum request_by by, date_num date)
{
    return by == BY_YEAR ? date / 10000 * 10000 : by == BY_MONTH ? date / 100 * 100 : date;
}

static date_num next_date(enum request_by by, date_num date)
{
    bool last_day = by != BY_DAY || date >= date_last_day(date / 100 * 100);
    bool last_month = by == BY_YEAR || (last_day && date / 100 % 100 >= 12);
    if (last_month)
        return (date / 10000 + 1) * 10000 + (by == BY_YEAR ? 0 : by == BY_MONTH ? 100 : 101);
    if (last_day)
        return (date / 100 + 1) * 100 + (by == BY_DAY);
    return date + 1;
}

/* --- counting --- */

/* The range of the set's periods, and how many of its documents are in none. */
static int find_range(struct trend *t, const struct matching *m, struct err *e)
{
    int64_t last = 0, number = 0;
    for (uint32_t docid = 0; (docid = matching_next(m, docid));) {
        date_num date = columns_date(t->columns, docid);
        if (!period_of(t->by, date, &number)) {
            t->answer->without += date == 0;
            t->answer->vague += date != 0;
        } else {
            if (!t->any || number < t->first) {
                t->first = number;
                t->first_date = cut(t->by, date);
            }
            if (!t->any || number > last) {
                last = number;
                t->last_date = cut(t->by, date);
            }
            t->any = true;
        }
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    if (t->any)
        t->rows = (uint32_t)(last - t->first + 1);
    return 0;
}

static int check_rows(const struct trend *t, uint32_t rows_max, struct err *e)
{
    static const char *const longer[] = {
        [BY_YEAR] = "", [BY_MONTH] = ", or by=year", [BY_DAY] = ", or by=month"};
    char first[16], last[16];
    if (t->rows <= rows_max)
        return 0;
    date_print(t->first_date, first);
    date_print(t->last_date, last);
    err_set(e, ERR_LIMIT, "from %s to %s a trend has %u rows, and the most is %u", first, last, t->rows,
            rows_max);
    return err_hint(e, "narrow the query with date:first..last%s", longer[t->by]);
}

static int make_rows(const struct trend *t, struct arena *arena, struct table *table, struct err *e)
{
    date_num date = t->first_date;
    for (uint32_t i = 0; i < t->rows; i++, date = next_date(t->by, date)) {
        char period[16];
        union table_cell *row = table_add(table);
        date_print(date, period);
        struct str text = arena_str(arena, str_of(period));
        if (!row || !text.ptr)
            return err_memory(e);
        row[TREND_PERIOD].text = text;
    }
    return 0;
}

/* Counts a document in a column of its row, if there is one. */
static void count_in(const struct trend *t, struct table *table, enum trend_column column, uint32_t docid)
{
    int64_t number;
    if (period_of(t->by, columns_date(t->columns, docid), &number) && number >= t->first &&
        number - t->first < t->rows)
        table_row(table, (uint32_t)(number - t->first))[column].number++;
}

static int count(struct trend *t, const struct matching *m, struct table *table, struct err *e)
{
    for (uint32_t docid = 0; (docid = matching_next(m, docid));) {
        count_in(t, table, TREND_DOCUMENTS, docid);
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    for (uint32_t docid = 1; docid <= columns_count(t->columns); docid++) {
        count_in(t, table, TREND_OF, docid);
        if (pacer_step(&t->pacer, e) < 0)
            return e->code;
    }
    for (uint32_t i = 0; i < table->row_count; i++) {
        union table_cell *row = table_row(table, i);
        row[TREND_RATE].number =
            row[TREND_OF].number > 0 ? 1000 * row[TREND_DOCUMENTS].number / row[TREND_OF].number : 0;
    }
    return 0;
}

int trend_make(const struct matching *m, const struct columns *columns, uint32_t rows_max,
               uint64_t deadline_ns, struct arena *arena, struct answer *out, struct err *e)
{
    static const struct table_column names[TREND_COLUMNS] = {[TREND_PERIOD] = {"period", CELL_TEXT},
                                                             [TREND_DOCUMENTS] = {"documents", CELL_NUMBER},
                                                             [TREND_OF] = {"of", CELL_NUMBER},
                                                             [TREND_RATE] = {"per_thousand", CELL_REAL}};
    struct table *table = arena_alloc(arena, sizeof *table);
    struct trend t = {.by = out->request->by,
                      .columns = columns,
                      .pacer = {.deadline_ns = deadline_ns},
                      .answer = &out->trend};
    if (!table)
        return err_memory(e);
    table_init(table, "trend", names, TREND_COLUMNS, arena);
    out->table = table;
    if (find_range(&t, m, e) < 0 || check_rows(&t, rows_max, e) < 0 || make_rows(&t, arena, table, e) < 0)
        return e->code;
    return count(&t, m, table, e);
}
