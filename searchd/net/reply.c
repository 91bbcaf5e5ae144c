/* See reply.h. */
#include "searchd/net/reply.h"

#include "base/escape.h"
#include "searchd/answer/answer.h"
#include "searchd/answer/answer_writer.h"
#include "searchd/errors.h"

/* How many lines begin with a dot; `body` begins with the start of a line. */
static size_t count_dots(struct str body)
{
    size_t dots = str_starts(body, STR("."));
    for (;;) {
        size_t at = str_find(body, STR("\n."));
        if (at == body.len)
            return dots;
        dots++;
        body = str_slice(body, at + 1, body.len);
    }
}

/*
 * Ends a reply whose lines begin at `body`: doubles the dot of each line that begins with one (RFC 5321
 * §4.5.2), then writes the line that ends it all. Such lines are rare: most often the search for one is all.
 */
static void finish(struct buf *out, size_t body)
{
    if (buf_failed(out))
        return;
    size_t dots = count_dots(str_slice(buf_str(out), body, out->len));
    if (dots && buf_room(out, dots)) {
        /* From the back, so that nothing is overwritten before it has moved. */
        char *to = out->ptr + out->len + dots;
        for (size_t at = out->len; at-- > body;) {
            *--to = out->ptr[at];
            if (out->ptr[at] == '.' && (at == body || out->ptr[at - 1] == '\n'))
                *--to = '.';
        }
        out->len += dots;
    }
    buf_add_str(out, STR(".\n"));
}

static void add_totals(struct buf *out, const struct answer *a)
{
    if (!a->totals.exact)
        buf_add_str(out, STR("about "));
    answer_add_number(out, a->totals.documents);
}

static void add_languages(struct buf *out, const struct answer *a)
{
    if (!a->totals.exact)
        return;
    buf_add_str(out, STR(", "));
    answer_add_number(out, a->totals.in[LANG_FR]);
    buf_add_str(out, STR(" in French, "));
    answer_add_number(out, a->totals.in[LANG_EN]);
    buf_add_str(out, STR(" in English"));
}

static bool is_count(enum request_verb verb)
{
    return verb == REQUEST_COUNT || verb == REQUEST_FACETS || verb == REQUEST_TREND;
}

/* Which words they have: always of a COUNT of several, and where a page goes on to documents with some. */
static void add_words(struct buf *out, const struct answer *a)
{
    bool beyond = a->words == WORDS_ALL && a->hit_count && a->hits[a->hit_count - 1].words == WORDS_SOME;
    if (beyond)
        buf_add_str(out, STR(" with all words, then others with some"));
    else if (is_count(a->request->verb) && a->words == WORDS_ALL)
        buf_add_str(out, STR(" with all words"));
    else if (is_count(a->request->verb) && a->words == WORDS_SOME)
        buf_add_str(out, STR(" with some of the words"));
}

/* "1-20 of 1,234 occurrences in 56 documents, 800 in French, 434 in English" */
static void add_occurrences(struct buf *out, const struct answer *a)
{
    const struct answer_kwic *kwic = a->kwic;
    if (kwic->total == 0) {
        buf_add_str(out, STR("none found"));
        return;
    }
    if (kwic->lines.row_count)
        buf_printf(out, "%u-%u of ", a->request->offset + 1, a->request->offset + kwic->lines.row_count);
    else
        buf_add_str(out, STR("none left of "));
    if (a->partial)
        buf_add_str(out, STR("at least "));
    answer_add_number(out, kwic->total);
    buf_add_str(out, kwic->total == 1 ? STR(" occurrence in ") : STR(" occurrences in "));
    answer_add_number(out, kwic->documents);
    buf_add_str(out, kwic->documents == 1 ? STR(" document, ") : STR(" documents, "));
    answer_add_number(out, kwic->in[LANG_FR]);
    buf_add_str(out, STR(" in French, "));
    answer_add_number(out, kwic->in[LANG_EN]);
    buf_add_str(out, STR(" in English"));
}

/* "1-10 of about 1,234", "none found", "12, 7 in French, 5 in English" */
static void add_found(struct buf *out, const struct answer *a)
{
    if (a->request->verb == REQUEST_GET) {
        buf_add_str(out, STR("document"));
        if (a->passage.end - a->passage.start < a->text_bytes && a->request->part != PART_FIELDS)
            buf_printf(out, ", bytes %u to %u of %u", a->passage.start, a->passage.end, a->text_bytes);
        return;
    }
    if (a->request->verb == REQUEST_EXPLAIN) {
        buf_add_str(out, STR("explanation"));
        return;
    }
    if (a->request->verb == REQUEST_SUGGEST) {
        buf_printf(out, "%u suggestion%s", a->table->row_count, a->table->row_count == 1 ? "" : "s");
        return;
    }
    if (a->request->verb == REQUEST_KWIC) {
        add_occurrences(out, a);
        return;
    }
    if (a->request->verb == REQUEST_SIMILAR) {
        buf_printf(out, "%zu similar", a->hit_count);
        return;
    }
    if (a->request->verb == REQUEST_SEARCH) {
        if (a->totals.documents == 0 && a->hit_count == 0) {
            buf_add_str(out, STR("none found"));
            return;
        }
        if (a->hit_count)
            buf_printf(out, "%u-%zu of ", a->request->offset + 1, a->request->offset + a->hit_count);
        else
            buf_add_str(out, STR("none left of "));
    }
    add_totals(out, a);
    if (is_count(a->request->verb))
        buf_add_str(out, a->totals.documents == 1 ? STR(" document") : STR(" documents"));
    add_words(out, a);
    add_languages(out, a);
}

/* Rows of TSV have no place for it; text and JSON tell it themselves. */
static void add_suggestion(struct buf *out, const struct answer *a)
{
    if (a->suggestion.len == 0 || a->request->format != FORMAT_TSV)
        return;
    buf_add_str(out, STR(", did you mean: "));
    escape_line(out, a->suggestion);
}

void reply_answer(struct buf *out, const struct answer *a)
{
    buf_add_str(out, STR("+OK "));
    add_found(out, a);
    buf_printf(out, ", %.1f ms, generation %llu%s%s", (double)a->took_us / 1000,
               (unsigned long long)a->generation, a->relaxed ? ", relaxed" : "",
               a->partial ? ", partial" : "");
    add_suggestion(out, a);
    buf_add_char(out, '\n');
    size_t body = out->len;
    answer_write(a, out);
    finish(out, body);
}

void reply_error(struct buf *out, const struct err *error)
{
    buf_printf(out, "-ERR %s ", error_name(error->code));
    escape_line(out, str_of(error->text));
    buf_add_char(out, '\n');
    size_t body = out->len;
    if (error->hint[0]) {
        escape_line(out, str_of(error->hint));
        buf_add_char(out, '\n');
    }
    finish(out, body);
}

void reply_busy(struct buf *out, const char *why)
{
    buf_printf(out, "-BUSY retry: %s\n.\n", why);
}

void reply_ok(struct buf *out, const char *status, struct str body)
{
    buf_printf(out, "+OK %s\n", status);
    size_t from = out->len;
    buf_add_str(out, body);
    finish(out, from);
}

/* --- as a responder --- */

static void respond_answer(const struct responder *r, const struct answer *a, struct response *out)
{
    (void)r;
    reply_answer(&out->body, a);
}

static void respond_error(const struct responder *r, const struct request *request, const struct err *error,
                          struct response *out)
{
    (void)r;
    (void)request;
    reply_error(&out->body, error);
}

static void respond_busy(const struct responder *r, const struct request *request, const char *why,
                         struct response *out)
{
    (void)r;
    (void)request;
    reply_busy(&out->body, why);
}

static unsigned variant(const struct responder *r)
{
    (void)r;
    return 0;
}

static void send_reply(const struct responder *r, struct response *response, struct buf *out)
{
    (void)r;
    if (out->len == 0) {
        struct buf empty = *out;
        *out = response->body;
        response->body = empty;
    } else {
        buf_add_str(out, buf_str(&response->body));
        out->failed |= response->body.failed;
    }
}

static const struct responder_kind reply_kind = {
    sizeof(struct responder), respond_answer, respond_error, respond_busy, variant, send_reply};
const struct responder reply_responder = {&reply_kind};
