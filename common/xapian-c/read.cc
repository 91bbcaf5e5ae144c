/* Opening databases and asking what they hold. */
#include "xapian-c/guard.hpp"
#include "xapian-c/handle.hpp"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

int database_open(const char *path, Xapian::Database *out, struct err *e)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for its writer */
    struct stat about;

    if (file < 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;

        return err_system(e, absent ? ERR_NOT_FOUND : ERR_IO, errno, "cannot open index file %s", path);
    }
    if (fstat(file, &about) != 0 || !(S_ISREG(about.st_mode) || S_ISDIR(about.st_mode))) {
        close(file);
        return err_set(e, ERR_FORMAT, "%s is neither a database file nor a folder", path);
    }
    if (S_ISDIR(about.st_mode))
        close(file);
    return guard(path, e, [&] {
        if (S_ISDIR(about.st_mode))
            *out = Xapian::Database(path, Xapian::DB_BACKEND_GLASS);
        else
            *out = Xapian::Database(file); /* which closes it */
        return 0;
    });
}

int xap_reader_open(const char *path, struct xap_reader **out, struct err *e)
{
    *out = nullptr;
    return guard(path, e, [&] {
        auto reader = std::make_unique<xap_reader>();

        reader->path = path;
        if (int code = database_open(path, &reader->database, e))
            return code;
        *out = reader.release();
        return 0;
    });
}

void xap_reader_close(struct xap_reader *r)
{
    delete r;
}

int xap_reader_reopen(struct xap_reader *r, struct err *e)
{
    return guard(r->path.c_str(), e, [&] {
        r->database.reopen();
        return 0;
    });
}

int xap_doccount(struct xap_reader *r, uint32_t *out, struct err *e)
{
    *out = 0;
    return guard(r->path.c_str(), e, [&] {
        *out = r->database.get_doccount();
        return 0;
    });
}

int xap_termfreq(struct xap_reader *r, struct str term, uint32_t *out, struct err *e)
{
    *out = 0;
    if (term.len == 0 || term.len > XAP_TERM_MAX) /* Xapian counts all documents for the empty one */
        return 0;
    return guard(r->path.c_str(), e, [&] {
        *out = r->database.get_termfreq(std::string(term.ptr, term.len));
        return 0;
    });
}

int xap_value(struct xap_reader *r, uint32_t docid, uint32_t slot, struct buf *out, struct err *e)
{
    return guard(r->path.c_str(), e, [&] {
        if (docid == 0 || docid > r->database.get_lastdocid())
            return err_set(e, ERR_NOT_FOUND, "%s has no document %u", r->path.c_str(), docid);

        /* The check above is all that is needed: our databases have no gaps. */
        std::string value = r->database.get_document(docid, Xapian::DOC_ASSUME_VALID).get_value(slot);

        buf_add(out, value.data(), value.size());
        return buf_failed(out) ? err_memory(e) : 0;
    });
}
