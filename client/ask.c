/* See ask.h. */
#include "client/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "client/complain.h"
#include "client/remote.h"
#include "client/show.h"

enum { BUSY_TRIES = 10, BUSY_WAIT_MS = 100 };

struct session {
    const struct options *options;
    struct remote *remote; /* NULL until the first query, and after a connection broke */
    bool many;             /* queries; each is named above its hits */
    bool headed;           /* the names of the columns are printed */
};

static void add_search(struct buf *line, const struct options *options)
{
    const char *format = options->tsv ? "tsv" : options->kwic && !options->json ? "text" : "json";
    buf_printf(line, "%s format=%s limit=%llu offset=%llu match=%s", options->kwic ? "KWIC" : "SEARCH",
               format, (unsigned long long)options->limit, (unsigned long long)options->offset,
               options->match);
    if (options->kwic)
        buf_printf(line, " width=%llu", (unsigned long long)options->width);
    if (options->sort)
        buf_printf(line, " sort=%s", options->sort);
}

static void add_request(struct buf *line, const struct options *options, struct str query)
{
    const char *format = options->tsv ? "tsv" : options->json ? "json" : "text";
    if (options->explain)
        buf_printf(line, "EXPLAIN format=%s match=%s", format, options->match);
    else if (options->similar)
        buf_printf(line, "SIMILAR format=%s limit=%llu", options->tsv ? "tsv" : "json",
                   (unsigned long long)options->limit);
    else if (options->suggest)
        buf_printf(line, "SUGGEST format=%s limit=%llu", format, (unsigned long long)options->limit);
    else if (options->count)
        buf_printf(line, "COUNT format=%s match=%s", format, options->match);
    else if (options->facets)
        buf_printf(line, "FACETS format=%s match=%s per_facet=%llu facets=%s", format, options->match,
                   (unsigned long long)options->limit, options->facets);
    else if (options->trend)
        buf_printf(line, "TREND format=%s match=%s by=%s", format, options->match, options->trend);
    else
        add_search(line, options);
    if (options->id)
        buf_printf(line, " id=%s", options->id);
    if (options->lang)
        buf_printf(line, " lang=%s", options->lang);
    buf_add_str(line, STR(" -- "));
    /* A line feed inside an argument would be the end of the request. */
    for (size_t i = 0; i < query.len; i++)
        buf_add_char(line, query.ptr[i] == '\n' || query.ptr[i] == '\r' ? ' ' : query.ptr[i]);
}

static int exchange(struct session *s, struct str line, struct reply *reply, struct err *e)
{
    if (!s->remote && remote_open(s->options->server, s->options->timeout_ms, &s->remote, e) < 0)
        return e->code;
    remote_queue(s->remote, line);
    while (!remote_take(s->remote, reply))
        if (remote_turn(s->remote, e) < 0)
            return e->code;
    return 0;
}

static void hang_up(struct session *s)
{
    remote_close(s->remote);
    s->remote = NULL;
}

/* As exchange(), on a new connection if the old one was closed meanwhile, and patient with -BUSY. */
static int ask(struct session *s, struct str line, struct reply *reply, struct err *e)
{
    for (int busy = 0;; busy++) {
        bool used = s->remote && remote_replies(s->remote) > 0;
        int code = exchange(s, line, reply, e);
        if (code == ERR_IO && used) {
            hang_up(s);
            code = exchange(s, line, reply, e);
        }
        if (code < 0 || reply->kind != REPLY_BUSY || busy == BUSY_TRIES)
            return code;
        hang_up(s);
        nanosleep(&(struct timespec){.tv_nsec = BUSY_WAIT_MS * 1000000}, NULL);
    }
}

/* "-ERR USAGE message" and a line of hint become an error of ours. */
static void read_refusal(const struct reply *reply, struct err *e)
{
    struct str text = reply->status;
    size_t space = reply->kind == REPLY_ERR ? str_find(text, STR(" ")) : text.len;
    if (space < text.len)
        text = str_slice(text, space + 1, text.len);
    err_set(e, reply->kind == REPLY_BUSY ? ERR_LIMIT : ERR_QUERY, "%.*s", (int)text.len, text.ptr);
    struct str hint = str_trim(reply->body);
    if (hint.len)
        err_hint(e, "%.*s", (int)hint.len, hint.ptr);
}

/* The rows; the names of the columns once. */
static int print_tsv(struct session *s, struct str body)
{
    size_t end = str_find(body, STR("\n"));
    struct str rows = str_slice(body, end < body.len ? end + 1 : end, body.len);
    struct str shown = s->headed ? rows : body;
    fwrite(shown.ptr, 1, shown.len, stdout);
    s->headed = true;
    return rows.len ? FOUND : NONE_FOUND;
}

/* A concordance as the daemon laid it out, under what it says of it. */
static int print_lines(const struct session *s, const struct reply *reply)
{
    if (!s->options->json)
        printf("%.*s\n", (int)reply->status.len, reply->status.ptr);
    fwrite(reply->body.ptr, 1, reply->body.len, stdout);
    return str_starts(reply->status, STR("none ")) ? NONE_FOUND : FOUND;
}

/* The status line says how many there are, for people; the rest is as it came. */
static int print_counts(const struct options *options, const struct reply *reply)
{
    if (!options->tsv && !options->json)
        printf("%.*s\n", (int)reply->status.len, reply->status.ptr);
    fwrite(reply->body.ptr, 1, reply->body.len, stdout);
    return str_starts(reply->status, STR("0 ")) ? NONE_FOUND : FOUND;
}

static int run(struct session *s, struct str query)
{
    struct buf line = {0};
    struct err error;
    struct reply reply = {.kind = REPLY_ERR};
    int status = TROUBLE;
    add_request(&line, s->options, query);
    if (buf_failed(&line)) {
        err_memory(&error);
        complain(&error);
    } else if (ask(s, buf_str(&line), &reply, &error) < 0) {
        hang_up(s);
        complain(&error);
    } else if (reply.kind != REPLY_OK) {
        read_refusal(&reply, &error);
        complain(&error);
    } else if (s->options->count || s->options->facets || s->options->trend) {
        status = print_counts(s->options, &reply);
    } else if (s->options->explain || s->options->suggest) {
        fwrite(reply.body.ptr, 1, reply.body.len, stdout);
        status = reply.body.len ? FOUND : NONE_FOUND;
    } else if (s->options->tsv) {
        status = print_tsv(s, reply.body);
    } else if (s->options->kwic) {
        status = print_lines(s, &reply);
    } else {
        status = show_answer(s->options, s->many ? query : STR(""), reply.status, reply.body, &error);
        if (status == TROUBLE)
            complain(&error);
    }
    buf_fini(&line);
    fflush(stdout);
    return status;
}

int ask_one(const struct options *options, struct str query)
{
    struct session s = {.options = options};
    int status = run(&s, query);
    hang_up(&s);
    return status;
}

int ask_lines(const struct options *options)
{
    struct session s = {.options = options, .many = true};
    bool prompt = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    bool found = false, trouble = false;
    char *line = NULL;
    size_t room = 0;
    for (;;) {
        if (prompt)
            fputs("racine> ", stderr);
        ssize_t len = getline(&line, &room, stdin);
        if (len < 0)
            break;
        struct str query = str_trim((struct str){line, (size_t)len});
        if (query.len == 0)
            continue;
        int status = run(&s, query);
        found |= status == FOUND;
        trouble |= status == TROUBLE;
        if (trouble && !s.remote)
            break; /* nobody is there to be asked */
    }
    free(line);
    hang_up(&s);
    return trouble ? TROUBLE : found ? FOUND : NONE_FOUND;
}
