/*
 * The oracle: what queries find, told by a slow scan over the words of every document, compared with what the
 * engine finds in an index of the same documents; and the facets and trends of what they find.
 *
 *   oracle [--documents FILE] [--queries N] [--seed N] [--only NUMBER] [--query TEXT] INDEX
 *
 * FILE holds the documents as JSON Lines, - for standard input; without it they are read from the index. Each
 * query is asked with match=all and match=any. A difference is told with the seed, the number of the query,
 * the query, and a document with both verdicts; --only asks that one again, --query one of one's own.
 *
 * Shared with the engine: how a query is parsed (query.h), how text is cut into words (words.h), and what
 * a single word is in a language: its term, its key, whether it is a little word (analyze.h, fold.h), and
 * which language it is in where a document mixes two (stretches.h). All else is the oracle's: which forms a
 * word stands for, and which documents match. The definitions:
 *
 * - A document matches if it does as read in one of its languages. A query is read in every language, or in
 *   those that lang: at its top demands. In a document of two languages a word stands only in that of its
 *   paragraph (stretches.h), in a title in both; but a phrase whose words, but for little ones, do stand so
 *   may be anywhere, for there its words are told by spelling.
 * - A word stands for all forms with its term, and with the term of any form that has its key: other
 *   accents, capitals, hyphens, ligatures. Not of l' for l or l for l'; and of a word in capitals that is no
 *   little word (UN), not of one that is (un).
 * - Four words or more in capitals, with no other but those of two letters and numbers, are read small.
 * - Two to four words joined by hyphens are one compound; so are two side by side, from left to right, if
 *   some document has them as one (neither being a little word, nor digits meeting). It is there if all its
 *   parts are that are no little words, or the word in one piece. With match=any one part will do.
 * - A word in one piece that documents write with hyphens, at least once for a hundred without, is that
 *   compound too, by the parts of its most frequent spelling; with match=any all of them are needed.
 * - =Word is the form as typed, whether or not a hyphen joins it to the word before, unless one was typed. A
 *   word with stars is every form whose key begins, ends or goes on so. Either has to be among the document's
 *   words, and a form with its term among those of the language.
 * - Words side by side are a bag: all of them, or with match=any one; beside a phrase or parentheses, with
 *   match=any, none. Little words of a bag do not count, unless they are all that is looked for: the bag has
 *   nothing else in some language, no known word in any, and neither phrase nor parentheses beside it. A bag
 *   that is left with nothing says nothing in that language: what it is joined to decides, or else
 *   nothing matches.
 * - Under NOT each word of a bag is excluded; a compound is excluded as a whole.
 * - A phrase stands in the title or in the text, never across; a compound in it is its parts side by side, or
 *   the one word; a little word is any spelling of its key; elided words at its beginning do not count. A
 *   phrase of one word, unless that is a little one, is the word anywhere.
 * - NEAR: its phrases stand in some order in the title, or in the text, without sharing a word, and between
 *   each and the one before it in the text are so many words at most.
 * - title: is a phrase of the title. A document is of every day of its date, be that a month or a year.
 *   Values of type:, tag: and site: are compared without regard to capitals; a site is the host of the
 *   address, or a domain above it.
 * - url: is the beginning of the address after its scheme, or of its path; capitals count in the path only.
 *   id: is the document, pair: that and the one that it is paired with.
 */
#include <err.h>
#include <getopt.h>
#include <stdlib.h>

#include "oracle/asker.h"
#include "oracle/counts.h"
#include "oracle/judge.h"
#include "searchd/query/plan.h"
#include "searchd/search/searcher.h"

enum { TOLD_MAX = 20 };

struct trial {
    struct shelf shelf;
    struct judge judge;
    struct asker asker;
    struct generation *generation;
    struct vocabulary vocabulary;
    struct searcher *searcher;
    struct search_limits limits;
    struct arena arena;
    unsigned char *wanted, *found; /* by docid: verdict_bits */
    uint32_t asked, refused, without_hits, unjudged, differences;
};

/* --- the engine --- */

struct marking {
    unsigned char *found;
    unsigned char bit;
};

static bool mark(void *context, uint32_t docid)
{
    const struct marking *marking = context;
    marking->found[docid] |= marking->bit;
    return true;
}

/* Marks what the engine finds. */
static void find(struct trial *t, const struct query *query, enum plan_mode mode, unsigned char bit)
{
    struct marking marking = {t->found, bit};
    struct xap_query *postings;
    struct plan plan;
    struct err e;
    if (plan_init(&plan, t->generation, &t->vocabulary, query, LANG_NONE, &t->arena, &e) ||
        plan_query(&plan, mode, PLAN_PHRASES_NOW, &postings, &e) ||
        (postings && xap_each(t->vocabulary.reader, postings, 0, mark, &marking, &e)))
        errx(2, "the engine failed: %s", e.text);
    xap_query_free(postings);
}

/* --- differences --- */

static void tell(struct trial *t, uint32_t number, const char *kind, struct str query)
{
    printf("\nquery %u, seed %llu, %s: %.*s\n", number, (unsigned long long)t->asker.seed, kind,
           (int)query.len, query.ptr);
    t->differences++;
}

static void compare(struct trial *t, uint32_t number, const char *kind, struct str query, unsigned bit)
{
    uint32_t different = 0, wanted = 0, found = 0, first = 0;
    for (uint32_t docid = 1; docid <= t->shelf.count; docid++) {
        wanted += (t->wanted[docid] & bit) != 0;
        found += (t->found[docid] & bit) != 0;
        if (((t->wanted[docid] ^ t->found[docid]) & bit) && different++ == 0)
            first = docid;
    }
    if (!different)
        return;
    tell(t, number, kind, query);
    const struct document *doc = &t->shelf.documents[first].fields;
    printf("  match=%s: %u documents by the oracle, %u by the engine, %u different\n",
           bit == FOUND_ALL ? "all" : "any", wanted, found, different);
    printf("  document %u, %.*s: oracle %s, engine %s\n", first, (int)doc->id.len, doc->id.ptr,
           t->wanted[first] & bit ? "yes" : "no", t->found[first] & bit ? "yes" : "no");
}

/* --- requests: the same through the searcher --- */

static void compare_request(struct trial *t, uint32_t number, const char *kind, struct str query,
                            enum request_match match, unsigned bit)
{
    struct request request = {.verb = REQUEST_COUNT, .match = match, .query = query, .limit = 10};
    struct answer answer;
    struct err e;
    uint32_t wanted = 0, in[LANG_COUNT] = {0};
    for (uint32_t docid = 1; docid <= t->shelf.count; docid++)
        if (t->wanted[docid] & bit) {
            wanted++;
            in[t->shelf.documents[docid].fields.lang]++;
        }
    if (searcher_run(t->searcher, &request, 0, &t->arena, &answer, &e))
        errx(2, "the engine failed: %s", e.text);
    bool same = answer.totals.exact && answer.totals.documents == wanted;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        same &= answer.totals.in[lang] == in[lang];
    if (!same) {
        tell(t, number, kind, query);
        printf("  COUNT match=%s: %u documents (%u fr, %u en), it says %u (%u fr, %u en)\n",
               bit == FOUND_ALL ? "all" : "any", wanted, in[LANG_FR], in[LANG_EN], answer.totals.documents,
               answer.totals.in[LANG_FR], answer.totals.in[LANG_EN]);
    }
    if (wanted > t->limits.hits)
        return;
    request.verb = REQUEST_SEARCH;
    request.limit = t->limits.hits;
    if (searcher_run(t->searcher, &request, 0, &t->arena, &answer, &e))
        errx(2, "the engine failed: %s", e.text);
    uint32_t right = 0;
    for (size_t i = 0; i < answer.hit_count; i++)
        right += (t->wanted[answer.hits[i].docid] & bit) != 0;
    if (right == wanted && answer.hit_count == wanted && answer.totals.documents == wanted)
        return;
    tell(t, number, kind, query);
    printf("  SEARCH match=%s: %u documents, it lists %zu of which %u are right, and says %u\n",
           bit == FOUND_ALL ? "all" : "any", wanted, answer.hit_count, right, answer.totals.documents);
}

/* --- facets and trends --- */

/* One verb in a query, and one period in a trend, so that a query takes no longer than it must. */
static void compare_counts(struct trial *t, uint32_t number, const char *kind, struct str query)
{
    struct request request = {.verb = number % 2 ? REQUEST_FACETS : REQUEST_TREND,
                              .match = MATCH_ALL,
                              .query = query,
                              .facets = FACETS_ALL,
                              .per_facet = 1 + number % 7,
                              .by = (enum request_by)(number / 2 % 3)};
    const struct counted_set set = {&t->shelf, t->wanted, FOUND_ALL};
    struct answer answer;
    struct err e;
    int rc = searcher_run(t->searcher, &request, 0, &t->arena, &answer, &e);
    if (rc == ERR_LIMIT && request.verb == REQUEST_TREND)
        return; /* more days than a trend may have rows */
    if (rc)
        errx(2, "the engine failed: %s", e.text);
    const char *why =
        request.verb == REQUEST_FACETS ? counts_of_facets(&set, &answer) : counts_of_trend(&set, &answer);
    if (!why)
        return;
    tell(t, number, kind, query);
    printf("  %s match=all: %s\n", request.verb == REQUEST_FACETS ? "FACETS" : "TREND", why);
}

/* --- a query --- */

static void judge_all(struct trial *t)
{
    uint32_t any = 0;
    for (uint32_t docid = 1; docid <= t->shelf.count; docid++) {
        t->wanted[docid] = (unsigned char)judge_document(&t->judge, docid);
        t->found[docid] = 0;
        any += t->wanted[docid] != 0;
    }
    t->without_hits += any == 0;
}

static void try_query(struct trial *t, uint32_t number, const char *kind, struct str text)
{
    struct query query;
    struct err e;
    t->asked++;
    if (query_parse(text, &t->limits, false, &t->arena, &query, &e)) {
        t->refused++;
        return;
    }
    if (!judge_begin(&t->judge, &query)) {
        t->unjudged++;
        return;
    }
    judge_all(t);
    find(t, &query, PLAN_ALL, FOUND_ALL);
    find(t, &query, PLAN_ANY, FOUND_ANY);
    compare(t, number, kind, text, FOUND_ALL);
    compare(t, number, kind, text, FOUND_ANY);
    compare_request(t, number, kind, text, MATCH_ALL, FOUND_ALL);
    compare_request(t, number, kind, text, MATCH_ANY, FOUND_ANY);
    compare_counts(t, number, kind, text);
}

/* --- the program --- */

static void open_trial(struct trial *t, const char *index, const char *documents)
{
    struct err e;
    FILE *lines = NULL;
    if (generation_open(index, true, &t->generation, &e))
        errx(2, "%s", e.text);
    if (documents && !(lines = strcmp(documents, "-") == 0 ? stdin : fopen(documents, "re")))
        err(2, "%s", documents);
    shelf_fill(&t->shelf, t->generation, lines);
    if (lines && lines != stdin)
        fclose(lines);
    judge_init(&t->judge, &t->shelf);
    t->asker.shelf = &t->shelf;
    t->wanted = grow(NULL, (size_t)t->shelf.count + 1, 1);
    t->found = grow(NULL, (size_t)t->shelf.count + 1, 1);
    t->limits = search_limits_default;
    t->limits.pattern_words = t->shelf.forms.count; /* none is left out: which would be is not judged */
    struct vocabulary *v = &t->vocabulary;
    v->lists = generation_lists(t->generation);
    v->lexicon = generation_lexicon(t->generation);
    v->stats = generation_stats(t->generation);
    v->expansions = t->limits.expansions;
    v->pattern_words = t->limits.pattern_words;
    if (analyzer_new(v->lists, &v->analyzer, &e) ||
        xap_reader_open(generation_postings_path(t->generation), &v->reader, &e) ||
        documents_decoder_new(generation_documents(t->generation), generation_columns(t->generation),
                              &v->decoder, &e) ||
        searcher_new(t->generation, &t->limits, &t->searcher, &e))
        errx(2, "%s", e.text);
}

static void close_trial(struct trial *t)
{
    searcher_free(t->searcher);
    documents_decoder_free(t->vocabulary.decoder);
    xap_reader_close(t->vocabulary.reader);
    analyzer_free(t->vocabulary.analyzer);
    judge_fini(&t->judge);
    shelf_fini(&t->shelf);
    generation_close(t->generation);
    arena_fini(&t->arena);
    free(t->wanted);
    free(t->found);
}

static void run(struct trial *t, uint64_t queries, const char *own, uint64_t only)
{
    struct buf text = {0};
    if (own)
        try_query(t, 0, "own", str_of(own));
    arena_reset(&t->arena);
    for (uint64_t i = 0; !own && i < queries && t->differences < TOLD_MAX; i++) {
        if (only != UINT64_MAX && i != only)
            continue;
        const char *kind = asker_ask(&t->asker, (uint32_t)i, &text);
        try_query(t, (uint32_t)i, kind, buf_str(&text));
        arena_reset(&t->arena);
        if (only != UINT64_MAX)
            printf("%s: %.*s\n", kind, (int)text.len, text.ptr);
    }
    buf_fini(&text);
}

static uint64_t number_of(const char *text)
{
    uint64_t number;
    if (!str_to_u64(str_of(text), UINT32_MAX, &number))
        errx(2, "%s: this is no number", text);
    return number;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"documents", required_argument, NULL, 'd'}, {"queries", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'},      {"only", required_argument, NULL, 'o'},
        {"query", required_argument, NULL, 'q'},     {NULL, 0, NULL, 0}};
    static struct trial t;
    const char *documents = NULL, *own = NULL;
    uint64_t queries = 300, only = UINT64_MAX;
    t.asker.seed = 1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'd')
            documents = optarg;
        else if (option == 'q')
            own = optarg;
        else if (option == 'n')
            queries = number_of(optarg);
        else if (option == 's')
            t.asker.seed = number_of(optarg);
        else if (option == 'o')
            only = number_of(optarg);
        else
            return 2;
    }
    if (optind + 1 != argc)
        errx(2, "name the index");
    if (only != UINT64_MAX && only >= queries)
        queries = only + 1;
    open_trial(&t, argv[optind], documents);
    printf("seed %llu; %u documents of %llu words, %u forms\n", (unsigned long long)t.asker.seed,
           t.shelf.count, (unsigned long long)t.shelf.words, t.shelf.forms.count);
    run(&t, queries, own, only);
    printf("%u queries: %u without hits, %u refused, %u not judged; %u differences\n", t.asked,
           t.without_hits, t.refused, t.unjudged, t.differences);
    uint32_t differences = t.differences;
    close_trial(&t);
    return differences ? 1 : 0;
}
