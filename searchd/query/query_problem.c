/* See query_problem.h. */
#include "searchd/query/query_problem.h"

#include <stdio.h>

#include "text/unicode.h"

enum {
    TOLD_MAX = 3,   /* so many kinds of problems in a note */
    NAMED_MAX = 40, /* so many bytes of the query in a message */
    TOLD_BYTES = 360
};

/* Each is about a piece of the query, which stands before it: ( is not closed. */
static const struct message {
    const char *what;
    const char *read; /* what the lenient reading makes of it */
    const char *cure;
} messages[PROBLEM_COUNT] = {
    [PROBLEM_QUOTE_OPEN] = {"is not closed", "it is passed over", "close it, or leave it out"},
    [PROBLEM_QUOTE_CLOSE] = {"closes no quotation", "it is passed over", "open it before, or leave it out"},
    [PROBLEM_QUOTE_EMPTY] = {"has no word in it", "it is passed over", "write words in it, or leave it out"},
    [PROBLEM_PAREN_OPEN] = {"is not closed", "it is passed over", "close it, or leave it out"},
    [PROBLEM_PAREN_CLOSE] = {"closes nothing", "it is passed over", "open it before, or leave it out"},
    [PROBLEM_PAREN_EMPTY] = {"has nothing to search for in it", "it is passed over",
                             "write words in it, or leave it out"},
    [PROBLEM_PAREN_DEEP] = {"is nested too deep", "it is passed over",
                            "write the query with fewer parentheses in one another"},
    [PROBLEM_WORDS] = {"is one word too many", "it is left out, with all words after it",
                       "search for fewer words"},
    [PROBLEM_SIDE] = {"has nothing to search for on one side", "it is read as a word",
                      "write what to search for on both sides, or write it in small letters"},
    [PROBLEM_EXCLUDE] = {"has nothing to exclude", "it is read as a word",
                         "write what to exclude after it, or write it in small letters"},
    [PROBLEM_MINUS] = {"has nothing to exclude", "it is passed over",
                       "write what to exclude right after it, or leave it out"},
    [PROBLEM_CAPITALS] = {"may be meant as a word in a query all in capitals", "it is read as one",
                          "put the query in parentheses to make it an operator"},
    [PROBLEM_NEAR] = {"has no word or phrase on one side", "it is passed over",
                      "write it between two words or phrases, or leave it out"},
    [PROBLEM_NEAR_RANGE] = {"is out of range", "the nearest distance in range is taken",
                            "write NEAR/1 to NEAR/100"},
    [PROBLEM_NEAR_MIXED] = {"has another distance than the NEAR before", "the largest is taken for all",
                            "write one distance for all words that are to stand near one another"},
    [PROBLEM_FIELD_NAME] = {"begins like a field, but there is none of this name", "it is read as words",
                            "fields are title, lang, date, site, type, tag, url, id, pair and sort"},
    [PROBLEM_FIELD_EMPTY] = {"has no value", "it is read as a word",
                             "write it right after the colon, without a space"},
    [PROBLEM_DATE] = {"is no date", "it is read as words",
                      "write date:2019, date:2019-06, date:2019-06-25 or, from one to another, "
                      "date:2019-06..2020"},
    [PROBLEM_DATE_ORDER] = {"ends before it begins", "it is read as words", "write the earlier date first"},
    [PROBLEM_LANG] = {"is no language of this index", "it is read as words",
                      "write lang:fr, lang:en, or lang:und for others"},
    [PROBLEM_SORT] = {"is no order", "it is read as words",
                      "write sort:date, sort:-date, sort:title or sort:relevance"},
    [PROBLEM_SORT_TWICE] = {"asks for a second order", "the last one counts", "leave one out"},
    [PROBLEM_SORT_EXCLUDED] = {"cannot be excluded", "it is read as if it were not",
                               "write sort:-date for the oldest first"},
    [PROBLEM_STAR] = {"stands for nothing here", "it is passed over",
                      "write it right before or after letters: vis*, *port"},
    [PROBLEM_STAR_INSIDE] = {"stands inside a word", "it is read as a space",
                             "write it at the beginning or the end of a word: vis*, *port"},
    [PROBLEM_STAR_SHORT] = {"has too few letters for a star", "it is read as a word",
                            "write two letters at least"},
    [PROBLEM_STAR_EXACT] = {"stands after =, too", "it is read without =", "leave out = or *"},
};

static size_t column_of(struct str text, size_t at)
{
    size_t column = 1;
    for (size_t i = 0; i < at && i < text.len; i++)
        column += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return column;
}

/* The piece that a message is about; a long one is cut. */
static void name_piece(struct str text, struct span where, char out[NAMED_MAX + 8])
{
    struct str piece = str_slice(text, where.start, where.end);
    size_t len = utf8_cut(piece, NAMED_MAX);
    memcpy(out, piece.ptr, len);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)out[i] < ' ' || out[i] == 0x7f)
            out[i] = ' ';
    snprintf(out + len, 8, "%s", len < piece.len ? "…" : "");
}

int query_problem(struct query_problems *p, enum query_problem_kind kind, struct span where, struct err *e)
{
    char piece[NAMED_MAX + 8];
    if (!p->strict) {
        if (p->met[kind].times++ == 0 || where.start < p->met[kind].where.start)
            p->met[kind].where = where;
        return 0;
    }
    bool limit = kind == PROBLEM_PAREN_DEEP || kind == PROBLEM_WORDS;
    name_piece(p->text, where, piece);
    err_set(e, limit ? ERR_LIMIT : ERR_QUERY, "query, column %zu: %s %s", column_of(p->text, where.start),
            piece, messages[kind].what);
    return err_hint(e, "%s", messages[kind].cure);
}

/* The kind met first at or after the problem told last; PROBLEM_COUNT if there is none. */
static unsigned next_kind(const struct query_problems *p, const bool told[PROBLEM_COUNT])
{
    unsigned next = PROBLEM_COUNT;
    for (unsigned kind = 0; kind < PROBLEM_COUNT; kind++)
        if (p->met[kind].times && !told[kind] &&
            (next == PROBLEM_COUNT || p->met[kind].where.start < p->met[next].where.start))
            next = kind;
    return next;
}

static size_t tell(const struct query_problems *p, unsigned kind, char out[TOLD_BYTES])
{
    const struct message *message = &messages[kind];
    uint32_t more = p->met[kind].times - 1;
    char piece[NAMED_MAX + 8], others[40] = "";
    name_piece(p->text, p->met[kind].where, piece);
    if (more)
        snprintf(others, sizeof others, " (and %u more like it)", more);
    int len = snprintf(out, TOLD_BYTES, "column %zu: %s %s%s, so %s (%s)",
                       column_of(p->text, p->met[kind].where.start), piece, message->what, others,
                       message->read, message->cure);
    return len < TOLD_BYTES ? (size_t)len : TOLD_BYTES - 1;
}

int query_problems_note(const struct query_problems *p, struct arena *arena, struct str *out, struct err *e)
{
    bool told[PROBLEM_COUNT] = {false};
    char note[TOLD_MAX * (TOLD_BYTES + 2)];
    size_t len = 0;
    *out = STR("");
    for (int i = 0; i < TOLD_MAX; i++) {
        unsigned kind = next_kind(p, told);
        if (kind == PROBLEM_COUNT)
            break;
        told[kind] = true;
        if (len) {
            note[len++] = ';';
            note[len++] = ' ';
        }
        len += tell(p, kind, note + len);
    }
    if (len == 0)
        return 0;
    *out = arena_str(arena, (struct str){note, len});
    return out->ptr ? 0 : err_memory(e);
}
