/*
 * See batch.h. Replies come in the order of requests, so a row of query ids is all that has to be kept. A
 * query told -BUSY is sent again, and what was answered behind it meanwhile waits until it is printed.
 */
#include "client/batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/escape.h"
#include "client/complain.h"
#include "client/member.h"
#include "client/remote.h"

enum { BUSY_WAIT_MS = 20 };

/* A query under way. */
struct item {
    char *line; /* of the file */
    struct str qid, query;
    struct buf result; /* what is to be printed for it */
    bool done;
};

struct batch {
    const struct options *options;
    FILE *file;
    struct remote *remote;
    uint64_t window;
    struct item *items;             /* a ring of `window`: those from `printed` to `read` */
    uint64_t *sent;                 /* a ring of `window`: the items whose replies are due, in order */
    uint64_t printed, read;         /* how many items */
    uint64_t sent_first, sent_last; /* of `sent` */
    uint64_t line_number;
    bool ended, found, trouble;
};

static struct item *item_at(struct batch *b, uint64_t index)
{
    return &b->items[index % b->window];
}

/* --- requests --- */

static void send_item(struct batch *b, uint64_t index)
{
    const struct item *item = item_at(b, index);
    struct buf line = {0};
    buf_printf(&line, "SEARCH format=json snippets=%s limit=%llu match=%s",
               str_equal(str_of(b->options->format), STR("json")) ? "yes" : "no",
               (unsigned long long)b->options->top, b->options->match);
    if (b->options->lang)
        buf_printf(&line, " lang=%s", b->options->lang);
    buf_add_str(&line, STR(" -- "));
    buf_add_str(&line, item->query);
    remote_queue(b->remote, buf_str(&line));
    buf_fini(&line);
    b->sent[b->sent_last++ % b->window] = index;
}

static void complain_of_line(struct batch *b)
{
    struct err error;
    err_set(&error, ERR_INPUT, "%s, line %llu: no tab between the query's id and the query",
            b->options->batch, (unsigned long long)b->line_number);
    err_hint(&error, "write one query a line: id TAB words");
    complain(&error);
    b->trouble = true;
}

/* Reads the next query of the file and sends it; false at the end. */
static bool read_item(struct batch *b)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&line, &room, b->file)) >= 0) {
        b->line_number++;
        struct str text = str_trim((struct str){line, (size_t)len});
        size_t tab = str_find(text, STR("\t"));
        if (text.len == 0)
            continue;
        if (tab == text.len) {
            complain_of_line(b);
            continue;
        }
        struct item *item = item_at(b, b->read);
        *item = (struct item){.line = line,
                              .qid = str_slice(text, 0, tab),
                              .query = str_trim(str_slice(text, tab + 1, text.len))};
        send_item(b, b->read++);
        return true;
    }
    free(line);
    return false;
}

/* --- results --- */

/* trec_eval reads columns that white space separates, so there may be none in an id. */
static void add_trec_id(struct buf *out, struct str id)
{
    size_t from = out->len;
    escape_line(out, id);
    for (size_t i = from; i < out->len; i++)
        if (out->ptr[i] == ' ')
            out->ptr[i] = '_';
}

static void add_trec(struct item *item, const json_t *hit, size_t rank)
{
    add_trec_id(&item->result, item->qid);
    buf_add_str(&item->result, STR(" Q0 "));
    add_trec_id(&item->result, member(hit, "id"));
    buf_printf(&item->result, " %zu %.12g racine\n", rank, json_number_value(json_object_get(hit, "score")));
}

static void add_tsv(struct item *item, const json_t *hit, size_t rank)
{
    static const char *const columns[] = {"lang", "date", "id", "url", "title"};
    escape_line(&item->result, item->qid);
    buf_printf(&item->result, "\t%zu\t%.12g", rank, json_number_value(json_object_get(hit, "score")));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        buf_add_char(&item->result, '\t');
        escape_line(&item->result, member(hit, columns[i]));
    }
    buf_add_char(&item->result, '\n');
}

static void add_hits(struct batch *b, struct item *item, const json_t *answer)
{
    const json_t *hits = json_object_get(answer, "hits");
    bool trec = str_equal(str_of(b->options->format), STR("trec"));
    for (size_t i = 0; i < json_array_size(hits); i++) {
        b->found = true;
        if (trec)
            add_trec(item, json_array_get(hits, i), i + 1);
        else
            add_tsv(item, json_array_get(hits, i), i + 1);
    }
}

static void take_answer(struct batch *b, struct item *item, struct str body)
{
    json_error_t where;
    json_t *answer = json_loadb(body.ptr, body.len, JSON_ALLOW_NUL, &where);
    if (!answer) {
        fprintf(stderr, "racine: %.*s: the answer is no JSON: %s\n", (int)item->qid.len, item->qid.ptr,
                where.text);
        b->trouble = true;
    } else if (str_equal(str_of(b->options->format), STR("json"))) {
        b->found |= json_array_size(json_object_get(answer, "hits")) > 0;
        buf_add_str(&item->result, STR("{\"qid\":"));
        escape_json(&item->result, item->qid);
        buf_add_str(&item->result, STR(",\"answer\":"));
        buf_add_str(&item->result, str_trim(body));
        buf_add_str(&item->result, STR("}\n"));
    } else {
        add_hits(b, item, answer);
    }
    json_decref(answer);
}

static void take_refusal(struct batch *b, const struct item *item, const struct reply *reply)
{
    struct err error;
    err_set(&error, ERR_QUERY, "%.*s: %.*s", (int)item->qid.len, item->qid.ptr, (int)reply->status.len,
            reply->status.ptr);
    complain(&error);
    b->trouble = true;
}

static void take_reply(struct batch *b, const struct reply *reply)
{
    uint64_t index = b->sent[b->sent_first++ % b->window];
    struct item *item = item_at(b, index);
    if (reply->kind == REPLY_BUSY) {
        nanosleep(&(struct timespec){.tv_nsec = BUSY_WAIT_MS * 1000000}, NULL);
        send_item(b, index);
        return;
    }
    if (reply->kind == REPLY_OK)
        take_answer(b, item, reply->body);
    else
        take_refusal(b, item, reply);
    item->done = true;
}

static void print_done(struct batch *b)
{
    while (b->printed < b->read && item_at(b, b->printed)->done) {
        struct item *item = item_at(b, b->printed++);
        if (buf_failed(&item->result)) {
            fprintf(stderr, "racine: %.*s: out of memory\n", (int)item->qid.len, item->qid.ptr);
            b->trouble = true;
        } else if (item->result.len) {
            fwrite(item->result.ptr, 1, item->result.len, stdout);
        }
        buf_fini(&item->result);
        free(item->line);
        *item = (struct item){0};
    }
}

static int run(struct batch *b, struct err *e)
{
    if (str_equal(str_of(b->options->format), STR("tsv")))
        fputs("qid\trank\tscore\tlang\tdate\tid\turl\ttitle\n", stdout);
    for (;;) {
        while (!b->ended && b->read - b->printed < b->window)
            b->ended = !read_item(b);
        if (b->printed == b->read)
            return 0;
        struct reply reply;
        if (b->sent_first == b->sent_last)
            return err_set(e, ERR_INTERNAL, "a reply was lost");
        if (remote_turn(b->remote, e) < 0)
            return e->code;
        while (b->sent_first < b->sent_last && remote_take(b->remote, &reply))
            take_reply(b, &reply);
        print_done(b);
    }
}

static int open_all(struct batch *b, struct err *e)
{
    bool standard_input = str_equal(str_of(b->options->batch), STR("-"));
    b->file = standard_input ? stdin : fopen(b->options->batch, "r");
    if (!b->file)
        return err_system(e, ERR_NOT_FOUND, errno, "%s", b->options->batch);
    b->items = calloc(b->window, sizeof *b->items);
    b->sent = calloc(b->window, sizeof *b->sent);
    if (!b->items || !b->sent)
        return err_memory(e);
    return remote_open(b->options->server, b->options->timeout_ms, &b->remote, e);
}

int batch_run(const struct options *options)
{
    struct batch b = {.options = options, .window = options->window};
    struct err error;
    if (open_all(&b, &error) < 0 || run(&b, &error) < 0) {
        complain(&error);
        b.trouble = true;
    }
    for (; b.printed < b.read; b.printed++) {
        free(item_at(&b, b.printed)->line);
        buf_fini(&item_at(&b, b.printed)->result);
    }
    remote_close(b.remote);
    free(b.items);
    free(b.sent);
    if (b.file && b.file != stdin)
        fclose(b.file);
    return b.trouble ? TROUBLE : b.found ? FOUND : NONE_FOUND;
}
