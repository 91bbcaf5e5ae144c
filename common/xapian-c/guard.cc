/* See guard.hpp. */
#include "xapian-c/guard.hpp"

#include <cerrno>
#include <new>
#include <stdexcept>
#include <xapian.h>

static int say(const char *where, const Xapian::Error &error, int code, struct err *e)
{
    const char *system = error.get_error_string();

    return err_set(e, code, "%s: %s%s%s", where, error.get_msg().c_str(), system ? ": " : "",
                   system ? system : "");
}

/* The order matters: DatabaseVersionError and DatabaseNotFoundError are kinds of DatabaseOpeningError, and
 * all of those of DatabaseError. */
static int translate(const char *where, struct err *e)
{
    try {
        throw;
    } catch (const deadline_passed &) {
        return err_set(e, ERR_DEADLINE, "the search took longer than it may");
    } catch (const std::bad_alloc &) {
        return err_memory(e);
    } catch (const std::length_error &) {
        return err_memory(e);
    } catch (const Xapian::DatabaseNotFoundError &error) {
        return say(where, error, ERR_NOT_FOUND, e);
    } catch (const Xapian::DocNotFoundError &error) {
        return say(where, error, ERR_NOT_FOUND, e);
    } catch (const Xapian::DatabaseLockError &error) {
        return say(where, error, ERR_LOCKED, e);
    } catch (const Xapian::DatabaseModifiedError &error) {
        return say(where, error, ERR_STALE, e);
    } catch (const Xapian::DatabaseVersionError &error) {
        return say(where, error, ERR_VERSION, e);
    } catch (const Xapian::FeatureUnavailableError &error) {
        return say(where, error, ERR_VERSION, e);
    } catch (const Xapian::DatabaseCorruptError &error) {
        return say(where, error, ERR_FORMAT, e);
    } catch (const Xapian::RangeError &error) {
        return say(where, error, ERR_FORMAT, e);
    } catch (const Xapian::SerialisationError &error) {
        return say(where, error, ERR_FORMAT, e);
    } catch (const Xapian::DatabaseClosedError &error) {
        return say(where, error, ERR_INTERNAL, e);
    } catch (const Xapian::DatabaseCreateError &error) {
        return say(where, error, ERR_IO, e);
    } catch (const Xapian::DatabaseError &error) {
        /* Refused by the system, or the file ends before what it promises. */
        return say(where, error, error.get_error_string() ? ERR_IO : ERR_FORMAT, e);
    } catch (const Xapian::QueryParserError &error) {
        return say(where, error, ERR_QUERY, e);
    } catch (const Xapian::WildcardError &error) {
        return say(where, error, ERR_QUERY, e);
    } catch (const Xapian::InvalidArgumentError &error) {
        return say(where, error, ERR_QUERY, e);
    } catch (const Xapian::Error &error) {
        return say(where, error, ERR_INTERNAL, e);
    } catch (const std::exception &error) {
        return err_set(e, ERR_INTERNAL, "%s: %s", where, error.what());
    } catch (...) {
        return err_set(e, ERR_INTERNAL, "%s: an unknown exception", where);
    }
}

int guard_report(const char *where, struct err *e) noexcept
{
    int code;

    try {
        code = translate(where, e);
    } catch (...) {
        return err_memory(e); /* get_error_string() allocates */
    }
    if (code == ERR_VERSION)
        err_hint(e, "build the index anew with this version");
    return code;
}
