/* Bytes of an answer, compressed as a browser takes them (RFC 1952). Any thread. */
#ifndef RACINE_SEARCHD_NET_GZIP_H
#define RACINE_SEARCHD_NET_GZIP_H

#include "base/str.h"

/* Appends `bytes` compressed; false, with `out` as it was, if memory is out or it would not be smaller. */
bool gzip(struct str bytes, struct buf *out);

#endif
