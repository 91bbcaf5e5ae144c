/* See asker.h. */
#include "oracle/asker.h"

#include "text/fold.h"

/* --- chance --- */

static uint64_t next_random(struct asker *a)
{
    uint64_t z = a->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint32_t below(struct asker *a, uint32_t limit)
{
    return (uint32_t)(next_random(a) % limit);
}

static bool one_in(struct asker *a, uint32_t times)
{
    return below(a, times) == 0;
}

/* --- words --- */

static bool is_joined(struct str form)
{
    return str_starts(form, STR("-"));
}

/* A word otherwise typed: in capitals, small, without accents, in another number. */
static void add_retyped(struct asker *a, struct str form, struct buf *out)
{
    char changed[FOLD_MAX];
    size_t len;
    switch (below(a, 12)) {
    case 0:
        len = fold_key(form, changed);
        buf_add(out, changed, len);
        return;
    case 1:
        len = fold_case(form, changed);
        buf_add(out, changed, len);
        return;
    case 2:
        for (size_t i = 0; i < form.len; i++) {
            char c = form.ptr[i];
            buf_add_char(out, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        }
        return;
    case 3:
        buf_add_str(out, form);
        buf_add_str(out, str_ends(form, STR("'")) ? STR("") : STR("s"));
        return;
    default:
        buf_add_str(out, form);
    }
}

/* Appends a form as it would be typed after what stands there: hyphens and elisions join. */
static void add_form(struct asker *a, struct str form, struct buf *out, bool retype)
{
    bool elided = out->len && out->ptr[out->len - 1] == '\'';
    bool opens = out->len && strchr("(\"-:=* ", out->ptr[out->len - 1]);
    if (out->len && !elided && !opens && !is_joined(form))
        buf_add_char(out, ' ');
    if (is_joined(form) && (opens || !out->len))
        form = str_slice(form, 1, form.len);
    if (retype)
        add_retyped(a, form, out);
    else
        buf_add_str(out, form);
}

static struct str form_at(const struct asker *a, uint32_t position)
{
    return a->shelf->forms.list[a->doc->words[position]];
}

/* A place in the document from which `count` words follow, as nearly as it can be. */
static uint32_t some_place(struct asker *a, uint32_t count)
{
    return a->doc->count > count ? below(a, a->doc->count - count) : 0;
}

static void space(struct buf *out)
{
    if (out->len && !strchr("(- ", out->ptr[out->len - 1]))
        buf_add_char(out, ' ');
}

static void add_run(struct asker *a, uint32_t first, uint32_t count, struct buf *out, bool retype)
{
    for (uint32_t i = 0; i < count && first + i < a->doc->count; i++)
        add_form(a, form_at(a, first + i), out, retype);
}

/* One word: of the document, or of any. */
static void add_word(struct asker *a, struct buf *out)
{
    const struct names *forms = &a->shelf->forms;
    if (one_in(a, 4) && forms->count)
        add_form(a, forms->list[below(a, forms->count)], out, true);
    else
        add_run(a, some_place(a, 1), 1, out, true);
}

static void add_words(struct asker *a, uint32_t count, struct buf *out)
{
    if (one_in(a, 2)) {
        add_run(a, some_place(a, count), count, out, one_in(a, 2));
        return;
    }
    while (count-- > 0)
        add_word(a, out);
}

/* A phrase that stands in the document, or once did: some lose or swap a word. */
static void add_phrase(struct asker *a, struct buf *out)
{
    uint32_t count = 1 + below(a, 5), first = some_place(a, count);
    space(out);
    buf_add_char(out, '"');
    if (one_in(a, 6)) {
        add_run(a, first + 1, 1, out, false);
        add_run(a, first, 1, out, false);
    } else if (one_in(a, 8)) {
        add_run(a, first, count, out, false);
        add_run(a, first + count + 1, 1, out, false);
    } else {
        add_run(a, first, count, out, one_in(a, 4));
    }
    buf_add_char(out, '"');
}

/* --- forms and nearness --- */

static void add_exact(struct asker *a, struct buf *out)
{
    space(out);
    buf_add_char(out, '=');
    if (one_in(a, 3))
        add_phrase(a, out);
    else
        add_run(a, some_place(a, 1), 1, out, one_in(a, 4));
}

/* A piece of a word's key, with stars where it was cut. */
static void add_pattern(struct asker *a, struct buf *out)
{
    char key[FOLD_MAX];
    size_t len = fold_key(form_at(a, some_place(a, 1)), key);
    size_t from = one_in(a, 3) ? below(a, (uint32_t)len / 2 + 1) : 0;
    size_t to = from && one_in(a, 2) ? len : len - below(a, (uint32_t)len / 2 + 1);
    while (from < len && ((unsigned char)key[from] & 0xc0) == 0x80)
        from++;
    while (to < len && ((unsigned char)key[to] & 0xc0) == 0x80)
        to++;
    if (to < from + 2)
        to = len;
    space(out);
    if (from)
        buf_add_char(out, '*');
    buf_add(out, key + from, to - from);
    if (to < len || !from)
        buf_add_char(out, '*');
}

static void add_near_operand(struct asker *a, uint32_t position, struct buf *out)
{
    switch (below(a, 8)) {
    case 0:
        add_pattern(a, out);
        return;
    case 1:
        add_exact(a, out);
        return;
    case 2:
        space(out);
        buf_add_char(out, '"');
        add_run(a, position, 2, out, false);
        buf_add_char(out, '"');
        return;
    default:
        space(out);
        add_run(a, position, 1, out, one_in(a, 3));
    }
}

/* Words that stand near in the document, in any order. */
static void add_near(struct asker *a, struct buf *out)
{
    uint32_t count = one_in(a, 4) ? 3 : 2, distance = 1 + below(a, 12), around = some_place(a, 30);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t position = around + below(a, 2 * distance + 2);
        if (i > 0 && distance == 10)
            buf_add_str(out, STR(" NEAR"));
        else if (i > 0)
            buf_printf(out, " NEAR/%u", distance);
        add_near_operand(a, position < a->doc->count ? position : 0, out);
    }
}

/* --- fields --- */

static void add_title(struct asker *a, struct buf *out)
{
    uint32_t title = a->doc->title_count;
    uint32_t first = title ? below(a, title) : 0, count = 1 + below(a, 4);
    space(out);
    buf_add_str(out, STR("title:"));
    if (one_in(a, 3)) {
        add_run(a, first, 1, out, true);
        return;
    }
    buf_add_char(out, '"');
    add_run(a, first, count, out, one_in(a, 4));
    buf_add_char(out, '"');
}

static void add_date(struct asker *a, struct buf *out)
{
    date_num date = a->doc->fields.date ? a->doc->fields.date : 20200229;
    unsigned year = date / 10000, month = date / 100 % 100, day = date % 100;
    unsigned years = below(a, 12);
    space(out);
    switch (below(a, 7)) {
    case 0:
        buf_printf(out, "date:%04u", year);
        return;
    case 1:
        buf_printf(out, "date:%04u-%02u", year, month ? month : 1);
        return;
    case 2:
        buf_printf(out, "date:%04u-%02u-%02u", year, month ? month : 1, day ? day : 1);
        return;
    case 3:
        buf_printf(out, "date:%04u..", year);
        return;
    case 4:
        buf_printf(out, "date:..%04u-%02u", year, month ? month : 1);
        return;
    case 5:
        buf_printf(out, "date:%04u..%04u", year - years, year);
        return;
    default:
        buf_printf(out, "date:%04u-%02u..%04u", year - years, month ? month : 1, year);
    }
}

static void add_value(struct buf *out, const char *field, struct str value)
{
    bool quote = str_find(value, STR(" ")) < value.len;
    buf_printf(out, "%s:", field);
    if (quote)
        buf_add_char(out, '"');
    buf_add_str(out, value.len ? value : STR("none"));
    if (quote)
        buf_add_char(out, '"');
}

/* The address up to some byte, with or without its scheme and host. */
static void add_url(struct asker *a, struct buf *out)
{
    struct str url = a->doc->fields.url;
    size_t scheme = str_find(url, STR("://"));
    if (one_in(a, 2) && scheme < url.len)
        url = str_slice(url, scheme + 3, url.len);
    if (one_in(a, 3))
        url = str_slice(url, str_find(url, STR("/")), url.len);
    if (url.len && one_in(a, 2))
        url.len = 1 + below(a, (uint32_t)url.len);
    add_value(out, "url", url);
}

static void add_host(struct asker *a, struct buf *out)
{
    struct str host = shelf_host(a->doc->fields.url);
    while (one_in(a, 3) && str_find(host, STR(".")) < host.len)
        host = str_slice(host, str_find(host, STR(".")) + 1, host.len);
    add_value(out, "site", host);
}

static void add_field(struct asker *a, struct buf *out)
{
    const struct document *doc = &a->doc->fields;
    space(out);
    switch (below(a, 9)) {
    case 0:
        buf_printf(out, "lang:%s", lang_code((enum lang)below(a, LANG_COUNT)));
        return;
    case 1:
        add_value(out, "type", doc->type);
        return;
    case 2:
        add_value(out, "tag", doc->tag_count ? doc->tags[below(a, (uint32_t)doc->tag_count)] : STR("none"));
        return;
    case 3:
        add_host(a, out);
        return;
    case 7:
        add_url(a, out);
        return;
    case 8:
        add_value(out, one_in(a, 2) ? "id" : "pair", doc->id);
        return;
    case 4:
        add_title(a, out);
        return;
    default:
        add_date(a, out);
    }
}

/* --- trees --- */

static void add_leaf(struct asker *a, struct buf *out)
{
    switch (below(a, 12)) {
    case 0:
        add_phrase(a, out);
        return;
    case 1:
        add_field(a, out);
        return;
    case 2:
        add_words(a, 2, out);
        return;
    case 3:
        add_exact(a, out);
        return;
    case 4:
        add_pattern(a, out);
        return;
    case 5:
        space(out);
        add_near(a, out);
        return;
    default:
        add_word(a, out);
    }
}

static void add_tree(struct asker *a, uint32_t depth, struct buf *out)
{
    static const char *const joins[] = {" AND ", " OR ", " OR ", " ", " NOT ", " -"};
    uint32_t count = 2 + below(a, 2);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_str(out, str_of(joins[below(a, sizeof joins / sizeof *joins)]));
        if (depth == 0 || one_in(a, 2)) {
            add_leaf(a, out);
            continue;
        }
        if (one_in(a, 5)) {
            space(out);
            buf_add_str(out, STR("NOT "));
        }
        space(out);
        buf_add_char(out, '(');
        add_tree(a, depth - 1, out);
        buf_add_char(out, ')');
    }
}

/* --- kinds --- */

static void ask_words(struct asker *a, struct buf *out)
{
    add_words(a, 1 + below(a, 4), out);
}

static void ask_phrase(struct asker *a, struct buf *out)
{
    add_phrase(a, out);
    if (one_in(a, 3))
        add_phrase(a, out);
    else if (one_in(a, 3))
        add_words(a, 1 + below(a, 2), out);
}

static void ask_boolean(struct asker *a, struct buf *out)
{
    add_tree(a, below(a, 3), out);
}

static void ask_field(struct asker *a, struct buf *out)
{
    if (!one_in(a, 4))
        add_leaf(a, out);
    add_field(a, out);
    if (one_in(a, 3)) {
        space(out);
        buf_add_char(out, '-');
        add_field(a, out);
    }
}

static void ask_date(struct asker *a, struct buf *out)
{
    if (!one_in(a, 4))
        add_words(a, 1 + below(a, 2), out);
    add_date(a, out);
}

/* Little words, alone or with others. */
static void ask_little(struct asker *a, struct buf *out)
{
    static const char *const little[] = {"le",  "la", "de", "the",   "of", "to",  "UN", "est", "l'",
                                         "IT",  "un", "à",  "where", "où", "and", "et", "US",  "aux",
                                         "not", "ou", "IL", "qu'",   "a",  "en",  "on", "LES", "was"};
    for (uint32_t i = 1 + below(a, 4); i > 0; i--)
        add_form(a, str_of(little[below(a, sizeof little / sizeof *little)]), out, false);
    if (one_in(a, 3))
        add_word(a, out);
    if (one_in(a, 5))
        add_field(a, out);
}

/* Compounds in each of their spellings. */
static void ask_compound(struct asker *a, struct buf *out)
{
    struct str form = STR("porte-parole");
    uint32_t spelling = below(a, 4);
    if (a->doc->compound_count)
        form = a->shelf->forms.list[a->doc->compounds[below(a, a->doc->compound_count)].form];
    if (spelling == 3)
        buf_add_char(out, '"');
    for (size_t i = 0; i < form.len; i++)
        if (form.ptr[i] != '-' || spelling == 0)
            buf_add_char(out, form.ptr[i]);
        else if (spelling != 1)
            buf_add_char(out, ' ');
    if (spelling == 3)
        buf_add_char(out, '"');
    if (one_in(a, 3))
        add_leaf(a, out);
}

static void ask_exact(struct asker *a, struct buf *out)
{
    add_exact(a, out);
    if (one_in(a, 3))
        add_leaf(a, out);
}

static void ask_pattern(struct asker *a, struct buf *out)
{
    if (one_in(a, 4)) {
        buf_add_char(out, '"');
        add_pattern(a, out);
        add_run(a, some_place(a, 1), 1, out, false);
        buf_add_char(out, '"');
        return;
    }
    add_pattern(a, out);
    if (one_in(a, 3))
        add_leaf(a, out);
}

static void ask_near(struct asker *a, struct buf *out)
{
    add_near(a, out);
    if (one_in(a, 4))
        add_leaf(a, out);
}

/* What nobody means, of the signs that the language uses. */
static void ask_noise(struct asker *a, struct buf *out)
{
    static const char *const signs[] = {
        "(",  ")",  "\"", "-",  "AND",  "OR",    "NOT",    "lang:", "«",      "»",    "title:", "date:",
        "..", "'",  "’",  "é",  "\xff", "\t",    "=",      "*",     "NEAR/5", "NEAR", ":",      "/",
        "+",  "ET", "OU", "\\", "SAUF", "sort:", "date:2", "œ",     "\xc3",   "-(",   "((",     "110 000"};
    for (uint32_t i = 1 + below(a, 8); i > 0; i--) {
        if (one_in(a, 2))
            add_word(a, out);
        else
            buf_add_str(out, str_of(signs[below(a, sizeof signs / sizeof *signs)]));
        if (one_in(a, 2))
            buf_add_char(out, ' ');
    }
}

const char *asker_ask(struct asker *a, uint32_t number, struct buf *out)
{
    static const struct {
        const char *name;
        void (*ask)(struct asker *, struct buf *);
    } kinds[] = {
        {"words", ask_words}, {"phrase", ask_phrase},       {"boolean", ask_boolean},
        {"field", ask_field}, {"date", ask_date},           {"phrase", ask_phrase},
        {"words", ask_words}, {"compound", ask_compound},   {"boolean", ask_boolean},
        {"field", ask_field}, {"little words", ask_little}, {"noise", ask_noise},
        {"exact", ask_exact}, {"pattern", ask_pattern},     {"near", ask_near},
        {"near", ask_near},
    };
    uint32_t kind = number % (sizeof kinds / sizeof *kinds);
    a->state = a->seed * 0x9E3779B97F4A7C15u + number;
    next_random(a);
    a->doc = &a->shelf->documents[1 + below(a, a->shelf->count)];
    buf_clear(out);
    kinds[kind].ask(a, out);
    return kinds[kind].name;
}
