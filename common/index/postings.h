/*
 * The vocabulary of the postings: how a term is spelt in Xapian, and the impact stored as its wdf.
 * Whoever writes postings and whoever queries them go through here. Any thread.
 *
 * A word is posted under its language's stem term, so that statistics never mix languages (the French
 * *main* is not the English one). A word of the title is posted once more under a title term.
 *
 *   E energi   F energ   N strasse      words: English, French, neither
 *   e energi   f energ   n strasse      the same in titles, for `title:`
 *   L fr   T speech   K energy   H diplomatie.example   Y 2019   M 201906
 *                                       language, type, tag, site (host of the url), year, month
 *
 * Impact: the BM25 term weight without its idf, quantised (Robertson & Zaragoza 2009; stored impacts:
 * Anh & Moffat 2005). Scoring is then idf × wdf, which needs no document length, and bounds are tight.
 */
#ifndef RACINE_INDEX_POSTINGS_H
#define RACINE_INDEX_POSTINGS_H

#include "base/str.h"
#include "text/language.h"

enum { POSTING_TERM_MAX = 240, IMPACT_MAX = 127 };

enum posting_kind {
    POSTING_WORD,  /* with a language */
    POSTING_TITLE, /* with a language */
    POSTING_LANG,
    POSTING_TYPE,
    POSTING_TAG,
    POSTING_SITE,
    POSTING_YEAR,
    POSTING_MONTH
};

/* BM25's constants and what a word of a title or heading counts against one of the body. */
#define BM25_K1 0.9
#define BM25_B 0.4
#define TITLE_WEIGHT 2.0   /* a title word counts as so many body words */
#define HEADING_WEIGHT 1.5 /* likewise */

/*
 * Spells a term into `out`; `lang` is ignored by kinds without a language. Types, tags and sites are
 * folded to lower case. Longer text is cut at POSTING_TERM_MAX bytes. Returns the length.
 */
size_t posting_term(enum posting_kind kind, enum lang lang, struct str text, char out[POSTING_TERM_MAX]);

/* The host of an absolute URL, without user and port, which POSTING_SITE is about; empty if there is none. */
struct str posting_site(struct str url);

/*
 * 1…IMPACT_MAX for a term of weighted frequency `tf` in a document of `length` words where the average
 * document of its language has `average`: round(127·tf / (tf + k1·(1 − b + b·length/average))).
 */
uint32_t posting_impact(double tf, double length, double average);

/* BM25's idf, ln(1 + (n − df + ½)/(df + ½)) for a term in `df` of a language's `n` documents. */
double posting_idf(uint64_t n, uint64_t df);

#endif
