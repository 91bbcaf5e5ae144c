/* See packed.h. */
#include "index/packed.h"

#include <stdlib.h>

static uint64_t packed_bytes(uint64_t count, uint32_t bits)
{
    return PACKED_HEAD + (count * bits + 7) / 8 + PACKED_TAIL;
}

int packed_put(struct sections_writer *w, uint32_t section, const uint32_t *numbers, uint64_t count,
               struct err *e)
{
    uint32_t most = 0, bits = 0;
    for (uint64_t i = 0; i < count; i++)
        most |= numbers[i];
    while (bits < PACKED_BITS_MAX && most >> bits)
        bits++;
    uint64_t size = packed_bytes(count, bits);
    unsigned char *bytes = calloc(1, size);
    if (!bytes)
        return err_memory(e);
    bytes[0] = (unsigned char)bits;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t at = i * bits, word;
        memcpy(&word, bytes + PACKED_HEAD + at / 8, sizeof word);
        word |= (uint64_t)numbers[i] << at % 8;
        memcpy(bytes + PACKED_HEAD + at / 8, &word, sizeof word);
    }
    sections_put(w, section, bytes, size);
    free(bytes);
    return 0;
}

int packed_open(struct packed *out, const struct sections *s, uint32_t section, uint64_t count, struct err *e)
{
    struct str bytes = s->bytes[section];
    uint64_t bits;
    if (bytes.len < PACKED_HEAD + PACKED_TAIL)
        return sections_damaged(s, "a column is too short", e);
    memcpy(&bits, bytes.ptr, sizeof bits);
    if (bits > PACKED_BITS_MAX || count > UINT64_MAX / 64 || bytes.len != packed_bytes(count, (uint32_t)bits))
        return sections_damaged(s, "a column is longer or shorter than its numbers", e);
    out->bytes = (const unsigned char *)bytes.ptr + PACKED_HEAD;
    out->bits = (uint32_t)bits;
    out->mask = (UINT64_C(1) << bits) - 1;
    return 0;
}
