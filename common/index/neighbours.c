/* See neighbours.h. */
#include "index/neighbours.h"

#include "text/fold.h"

/* rows[d][j]: slips between the first d letters of the key at hand and the first j of the one looked for. */
struct walk {
    const struct lexicon *lex;
    struct lexicon_ids order; /* all forms, by key */
    struct str wanted;
    uint32_t distance, steps;
    unsigned char rows[FOLD_MAX + 1][NEIGHBOURS_KEY_MAX + 1];
    size_t valid; /* rows up to this one belong to `last` */
    struct str last;
};

static struct str key_at(const struct walk *w, uint32_t place)
{
    return lexicon_key(w->lex, w->order.ids[place]);
}

static size_t common_length(struct str a, struct str b)
{
    size_t len = 0;
    while (len < a.len && len < b.len && a.ptr[len] == b.ptr[len])
        len++;
    return len;
}

static unsigned char least(unsigned a, unsigned b)
{
    return (unsigned char)(a < b ? a : b);
}

/* Fills in row `d` for the key; returns its least cell. */
static uint32_t make_row(struct walk *w, struct str key, size_t d)
{
    const unsigned char *above = w->rows[d - 1];
    unsigned char *row = w->rows[d];
    const char *wanted = w->wanted.ptr;
    char letter = key.ptr[d - 1];
    unsigned char low = row[0] = (unsigned char)(above[0] + 1);
    for (size_t j = 1; j <= w->wanted.len; j++) {
        unsigned char cell = (unsigned char)(above[j - 1] + (wanted[j - 1] != letter));
        cell = least(cell, least(above[j], row[j - 1]) + 1u);
        if (d > 1 && j > 1 && letter == wanted[j - 2] && key.ptr[d - 2] == wanted[j - 1])
            cell = least(cell, w->rows[d - 2][j - 2] + 1u);
        row[j] = cell;
        low = least(low, cell);
    }
    w->steps++;
    return low;
}

/* The first place after `from` whose key does not begin with `prefix`: in leaps, then between the last two.
 */
static uint32_t pass_over(struct walk *w, uint32_t from, struct str prefix)
{
    uint32_t low = from, leap = 1, high;
    while (low + leap < w->order.count && str_starts(key_at(w, low + leap), prefix)) {
        low += leap;
        leap *= 2;
        w->steps++;
    }
    high = low + leap < w->order.count ? low + leap : w->order.count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (str_starts(key_at(w, middle), prefix))
            low = middle;
        else
            high = middle;
        w->steps++;
    }
    return high;
}

/* Makes the rows of the key at `place`; returns where to go on. *near tells whether it is within distance. */
static uint32_t take_key(struct walk *w, uint32_t place, bool *near)
{
    struct str key = key_at(w, place);
    size_t shared = common_length(key, w->last);
    if (shared < w->valid)
        w->valid = shared;
    w->last = key;
    *near = false;
    for (size_t d = w->valid + 1; d <= key.len; d++) {
        w->valid = d;
        if (make_row(w, key, d) > w->distance)
            return pass_over(w, place, str_slice(key, 0, d));
    }
    *near = w->rows[key.len][w->wanted.len] <= w->distance;
    uint32_t end = place + 1;
    while (end < w->order.count && str_equal(key_at(w, end), key))
        end++;
    return end;
}

void neighbours_find(const struct lexicon *lex, struct str key, uint32_t distance, neighbour_fn each,
                     void *context)
{
    struct walk w = {.lex = lex, .wanted = key, .distance = distance};
    bool near;
    if (key.len == 0 || key.len > NEIGHBOURS_KEY_MAX)
        return;
    w.order = lexicon_with_prefix(lex, STR(""));
    for (size_t j = 0; j <= key.len; j++)
        w.rows[0][j] = (unsigned char)j;
    for (uint32_t place = 0, next; place < w.order.count && w.steps < NEIGHBOURS_STEPS_MAX; place = next) {
        w.steps++;
        next = take_key(&w, place, &near);
        if (!near)
            continue;
        struct lexicon_ids same_key = {w.order.ids + place, next - place};
        each(context, same_key, w.rows[w.last.len][key.len]);
    }
}
