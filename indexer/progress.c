/* See progress.h. */
#include "indexer/progress.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "indexer/stop.h"

enum {
    TERMINAL_PERIOD_MS = 200,
    PLAIN_PERIOD_MS = 10000,
    BAR_CELLS = 20,
    LINE_MAX_BYTES = 512,
    COLUMNS_DEFAULT = 80
};

struct progress {
    struct progress_counters counters;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wake;
    const char *phase;
    struct timespec began;
    bool ending;
    bool terminal, running;
    pthread_t thread;
};

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

/* --- the line --- */

/* The share that is done, 0…1; negative if no total is known. Bytes are the better measure of time. */
static double done_share(const struct progress_state *s)
{
    double share = s->bytes_total       ? (double)s->bytes / (double)s->bytes_total
                   : s->documents_total ? (double)s->documents / (double)s->documents_total
                                        : -1;
    return share > 1 ? 1 : share;
}

static void format_left(double share, double seconds, char *out, size_t size)
{
    /* A guess from the first moments would only jump about. */
    if (share <= 0.01 || seconds < 1) {
        out[0] = '\0';
        return;
    }
    unsigned left = (unsigned)(seconds / share - seconds + 0.5);
    if (left >= 3600)
        snprintf(out, size, ", %u h %02u min left", left / 3600, left / 60 % 60);
    else if (left >= 60)
        snprintf(out, size, ", %u min %02u s left", left / 60, left % 60);
    else
        snprintf(out, size, ", %u s left", left);
}

size_t progress_format(const struct progress_state *s, unsigned columns, char *out, size_t size)
{
    double share = done_share(s);
    char bar[BAR_CELLS + 16] = "", left[40] = "", bytes[64] = "";
    if (share >= 0) {
        format_left(share, s->seconds, left, sizeof left);
        unsigned full = (unsigned)(share * BAR_CELLS);
        char cells[BAR_CELLS + 1];
        memset(cells, '.', BAR_CELLS);
        memset(cells, '#', full);
        cells[BAR_CELLS] = '\0';
        if (columns)
            snprintf(bar, sizeof bar, "[%s] ", cells);
        size_t used = strlen(bar);
        snprintf(bar + used, sizeof bar - used, "%u%% ", (unsigned)(share * 100));
    }
    if (s->bytes)
        snprintf(bytes, sizeof bytes, ", %.1f MB, %.1f MB/s", (double)s->bytes / 1e6,
                 s->seconds > 0 ? (double)s->bytes / 1e6 / s->seconds : 0);
    int len = snprintf(out, size, "%s %s%" PRIu64 " documents%s%s", s->phase, bar, s->documents, bytes, left);
    size_t limit = columns && columns < size ? columns : size - 1;
    if (len < 0)
        len = 0;
    if ((size_t)len > limit) {
        len = (int)limit;
        out[len] = '\0';
    }
    return (size_t)len;
}

/* --- the thread --- */

static unsigned terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return COLUMNS_DEFAULT;
}

static void print(const char *text, size_t len)
{
    /* What cannot be told to anybody is not worth failing for. */
    if (write(STDERR_FILENO, text, len) < 0) {
    }
}

/* With the lock held. */
static void show(const struct progress *p)
{
    const struct progress_counters *c = &p->counters;
    struct progress_state state = {p->phase,
                                   atomic_load(&c->documents),
                                   atomic_load(&c->bytes),
                                   atomic_load(&c->documents_total),
                                   atomic_load(&c->bytes_total),
                                   seconds_since(&p->began)};
    char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 32];
    progress_format(&state, p->terminal ? terminal_columns() : 0, text, sizeof text);
    int len = p->terminal ? snprintf(line, sizeof line, "\r%s\033[K", text)
                          : snprintf(line, sizeof line, "racine-indexer: %s\n", text);
    print(line, (size_t)len);
}

static void *run(void *context)
{
    struct progress *p = context;
    stop_ignore_here();
    pthread_mutex_lock(&p->lock);
    while (!p->ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        long period = p->terminal ? TERMINAL_PERIOD_MS : PLAIN_PERIOD_MS;
        until.tv_sec += period / 1000;
        until.tv_nsec += period % 1000 * 1000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_sec++;
            until.tv_nsec -= 1000000000;
        }
        if (pthread_cond_timedwait(&p->wake, &p->lock, &until) != 0 && !p->ending && p->phase)
            show(p);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

int progress_new(bool quiet, struct progress **out, struct err *e)
{
    struct progress *p = calloc(1, sizeof *p);
    *out = p;
    if (!p)
        return err_memory(e);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&p->lock, NULL);
    clock_gettime(CLOCK_MONOTONIC, &p->began);
    p->terminal = isatty(STDERR_FILENO);
    p->running = !quiet && pthread_create(&p->thread, NULL, run, p) == 0;
    return 0;
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    if (p->running) {
        pthread_join(p->thread, NULL);
        if (p->terminal)
            print("\r\033[K", 4);
    }
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

struct progress_counters *progress_counters(struct progress *p)
{
    return &p->counters;
}

void progress_phase(struct progress *p, const char *name)
{
    pthread_mutex_lock(&p->lock);
    p->phase = name;
    clock_gettime(CLOCK_MONOTONIC, &p->began);
    atomic_store(&p->counters.documents, 0);
    atomic_store(&p->counters.bytes, 0);
    atomic_store(&p->counters.documents_total, 0);
    atomic_store(&p->counters.bytes_total, 0);
    pthread_mutex_unlock(&p->lock);
}
