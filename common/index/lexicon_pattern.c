/* Forms by a part of their key: see lexicon.h. */
#include "index/lexicon_parts.h"

#include <stdlib.h>

static bool is_in_stream(const struct lexicon *lex, enum lang lang, uint32_t id)
{
    return id < lex->stream_count && lexicon_count(lex, lang, id) > 0;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Keeps the `max` least numbers, as a heap whose greatest is first, so that a wide pattern needs no more
 * room than is asked for. */
static void keep_least(uint32_t *heap, uint32_t count, uint32_t max, uint32_t id)
{
    uint32_t at;
    if (count < max) {
        for (at = count; at > 0 && heap[(at - 1) / 2] < id; at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = id;
        return;
    }
    if (max == 0 || id >= heap[0])
        return;
    for (uint32_t child = at = 0; (child = 2 * at + 1) < max; at = child) {
        if (child + 1 < max && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= id)
            break;
        heap[at] = heap[child];
    }
    heap[at] = id;
}

/* Of the forms that stand together in the order of keys. */
static uint32_t pick(const struct lexicon *lex, enum lang lang, struct lexicon_ids ids, uint32_t *out,
                     uint32_t max)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ids.count; i++) {
        if (!is_in_stream(lex, lang, ids.ids[i]))
            continue;
        keep_least(out, count, max, ids.ids[i]);
        count += count <= max;
    }
    uint32_t kept = count < max ? count : max;
    if (kept > 1)
        qsort(out, kept, sizeof *out, compare_numbers);
    return count;
}

/* The string that byte `at` belongs to, at or after string `from`. */
static uint32_t string_at(const struct strings *s, uint32_t from, size_t at)
{
    uint32_t low = from, high = s->count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->offsets[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Keys stand one after another in the order of their forms' numbers: they are searched as one text. */
static uint32_t scan(const struct lexicon *lex, enum lang lang, struct str text, bool open_end, uint32_t *out,
                     uint32_t max)
{
    const struct strings *keys = &lex->keys;
    size_t end = lex->stream_count ? keys->offsets[lex->stream_count] : 0;
    uint32_t count = 0, id = 0;
    for (size_t at = 0; count <= max && at < end;) {
        const char *hit = memmem(keys->bytes.ptr + at, end - at, text.ptr, text.len);
        if (!hit)
            break;
        size_t start = (size_t)(hit - keys->bytes.ptr);
        id = string_at(keys, id, start);
        size_t key_end = keys->offsets[id + 1];
        at = start + 1;
        if (open_end ? start + text.len > key_end : start + text.len != key_end)
            continue; /* across two keys, or in the middle of one */
        at = key_end;
        if (!is_in_stream(lex, lang, id))
            continue;
        if (count < max)
            out[count] = id;
        count++;
    }
    return count;
}

uint32_t lexicon_matching(const struct lexicon *lex, enum lang lang, const struct lexicon_pattern *pattern,
                          uint32_t *out, uint32_t max)
{
    if (pattern->text.len == 0)
        return 0;
    if (pattern->open_start)
        return scan(lex, lang, pattern->text, pattern->open_end, out, max);
    return pick(lex, lang,
                pattern->open_end ? lexicon_with_prefix(lex, pattern->text)
                                  : lexicon_with_key(lex, pattern->text),
                out, max);
}
