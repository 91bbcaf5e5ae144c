/*
 * Responses that may be given again: by what was asked, through which door, of one generation, within a limit
 * of bytes; the ones used longest ago go first. On the loop's thread.
 */
#ifndef RACINE_SEARCHD_NET_CACHE_H
#define RACINE_SEARCHD_NET_CACHE_H

#include "base/err.h"
#include "searchd/responder.h"

struct cache;

/* At most so many bytes of keys, bodies and what holds them; 0: it keeps nothing. NULL when memory is out. */
struct cache *cache_new(size_t bytes);
void cache_free(struct cache *cache);

/* From now on it keeps responses from this generation, and those from others are forgotten. */
void cache_follow(struct cache *cache, uint64_t generation);

/* Fills in `out` with a copy; false if there is none. */
bool cache_find(struct cache *cache, struct str key, struct response *out);

/* Keeps a copy, if the response is repeatable, no error, of the generation followed, and not much of the
 * whole by itself. */
void cache_keep(struct cache *cache, struct str key, const struct response *response);

size_t cache_bytes(const struct cache *cache);
size_t cache_entries(const struct cache *cache);

#endif
