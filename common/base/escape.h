/*
 * What a document or a query says, made safe for where it is printed. Input of any bytes; what is not
 * valid UTF-8 becomes U+FFFD. Any thread.
 */
#ifndef RACINE_BASE_ESCAPE_H
#define RACINE_BASE_ESCAPE_H

#include "base/str.h"

/* For a terminal or a line protocol: control characters (C0, DEL, C1 and the bidirectional overrides)
 * become spaces, so there is no newline, tab or escape in the result. */
void escape_line(struct buf *out, struct str s);

/* A JSON string with its quotes (RFC 8259); also safe inside an HTML script element. */
void escape_json(struct buf *out, struct str s);

/* Text of an HTML element, or the value of an attribute in quotation marks. Control characters become spaces.
 */
void escape_html(struct buf *out, struct str s);

/* A value in the query of an address, as a form sends it: percent-encoded but for unreserved characters
 * (RFC 3986 §2.3). Bytes stay as they are, so what is not UTF-8 survives. */
void escape_url(struct buf *out, struct str s);

/* Length of the valid UTF-8 character at the front of `s` (RFC 3629: no surrogates, no overlong forms),
 * its code point in *c; 0 if there is none. */
size_t utf8_decode(struct str s, uint32_t *c);

/* True if all of `s` is valid UTF-8; else the offset of the first wrong byte is in *at. */
bool utf8_valid(struct str s, size_t *at);

#endif
