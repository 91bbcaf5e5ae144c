/*
 * See verbs.h. What can be asked, and with which options: one table each. What a verb takes stands there and
 * nowhere else.
 */
#include "searchd/net/verbs.h"

/* --- options --- */

static const char *const formats[] = {
    [FORMAT_TEXT] = "text", [FORMAT_TSV] = "tsv", [FORMAT_JSON] = "json", NULL};
static const char *const matches[] = {
    [MATCH_BEST] = "best", [MATCH_ANY] = "any", [MATCH_ALL] = "all", [MATCH_PHRASE] = "phrase", NULL};
static const char *const orders[] = {[ORDER_TEXT] = "text",   [ORDER_LEFT] = "left", [ORDER_WORD] = "word",
                                     [ORDER_RIGHT] = "right", [ORDER_DATE] = "date", NULL};
static const char *const parts[] = {[PART_ALL] = "all", [PART_FIELDS] = "fields", [PART_TEXT] = "text", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const totals[] = {"about", "exact", NULL};
static const char *const periods[] = {[BY_YEAR] = "year", [BY_MONTH] = "month", [BY_DAY] = "day", NULL};
static const char *const facets[] = {[FACET_LANG] = "lang",
                                     [FACET_TYPE] = "type",
                                     [FACET_TAG] = "tag",
                                     [FACET_SITE] = "site",
                                     [FACET_YEAR] = "year",
                                     [FACET_MONTH] = "month",
                                     NULL};

enum option {
    OPTION_FORMAT,
    OPTION_LIMIT,
    OPTION_OFFSET,
    OPTION_MATCH,
    OPTION_SNIPPETS,
    OPTION_LANG,
    OPTION_STRICT,
    OPTION_TOTAL,
    OPTION_FACETS,
    OPTION_PER_FACET,
    OPTION_BY,
    OPTION_SORT,
    OPTION_ID,
    OPTION_ORDER,
    OPTION_WIDTH,
    OPTION_PART,
    OPTION_FROM,
    OPTION_TO,
    OPTION_AROUND,
    OPTION_WORDS,
    OPTION_COUNT
};

#define TAKES(option) (1u << (option))

static const struct option_name {
    const char *key;
    const char *values; /* for messages */
} options[OPTION_COUNT] = {
    [OPTION_FORMAT] = {"format", "text, tsv or json"},
    [OPTION_LIMIT] = {"limit", "a whole number, at least 1"},
    [OPTION_OFFSET] = {"offset", "a whole number"},
    [OPTION_MATCH] = {"match", "best, any, all or phrase"},
    [OPTION_SNIPPETS] = {"snippets", "yes or no"},
    [OPTION_LANG] = {"lang", "fr or en"},
    [OPTION_STRICT] = {"strict", "yes or no"},
    [OPTION_TOTAL] = {"total", "about or exact"},
    [OPTION_FACETS] = {"facets",
                       "some of lang, type, tag, site, year and month, with commas between, or all"},
    [OPTION_PER_FACET] = {"per_facet", "a whole number, at least 1"},
    [OPTION_BY] = {"by", "year, month or day"},
    [OPTION_SORT] = {"sort", "relevance, date, -date or title"},
    [OPTION_ID] = {"id", "the id of a document, as answers give it"},
    [OPTION_ORDER] = {"sort", "text, left, word, right or date"},
    [OPTION_WIDTH] = {"width", "a whole number, at least 5"},
    [OPTION_PART] = {"part", "all, fields or text"},
    [OPTION_FROM] = {"from", "a whole number of bytes"},
    [OPTION_TO] = {"to", "a whole number of bytes, at least 1"},
    [OPTION_AROUND] = {"around", "a whole number of bytes"},
    [OPTION_WORDS] = {"words", "a whole number, at least 1"},
};

static bool read_choice(const char *const *choices, struct str value, unsigned *out)
{
    for (unsigned i = 0; choices[i]; i++)
        if (str_equal(value, str_of(choices[i]))) {
            *out = i;
            return true;
        }
    return false;
}

/* lang,type,… */
static bool read_facets(struct str value, unsigned *out)
{
    unsigned set = 0, facet = 0;
    if (str_equal(value, STR("all"))) {
        *out = FACETS_ALL;
        return true;
    }
    while (value.len) {
        size_t comma = str_find(value, STR(","));
        if (!read_choice(facets, str_slice(value, 0, comma), &facet) || comma + 1 == value.len)
            return false;
        set |= 1u << facet;
        value = str_slice(value, comma < value.len ? comma + 1 : comma, value.len);
    }
    *out = set;
    return set != 0;
}

static int read_number(enum option option, struct str value, uint32_t least, uint32_t most, uint32_t *out,
                       struct err *e)
{
    uint64_t number;
    if (!str_to_u64(value, UINT64_MAX, &number) || number < least) {
        err_set(e, ERR_USAGE, "%s=%.*s: it takes %s", options[option].key, (int)value.len, value.ptr,
                options[option].values);
        return err_hint(e, "the most is %lu", (unsigned long)most);
    }
    if (number > most) {
        err_set(e, ERR_LIMIT, "%s=%.*s: the most is %lu", options[option].key, (int)value.len, value.ptr,
                (unsigned long)most);
        return option == OPTION_LIMIT ? err_hint(e, "page through the answers with offset=") : e->code;
    }
    *out = (uint32_t)number;
    return 0;
}

static int set_option(const struct verb_limits *limits, enum option option, struct str value,
                      struct request *out, struct err *e)
{
    unsigned choice = 0;
    bool known = true;
    switch (option) {
    case OPTION_LIMIT:
        return read_number(option, value, 1, limits->hits, &out->limit, e);
    case OPTION_OFFSET:
        return read_number(option, value, 0, limits->offset, &out->offset, e);
    case OPTION_FORMAT:
        known = read_choice(formats, value, &choice);
        out->format = (enum request_format)choice;
        break;
    case OPTION_MATCH:
        known = read_choice(matches, value, &choice);
        out->match = (enum request_match)choice;
        break;
    case OPTION_SNIPPETS:
        known = read_choice(no_yes, value, &choice);
        out->snippets = choice;
        break;
    case OPTION_STRICT:
        known = read_choice(no_yes, value, &choice);
        out->strict = choice;
        break;
    case OPTION_PER_FACET:
        return read_number(option, value, 1, VERB_PER_FACET_MAX, &out->per_facet, e);
    case OPTION_FACETS:
        known = read_facets(value, &out->facets);
        break;
    case OPTION_BY:
        known = read_choice(periods, value, &choice);
        out->by = (enum request_by)choice;
        break;
    case OPTION_SORT:
        known = request_sort_parse(value, &out->sort);
        break;
    case OPTION_TOTAL:
        known = read_choice(totals, value, &choice);
        out->exact_total = choice;
        break;
    case OPTION_LANG:
        out->prefer = lang_parse(value);
        known = out->prefer != LANG_NONE;
        break;
    case OPTION_ID:
        out->id = value;
        known = value.len > 0;
        break;
    case OPTION_ORDER:
        known = read_choice(orders, value, &choice);
        out->order = (enum request_order)choice;
        break;
    case OPTION_WIDTH:
        return read_number(option, value, REQUEST_WIDTH_MIN, REQUEST_WIDTH_MAX, &out->width, e);
    case OPTION_PART:
        known = read_choice(parts, value, &choice);
        out->part = (enum request_part)choice;
        break;
    case OPTION_FROM:
        return read_number(option, value, 0, INT32_MAX, &out->from, e);
    case OPTION_TO:
        return read_number(option, value, 1, INT32_MAX, &out->to, e);
    case OPTION_AROUND:
        out->is_around = true;
        return read_number(option, value, 0, INT32_MAX, &out->around, e);
    case OPTION_WORDS:
        return read_number(option, value, 1, REQUEST_WORDS_MAX, &out->words, e);
    case OPTION_COUNT:
        break;
    }
    if (known)
        return 0;
    return err_set(e, ERR_USAGE, "%s=%.*s: it takes %s", options[option].key, (int)value.len, value.ptr,
                   options[option].values);
}

/* A name may mean one thing to one verb and another to the next: the one that `takes` has goes before. */
static enum option find_option(unsigned takes, struct str key)
{
    unsigned found = OPTION_COUNT;
    for (unsigned at = 0; at < OPTION_COUNT; at++)
        if (str_equal(key, str_of(options[at].key)) && (found == OPTION_COUNT || (takes & TAKES(at))))
            found = at;
    return (enum option)found;
}

/* --- verbs --- */

#define COUNT_TAKES (TAKES(OPTION_FORMAT) | TAKES(OPTION_MATCH) | TAKES(OPTION_LANG) | TAKES(OPTION_STRICT))
#define PAGE_TAKES (COUNT_TAKES | TAKES(OPTION_LIMIT) | TAKES(OPTION_OFFSET))

#define GET_TAKES                                                                                            \
    (TAKES(OPTION_FORMAT) | TAKES(OPTION_PART) | TAKES(OPTION_FROM) | TAKES(OPTION_TO) |                     \
     TAKES(OPTION_AROUND) | TAKES(OPTION_WORDS))
#define FACETS_TAKES (TAKES(OPTION_FACETS) | TAKES(OPTION_PER_FACET))
#define SEARCH_TAKES                                                                                         \
    (PAGE_TAKES | FACETS_TAKES | TAKES(OPTION_SNIPPETS) | TAKES(OPTION_TOTAL) | TAKES(OPTION_SORT))
#define SUGGEST_TAKES (TAKES(OPTION_FORMAT) | TAKES(OPTION_LIMIT) | TAKES(OPTION_LANG))

static const struct verb verbs[] = {
    {"SEARCH", REQUEST_SEARCH, SEARCH_TAKES, "a query"},
    {"COUNT", REQUEST_COUNT, COUNT_TAKES, "a query"},
    {"FACETS", REQUEST_FACETS, COUNT_TAKES | FACETS_TAKES, "a query"},
    {"TREND", REQUEST_TREND, COUNT_TAKES | TAKES(OPTION_BY), "a query"},
    {"EXPLAIN", REQUEST_EXPLAIN, COUNT_TAKES | TAKES(OPTION_ID), "a query"},
    {"KWIC", REQUEST_KWIC, PAGE_TAKES | TAKES(OPTION_ORDER) | TAKES(OPTION_WIDTH), "a query"},
    {"GET", REQUEST_GET, GET_TAKES, "the id of a document"},
    {"SUGGEST", REQUEST_SUGGEST, SUGGEST_TAKES, "the beginning of a query"},
    {"SIMILAR", REQUEST_SIMILAR, SUGGEST_TAKES | TAKES(OPTION_SNIPPETS), "the id of a document"},
    {"STATS", REQUEST_STATS, TAKES(OPTION_FORMAT), NULL},
    {"PING", REQUEST_PING, 0, NULL},
    {"HELP", REQUEST_HELP, 0, NULL},
    {"QUIT", REQUEST_QUIT, 0, NULL},
};

const struct verb *verb_find(struct str name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (str_equal(name, str_of(verbs[i].name)))
            return &verbs[i];
    return NULL;
}

struct request verb_request(const struct verb *verb)
{
    return (struct request){.verb = verb->verb,
                            .limit = verb->verb == REQUEST_KWIC ? VERB_DEFAULT_LINES : VERB_DEFAULT_HITS,
                            .width = REQUEST_WIDTH_DEFAULT,
                            .snippets = true,
                            .facets = verb->verb == REQUEST_FACETS ? FACETS_ALL : 0,
                            .per_facet = VERB_DEFAULT_PER_FACET};
}

bool verb_takes(const struct verb *verb, struct str key)
{
    enum option option = find_option(verb->takes, key);
    return option < OPTION_COUNT && (verb->takes & TAKES(option));
}

int verb_set(const struct verb *verb, const struct verb_limits *limits, struct str key, struct str value,
             struct request *out, struct err *e)
{
    enum option option = find_option(verb->takes, key);
    if (option == OPTION_COUNT)
        return 0;
    if (!verb_takes(verb, key))
        return err_set(e, ERR_USAGE, "%s has no option %s=", verb->name, options[option].key);
    return set_option(limits, option, value, out, e) < 0 ? e->code : 1;
}
