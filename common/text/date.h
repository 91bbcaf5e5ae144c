/*
 * Calendar dates as whole numbers YYYYMMDD: 20190625; a month is 20190600, a year 20190000, and 0 is
 * "no date". Numbers compare as dates do. Any thread.
 */
#ifndef RACINE_TEXT_DATE_H
#define RACINE_TEXT_DATE_H

#include "base/str.h"

typedef uint32_t date_num;

/*
 * Reads a whole string as one date: ISO 8601 (2019, 2019-06, 2019-06-25, a time after it ignored),
 * 25/06/2019 and 25.06.2019 (day first), 06/2019, 25 juin 2019, 1er mars 2020, 25 June 2019, June 25, 2019,
 * June 2019;
 * months also without accents and shortened (janv. 2019), years in four digits.
 * 0 if it is none, or no day of the calendar, or before year 1 or after 9999.
 */
date_num date_parse(struct str s);

/* The first and the last day of what `date` names (a year, a month, a day). */
date_num date_first_day(date_num date);
date_num date_last_day(date_num date);

/* "2019", "2019-06", "2019-06-25", "" for 0. */
void date_print(date_num date, char out[16]);

#endif
