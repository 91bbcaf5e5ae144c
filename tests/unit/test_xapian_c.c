/* xapian_c.h from plain C: every entry, and every error that it can be brought to give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "xapian-c/xapian_c.h"

static char folder[64];
static struct err err;

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *walk)
{
    (void)about;
    (void)type;
    (void)walk;
    return remove(path);
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/racine-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *in_folder(const char *name)
{
    static _Thread_local char paths[4][128];
    static _Thread_local int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* --- a collection to search ---
 * Document n of N has: "all" with wdf 1, "mod2" and "mod3" where n is divisible with wdf n mod 100 + 1,
 * "only_n" with wdf 5, and value 0 = N - n in four digits, but for documents divisible by 10. */

static int add_numbered(struct xap_writer *writer, unsigned n, unsigned of)
{
    char name[32], digits[32];
    struct xap_posting postings[4];
    struct xap_value value = {0, {digits, 4}};
    size_t count = 0;
    uint32_t docid;

    snprintf(name, sizeof name, "only_%u", n);
    snprintf(digits, sizeof digits, "%04u", of - n);
    postings[count++] = (struct xap_posting){STR("all"), 1};
    if (n % 2 == 0)
        postings[count++] = (struct xap_posting){STR("mod2"), n % 100 + 1};
    if (n % 3 == 0)
        postings[count++] = (struct xap_posting){STR("mod3"), n % 100 + 1};
    postings[count++] = (struct xap_posting){str_of(name), 5};
    return xap_writer_add(writer, postings, count, &value, n % 10 != 0, &docid, &err);
}

static void write_run(const char *path, unsigned from, unsigned to, unsigned of)
{
    struct xap_writer *writer;

    assert_int_equal(xap_writer_create(path, &writer, &err), 0);
    for (unsigned n = from; n < to; n++)
        assert_int_equal(add_numbered(writer, n, of), 0);
    assert_int_equal(xap_writer_finish(writer, &err), 0);
}

/* Documents 1…total in runs of at most `size`, compacted to `name`. */
static void build(const char *name, unsigned total, unsigned size)
{
    char *paths[400];
    size_t count = 0;

    for (unsigned from = 1; from <= total; from += size) {
        unsigned to = from + size <= total ? from + size : total + 1;

        assert_true(count < sizeof paths / sizeof *paths);
        assert_true(asprintf(&paths[count], "%s/%s-run%zu", folder, name, count) > 0);
        write_run(paths[count++], from, to, total);
    }
    assert_int_equal(xap_compact((const char *const *)paths, count, in_folder(name), &err), 0);
    while (count > 0)
        free(paths[--count]);
}

static struct xap_reader *open_reader(const char *name)
{
    struct xap_reader *reader;

    if (xap_reader_open(in_folder(name), &reader, &err) != 0)
        fail_msg("%s", err.text);
    return reader;
}

static int setup(void **state)
{
    if (make_folder(state) != 0)
        return -1;
    build("index", 1000, 300);
    *state = open_reader("index");
    return 0;
}

static int teardown(void **state)
{
    xap_reader_close(*state);
    return remove_folder(state);
}

/* --- queries in short --- */

static struct xap_query *term(const char *name, double weight)
{
    struct xap_query *query;

    assert_int_equal(xap_query_term(str_of(name), weight, &query, &err), 0);
    return query;
}

static struct xap_query *all(void)
{
    struct xap_query *query;

    assert_int_equal(xap_query_all(&query, &err), 0);
    return query;
}

static struct xap_query *join(enum xap_op op, struct xap_query *a, struct xap_query *b)
{
    struct xap_query *children[] = {a, b}, *query;

    assert_int_equal(xap_query_join(op, children, b ? 2 : 1, &query, &err), 0);
    return query;
}

static struct xap_query *keep(struct xap_query *of, xap_keep_fn fn, void *context, double likely)
{
    struct xap_query *query;

    assert_int_equal(xap_query_keep(of, fn, context, likely, &query, &err), 0);
    return query;
}

struct seen {
    uint32_t calls, last, stop_at;
    bool rising;
};

static bool see(void *context, uint32_t docid)
{
    struct seen *seen = context;

    if (docid <= seen->last)
        seen->rising = false;
    seen->last = docid;
    return ++seen->calls != seen->stop_at;
}

static uint32_t count_each(struct xap_reader *reader, const struct xap_query *query)
{
    struct seen seen = {.rising = true};

    if (xap_each(reader, query, 0, see, &seen, &err) != 0)
        fail_msg("%s", err.text);
    assert_true(seen.rising);
    return seen.calls;
}

/* --- writing --- */

static void ids_follow_the_paths(void **state)
{
    struct xap_reader *reader = *state;
    uint32_t count;
    char name[32];

    assert_int_equal(xap_doccount(reader, &count, &err), 0);
    assert_int_equal(count, 1000);
    for (unsigned n = 1; n <= 1000; n += 37) {
        struct seen seen = {.rising = true};

        snprintf(name, sizeof name, "only_%u", n);
        struct xap_query *query = term(name, 1);
        assert_int_equal(xap_each(reader, query, 0, see, &seen, &err), 0);
        xap_query_free(query);
        assert_int_equal(seen.calls, 1);
        assert_int_equal(seen.last, n);
    }
}

static void documents_without_terms_count(void **state)
{
    const char *paths[] = {in_folder("bare-a"), in_folder("bare-b"), in_folder("bare-c")};
    struct xap_reader *reader;
    struct xap_writer *writer;
    struct seen seen = {.rising = true};
    uint32_t docid, count;

    (void)state;
    assert_int_equal(xap_writer_create(paths[0], &writer, &err), 0);
    assert_int_equal(add_numbered(writer, 1, 9), 0);
    for (uint32_t i = 2; i <= 4; i++) {
        assert_int_equal(xap_writer_add(writer, NULL, 0, NULL, 0, &docid, &err), 0);
        assert_int_equal(docid, i);
    }
    assert_int_equal(xap_writer_finish(writer, &err), 0);
    assert_int_equal(xap_writer_create(paths[1], &writer, &err), 0);
    assert_int_equal(xap_writer_finish(writer, &err), 0);
    assert_int_equal(xap_writer_create(paths[2], &writer, &err), 0);
    assert_int_equal(xap_writer_add(writer, NULL, 0, NULL, 0, &docid, &err), 0);
    assert_int_equal(add_numbered(writer, 2, 9), 0);
    assert_int_equal(xap_writer_finish(writer, &err), 0);

    assert_int_equal(xap_compact(paths, 3, in_folder("bare"), &err), 0);
    reader = open_reader("bare");
    assert_int_equal(xap_doccount(reader, &count, &err), 0);
    assert_int_equal(count, 6);
    struct xap_query *query = term("only_2", 1);
    assert_int_equal(xap_each(reader, query, 0, see, &seen, &err), 0);
    assert_int_equal(seen.last, 6);
    xap_query_free(query);
    xap_reader_close(reader);
}

static void an_empty_run_makes_an_empty_index(void **state)
{
    const char *path = in_folder("none-run");
    struct xap_reader *reader;
    uint32_t count = 1;

    (void)state;
    write_run(path, 1, 1, 0);
    assert_int_equal(xap_compact(&path, 1, in_folder("none"), &err), 0);
    reader = open_reader("none");
    assert_int_equal(xap_doccount(reader, &count, &err), 0);
    assert_int_equal(count, 0);
    struct xap_query *query = all();
    assert_int_equal(count_each(reader, query), 0);
    struct arena arena = {0};
    struct xap_result result;
    assert_int_equal(
        xap_search(reader, &(struct xap_search){.query = query, .count = 5}, &arena, &result, &err), 0);
    assert_int_equal(result.count, 0);
    arena_fini(&arena);
    xap_query_free(query);
    xap_reader_close(reader);
}

static void terms_at_their_limit(void **state)
{
    char long_term[XAP_TERM_MAX + 1], zeros[123];
    struct xap_posting posting = {{long_term, XAP_TERM_MAX}, 1};
    struct xap_value value = {UINT32_MAX, STR("x")};
    const char *path = in_folder("limits-run");
    struct xap_writer *writer;
    struct xap_reader *reader;
    uint32_t docid, count;

    (void)state;
    memset(long_term, 'x', sizeof long_term);
    memset(zeros, 0, sizeof zeros);
    assert_int_equal(xap_writer_create(path, &writer, &err), 0);
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), 0);
    posting.term.len++;
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), ERR_LIMIT);
    posting.term = (struct str){zeros, 122};
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), 0);
    posting.term.len++;
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), ERR_LIMIT);
    posting.term.len = 0;
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), ERR_LIMIT);
    posting = (struct xap_posting){STR("heavy"), UINT32_MAX - 1};
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), 0);
    posting.wdf++;
    assert_int_equal(xap_writer_add(writer, &posting, 1, NULL, 0, &docid, &err), ERR_LIMIT);
    assert_int_equal(xap_writer_add(writer, NULL, 0, &value, 1, &docid, &err), ERR_LIMIT);
    value.slot--;
    assert_int_equal(xap_writer_add(writer, NULL, 0, &value, 1, &docid, &err), 0);
    assert_int_equal(docid, 4);
    assert_int_equal(xap_writer_finish(writer, &err), 0);

    assert_int_equal(xap_compact(&path, 1, in_folder("limits"), &err), 0);
    reader = open_reader("limits");
    assert_int_equal(xap_termfreq(reader, (struct str){long_term, XAP_TERM_MAX}, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(xap_termfreq(reader, (struct str){long_term, XAP_TERM_MAX + 1}, &count, &err), 0);
    assert_int_equal(count, 0);
    assert_int_equal(xap_termfreq(reader, (struct str){zeros, 122}, &count, &err), 0);
    assert_int_equal(count, 1);
    xap_reader_close(reader);
}

static void an_aborted_run_leaves_nothing(void **state)
{
    struct xap_writer *writer;
    struct xap_reader *reader;
    uint32_t count;

    (void)state;
    assert_int_equal(xap_writer_create(in_folder("aborted"), &writer, &err), 0);
    assert_int_equal(add_numbered(writer, 1, 9), 0);
    xap_writer_abort(writer);
    xap_writer_abort(NULL);
    reader = open_reader("aborted");
    assert_int_equal(xap_doccount(reader, &count, &err), 0);
    assert_int_equal(count, 0);
    xap_reader_close(reader);
}

static void read_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rb");
    struct stat about;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &about), 0);
    assert_non_null(buf_room(out, (size_t)about.st_size));
    assert_int_equal(fread(out->ptr, 1, (size_t)about.st_size, file), about.st_size);
    out->len = (size_t)about.st_size;
    fclose(file);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    struct buf once = {0}, again = {0};

    (void)state;
    build("once", 700, 200);
    build("again", 700, 200);
    read_file(in_folder("once"), &once);
    read_file(in_folder("again"), &again);
    assert_true(once.len == again.len && memcmp(once.ptr, again.ptr, once.len) == 0);
    buf_fini(&once);
    buf_fini(&again);
}

/* Past the number of databases merged at once, in two passes. */
static void many_runs(void **state)
{
    struct xap_reader *reader;
    struct xap_query *query;
    uint32_t count;

    (void)state;
    build("many", 257, 1);
    reader = open_reader("many");
    assert_int_equal(xap_doccount(reader, &count, &err), 0);
    assert_int_equal(count, 257);
    struct seen seen = {.rising = true};
    query = term("only_257", 1);
    assert_int_equal(xap_each(reader, query, 0, see, &seen, &err), 0);
    assert_int_equal(seen.last, 257);
    assert_int_equal(access(in_folder("many.part0"), F_OK), -1);
    xap_query_free(query);
    xap_reader_close(reader);
}

static void compaction_refuses(void **state)
{
    const char *absent = in_folder("absent"), *there = in_folder("index");

    (void)state;
    assert_int_equal(xap_compact(NULL, 0, in_folder("result"), &err), ERR_EMPTY);
    assert_int_equal(xap_compact(&absent, 1, in_folder("result"), &err), ERR_NOT_FOUND);
    assert_int_equal(access(in_folder("result"), F_OK), -1);
    assert_int_equal(xap_compact(&there, 1, there, &err), ERR_IO);
    assert_int_equal(xap_compact(&there, 1, in_folder("no/such/folder"), &err), ERR_IO);
    assert_int_equal(xap_compact(&there, 65537, in_folder("result"), &err), ERR_LIMIT);
    xap_reader_close(open_reader("index"));
}

/* --- reading --- */

static void values_and_frequencies(void **state)
{
    struct xap_reader *reader = *state;
    struct buf value = {0};
    uint32_t count;
    static const struct {
        const char *term;
        uint32_t count;
    } cases[] = {{"all", 1000}, {"mod2", 500}, {"mod3", 333}, {"only_7", 1}, {"unknown", 0}, {"", 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(xap_termfreq(reader, str_of(cases[i].term), &count, &err), 0);
        assert_int_equal(count, cases[i].count);
    }
    buf_add_char(&value, '=');
    assert_int_equal(xap_value(reader, 301, 0, &value, &err), 0);
    assert_int_equal(xap_value(reader, 310, 0, &value, &err), 0);
    assert_int_equal(xap_value(reader, 301, 1, &value, &err), 0);
    assert_true(str_equal(buf_str(&value), STR("=0699")));
    assert_int_equal(xap_value(reader, 0, 0, &value, &err), ERR_NOT_FOUND);
    assert_int_equal(xap_value(reader, 1001, 0, &value, &err), ERR_NOT_FOUND);
    assert_int_equal(xap_reader_reopen(reader, &err), 0);
    buf_fini(&value);
}

/* --- queries --- */

static void unfinished_queries_are_refused(void **state)
{
    struct xap_query *query, *pair[2] = {all(), NULL};
    char long_term[XAP_TERM_MAX + 1];
    struct {
        struct str term;
        double weight;
        int code;
    } cases[] = {
        {STR(""), 1, ERR_QUERY},
        {STR("x"), -1, ERR_QUERY},
        {STR("x"), 1.0 / 0.0, ERR_QUERY},
        {STR("x"), 0.0 / 0.0, ERR_QUERY},
        {{long_term, XAP_TERM_MAX + 1}, 1, ERR_LIMIT},
        {{long_term, XAP_TERM_MAX}, 1, 0},
        {STR("x"), 0, 0},
    };

    (void)state;
    memset(long_term, 'x', sizeof long_term);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(xap_query_term(cases[i].term, cases[i].weight, &query, &err), cases[i].code);
        assert_true((query == NULL) == (cases[i].code != 0));
        xap_query_free(query);
    }
    assert_int_equal(xap_query_join(XAP_AND, NULL, 0, &query, &err), ERR_QUERY);
    assert_int_equal(xap_query_join(XAP_AND, pair, 2, &query, &err), ERR_QUERY);
    assert_null(query);
    assert_int_equal(xap_query_keep(NULL, see, NULL, 1, &query, &err), ERR_QUERY);
    xap_query_free(NULL);
}

static void depth_is_limited(void **state)
{
    struct xap_query *query = term("all", 1);

    for (int depth = 2; depth <= XAP_DEPTH_MAX; depth++)
        query = join(depth % 2 ? XAP_AND : XAP_OR, query, term("mod2", 1));
    assert_int_equal(count_each(*state, query), 500);
    assert_int_equal(xap_query_join(XAP_AND, &query, 1, &query, &err), ERR_LIMIT);
    assert_null(query);
}

static void width_is_limited(void **state)
{
    static struct xap_query *many[XAP_CHILDREN_MAX + 1];
    struct xap_query *query;

    for (size_t count = XAP_CHILDREN_MAX; count <= XAP_CHILDREN_MAX + 1; count++) {
        for (size_t i = 0; i < count; i++)
            many[i] = term("mod2", 1);
        assert_int_equal(xap_query_join(XAP_AND, many, count, &query, &err),
                         count > XAP_CHILDREN_MAX ? ERR_LIMIT : 0);
        if (query)
            assert_int_equal(count_each(*state, query), 500);
        xap_query_free(query);
    }
}

static void operators_match(void **state)
{
    struct {
        enum xap_op op;
        uint32_t count;
        double score_of_6; /* mod2 weighs 2, mod3 3; the wdf of both is 7 */
    } cases[] = {
        {XAP_AND, 166, 35},     {XAP_OR, 667, 35},     {XAP_MAX, 667, 21},
        {XAP_AND_NOT, 334, -1}, {XAP_FILTER, 166, 14}, {XAP_AND_MAYBE, 500, 35},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xap_query *query = join(cases[i].op, term("mod2", 2), term("mod3", 3));
        struct arena arena = {0};
        struct xap_result result;
        struct xap_search search = {.query = query, .count = 1000};
        double score = -1;

        assert_int_equal(count_each(*state, query), cases[i].count);
        assert_int_equal(xap_search(*state, &search, &arena, &result, &err), 0);
        assert_int_equal(result.count, cases[i].count);
        assert_int_equal(result.total_lower, cases[i].count);
        assert_int_equal(result.total_estimate, cases[i].count);
        assert_int_equal(result.total_upper, cases[i].count);
        for (uint32_t j = 0; j < result.count; j++) {
            const struct xap_hit *hit = &result.hits[j];

            if (hit->docid == 6)
                score = hit->score;
            if (j > 0)
                assert_true(hit[-1].score > hit->score ||
                            (hit[-1].score == hit->score && hit[-1].docid < hit->docid));
        }
        assert_true(score == cases[i].score_of_6);
        arena_fini(&arena);
        xap_query_free(query);
    }
}

/* Xapian 1.4.22 by itself crashes when a MAX ends together with what stands beside it in an OR: all of these
 * terms are in the last document. See EndSource. */
static void a_max_may_end_with_all_beside_it(void **state)
{
    static const char *const names[] = {"all", "mod2", "only_1000", "mod3"};

    for (unsigned i = 0; i < 4 * 4 * 4 * 4; i++)
        for (uint32_t count = 1; count <= 1000; count *= 10) {
            struct xap_query *parts = join(i % 3 ? XAP_OR : XAP_AND, term(names[i % 4], 1), term("mod2", 2));
            struct xap_query *max = join(XAP_MAX, term(names[i / 4 % 4], 2), parts);
            struct xap_query *most = join(XAP_MAX, term(names[i / 16 % 4], 1), term("all", 1));
            struct xap_query *query = join(i % 5 ? XAP_OR : XAP_AND, max, most);
            query = join(XAP_OR, query, term(names[i / 64], 1));
            struct xap_search search = {.query = query, .count = count};
            struct arena arena = {0};
            struct xap_result result;

            uint32_t all = count_each(*state, query);
            assert_int_equal(xap_search(*state, &search, &arena, &result, &err), 0);
            assert_int_equal(result.count, all < count ? all : count);
            for (uint32_t hit = 0; hit < result.count; hit++)
                assert_true(result.hits[hit].docid <= 1000);
            arena_fini(&arena);
            xap_query_free(query);
        }
}

/* --- documents as lists --- */

static struct xap_docs union_of(struct xap_reader *reader, const char *one, const char *other,
                                struct arena *arena)
{
    struct str terms[] = {str_of(one), str_of(other)};
    struct xap_docs docs;

    assert_int_equal(xap_union(reader, terms, 2, 0, arena, &docs, &err), 0);
    return docs;
}

static void a_union_has_the_documents_of_all_terms(void **state)
{
    struct arena arena = {0};
    struct xap_docs docs = union_of(*state, "mod2", "mod3", &arena);
    uint32_t at = 0;

    for (uint32_t n = 1; n <= 1000; n++) {
        if (n % 2 && n % 3)
            continue;
        assert_int_equal(docs.docids[at], n);
        assert_int_equal(docs.wdfs[at++], n % 100 + 1);
    }
    assert_int_equal(docs.count, at);
    docs = union_of(*state, "only_7", "all", &arena);
    assert_int_equal(docs.count, 1000);
    assert_int_equal(docs.wdfs[5], 1);
    assert_int_equal(docs.wdfs[6], 5); /* the higher of both */
    assert_int_equal(union_of(*state, "none", "", &arena).count, 0);
    assert_int_equal(xap_union(*state, NULL, 0, 0, &arena, &docs, &err), 0);
    assert_int_equal(docs.count, 0);
    struct str all = STR("all");
    assert_int_equal(xap_union(*state, &all, 1, 1, &arena, &docs, &err), ERR_DEADLINE);
    arena_fini(&arena);
}

static struct xap_query *docs_query(const struct xap_docs *docs, double weight)
{
    struct xap_query *query;

    assert_int_equal(xap_query_docs(docs, weight, &query, &err), 0);
    return query;
}

/* A list of documents stands for its term in every place of a query: the same hits with the same scores. */
static void documents_match_as_their_term(void **state)
{
    static const enum xap_op ops[] = {XAP_AND, XAP_OR, XAP_MAX, XAP_AND_NOT, XAP_FILTER, XAP_AND_MAYBE};
    struct arena arena = {0};
    struct xap_docs two = union_of(*state, "mod2", "mod2", &arena);
    struct xap_docs three = union_of(*state, "mod3", "mod3", &arena);

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        for (uint32_t count = 1; count <= 1000; count *= 10) {
            struct xap_query *queries[] = {join(ops[i], term("mod2", 2), term("mod3", 3)),
                                           join(ops[i], docs_query(&two, 2), term("mod3", 3)),
                                           join(ops[i], term("mod2", 2), docs_query(&three, 3)),
                                           join(ops[i], docs_query(&two, 2), docs_query(&three, 3))};
            struct xap_result results[4];
            for (size_t j = 0; j < 4; j++) {
                struct xap_search search = {.query = queries[j], .count = count};
                assert_int_equal(xap_search(*state, &search, &arena, &results[j], &err), 0);
                assert_int_equal(results[j].count, results[0].count);
                for (uint32_t k = 0; k < results[j].count; k++) {
                    assert_int_equal(results[j].hits[k].docid, results[0].hits[k].docid);
                    assert_true(results[j].hits[k].score == results[0].hits[k].score);
                }
                assert_int_equal(count_each(*state, queries[j]), count_each(*state, queries[0]));
            }
            for (size_t j = 0; j < 4; j++)
                xap_query_free(queries[j]);
        }
    arena_fini(&arena);
}

static void documents_without_scores(void **state)
{
    static const uint32_t docids[] = {6, 600};
    const struct xap_docs some = {docids, NULL, 2}, none = {NULL, NULL, 0};
    struct xap_query *query = join(XAP_FILTER, term("mod3", 1), docs_query(&some, 9));

    assert_int_equal(count_each(*state, query), 2);
    xap_query_free(query);
    query = join(XAP_OR, docs_query(&none, 1), docs_query(&some, 9));
    assert_int_equal(count_each(*state, query), 2);
    xap_query_free(query);
    assert_int_equal(xap_query_docs(&some, -1, &query, &err), ERR_QUERY);
    assert_null(query);
}

/* The first page, found with pruning, is the start of the whole list, found without. */
static void pruning_changes_nothing(void **state)
{
    struct xap_query *query =
        join(XAP_OR, join(XAP_MAX, term("mod2", 1.5), term("mod3", 2.5)), term("all", 0.25));
    struct arena arena = {0};
    struct xap_result whole, page;

    assert_int_equal(
        xap_search(*state, &(struct xap_search){.query = query, .count = 1000}, &arena, &whole, &err), 0);
    for (uint32_t first = 0; first < 40; first += 10) {
        struct xap_search search = {.query = query, .first = first, .count = 10};

        assert_int_equal(xap_search(*state, &search, &arena, &page, &err), 0);
        assert_int_equal(page.count, 10);
        for (uint32_t i = 0; i < 10; i++) {
            assert_int_equal(page.hits[i].docid, whole.hits[first + i].docid);
            assert_true(page.hits[i].score == whole.hits[first + i].score);
        }
        assert_true(page.total_lower <= 1000 && page.total_upper >= 1000);
    }
    struct xap_search beyond = {.query = query, .first = UINT32_MAX, .count = UINT32_MAX};
    assert_int_equal(xap_search(*state, &beyond, &arena, &page, &err), 0);
    assert_int_equal(page.count, 0);
    struct xap_search exact = {.query = query, .count = 10, .check_at_least = UINT32_MAX};
    assert_int_equal(xap_search(*state, &exact, &arena, &page, &err), 0);
    assert_int_equal(page.total_lower, 1000);
    assert_int_equal(page.total_upper, 1000);
    arena_fini(&arena);
    xap_query_free(query);
}

static void sorting_by_value(void **state)
{
    struct xap_query *query = all();
    struct arena arena = {0};
    struct xap_result result;
    struct xap_search search = {.query = query, .count = 102, .sort = XAP_BY_VALUE};

    /* Documents without a value come first, then the lowest value. */
    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), 0);
    assert_int_equal(result.hits[0].docid, 10);
    assert_int_equal(result.hits[99].docid, 1000);
    assert_int_equal(result.hits[100].docid, 999);
    search.sort = XAP_BY_VALUE_REVERSE;
    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), 0);
    assert_int_equal(result.hits[0].docid, 1);
    assert_int_equal(result.hits[1].docid, 2);
    arena_fini(&arena);
    xap_query_free(query);
}

/* --- callbacks --- */

static bool keep_fifths(void *context, uint32_t docid)
{
    see(context, docid);
    return docid % 5 == 0;
}

static void keep_is_asked_once_a_candidate(void **state)
{
    enum shape { ALONE, BESIDE_AND, OVER_NOT, IN_OR, OVER_MAYBE, WIDE, SHAPES };
    static const uint32_t calls[SHAPES] = {500, 166, 334, 500, 500, 500};
    static const uint32_t matches[SHAPES] = {100, 33, 67, 400, 100, 100};

    for (int shape = 0; shape < SHAPES; shape++) {
        /* Told that it keeps hardly any, the matcher must still not begin with it. */
        struct seen seen = {.rising = true};
        struct xap_query *query, *wide[20];
        struct arena arena = {0};
        struct xap_result result;

        for (size_t i = 0; shape == WIDE && i < 20; i++)
            wide[i] = term("mod2", 1);
        switch (shape) {
        case BESIDE_AND:
            query = join(XAP_AND, keep(term("mod2", 1), keep_fifths, &seen, 0.001), term("mod3", 1));
            break;
        case OVER_NOT:
            query = keep(join(XAP_AND_NOT, term("mod2", 1), term("mod3", 1)), keep_fifths, &seen, 0.001);
            break;
        case IN_OR:
            query = join(XAP_OR, keep(term("mod2", 1), keep_fifths, &seen, 0.001), term("mod3", 1));
            break;
        case OVER_MAYBE:
            query = keep(join(XAP_AND_MAYBE, term("mod2", 1), term("mod3", 1)), keep_fifths, &seen, 2);
            break;
        case WIDE:
            assert_int_equal(xap_query_join(XAP_OR, wide, 20, &query, &err), 0);
            query = keep(query, keep_fifths, &seen, 0.0 / 0.0);
            break;
        default:
            query = keep(term("mod2", 1), keep_fifths, &seen, -1);
        }
        assert_int_equal(
            xap_search(*state, &(struct xap_search){.query = query, .count = 1000}, &arena, &result, &err),
            0);
        assert_int_equal(result.count, matches[shape]);
        assert_int_equal(seen.calls, calls[shape]);
        assert_true(seen.rising);

        /* The tree is as it was, and may be searched again. */
        seen = (struct seen){.rising = true};
        assert_int_equal(count_each(*state, query), matches[shape]);
        assert_int_equal(seen.calls, calls[shape]);
        arena_fini(&arena);
        xap_query_free(query);
    }
}

static void the_estimate_heeds_what_is_kept(void **state)
{
    struct seen seen = {.rising = true};
    struct xap_query *query = keep(all(), keep_fifths, &seen, 0.25);
    struct arena arena = {0};
    struct xap_result result;

    assert_int_equal(
        xap_search(*state, &(struct xap_search){.query = query, .count = 3}, &arena, &result, &err), 0);
    assert_int_equal(result.count, 3);
    assert_int_equal(result.total_lower, 3);
    assert_int_equal(result.total_estimate, 250);
    assert_int_equal(result.total_upper, 1000);
    assert_int_equal(seen.calls, 15); /* unweighted: the first three will do */
    arena_fini(&arena);
    xap_query_free(query);
}

static void each_stops_when_told(void **state)
{
    struct seen seen = {.rising = true, .stop_at = 7};
    struct xap_query *query = join(XAP_AND_NOT, term("mod2", 1), term("mod3", 1));

    assert_int_equal(xap_each(*state, query, 0, see, &seen, &err), 0);
    assert_int_equal(seen.calls, 7);
    assert_int_equal(seen.last, 20);
    xap_query_free(query);
}

/* --- deadlines --- */

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Slow by itself: the whole collection takes at least a second, so a deadline of 20 ms falls within. */
static bool slow(void *context, uint32_t docid)
{
    uint64_t until = now_ns() + 1000000;

    while (now_ns() < until)
        ;
    see(context, docid);
    return true;
}

static void a_past_deadline_ends_at_once(void **state)
{
    struct seen seen = {.rising = true};
    struct xap_query *query = all();
    struct arena arena = {0};
    struct xap_result result;
    struct xap_search search = {.query = query, .count = 10, .deadline_ns = 1};

    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), ERR_DEADLINE);
    assert_int_equal(result.count, 0);
    assert_int_equal(xap_each(*state, query, 1, see, &seen, &err), ERR_DEADLINE);
    assert_int_equal(seen.calls, 0);
    arena_fini(&arena);
    xap_query_free(query);
}

static void a_slow_callback_ends_at_the_deadline(void **state)
{
    struct seen seen = {.rising = true};
    struct xap_query *query = keep(term("all", 1), slow, &seen, 1);
    struct arena arena = {0};
    struct xap_result result;
    struct xap_search search = {.query = query, .count = 1000, .deadline_ns = now_ns() + 20000000};

    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), ERR_DEADLINE);
    assert_in_range(seen.calls, 1, 999);
    search.deadline_ns = now_ns() + 3600000000000;
    search.count = 3;
    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), 0);
    arena_fini(&arena);
    xap_query_free(query);
}

/* Without a callback: millions of postings, weighed or only stepped over. */
static void a_wide_query_ends_at_the_deadline(void **state)
{
    struct xap_query *many[XAP_CHILDREN_MAX], *query, *pair[2];
    struct arena arena = {0};
    struct xap_result result;
    struct seen seen = {.rising = true};
    size_t count = sizeof many / sizeof *many;

    for (size_t i = 0; i < count; i++)
        many[i] = term(i % 2 ? "mod2" : "all", 1);
    assert_int_equal(xap_query_join(XAP_OR, many, count, &query, &err), 0);
    struct xap_search search = {.query = query, .count = 1000, .deadline_ns = now_ns() + 1000000};
    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), ERR_DEADLINE);
    assert_int_equal(xap_each(*state, query, now_ns() + 1000000, see, &seen, &err), ERR_DEADLINE);
    assert_true(seen.calls < 1000);
    pair[0] = query;
    pair[1] = term("mod3", 1);
    assert_int_equal(xap_query_join(XAP_FILTER, pair, 2, &query, &err), 0);
    search.query = query;
    search.deadline_ns = now_ns() + 1000000;
    assert_int_equal(xap_search(*state, &search, &arena, &result, &err), ERR_DEADLINE);
    arena_fini(&arena);
    xap_query_free(query);
}

/* --- errors --- */

/* Xapian 1.4 itself leaks when memory runs out in its matcher, or the disk in its compaction; the leak
 * sanitizer, where there is one, is not to count what was allocated in between. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static void leaks_of_xapian_begin(void)
{
    if (__lsan_disable)
        __lsan_disable();
}

static void leaks_of_xapian_end(void)
{
    if (__lsan_enable)
        __lsan_enable();
}

static void nothing_there(void **state)
{
    struct xap_reader *reader;

    (void)state;
    assert_int_equal(xap_reader_open(in_folder("absent"), &reader, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "absent"));
    assert_null(reader);
    assert_int_equal(xap_reader_open(in_folder("index/under-a-file"), &reader, &err), ERR_NOT_FOUND);
    assert_int_equal(mkdir(in_folder("hollow"), 0700), 0);
    assert_int_equal(xap_reader_open(in_folder("hollow"), &reader, &err), ERR_NOT_FOUND);
    xap_reader_close(NULL);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void the_system_refuses(void **state)
{
    const char *index = in_folder("index");
    struct rlimit before, small;
    struct xap_reader *reader;
    struct xap_writer *writer;

    (void)state;
    assert_int_equal(symlink("loop", in_folder("loop")), 0);
    assert_int_equal(xap_reader_open(in_folder("loop"), &reader, &err), ERR_IO);
    assert_int_equal(xap_writer_create(in_folder("no/such/folder"), &writer, &err), ERR_IO);
    assert_null(writer);
    assert_int_equal(xap_writer_create(in_folder("index-run0"), &writer, &err), ERR_IO);

    /* A full disk, played by a limit on the size of files. */
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){20000, before.rlim_max};
    assert_int_equal(xap_writer_create(in_folder("full-run"), &writer, &err), 0);
    for (unsigned n = 1; n < 2000; n++)
        assert_int_equal(add_numbered(writer, n, 2000), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int finished = xap_writer_finish(writer, &err);
    leaks_of_xapian_begin();
    int compacted = xap_compact(&index, 1, in_folder("full"), &err);
    leaks_of_xapian_end();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(finished, ERR_IO);
    assert_int_equal(compacted, ERR_IO);
    assert_int_equal(access(in_folder("full"), F_OK), -1);
}

static void another_writer(void **state)
{
    const char *path = in_folder("locked");
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    struct xap_writer *writer;
    int lock;

    (void)state;
    assert_int_equal(mkdir(path, 0700), 0);
    lock = open(in_folder("locked/flintlock"), O_RDWR | O_CREAT, 0600);
    assert_true(lock >= 0);
    assert_int_equal(fcntl(lock, F_OFD_SETLK, &whole), 0);
    assert_int_equal(xap_writer_create(path, &writer, &err), ERR_LOCKED);
    assert_null(writer);
    close(lock);
    assert_int_equal(xap_writer_create(path, &writer, &err), 0);
    xap_writer_abort(writer);
}

static void damaged_files(void **state)
{
    /* Xapian takes a short text file for a list of databases; ours must not. */
    static const char list[] = "auto index\n";
    struct buf good = {0};
    struct xap_reader *reader;

    (void)state;
    read_file(in_folder("index"), &good);
    write_file(in_folder("list"), list, sizeof list - 1);
    assert_int_equal(xap_reader_open(in_folder("list"), &reader, &err), ERR_FORMAT);
    write_file(in_folder("empty"), "", 0);
    assert_int_equal(xap_reader_open(in_folder("empty"), &reader, &err), ERR_FORMAT);
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_int_equal(xap_reader_open(in_folder("pipe"), &reader, &err), ERR_FORMAT);

    good.ptr[3] ^= 1; /* the magic */
    write_file(in_folder("magic"), good.ptr, good.len);
    assert_int_equal(xap_reader_open(in_folder("magic"), &reader, &err), ERR_FORMAT);
    good.ptr[3] ^= 1;
    good.ptr[15] ^= 1; /* the version */
    write_file(in_folder("version"), good.ptr, good.len);
    assert_int_equal(xap_reader_open(in_folder("version"), &reader, &err), ERR_VERSION);
    assert_true(err.hint[0] != '\0');
    good.ptr[15] ^= 1;

    /* All blocks but the first gone. */
    write_file(in_folder("short"), good.ptr, 4096);
    int code = xap_reader_open(in_folder("short"), &reader, &err);
    uint32_t count;
    if (code == 0) {
        code = xap_termfreq(reader, STR("all"), &count, &err);
        xap_reader_close(reader);
    }
    assert_int_equal(code, ERR_FORMAT);
    buf_fini(&good);
}

/* A reader whose file is then overwritten as a writer overwrites an old revision: its blocks come back newer
 * than those that point to them. Only the first call is told; after it the reader has to be reopened. */
static struct xap_reader *stale_reader(void)
{
    enum { BLOCK = 8192 };
    struct buf bytes = {0};
    struct xap_reader *reader;

    read_file(in_folder("index"), &bytes);
    write_file(in_folder("stale"), bytes.ptr, bytes.len);
    reader = open_reader("stale");
    int file = open(in_folder("stale"), O_WRONLY);
    assert_true(file >= 0);
    for (size_t at = BLOCK; at < bytes.len; at += BLOCK)
        assert_int_equal(pwrite(file, "\x7f", 1, (off_t)at), 1);
    close(file);
    buf_fini(&bytes);
    return reader;
}

static void the_database_changed_under_its_reader(void **state)
{
    struct xap_query *query = term("only_77", 1);
    struct seen seen = {.rising = true};
    struct arena arena = {0};
    struct xap_result result;
    struct xap_search search = {.query = query, .count = 1};
    struct buf value = {0};
    uint32_t count;

    (void)state;
    for (int call = 0; call < 4; call++) {
        struct xap_reader *reader = stale_reader();
        int code = call == 0   ? xap_termfreq(reader, STR("only_77"), &count, &err)
                   : call == 1 ? xap_search(reader, &search, &arena, &result, &err)
                   : call == 2 ? xap_each(reader, query, 0, see, &seen, &err)
                               : xap_value(reader, 301, 0, &value, &err);

        assert_int_equal(code, ERR_STALE);
        xap_reader_close(reader);
    }
    buf_fini(&value);
    arena_fini(&arena);
    xap_query_free(query);
}

/* --- memory: C++'s allocator, replaced so that the nth allocation fails --- */

static long allocations_left = -1; /* -1: as many as wanted */

void *operator_new(size_t size) __asm__("_Znwm");
void *operator_new_array(size_t size) __asm__("_Znam");
void *operator_new_nothrow(size_t size, const void *tag) __asm__("_ZnwmRKSt9nothrow_t");
void operator_delete(void *memory) __asm__("_ZdlPv");
void operator_delete_array(void *memory) __asm__("_ZdaPv");
void operator_delete_sized(void *memory, size_t size) __asm__("_ZdlPvm");
void operator_delete_array_sized(void *memory, size_t size) __asm__("_ZdaPvm");
void operator_delete_nothrow(void *memory, const void *tag) __asm__("_ZdlPvRKSt9nothrow_t");
_Noreturn void throw_bad_alloc(void) __asm__("_ZSt17__throw_bad_allocv");

void *operator_new_nothrow(size_t size, const void *tag)
{
    (void)tag;
    if (allocations_left == 0)
        return NULL;
    if (allocations_left > 0)
        allocations_left--;
    return malloc(size > 0 ? size : 1);
}

void *operator_new(size_t size)
{
    void *memory = operator_new_nothrow(size, NULL);

    if (!memory)
        throw_bad_alloc();
    return memory;
}

void *operator_new_array(size_t size)
{
    return operator_new(size);
}

void operator_delete(void *memory)
{
    free(memory);
}

void operator_delete_array(void *memory)
{
    free(memory);
}

void operator_delete_sized(void *memory, size_t size)
{
    (void)size;
    free(memory);
}

void operator_delete_array_sized(void *memory, size_t size)
{
    (void)size;
    free(memory);
}

void operator_delete_nothrow(void *memory, const void *tag)
{
    (void)tag;
    free(memory);
}

static int search_both_ways(struct xap_reader *reader)
{
    struct seen seen = {.rising = true};
    struct xap_query *pair[2], *query = NULL;
    struct arena arena = {0};
    struct xap_result result;
    uint32_t count;
    int code = xap_query_term(STR("mod2"), 1, &pair[0], &err);

    if (!code)
        code = xap_query_keep(pair[0], keep_fifths, &seen, 0.5, &pair[0], &err);
    if (!code && (code = xap_query_all(&pair[1], &err)))
        xap_query_free(pair[0]);
    if (!code)
        code = xap_query_join(XAP_AND, pair, 2, &query, &err);
    if (!code)
        code = xap_search(reader, &(struct xap_search){.query = query, .count = 3}, &arena, &result, &err);
    if (!code)
        code = xap_each(reader, query, 0, keep_fifths, &seen, &err);
    if (!code)
        code = xap_termfreq(reader, STR("a term longer than a string keeps in itself"), &count, &err);
    arena_fini(&arena);
    xap_query_free(query);
    return code;
}

static void memory_runs_out_in_a_search(void **state)
{
    struct buf value = {0};
    int code = ERR_MEMORY;

    for (long n = 0; code == ERR_MEMORY; n++) {
        assert_true(n < 10000);
        leaks_of_xapian_begin();
        allocations_left = n;
        code = search_both_ways(*state);
        if (!code)
            code = xap_value(*state, 301, 0, &value, &err);
        allocations_left = -1;
        leaks_of_xapian_end();
        assert_true(code == 0 || code == ERR_MEMORY);
    }
    buf_fini(&value);
    assert_int_equal(search_both_ways(*state), 0);
}

static void memory_runs_out_opening(void **state)
{
    struct xap_reader *reader;
    int code = ERR_MEMORY;

    (void)state;
    for (long n = 0; code == ERR_MEMORY; n++) {
        assert_true(n < 10000);
        const char *path = in_folder("index");
        allocations_left = n;
        code = xap_reader_open(path, &reader, &err);
        allocations_left = -1;
        assert_true(code == 0 || (code == ERR_MEMORY && !reader));
    }
    xap_reader_close(reader);
}

/* What was added before is lost with it, so the run says that it cannot be finished. */
static void memory_runs_out_adding(void **state)
{
    struct xap_writer *writer;

    (void)state;
    assert_int_equal(xap_writer_create(in_folder("thin"), &writer, &err), 0);
    assert_int_equal(add_numbered(writer, 1, 9), 0);
    allocations_left = 1;
    int code = add_numbered(writer, 2, 9);
    allocations_left = -1;
    assert_int_equal(code, ERR_MEMORY);
    assert_int_equal(add_numbered(writer, 3, 9), ERR_INTERNAL);
    assert_int_equal(xap_writer_finish(writer, &err), ERR_INTERNAL);
}

/* --- threads --- */

static void *search_alone(void *context)
{
    uint32_t *found = context;
    struct err mine;
    struct xap_reader *reader;
    struct xap_query *pair[2], *query;

    if (xap_reader_open(in_folder("index"), &reader, &mine) != 0)
        return NULL;
    for (int i = 0; i < 50; i++) {
        struct seen seen = {.rising = true};
        struct arena arena = {0};
        struct xap_result result;

        if (xap_query_term(STR("mod2"), 1, &pair[0], &mine) == 0 && xap_query_all(&pair[1], &mine) == 0 &&
            xap_query_join(XAP_OR, pair, 2, &query, &mine) == 0 &&
            xap_search(reader, &(struct xap_search){.query = query, .count = 10}, &arena, &result, &mine) ==
                0 &&
            xap_each(reader, query, 0, see, &seen, &mine) == 0)
            *found += seen.calls;
        arena_fini(&arena);
        xap_query_free(query);
    }
    xap_reader_close(reader);
    return NULL;
}

static void threads_with_readers_of_their_own(void **state)
{
    pthread_t threads[4];
    uint32_t found[4] = {0};

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, search_alone, &found[i]), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(found[i], 50 * 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_follow_the_paths),
        cmocka_unit_test(documents_without_terms_count),
        cmocka_unit_test(an_empty_run_makes_an_empty_index),
        cmocka_unit_test(terms_at_their_limit),
        cmocka_unit_test(an_aborted_run_leaves_nothing),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
        cmocka_unit_test(many_runs),
        cmocka_unit_test(compaction_refuses),
        cmocka_unit_test(values_and_frequencies),
        cmocka_unit_test(unfinished_queries_are_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(width_is_limited),
        cmocka_unit_test(operators_match),
        cmocka_unit_test(a_max_may_end_with_all_beside_it),
        cmocka_unit_test(a_union_has_the_documents_of_all_terms),
        cmocka_unit_test(documents_match_as_their_term),
        cmocka_unit_test(documents_without_scores),
        cmocka_unit_test(pruning_changes_nothing),
        cmocka_unit_test(sorting_by_value),
        cmocka_unit_test(keep_is_asked_once_a_candidate),
        cmocka_unit_test(the_estimate_heeds_what_is_kept),
        cmocka_unit_test(each_stops_when_told),
        cmocka_unit_test(a_past_deadline_ends_at_once),
        cmocka_unit_test(a_slow_callback_ends_at_the_deadline),
        cmocka_unit_test(a_wide_query_ends_at_the_deadline),
        cmocka_unit_test(nothing_there),
        cmocka_unit_test(the_system_refuses),
        cmocka_unit_test(another_writer),
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(the_database_changed_under_its_reader),
        cmocka_unit_test(memory_runs_out_in_a_search),
        cmocka_unit_test(memory_runs_out_opening),
        cmocka_unit_test(memory_runs_out_adding),
        cmocka_unit_test(threads_with_readers_of_their_own),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
