/*
 * See lines.h. Bytes are read to the end of `pending`. Once a block's worth is there, its whole lines are
 * handed out by exchanging buffers, and what is left over begins the next.
 */
#include "indexer/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_BYTES = 256 * 1024 };

struct lines {
    int fd;
    const char *name;
    size_t line_max;
    struct buf pending;  /* read, and not handed out; begins with a line */
    size_t scanned;      /* of it: whole lines, none too long */
    uint64_t line_count; /* lines in those */
    size_t searched;     /* of it: bytes in which line ends were looked for */
    uint64_t next_line;  /* number of the first line of `pending` */
    bool ended;          /* nothing more to read */
    bool passing;        /* within a line too long, whose bytes are dropped as they come */
};

int lines_open(int fd, const char *name, size_t line_max, struct lines **out, struct err *e)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return err_memory(e);
    **out = (struct lines){.fd = fd, .name = name, .line_max = line_max, .next_line = 1};
    return 0;
}

void lines_close(struct lines *l)
{
    if (l)
        buf_fini(&l->pending);
    free(l);
}

static int fill(struct lines *l, struct err *e)
{
    char *room = buf_room(&l->pending, READ_BYTES);
    if (!room)
        return err_memory(e);
    ssize_t got = read(l->fd, room, READ_BYTES);
    if (got < 0 && errno == EINTR)
        return err_set(e, ERR_CANCELLED, "interrupted while reading %s", l->name);
    if (got < 0)
        return err_system(e, ERR_IO, errno, "cannot read %s", l->name);
    l->ended = got == 0;
    l->pending.len += (size_t)got;
    return 0;
}

/* Goes over the lines that came whole, up to one that is too long; true if it met one. */
static bool scan(struct lines *l)
{
    while (l->searched < l->pending.len) {
        const char *from = l->pending.ptr + l->searched;
        const char *end = memchr(from, '\n', l->pending.len - l->searched);
        size_t stop = end ? (size_t)(end - l->pending.ptr) : l->pending.len;
        if (stop - l->scanned > l->line_max)
            return true;
        l->searched = stop;
        if (!end)
            break;
        l->scanned = l->searched = stop + 1;
        l->line_count++;
    }
    return false;
}

/* Hands out the first `len` bytes, `count` lines. */
static int hand_out(struct lines *l, size_t len, uint64_t count, struct lines_block *block, struct err *e)
{
    struct buf rest = block->bytes;
    buf_clear(&rest);
    buf_add(&rest, l->pending.ptr + len, l->pending.len - len);
    if (buf_failed(&rest)) {
        block->bytes = rest;
        return err_memory(e);
    }
    block->bytes = l->pending;
    block->bytes.len = len;
    block->first_line = l->next_line;
    block->too_large = false;
    l->pending = rest;
    l->searched -= len;
    l->scanned = l->line_count = 0;
    l->next_line += count;
    return 1;
}

/* Drops bytes of a line too long; true when its end was met. */
static bool pass(struct lines *l)
{
    const char *end = l->pending.len ? memchr(l->pending.ptr, '\n', l->pending.len) : NULL;
    buf_consume(&l->pending, end ? (size_t)(end - l->pending.ptr) + 1 : l->pending.len);
    return end != NULL;
}

static void tell_too_large(struct lines *l, struct lines_block *block)
{
    l->passing = true;
    l->searched = 0;
    buf_clear(&block->bytes);
    block->first_line = l->next_line++;
    block->too_large = true;
}

int lines_next(struct lines *l, struct lines_block *block, struct err *e)
{
    for (;;) {
        if (l->passing && pass(l))
            l->passing = false;
        if (!l->passing) {
            bool too_long = scan(l);
            if (l->scanned && (too_long || l->ended || l->scanned >= LINES_BLOCK_BYTES)) {
                bool last = l->ended && !too_long;
                return hand_out(l, last ? l->pending.len : l->scanned, l->line_count, block, e);
            }
            if (too_long) {
                tell_too_large(l, block);
                return 1;
            }
            if (l->ended && l->pending.len)
                return hand_out(l, l->pending.len, 1, block, e);
        }
        if (l->ended)
            return 0;
        int code = fill(l, e);
        if (code)
            return code;
    }
}
