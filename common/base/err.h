/*
 * Errors as values. A function that can fail returns 0 or one of the codes below (all negative) and
 * takes a final `struct err *` that it fills with one line for a person: what, where (file, line,
 * byte), and, in `hint`, what to do about it. Nothing is allocated. `e` may not be NULL.
 * Any thread; a struct err belongs to its caller.
 */
#ifndef RACINE_BASE_ERR_H
#define RACINE_BASE_ERR_H

enum err_code {
    ERR_MEMORY = -1,     /* no memory */
    ERR_IO = -2,         /* the system refused a read, write, sync, rename … */
    ERR_NOT_FOUND = -3,  /* no such file, document, term */
    ERR_FORMAT = -4,     /* damaged: bytes are not what their format says */
    ERR_VERSION = -5,    /* whole, but of a format newer or older than ours */
    ERR_LOCKED = -6,     /* somebody else holds the lock */
    ERR_STALE = -7,      /* the database changed under its reader: reopen */
    ERR_QUERY = -8,      /* the query or request is not well formed */
    ERR_LIMIT = -9,      /* a named limit was met */
    ERR_DEADLINE = -10,  /* time ran out */
    ERR_INPUT = -11,     /* a document is not well formed */
    ERR_USAGE = -12,     /* command line or configuration is wrong */
    ERR_EMPTY = -13,     /* nothing to do */
    ERR_REFUSED = -14,   /* a guard forbids it (--strict, loss of documents) */
    ERR_CANCELLED = -15, /* asked to stop */
    ERR_INTERNAL = -16,  /* our mistake, or a library's */
};

struct err {
    int code; /* 0 while nothing went wrong */
    char text[512];
    char hint[256]; /* empty, or the second line: what to do */
};

/* Fills *e (control characters in the text become '?') and returns `code`. */
int err_set(struct err *e, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#ifdef __clang_analyzer__
/* Static analysis, which does not look into other files, learns here that the result is `code`. */
#define err_set(e, code, ...)                                                                                \
    __extension__({                                                                                          \
        (err_set)(e, code, __VA_ARGS__);                                                                     \
        (int)(code);                                                                                         \
    })
#endif

/* As err_set, and appends ": " and the text of the system's error number `number`. */
int err_system(struct err *e, int code, int number, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets the second line, what to do, of an error already set; returns its code. */
int err_hint(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Out of memory, said in the same words everywhere; returns ERR_MEMORY. */
static inline int err_memory(struct err *e)
{
    err_set(e, ERR_MEMORY, "out of memory");
    return ERR_MEMORY;
}

#endif
