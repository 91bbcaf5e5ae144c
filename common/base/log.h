/*
 * Lines on standard error for journald and people: "<6>text", the level as in sd-daemon(3), when asked
 * for; else "racine-searchd: text". Control characters never pass. Any thread; a line is one write.
 */
#ifndef RACINE_BASE_LOG_H
#define RACINE_BASE_LOG_H

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

enum log_format { LOG_FORMAT_PLAIN, LOG_FORMAT_JOURNAL, LOG_FORMAT_JSON };

/* Call once, before threads. `program` is kept, not copied. Lines above `most` are dropped. */
void log_init(const char *program, enum log_format format, enum log_level most);

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)

#endif
