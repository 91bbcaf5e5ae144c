/*
 * The line protocol (docs/protocol.md), going out: a status line, the lines of the answer, a line with a
 * single dot. Appends to a buf; a failure to grow it stays there. Any thread.
 */
#ifndef RACINE_SEARCHD_NET_REPLY_H
#define RACINE_SEARCHD_NET_REPLY_H

#include "base/err.h"
#include "base/str.h"
#include "searchd/responder.h"

struct answer;

/* What the line protocol makes of answers: a response's body is a whole reply. */
extern const struct responder reply_responder;

/* A whole reply to a SEARCH, COUNT or GET. */
void reply_answer(struct buf *out, const struct answer *a);

/* A whole reply: -ERR, the code's name, the message, and the hint on a line of its own. */
void reply_error(struct buf *out, const struct err *error);

/* A whole reply: -BUSY retry, and why. */
void reply_busy(struct buf *out, const char *why);

/* A whole reply: +OK `status`, with the lines that `body` holds. */
void reply_ok(struct buf *out, const char *status, struct str body);

#endif
