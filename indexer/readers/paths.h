/*
 * What the path of a page says: its language, and which page is its translation. Any thread.
 *
 *     fr/coalition.txt, text/en/2019/coalition.html   a directory named fr or en, the last of them
 *     coalition.fr.html                               a suffix before the last; it wins over a directory
 */
#ifndef RACINE_INDEXER_PATHS_H
#define RACINE_INDEXER_PATHS_H

#include "base/arena.h"
#include "text/language.h"

/* LANG_NONE if the path says none. */
enum lang path_language(struct str path);

/* The path with "*" in place of what says its language: the same for all translations of a page. Empty if
 * it says none. False when memory is out. */
bool path_pair(struct arena *arena, struct str path, struct str *out);

/*
 * Where a link of the page at `path` leads, as a path of the same kind: html/fr/a.html and ../en/a.html?x#y
 * give html/en/a.html. A full address is kept as it is; a link from the root of the site (/en/a) is completed
 * from `url`, the page's own address, if that is known. Empty if the link leads above the SOURCE, or
 * nowhere. False when memory is out.
 */
bool path_resolve(struct arena *arena, struct str path, struct str url, struct str link, struct str *out);

#endif
