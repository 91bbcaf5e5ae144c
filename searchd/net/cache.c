/* See cache.h. A hash table of fixed size with chains; entries are also in a list, by when they were used. */
#include "searchd/net/cache.h"

#include <assert.h>
#include <stdlib.h>
#include <xxhash.h>

/* An entry may take this part of the whole; so many bytes of the limit give the table a place. */
enum { LARGEST_PART = 16, BYTES_A_PLACE = 2048 };

struct entry {
    struct entry *chained;        /* the next of the same place */
    struct entry *before, *after; /* in the list: used later, used earlier */
    uint64_t hash;
    size_t key_len, body_len;
    struct response response; /* without its body */
    char bytes[];             /* the key, then the body */
};

struct cache {
    size_t limit, bytes, entries;
    uint64_t generation;
    struct entry *newest, *oldest;
    size_t places; /* a power of two */
    struct entry *table[];
};

struct cache *cache_new(size_t bytes)
{
    size_t places = 1;
    while (places < bytes / BYTES_A_PLACE)
        places *= 2;
    struct cache *cache = calloc(1, sizeof *cache + places * sizeof cache->table[0]);
    if (!cache)
        return NULL;
    cache->limit = bytes;
    cache->places = places;
    return cache;
}

static size_t size_of(const struct entry *entry)
{
    return sizeof *entry + entry->key_len + entry->body_len;
}

/* --- the list --- */

static void unlink_entry(struct cache *cache, struct entry *entry)
{
    *(entry->before ? &entry->before->after : &cache->newest) = entry->after;
    *(entry->after ? &entry->after->before : &cache->oldest) = entry->before;
}

static void link_newest(struct cache *cache, struct entry *entry)
{
    entry->before = NULL;
    entry->after = cache->newest;
    *(entry->after ? &entry->after->before : &cache->oldest) = entry;
    cache->newest = entry;
}

/* --- the table --- */

/* Where the pointer to the entry of this key is, or would be. */
static struct entry **find(struct cache *cache, struct str key, uint64_t hash)
{
    struct entry **at = &cache->table[hash & (cache->places - 1)];
    while (*at && ((*at)->hash != hash || !str_equal((struct str){(*at)->bytes, (*at)->key_len}, key)))
        at = &(*at)->chained;
    return at;
}

static void forget(struct cache *cache, struct entry *entry)
{
    struct entry **at = &cache->table[entry->hash & (cache->places - 1)];
    while (*at != entry)
        at = &(*at)->chained;
    *at = entry->chained;
    unlink_entry(cache, entry);
    cache->bytes -= size_of(entry);
    cache->entries--;
    free(entry);
}

static void forget_oldest(struct cache *cache)
{
    assert(!cache->oldest->after);
    forget(cache, cache->oldest);
}

static void forget_all(struct cache *cache)
{
    while (cache->oldest)
        forget_oldest(cache);
}

void cache_free(struct cache *cache)
{
    if (!cache)
        return;
    forget_all(cache);
    free(cache);
}

void cache_follow(struct cache *cache, uint64_t generation)
{
    forget_all(cache);
    cache->generation = generation;
}

bool cache_find(struct cache *cache, struct str key, struct response *out)
{
    struct entry *entry = *find(cache, key, XXH3_64bits(key.ptr, key.len));
    if (!entry)
        return false;
    *out = entry->response;
    buf_add(&out->body, entry->bytes + entry->key_len, entry->body_len);
    if (buf_failed(&out->body)) {
        buf_fini(&out->body);
        *out = (struct response){0};
        return false;
    }
    unlink_entry(cache, entry);
    link_newest(cache, entry);
    return true;
}

static bool is_kept(const struct cache *cache, const struct response *response)
{
    return response->repeatable && response->code == 0 && response->generation == cache->generation &&
           !buf_failed(&response->body);
}

void cache_keep(struct cache *cache, struct str key, const struct response *response)
{
    size_t size = sizeof(struct entry) + key.len + response->body.len;
    uint64_t hash = XXH3_64bits(key.ptr, key.len);
    struct entry **at = find(cache, key, hash);
    if (!is_kept(cache, response) || size > cache->limit / LARGEST_PART || *at)
        return;
    struct entry *entry = malloc(size);
    if (!entry)
        return;
    *entry = (struct entry){
        .hash = hash, .key_len = key.len, .body_len = response->body.len, .response = *response};
    entry->response.body = (struct buf){0};
    memcpy(entry->bytes, key.ptr, key.len);
    if (entry->body_len)
        memcpy(entry->bytes + key.len, response->body.ptr, entry->body_len);
    *at = entry;
    link_newest(cache, entry);
    cache->bytes += size;
    cache->entries++;
    while (cache->bytes > cache->limit && cache->oldest != entry)
        forget_oldest(cache);
}

size_t cache_bytes(const struct cache *cache)
{
    return cache->bytes;
}

size_t cache_entries(const struct cache *cache)
{
    return cache->entries;
}
