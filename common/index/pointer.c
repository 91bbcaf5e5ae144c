/* See pointer.h. */
#include "index/pointer.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>
#include <xxhash.h>

enum { POINTER_MAX = 128 /* bytes of the file */ };

const char *const generation_parts[GENERATION_PARTS] = {"lists",  "lexicon",   "postings",
                                                        "tokens", "documents", "columns"};

static void name_of(uint64_t number, char out[GENERATION_NAME_ROOM])
{
    snprintf(out, GENERATION_NAME_ROOM, "gen-%08" PRIu64, number);
}

uint64_t generation_number_of(struct str name)
{
    uint64_t number;
    char again[GENERATION_NAME_ROOM];
    if (!str_starts(name, STR("gen-")) || !str_to_u64(str_slice(name, 4, name.len), INT64_MAX, &number))
        return 0;
    name_of(number, again);
    return str_equal(name, str_of(again)) ? number : 0;
}

void pointer_init(struct pointer *p, uint64_t number, struct str manifest)
{
    XXH128_hash_t hash = XXH3_128bits(manifest.ptr, manifest.len);
    p->number = number;
    name_of(number, p->name);
    snprintf(p->hash, sizeof p->hash, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
             (uint64_t)hash.low64);
}

void pointer_print(const struct pointer *p, struct buf *out)
{
    buf_printf(out, "%s %s\n", p->name, p->hash);
}

static bool parse(struct str text, struct pointer *out)
{
    size_t space = str_find(text, STR(" "));
    if (text.len != space + 1 + POINTER_HASH_DIGITS + 1 || text.ptr[text.len - 1] != '\n')
        return false;
    out->number = generation_number_of(str_slice(text, 0, space));
    name_of(out->number, out->name);
    memcpy(out->hash, text.ptr + space + 1, POINTER_HASH_DIGITS);
    out->hash[POINTER_HASH_DIGITS] = '\0';
    return out->number != 0;
}

int pointer_read(const char *index_dir, struct pointer *out, struct err *e)
{
    char path[PATH_ROOM];
    struct buf text = {0};
    *out = (struct pointer){0};
    int rc = path_join(index_dir, "current", path, e);
    if (rc)
        return rc;
    rc = file_read(path, POINTER_MAX, &text, e);
    if (rc == ERR_LIMIT || (rc == 0 && !parse(buf_str(&text), out))) {
        *out = (struct pointer){0};
        err_set(e, ERR_FORMAT, "%s is damaged: it does not name a generation", path);
        rc = err_hint(e, "build the index again");
    }
    buf_fini(&text);
    return rc;
}

bool pointer_equal(const struct pointer *a, const struct pointer *b)
{
    return a->number == b->number && strcmp(a->hash, b->hash) == 0;
}

int generation_lock(const char *generation_dir, int operation)
{
    char path[PATH_ROOM];
    struct err e;
    if (path_join(generation_dir, "manifest", path, &e)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, operation | LOCK_NB) < 0) {
        int number = errno;
        close(fd);
        errno = number;
        return -1;
    }
    return fd;
}
