/*
 * Where C++ ends: every entry of xapian_c.h runs its body in guard(), so that no exception passes and each
 * becomes one code of err.h with a message that begins with `where`, the file it is about.
 */
#ifndef RACINE_XAPIAN_GUARD_HPP
#define RACINE_XAPIAN_GUARD_HPP

#include "xapian-c/xapian_c.h"

/* Thrown through Xapian's matcher, which has no other way to end a match. Not an exception of Xapian's, so
 * that nothing in there takes it for one of its own. */
struct deadline_passed {
};

/* Translates the exception being handled; to be called from a catch clause only. */
int guard_report(const char *where, struct err *e) noexcept;

template <typename Body> int guard(const char *where, struct err *e, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return guard_report(where, e);
    }
}

#endif
