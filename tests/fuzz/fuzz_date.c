/* Dates of any bytes: what is read is a day of the calendar, and reads back as printed. */
#include <stdint.h>
#include <stdlib.h>

#include "text/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    date_num date = date_parse((struct str){(const char *)data, size});
    if (date == 0)
        return 0;
    char printed[16];
    date_print(date, printed);
    require(date_parse(str_of(printed)) == date);

    date_num first = date_first_day(date), last = date_last_day(date);
    require(date <= first && first <= last && first / 10000 == date / 10000 && last / 10000 == date / 10000);
    date_print(first, printed);
    require(date_parse(str_of(printed)) == first);
    date_print(last, printed);
    require(date_parse(str_of(printed)) == last);
    return 0;
}
