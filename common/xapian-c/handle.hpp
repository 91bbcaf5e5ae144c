/* What a reader is; shared by read.cc and search.cc. */
#ifndef RACINE_XAPIAN_HANDLE_HPP
#define RACINE_XAPIAN_HANDLE_HPP

#include "xapian-c/xapian_c.h"

#include <string>
#include <xapian.h>

struct xap_reader {
    std::string path;
    Xapian::Database database;
};

/* Opens a database file or folder and nothing else: Xapian left to itself takes any text file for a list of
 * databases, some of them on other machines, and would follow a damaged index there. */
int database_open(const char *path, Xapian::Database *out, struct err *e);

#endif
