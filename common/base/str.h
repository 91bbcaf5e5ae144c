/*
 * Bytes: `struct str` borrows a slice of somebody's memory, `struct buf` owns a growing one.
 *
 * A buf remembers a failed allocation instead of reporting it at each append: appends after a failure
 * do nothing, and the caller asks buf_failed() once, at the end. Any thread; not shared.
 */
#ifndef RACINE_BASE_STR_H
#define RACINE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr; /* not ended by a NUL; may be NULL when len is 0 */
    size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})

static inline struct str str_of(const char *zero_terminated)
{
    return (struct str){zero_terminated, strlen(zero_terminated)};
}

static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    return (struct str){from ? s.ptr + from : s.ptr, to - from}; /* NULL + 0 is undefined in C */
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

/* Order of bytes, the shorter first among equals: the order of Xapian's terms. */
int str_compare(struct str a, struct str b);

/* Without ASCII white space at either end. */
struct str str_trim(struct str s);

/* Where `needle` begins in `s`, or s.len. */
size_t str_find(struct str s, struct str needle);

/* Reads a whole decimal number; false if `s` is anything else or over `max`. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *out);

struct buf {
    char *ptr;
    size_t len;
    size_t cap;
    bool failed;
};

void buf_fini(struct buf *b);

/* Empties it, keeps its memory, forgets a failure. */
void buf_clear(struct buf *b);

static inline bool buf_failed(const struct buf *b)
{
    return b->failed;
}

static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->ptr, b->len};
}

/* Room for `more` bytes at the end, NULL on failure; say what was used by raising b->len. */
char *buf_room(struct buf *b, size_t more);

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_str(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drops the first `count` bytes, moving the rest to the front. */
void buf_consume(struct buf *b, size_t count);

#endif
