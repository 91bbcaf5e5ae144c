/* Passages of any bytes by any offsets: inside the text, and never in the middle of a valid character. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "searchd/search/passage.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact)
        abort();
}

/* Walks the characters from the beginning: a border is one of theirs, in valid text. */
static bool is_border(struct str text, size_t at)
{
    size_t walked = 0;
    while (walked < at && walked < text.len)
        walked += rune_at(text, walked).len;
    return walked == at;
}

/* The first eight bytes are two offsets. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t from, to;
    if (size < 8)
        return 0;
    memcpy(&from, data, sizeof from);
    memcpy(&to, data + 4, sizeof to);
    struct str text = {(const char *)data + 8, size - 8};
    if (from > to)
        from = to;
    struct span cut = passage_cut(text, from, to), around = passage_around(text, from, to % 64 + 1);
    require(cut.start <= cut.end && cut.end <= text.len);
    require(is_border(text, cut.start) && is_border(text, cut.end));
    require(cut.start <= from && (cut.end >= to || cut.end == text.len));
    require(around.start <= around.end && around.end <= text.len);
    require(is_border(text, around.start) && is_border(text, around.end));
    return 0;
}
