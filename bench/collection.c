/* See collection.h. */
#include "collection.h"

#include <err.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct collection {
    const char *path;
    FILE *file;
    pid_t zstdcat; /* 0: none */
    char *line;
    size_t line_size;
    unsigned long line_number;
    json_t *object; /* the document handed out */
};

/* Starts zstdcat; returns the end of a pipe to read from. */
static FILE *open_compressed(const char *path, pid_t *child)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        err(1, "pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    char program[] = "zstdcat", option[] = "--", *name = strdup(path);
    char *const argv[] = {program, option, name, NULL};
    int failed = posix_spawnp(child, program, &actions, NULL, argv, environ);
    if (failed)
        errx(1, "zstdcat: %s", strerror(failed));
    free(name);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    return fdopen(ends[0], "r");
}

struct collection *collection_open(const char *path)
{
    struct collection *c = calloc(1, sizeof *c);
    if (!c)
        err(1, NULL);
    c->path = path;
    if (strcmp(path, "-") == 0)
        c->file = stdin;
    else if (access(path, R_OK))
        err(1, "%s", path);
    else if (str_ends(str_of(path), STR(".zst")))
        c->file = open_compressed(path, &c->zstdcat);
    else
        c->file = fopen(path, "re");
    if (!c->file)
        err(1, "%s", path);
    return c;
}

static struct str field(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return (struct str){json_string_value(value), json_string_length(value)};
}

bool collection_next(struct collection *c, struct collection_document *out)
{
    json_decref(c->object);
    c->object = NULL;
    ssize_t length = getline(&c->line, &c->line_size, c->file);
    if (length < 0) {
        if (ferror(c->file))
            err(1, "%s", c->path);
        return false;
    }
    c->line_number++;
    json_error_t error;
    c->object = json_loadb(c->line, (size_t)length, JSON_ALLOW_NUL, &error);
    if (!json_is_object(c->object))
        errx(1, "%s, line %lu: no JSON object: %s", c->path, c->line_number, error.text);
    out->id = field(c->object, "id");
    out->lang = field(c->object, "lang");
    out->title = field(c->object, "title");
    out->text = field(c->object, "text");
    return true;
}

void collection_close(struct collection *c)
{
    json_decref(c->object);
    free(c->line);
    fclose(c->file);
    int status = 0;
    if (c->zstdcat && (waitpid(c->zstdcat, &status, 0) < 0 || status != 0))
        errx(1, "%s: zstdcat failed", c->path);
    free(c);
}
