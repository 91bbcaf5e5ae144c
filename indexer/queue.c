/* See queue.h. */
#include "indexer/queue.h"

#include <pthread.h>
#include <stdlib.h>

/* What a job without bytes of its own counts, so that a tree of a million files does not queue at once. */
enum { JOB_BYTES = 1024 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct job *first, **last;
    uint64_t sequence;
    size_t bytes, bytes_max;
    bool closed, cancelled;
};

struct job *job_new(const struct reader *reader, const char *source, struct str relative)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    job->reader = reader;
    job->source = strdup(source);
    job->relative = strndup(relative.len ? relative.ptr : "", relative.len);
    job->first_line = 1;
    if (job->source && job->relative)
        return job;
    job_free(job);
    return NULL;
}

void job_free(struct job *job)
{
    if (!job)
        return;
    free(job->source);
    free(job->relative);
    buf_fini(&job->bytes);
    free(job);
}

static size_t cost(const struct job *job)
{
    return JOB_BYTES + job->bytes.cap;
}

int queue_new(size_t bytes_max, struct queue **out, struct err *e)
{
    struct queue *q = calloc(1, sizeof *q);
    *out = q;
    if (!q)
        return err_memory(e);
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->changed, NULL);
    q->last = &q->first;
    q->bytes_max = bytes_max;
    return 0;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    while (q->first) {
        struct job *next = q->first->next;
        job_free(q->first);
        q->first = next;
    }
    pthread_cond_destroy(&q->changed);
    pthread_mutex_destroy(&q->lock);
    free(q);
}

bool queue_push(struct queue *q, struct job *job)
{
    pthread_mutex_lock(&q->lock);
    /* One job always fits, however large: else it would wait for ever. */
    while (!q->cancelled && q->first && q->bytes + cost(job) > q->bytes_max)
        pthread_cond_wait(&q->changed, &q->lock);
    bool taken = !q->cancelled;
    if (taken) {
        job->sequence = q->sequence++;
        q->bytes += cost(job);
        *q->last = job;
        q->last = &job->next;
    }
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
    if (!taken)
        job_free(job);
    return taken;
}

struct job *queue_pop(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    while (!q->cancelled && !q->closed && !q->first)
        pthread_cond_wait(&q->changed, &q->lock);
    struct job *job = q->cancelled ? NULL : q->first;
    if (job) {
        q->first = job->next;
        if (!q->first)
            q->last = &q->first;
        q->bytes -= cost(job);
        job->next = NULL;
    }
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
    return job;
}

static void set(struct queue *q, bool *flag)
{
    pthread_mutex_lock(&q->lock);
    *flag = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

void queue_close(struct queue *q)
{
    set(q, &q->closed);
}

void queue_cancel(struct queue *q)
{
    set(q, &q->cancelled);
}
