/*
 * See intake.h. Two sides of one queue: the thread that calls intake_run() walks the sources and fills it,
 * the workers empty it. Small files are read by the workers; a file of lines, and standard input, is read
 * and cut into blocks by the filling side, for only one can read a stream.
 */
#include "indexer/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/lines.h"
#include "indexer/queue.h"
#include "indexer/stop.h"
#include "indexer/team.h"
#include "indexer/walk.h"

struct run {
    const struct intake *in;
    struct progress_counters *counters;
    struct queue *queue;
    uint64_t bytes_found; /* sizes of the files found so far */
};

/* --- a worker --- */

/* What the sink of one unit needs. */
struct reading {
    const struct run *run;
    struct share *share;
    struct origin origin; /* line set for each document */
};

static int on_document(void *context, const struct document *doc, uint64_t line, struct err *e)
{
    struct reading *r = context;
    r->origin.line = line;
    if (stop_check(e) < 0)
        return e->code;
    atomic_fetch_add_explicit(&r->run->counters->documents, 1, memory_order_relaxed);
    return share_add(r->share, doc, &r->origin, e);
}

static int on_skip(void *context, enum skip_reason reason, uint64_t line, const char *detail, struct err *e)
{
    struct reading *r = context;
    const struct report_place place = {.source = r->origin.source, .line = line};
    report_skip(r->run->in->report, reason, &place, detail);
    return stop_check(e);
}

static int on_warn(void *context, uint64_t line, const char *detail, struct err *e)
{
    struct reading *r = context;
    const struct report_place place = {.source = r->origin.source, .line = line};
    report_warn(r->run->in->report, &place, detail);
    return stop_check(e);
}

/* Fills the job's bytes from its file. 1, or 0 if the file is not fit and was reported. */
static int load(const struct run *run, struct job *job, struct err *e)
{
    const struct report_place place = {.source = str_of(job->source)};
    struct err why = {0};
    int rc = file_read(job->source, run->in->options->max_document, &job->bytes, &why);
    if (rc == 0)
        return 1;
    if (rc == ERR_MEMORY) {
        *e = why;
        return rc;
    }
    report_skip(run->in->report, rc == ERR_LIMIT ? SKIP_TOO_LARGE : SKIP_UNREADABLE, &place, why.text);
    return 0;
}

static int read_job(const struct run *run, struct share *share, struct job *job, struct arena *arena,
                    struct err *e)
{
    int loaded = job->is_block ? 1 : load(run, job, e);
    if (loaded <= 0)
        return loaded;
    const struct unit unit = {.bytes = buf_str(&job->bytes),
                              .source = str_of(job->source),
                              .path = str_of(job->relative),
                              .first_line = job->first_line};
    struct reading reading = {run, share, {.unit = job->sequence, .source = unit.source, .path = unit.path}};
    const struct sink sink = {&reading, on_document, on_skip, on_warn};
    if (job->reader->read(&unit, arena, &sink, e) < 0)
        return e->code;
    atomic_fetch_add_explicit(&run->counters->bytes, unit.bytes.len, memory_order_relaxed);
    return 0;
}

static int work(void *context, unsigned number, struct err *e)
{
    const struct run *run = context;
    struct arena arena = {0};
    struct job *job;
    int rc = 0;
    while (rc >= 0 && (job = queue_pop(run->queue))) {
        rc = read_job(run, &run->in->shares[number], job, &arena, e);
        arena_reset(&arena);
        job_free(job);
    }
    arena_fini(&arena);
    return rc;
}

static void on_failed(void *context)
{
    const struct run *run = context;
    queue_cancel(run->queue);
}

/* --- the filling side --- */

/* Where a worker failed the queue takes no more; that worker's error is the one that counts. */
static int push(struct run *run, struct job *job, struct err *e)
{
    if (!job)
        return err_memory(e);
    return queue_push(run->queue, job) ? 0 : err_set(e, ERR_CANCELLED, "a worker failed");
}

static int stream_block(struct run *run, const struct reader *reader, const char *source, struct str relative,
                        struct lines_block *block, struct err *e)
{
    if (block->too_large) {
        const struct report_place place = {.source = str_of(source), .line = block->first_line};
        report_skip(run->in->report, SKIP_TOO_LARGE, &place, NULL);
        return 0;
    }
    struct job *job = job_new(reader, source, relative);
    if (job) {
        job->is_block = true;
        job->first_line = block->first_line;
        job->bytes = block->bytes;
        block->bytes = (struct buf){0};
    }
    return push(run, job, e);
}

/* Goes on after a signal that is not meant to stop us. */
static int next_block(struct lines *lines, struct lines_block *block, struct err *e)
{
    int rc;
    do {
        rc = lines_next(lines, block, e);
        if (stop_check(e) < 0)
            return e->code;
    } while (rc == ERR_CANCELLED);
    return rc;
}

static int stream(struct run *run, const struct reader *reader, int fd, const char *source,
                  struct str relative, struct err *e)
{
    struct lines_block block = {0};
    struct lines *lines;
    int rc = lines_open(fd, source, run->in->options->max_document, &lines, e);
    while (rc == 0 && (rc = next_block(lines, &block, e)) == 1)
        rc = stream_block(run, reader, source, relative, &block, e);
    buf_fini(&block.bytes);
    lines_close(lines);
    return rc;
}

static int add_standard_input(struct run *run, struct err *e)
{
    const struct options *options = run->in->options;
    const struct reader *reader = reader_by_name(str_of(options->format));
    if (!reader)
        return err_set(e, ERR_USAGE, "--format %s: there is no reader of that name", options->format);
    if (reader->lines)
        return stream(run, reader, STDIN_FILENO, "-", STR("-"), e);
    struct job *job = job_new(reader, "-", STR("-"));
    if (!job)
        return err_memory(e);
    job->is_block = true;
    struct err why = {0};
    if (file_read_fd(STDIN_FILENO, "standard input", options->max_document, &job->bytes, &why) < 0) {
        job_free(job);
        if (why.code != ERR_LIMIT) {
            *e = why;
            return why.code;
        }
        const struct report_place place = {.source = STR("-")};
        report_skip(run->in->report, SKIP_TOO_LARGE, &place, why.text);
        return 0;
    }
    return push(run, job, e);
}

static int add_file(struct run *run, const struct walk_entry *entry, struct err *e)
{
    const struct report_place place = {.source = str_of(entry->path)};
    if (entry->skipped) {
        report_skip(run->in->report, entry->reason, &place, entry->detail);
        return 0;
    }
    const struct reader *reader = reader_for(entry->relative);
    if (!reader) {
        report_ignore(run->in->report, &place);
        return 0;
    }
    run->bytes_found += entry->size;
    if (!reader->lines)
        return push(run, job_new(reader, entry->path, entry->relative), e);
    int fd = open(entry->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        struct err why = {0};
        err_system(&why, ERR_IO, errno, "cannot open it");
        report_skip(run->in->report, SKIP_UNREADABLE, &place, why.text);
        return 0;
    }
    int rc = stream(run, reader, fd, entry->path, entry->relative, e);
    close(fd);
    return rc;
}

static int add_source(struct run *run, const char *source, struct err *e)
{
    if (str_equal(str_of(source), STR("-")))
        return add_standard_input(run, e);
    struct walk *walk;
    if (walk_open(source, &walk, e) < 0)
        return e->code;
    struct walk_entry entry;
    int rc;
    while ((rc = walk_next(walk, &entry, e)) == 1) {
        rc = stop_check(e) < 0 ? e->code : add_file(run, &entry, e);
        if (rc < 0)
            break;
    }
    walk_close(walk);
    return rc;
}

/* The total is known before reading begins where all sources are files; else once they all were found. */
static void foresee_total(const struct run *run)
{
    const struct options *options = run->in->options;
    uint64_t total = 0;
    for (int i = 0; i < options->source_count; i++) {
        struct stat st;
        const char *source = options->sources[i];
        int rc = str_equal(str_of(source), STR("-")) ? fstat(STDIN_FILENO, &st) : stat(source, &st);
        if (rc < 0 || !S_ISREG(st.st_mode))
            return;
        total += (uint64_t)st.st_size;
    }
    atomic_store(&run->counters->bytes_total, total);
}

/* A picture in a directory of pages is passed over; one that was named is a slip. */
static int check_format(const char *source, struct err *e)
{
    struct stat st;
    if (stat(source, &st) < 0 || !S_ISREG(st.st_mode) || reader_for(str_of(source)))
        return 0;
    err_set(e, ERR_USAGE, "%s: there is no reader for this kind of file", source);
    return err_hint(e, "name it .jsonl, .html, .txt or .md, or give it on standard input with --format");
}

int intake_check(const struct options *options, struct err *e)
{
    for (int i = 0; i < options->source_count; i++) {
        struct walk *walk;
        const char *source = options->sources[i];
        if (str_equal(str_of(source), STR("-")))
            continue;
        if (walk_open(source, &walk, e) < 0)
            return e->code == ERR_MEMORY ? e->code
                                         : err_hint(e, "nothing was indexed; check the names of the sources");
        walk_close(walk);
        if (check_format(source, e) < 0)
            return e->code;
    }
    return 0;
}

static int add_sources(struct run *run, struct err *e)
{
    const struct options *options = run->in->options;
    bool streams = false;
    for (int i = 0; i < options->source_count; i++) {
        streams |= str_equal(str_of(options->sources[i]), STR("-"));
        if (add_source(run, options->sources[i], e) < 0)
            return e->code;
    }
    if (!streams)
        atomic_store(&run->counters->bytes_total, run->bytes_found);
    return 0;
}

int intake_run(const struct intake *in, struct err *e)
{
    struct run run = {.in = in, .counters = progress_counters(in->progress)};
    struct team *team;
    if (queue_new(in->queue_bytes, &run.queue, e) < 0)
        return e->code;
    foresee_total(&run);
    int rc = team_start((unsigned)in->options->workers, work, on_failed, &run, &team, e);
    if (rc == 0) {
        if (add_sources(&run, e) < 0)
            team_fail(team, e);
        else
            queue_close(run.queue);
        rc = team_join(team, e);
    }
    queue_free(run.queue);
    for (uint64_t i = 0; rc == 0 && i < in->options->workers; i++)
        rc = share_seal(&in->shares[i], e);
    return rc;
}
