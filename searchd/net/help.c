/* See help.h. docs/protocol.md tells the same at length. */
#include "searchd/net/help.h"

static const char text[] =
    "One request a line, UTF-8. A reply is a status line (+OK, -ERR or -BUSY), its lines, and a line with a\n"
    "single dot. A line that begins with none of the verbs below is a query.\n"
    "\n"
    "sécurité énergie               pages with all the words, or else with some, best first\n"
    "SEARCH [option=value…] QUERY   the same, with options:\n"
    "    format=text|tsv|json       limit=10  offset=0         which page of answers\n"
    "    match=best|any|all|phrase  snippets=yes|no            lang=fr|en  preferred among equals\n"
    "    strict=yes|no  refuse a query that is not well formed       total=about|exact\n"
    "    sort=relevance|date|-date|title   facets=lang,type,tag,site,year,month|all  per_facet=10\n"
    "    --                         ends the options\n"
    "COUNT [option=value…] QUERY    how many pages (format, match, lang, strict)\n"
    "KWIC [option=value…] QUERY     every place of what is asked for, in its text (format, limit, offset, "
    "match,\n"
    "    sort=text|left|word|right|date  width=40  columns on either side)\n"
    "FACETS [option=value…] QUERY   how many by language, type… (the same, and facets, per_facet)\n"
    "TREND [option=value…] QUERY    how many in each period (the same, and by=year|month|day)\n"
    "GET [format=…] ID              a whole page, by the id that format=tsv and json show; "
    "part=fields|text,\n"
    "    from=BYTE to=BYTE, or around=BYTE words=60            a passage of its text\n"
    "EXPLAIN [option=value…] QUERY  what its words mean (format, match, lang, strict); id=ID: and its score\n"
    "SUGGEST [option=value…] WORDS  what they may become: the last one completed, titles (format,\n"
    "                               limit, lang)\n"
    "SIMILAR [option=value…] ID     pages like this one (format, limit, lang, snippets)\n"
    "STATS [format=…]               counters, limits and the index being served\n"
    "PING   HELP   QUIT\n"
    "\n"
    "Queries, in French and English alike, with or without accents:\n"
    "    \"exact phrase\"   vis*   *port   =Visa   (this form alone)   a NEAR/5 b   (five words between, at "
    "most)\n"
    "    -word   a OR b   (a OR b) AND c   NOT, ET, OU, SAUF: in capitals\n"
    "    title:word   title:(a b)   lang:fr   type: tag: site: url: id: pair:\n"
    "    date:2019   date:2019-06..2020   date:..2018   sort:date   sort:-date   sort:title\n"
    "\n"
    "printf 'sécurité\\n' | nc -N HOST PORT\n";

struct str help_text(void)
{
    return (struct str){text, sizeof text - 1};
}
