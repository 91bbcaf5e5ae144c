/* See top.h. */
#include "searchd/search/top.h"

bool top_init(struct top *t, uint32_t most, top_before_fn before, const void *context, struct arena *arena)
{
    *t = (struct top){.most = most, .before = before, .context = context};
    t->items = arena_array(arena, most, sizeof *t->items);
    return t->items != NULL;
}

static void swap(struct top *t, uint32_t a, uint32_t b)
{
    uint32_t item = t->items[a];
    t->items[a] = t->items[b];
    t->items[b] = item;
}

/* Moves the item at `at` down among the first `count`, until none below comes after it. */
static void sink(struct top *t, uint32_t at, uint32_t count)
{
    for (;;) {
        uint32_t last = at;
        for (uint64_t child = 2 * (uint64_t)at + 1; child <= 2 * (uint64_t)at + 2 && child < count; child++)
            if (t->before(t->context, t->items[last], t->items[child]))
                last = (uint32_t)child;
        if (last == at)
            return;
        swap(t, at, last);
        at = last;
    }
}

void top_offer(struct top *t, uint32_t item)
{
    if (t->count < t->most) {
        uint32_t at = t->count++;
        t->items[at] = item;
        for (; at && t->before(t->context, t->items[(at - 1) / 2], t->items[at]); at = (at - 1) / 2)
            swap(t, at, (at - 1) / 2);
    } else if (t->count && t->before(t->context, item, t->items[0])) {
        t->items[0] = item;
        sink(t, 0, t->count);
    }
}

void top_sort(struct top *t)
{
    for (uint32_t left = t->count; left > 1; left--) {
        swap(t, 0, left - 1);
        sink(t, 0, left - 1);
    }
}
