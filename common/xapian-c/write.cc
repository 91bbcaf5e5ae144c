/*
 * Writing: many small runs, then one compaction.
 *
 * Xapian keeps a batch in trees of its own before it writes it, and those get slower as they grow: hence
 * runs of about a thousand documents rather than one long batch. Compaction copies postings by the
 * chunk, without decoding them, and is cheap.
 */
#include "xapian-c/guard.hpp"
#include "xapian-c/handle.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <vector>

struct xap_writer {
    std::string path;
    Xapian::WritableDatabase database;
    std::string term; /* kept for its memory */
    bool broken = false;
};

int xap_writer_create(const char *path, struct xap_writer **out, struct err *e)
{
    const int flags = Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_TERMLIST |
                      Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS;

    *out = nullptr;
    return guard(path, e, [&] {
        auto writer = std::make_unique<xap_writer>();

        writer->path = path;
        writer->database = Xapian::WritableDatabase(path, flags);
        /* Inside a transaction nothing is committed before it ends, and an abort writes nothing. */
        writer->database.begin_transaction(false);
        *out = writer.release();
        return 0;
    });
}

/* Xapian's limit is on the key, in which a zero byte takes two; past it, it would fail only when the run
 * is written out, and with it the whole run. Its document length has 32 bits, and its largest wdf marks a
 * deleted posting. */
static int check_postings(const struct xap_posting *postings, size_t count, struct err *e)
{
    uint64_t length = 0;

    for (size_t i = 0; i < count; i++) {
        struct str term = postings[i].term;

        if (term.len == 0)
            return err_set(e, ERR_LIMIT, "a document has an empty term");
        if (term.len > XAP_TERM_MAX ||
            term.len + std::count(term.ptr, term.ptr + term.len, '\0') > XAP_TERM_MAX)
            return err_set(e, ERR_LIMIT,
                           "a document has a term of %zu bytes; %d are allowed, zero bytes count twice",
                           term.len, XAP_TERM_MAX);
        length += postings[i].wdf;
        if (length >= UINT32_MAX)
            return err_set(e, ERR_LIMIT, "the frequencies of a document's terms add up to more than %u",
                           UINT32_MAX - 1);
    }
    return 0;
}

static int check_values(const struct xap_value *values, size_t count, struct err *e)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].slot == Xapian::BAD_VALUENO)
            return err_set(e, ERR_LIMIT, "value slot %u is out of range", values[i].slot);
    return 0;
}

static uint32_t add_document(struct xap_writer *w, const struct xap_posting *postings, size_t count,
                             const struct xap_value *values, size_t value_count)
{
    Xapian::Document document;

    for (size_t i = 0; i < count; i++) {
        w->term.assign(postings[i].term.ptr, postings[i].term.len);
        document.add_term(w->term, postings[i].wdf);
    }
    for (size_t i = 0; i < value_count; i++)
        document.add_value(values[i].slot, std::string(values[i].value.ptr, values[i].value.len));
    return w->database.add_document(document);
}

/* After an exception Xapian has dropped all that was added, so that nothing of the run can be used. */
static int say_broken(const struct xap_writer *w, struct err *e)
{
    return err_set(e, ERR_INTERNAL, "%s: an earlier document could not be added", w->path.c_str());
}

int xap_writer_add(struct xap_writer *w, const struct xap_posting *postings, size_t count,
                   const struct xap_value *values, size_t value_count, uint32_t *docid, struct err *e)
{
    int code = w->broken ? say_broken(w, e) : check_postings(postings, count, e);

    *docid = 0;
    if (!code)
        code = check_values(values, value_count, e);
    if (code)
        return code;
    code = guard(w->path.c_str(), e, [&] {
        *docid = add_document(w, postings, count, values, value_count);
        return 0;
    });
    w->broken = code != 0;
    return code;
}

int xap_writer_finish(struct xap_writer *w, struct err *e)
{
    std::unique_ptr<xap_writer> owned(w);

    if (w->broken)
        return say_broken(w, e);
    return guard(w->path.c_str(), e, [&] {
        w->database.commit_transaction();
        w->database.commit();
        w->database.close();
        return 0;
    });
}

void xap_writer_abort(struct xap_writer *w)
{
    delete w;
}

/*
 * Xapian gives every database a random UUID, which only its replication reads. Ours is always the same, so
 * that building twice gives the same bytes. A single-file Glass database begins
 *
 *     0…13 magic | 14…15 version | 16…31 UUID | …
 *
 * and of a file that does not, nothing is changed.
 */
static int fix_uuid(int file, const char *path, struct err *e)
{
    static const char magic[] = "\x0f\x0dXapian Glass";
    static const char uuid[] = "Racine postings"; /* 16 bytes with its NUL */
    const off_t uuid_offset = 16;
    char start[sizeof magic - 1];

    static_assert(sizeof uuid == 16, "a UUID has 16 bytes");
    if (pread(file, start, sizeof start, 0) != (ssize_t)sizeof start)
        return err_system(e, ERR_IO, errno, "cannot read %s", path);
    if (memcmp(start, magic, sizeof start) != 0)
        return 0;
    if (pwrite(file, uuid, sizeof uuid, uuid_offset) != (ssize_t)sizeof uuid)
        return err_system(e, ERR_IO, errno, "cannot write %s", path);
    return 0;
}

static int merge(const char *const *paths, size_t count, const char *dest, int file, struct err *e)
{
    Xapian::Database all;

    for (size_t i = 0; i < count; i++) {
        Xapian::Database one;

        if (int code = database_open(paths[i], &one, e))
            return code;
        all.add_database(one);
    }
    all.compact(dest, Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::FULL);
    return fix_uuid(file, dest, e);
}

/* `dest` is made here and, on an error, removed here: it was nobody's before. */
static int compact_once(const char *const *paths, size_t count, const char *dest, struct err *e)
{
    int file = open(dest, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int code;

    if (file < 0)
        return err_system(e, ERR_IO, errno, "cannot create %s", dest);
    code = guard(dest, e, [&] { return merge(paths, count, dest, file, e); });
    close(file);
    if (code)
        unlink(dest);
    return code;
}

/* Databases open at once: each takes a file descriptor, of which a process has 1,024 by default. */
enum { COMPACT_FAN_IN = 256 };

namespace
{
/* Files between the runs and the result; removed whatever happens. */
struct parts {
    std::vector<std::string> names;

    ~parts()
    {
        for (const std::string &name : names)
            unlink(name.c_str());
    }
};
} // namespace

static int compact_twice(const char *const *paths, size_t count, const char *dest, struct err *e)
{
    struct parts made;
    std::vector<const char *> names;

    made.names.reserve(COMPACT_FAN_IN);
    for (size_t from = 0; from < count; from += COMPACT_FAN_IN) {
        size_t size = std::min<size_t>(COMPACT_FAN_IN, count - from);
        std::string name = std::string(dest) + ".part" + std::to_string(made.names.size());

        if (int code = compact_once(paths + from, size, name.c_str(), e))
            return code;
        made.names.push_back(name);
    }
    for (const std::string &name : made.names)
        names.push_back(name.c_str());
    return compact_once(names.data(), names.size(), dest, e);
}

int xap_compact(const char *const *paths, size_t count, const char *dest, struct err *e)
{
    if (count == 0)
        return err_set(e, ERR_EMPTY, "%s: nothing to merge", dest);
    if (count > (size_t)COMPACT_FAN_IN * COMPACT_FAN_IN)
        return err_set(e, ERR_LIMIT, "%s: %zu databases to merge; %d are allowed", dest, count,
                       COMPACT_FAN_IN * COMPACT_FAN_IN);
    if (count <= COMPACT_FAN_IN)
        return compact_once(paths, count, dest, e);
    return guard(dest, e, [&] { return compact_twice(paths, count, dest, e); });
}
