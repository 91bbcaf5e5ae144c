/*
 * The query engine alone, in process: no socket, no queue, no cache. Beside the bare loop it tells what the
 * engine costs; beside `load`, what the daemon adds. For profiles, too (perf, callgrind).
 *
 *   engine [-i] [-v] [-r ROUNDS] [-n COUNT] INDEX QUERIES any|all|phrase|best|suggest
 *
 * QUERIES holds a query a line; what follows a TAB is ignored, as the engine reads each query in all its
 * languages. Ten hits with title and snippet, or with -i no more than their docids; or ten suggestions. A
 * query's time is the least of the rounds (3); -v tells each, in microseconds after its line's number, on
 * standard error. `digest` sums up all that was found, to tell whether a change changed anything.
 */
#include <getopt.h>
#include <sys/resource.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "bench/figures.h"
#include "searchd/query/plan.h"
#include "searchd/search/rank.h"
#include "searchd/search/searcher.h"

enum { TOP = 10, QUERIES_MAX = 100000 };

struct engine {
    const struct generation *generation;
    struct searcher *searcher;
    struct vocabulary vocabulary; /* of its own, for docids alone */
    bool ids_only, verbose, suggests;
    enum request_match match;
    uint64_t digest, hits, without_hits;
};

static void add_to_digest(struct engine *engine, const void *bytes, size_t len)
{
    if (len)
        engine->digest = XXH3_64bits_withSeed(bytes, len, engine->digest);
}

static int find_ids(struct engine *engine, const struct request *request, struct arena *arena, struct err *e)
{
    struct query query;
    struct plan plan;
    struct ranking ranking;
    const struct search_limits *limits = &search_limits_default;
    int rc = request->match == MATCH_PHRASE
                 ? query_parse_phrase(request->query, limits, false, arena, &query, e)
                 : query_parse(request->query, limits, false, arena, &query, e);
    if (rc || (rc = plan_init(&plan, engine->generation, &engine->vocabulary, &query, LANG_NONE, arena, e)) ||
        (rc = rank_search(&plan, engine->vocabulary.reader, request, 0, &ranking, e)))
        return rc;
    engine->hits += ranking.count;
    engine->without_hits += ranking.count == 0;
    add_to_digest(engine, ranking.hits, ranking.count * sizeof *ranking.hits);
    return 0;
}

static int find_snippets(struct engine *engine, const struct request *request, struct arena *arena,
                         struct err *e)
{
    struct answer answer;
    int rc = searcher_run(engine->searcher, request, 0, arena, &answer, e);
    if (rc)
        return rc;
    engine->hits += answer.hit_count;
    engine->without_hits += answer.hit_count == 0;
    for (size_t i = 0; i < answer.hit_count; i++) {
        const struct answer_hit *hit = &answer.hits[i];
        add_to_digest(engine, &hit->docid, sizeof hit->docid);
        add_to_digest(engine, &hit->score, sizeof hit->score);
        add_to_digest(engine, hit->doc.title.ptr, hit->doc.title.len);
        add_to_digest(engine, hit->alternate.ptr, hit->alternate.len);
        add_to_digest(engine, hit->snippet.ptr, hit->snippet.len);
        add_to_digest(engine, hit->marks, hit->mark_count * sizeof *hit->marks);
        add_to_digest(engine, hit->title_marks, hit->title_mark_count * sizeof *hit->title_marks);
    }
    return 0;
}

static int find_suggestions(struct engine *engine, const struct request *request, struct arena *arena,
                            struct err *e)
{
    struct answer answer;
    int rc = searcher_run(engine->searcher, request, 0, arena, &answer, e);
    if (rc)
        return rc;
    engine->hits += answer.table->row_count;
    engine->without_hits += answer.table->row_count == 0;
    for (uint32_t i = 0; i < answer.table->row_count; i++) {
        struct str shown = table_row(answer.table, i)[SUGGEST_TEXT].text;
        add_to_digest(engine, shown.ptr, shown.len);
    }
    return 0;
}

static int ask(struct engine *engine, struct str text, struct arena *arena, struct err *e)
{
    const struct request request = {.verb = engine->suggests ? REQUEST_SUGGEST : REQUEST_SEARCH,
                                    .match = engine->match,
                                    .query = text,
                                    .limit = TOP,
                                    .snippets = !engine->ids_only};
    int rc = engine->suggests   ? find_suggestions(engine, &request, arena, e)
             : engine->ids_only ? find_ids(engine, &request, arena, e)
                                : find_snippets(engine, &request, arena, e);
    if (rc == ERR_QUERY) { /* nothing to search for */
        engine->without_hits++;
        rc = 0;
    }
    return rc;
}

static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int run_round(struct engine *engine, struct str text, uint64_t *took, struct err *e)
{
    struct arena arena = {0};
    size_t i = 0;
    int rc = 0;
    engine->digest = engine->hits = engine->without_hits = 0;
    for (; rc == 0 && text.len; i++) {
        struct str line = str_slice(text, 0, str_find(text, STR("\n")));
        text = str_slice(text, line.len + (line.len < text.len), text.len);
        uint64_t begun = cpu_ns();
        rc = ask(engine, str_slice(line, 0, str_find(line, STR("\t"))), &arena, e);
        arena_reset(&arena);
        uint64_t spent = cpu_ns() - begun;
        if (spent < took[i])
            took[i] = spent;
    }
    arena_fini(&arena);
    return rc;
}

static void print(const struct engine *engine, uint64_t *took, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += took[i];
    printf("queries\t%zu\nhits\t%llu\nwithout_hits\t%llu\ndigest\t%016llx\n", count,
           (unsigned long long)engine->hits, (unsigned long long)engine->without_hits,
           (unsigned long long)engine->digest);
    figures_print(took, count, sum);
}

/* The first `most` lines of a file, and how many there are. */
static int read_queries(const char *path, size_t most, struct buf *out, size_t *count, struct err *e)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    if (!file)
        return err_set(e, ERR_IO, "%s cannot be read", path);
    for (*count = 0; *count < most && getline(&line, &room, file) > 0; ++*count)
        buf_add_str(out, str_of(line));
    free(line);
    fclose(file);
    return buf_failed(out) ? err_memory(e) : 0;
}

static int open_engine(struct engine *engine, struct err *e)
{
    struct vocabulary *v = &engine->vocabulary;
    v->lists = generation_lists(engine->generation);
    v->lexicon = generation_lexicon(engine->generation);
    v->stats = generation_stats(engine->generation);
    v->expansions = search_limits_default.expansions;
    v->pattern_words = search_limits_default.pattern_words;
    int rc = analyzer_new(v->lists, &v->analyzer, e);
    if (rc == 0)
        rc = xap_reader_open(generation_postings_path(engine->generation), &v->reader, e);
    if (rc == 0)
        rc = searcher_new(engine->generation, &search_limits_default, &engine->searcher, e);
    return rc;
}

static int run(struct engine *engine, const char *index, const char *queries, unsigned rounds, size_t most,
               struct err *e)
{
    struct generation *generation = NULL;
    struct buf text = {0};
    size_t count = 0;
    uint64_t *took = NULL;
    int rc = read_queries(queries, most, &text, &count, e);
    if (rc == 0)
        rc = generation_open(index, false, &generation, e);
    engine->generation = generation;
    if (rc == 0)
        rc = open_engine(engine, e);
    if (rc == 0 && !(took = malloc((count + 1) * sizeof *took)))
        rc = err_memory(e);
    if (rc == 0)
        memset(took, 0xff, (count + 1) * sizeof *took);
    for (unsigned round = 0; rc == 0 && round < rounds; round++)
        rc = run_round(engine, buf_str(&text), took, e);
    for (size_t i = 0; rc == 0 && engine->verbose && i < count; i++)
        fprintf(stderr, "%zu\t%llu\n", i + 1, (unsigned long long)took[i] / 1000);
    if (rc == 0)
        print(engine, took, count);
    searcher_free(engine->searcher);
    xap_reader_close(engine->vocabulary.reader);
    analyzer_free(engine->vocabulary.analyzer);
    generation_close(generation);
    free(took);
    buf_fini(&text);
    return rc;
}

static int usage(void)
{
    fputs("usage: engine [-i] [-v] [-r ROUNDS] [-n COUNT] INDEX QUERIES any|all|phrase|best|suggest\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
        [MATCH_BEST] = "best", [MATCH_ANY] = "any", [MATCH_ALL] = "all", [MATCH_PHRASE] = "phrase"};
    struct engine engine = {.match = MATCH_PHRASE + 1};
    uint64_t rounds = 3, most = QUERIES_MAX;
    for (int option; (option = getopt(argc, argv, "ivr:n:")) != -1;) {
        if (option == 'i')
            engine.ids_only = true;
        else if (option == 'v')
            engine.verbose = true;
        else if (option == '?' || !str_to_u64(str_of(optarg), QUERIES_MAX, option == 'r' ? &rounds : &most))
            return usage();
    }
    if (argc - optind != 3)
        return usage();
    for (int i = 0; i <= MATCH_PHRASE; i++)
        if (strcmp(argv[optind + 2], names[i]) == 0)
            engine.match = (enum request_match)i;
    engine.suggests = strcmp(argv[optind + 2], "suggest") == 0;
    if (engine.suggests)
        engine.match = MATCH_BEST;
    if (engine.match > MATCH_PHRASE)
        return usage();
    struct err e;
    if (run(&engine, argv[optind], argv[optind + 1], (unsigned)rounds, most, &e) == 0)
        return 0;
    fprintf(stderr, "engine: %s\n", e.text);
    return 1;
}
