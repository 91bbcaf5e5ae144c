/* See log.h. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"

enum { LOG_LINE_MAX = 2048 };

static struct {
    const char *program;
    enum log_format format;
    enum log_level most;
} config = {"racine", LOG_FORMAT_PLAIN, LOG_LEVEL_INFO};

void log_init(const char *program, enum log_format format, enum log_level most)
{
    config.program = program;
    config.format = format;
    config.most = most;
}

static void add_json(struct buf *line, enum log_level level, struct str text)
{
    buf_printf(line, "{\"level\":%d,\"program\":", (int)level);
    escape_json(line, str_of(config.program));
    buf_add_str(line, STR(",\"message\":"));
    escape_json(line, text);
    buf_add_char(line, '}');
}

void log_write(enum log_level level, const char *format, ...)
{
    if (level > config.most)
        return;
    char text[LOG_LINE_MAX];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0)
        return;
    struct str message = {text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1};

    struct buf line = {0};
    if (config.format == LOG_FORMAT_JSON) {
        add_json(&line, level, message);
    } else {
        if (config.format == LOG_FORMAT_JOURNAL)
            buf_printf(&line, "<%d>", (int)level);
        else
            buf_printf(&line, "%s: ", config.program);
        escape_line(&line, message);
    }
    buf_add_char(&line, '\n');
    /* A log that cannot be written has nowhere to say so. */
    if (!buf_failed(&line) && write(STDERR_FILENO, line.ptr, line.len) < 0) {
    }
    buf_fini(&line);
}
