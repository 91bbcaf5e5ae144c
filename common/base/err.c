/* See err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* File names and documents end up in messages, and messages on terminals. */
static void defuse(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

/* In parentheses because static analysis sees a macro of that name. */
int(err_set)(struct err *e, int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    defuse(e->text);
    e->code = code;
    e->hint[0] = '\0';
    return code;
}

int err_system(struct err *e, int code, int number, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);

    char reason[128];
    size_t used = strlen(e->text);
    snprintf(e->text + used, sizeof e->text - used, ": %s", strerror_r(number, reason, sizeof reason));
    defuse(e->text);
    e->code = code;
    e->hint[0] = '\0';
    return code;
}

int err_hint(struct err *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(e->hint, sizeof e->hint, format, args);
    va_end(args);
    defuse(e->hint);
    return e->code;
}
