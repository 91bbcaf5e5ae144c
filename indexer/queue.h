/*
 * Units of work between the thread that finds sources and the workers that read them: first in, first out,
 * bounded by the bytes that wait in it. Any thread.
 */
#ifndef RACINE_INDEXER_QUEUE_H
#define RACINE_INDEXER_QUEUE_H

#include "base/err.h"
#include "base/str.h"
#include "indexer/readers/reader.h"

struct job {
    struct job *next;
    uint64_t sequence; /* rising: orders the documents, whoever reads them */
    const struct reader *reader;
    char *source;     /* owned; to open, and for messages */
    char *relative;   /* owned */
    struct buf bytes; /* owned; a block of a stream, else empty: the worker reads the file */
    bool is_block;
    uint64_t first_line;
};

/* Copies the names. NULL when memory is out. */
struct job *job_new(const struct reader *reader, const char *source, struct str relative);
void job_free(struct job *job);

struct queue;

int queue_new(size_t bytes_max, struct queue **out, struct err *e);
/* Frees what still waits in it. */
void queue_free(struct queue *q);

/* Takes the job in every case and gives it the next sequence number. Waits while the queue is full. False
 * if the queue was cancelled. */
bool queue_push(struct queue *q, struct job *job);

/* The next job, which the caller frees; NULL when there will be none. */
struct job *queue_pop(struct queue *q);

/* No more will be pushed. */
void queue_close(struct queue *q);
/* Somebody failed: nothing more is taken or given. */
void queue_cancel(struct queue *q);

#endif
