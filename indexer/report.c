/* See report.h. */
#include "indexer/report.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/file.h"

struct report {
    pthread_mutex_t lock;
    struct file_writer *file; /* NULL: nothing is written */
    struct buf line;
    bool lost; /* memory ran out for a line */
    uint64_t skipped[SKIP_REASON_COUNT];
    uint64_t ignored;
    uint64_t warnings;
};

int report_new(const char *path, struct report **out, struct err *e)
{
    *out = NULL;
    struct report *r = calloc(1, sizeof *r);
    if (!r)
        return err_memory(e);
    if (path && file_writer_open(path, &r->file, e) < 0) {
        free(r);
        return e->code;
    }
    pthread_mutex_init(&r->lock, NULL);
    *out = r;
    return 0;
}

void report_free(struct report *r)
{
    if (!r)
        return;
    file_writer_abort(r->file);
    buf_fini(&r->line);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

/* With the lock held. */
static void write_line(struct report *r, const char *status, const char *reason,
                       const struct report_place *place, const char *detail)
{
    if (!r->file)
        return;
    struct buf *b = &r->line;
    buf_clear(b);
    buf_add_str(b, STR("{\"source\":"));
    escape_json(b, place->source);
    if (place->line)
        buf_printf(b, ",\"line\":%" PRIu64, place->line);
    if (place->id.len) {
        buf_add_str(b, STR(",\"id\":"));
        escape_json(b, place->id);
    }
    buf_printf(b, ",\"status\":\"%s\",\"reason\":\"%s\",\"detail\":", status, reason);
    escape_json(b, str_of(detail));
    buf_add_str(b, STR("}\n"));
    r->lost |= buf_failed(b);
    if (!buf_failed(b))
        file_writer_add(r->file, b->ptr, b->len);
}

void report_skip(struct report *r, enum skip_reason reason, const struct report_place *place,
                 const char *detail)
{
    pthread_mutex_lock(&r->lock);
    r->skipped[reason]++;
    write_line(r, "skipped", skip_word(reason), place, detail && *detail ? detail : skip_text(reason));
    pthread_mutex_unlock(&r->lock);
}

void report_ignore(struct report *r, const struct report_place *place)
{
    pthread_mutex_lock(&r->lock);
    r->ignored++;
    write_line(r, "ignored", "format", place, "no reader for this kind of file");
    pthread_mutex_unlock(&r->lock);
}

void report_warn(struct report *r, const struct report_place *place, const char *detail)
{
    pthread_mutex_lock(&r->lock);
    r->warnings++;
    write_line(r, "warning", "field", place, detail);
    pthread_mutex_unlock(&r->lock);
}

uint64_t report_skipped(const struct report *r, enum skip_reason reason)
{
    return r->skipped[reason];
}

uint64_t report_skipped_total(const struct report *r)
{
    uint64_t total = 0;
    for (int reason = 0; reason < SKIP_REASON_COUNT; reason++)
        total += r->skipped[reason];
    return total;
}

uint64_t report_lost(const struct report *r)
{
    return report_skipped_total(r) - r->skipped[SKIP_NOINDEX];
}

uint64_t report_ignored(const struct report *r)
{
    return r->ignored;
}

uint64_t report_warnings(const struct report *r)
{
    return r->warnings;
}

int report_finish(struct report *r, const char *status, uint64_t seen, uint64_t indexed, uint64_t generation,
                  struct err *e)
{
    if (!r->file)
        return 0;
    struct buf *b = &r->line;
    buf_clear(b);
    buf_printf(b,
               "{\"status\":\"%s\",\"seen\":%" PRIu64 ",\"indexed\":%" PRIu64 ",\"skipped\":%" PRIu64
               ",\"warnings\":%" PRIu64 ",\"generation\":%" PRIu64 "}\n",
               status, seen, indexed, report_skipped_total(r), r->warnings, generation);
    r->lost |= buf_failed(b);
    if (!buf_failed(b))
        file_writer_add(r->file, b->ptr, b->len);
    struct file_writer *file = r->file;
    r->file = NULL;
    if (file_writer_finish(file, false, e) < 0)
        return e->code;
    return r->lost ? err_memory(e) : 0;
}
