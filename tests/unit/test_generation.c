/*
 * Generations: publication is all or nothing, whatever fails and wherever the builder dies; readers see
 * one generation, whole, or are refused with the reason.
 *
 * The system calls by which a publication changes the disk are defined here, in front of the C library's:
 * the nth of them can be made to fail, or to be the process's last. A sync does nothing else, so that
 * the tests are quick.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index/generation.h"
#include "index/pointer.h"
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* --- faults --- */

enum fault { FAULT_NONE, FAULT_FAIL, FAULT_DIE };
enum { DEAD = 9 };

static enum fault fault;
static int calls_before_fault;

static bool strike(void)
{
    if (fault == FAULT_NONE || calls_before_fault-- > 0)
        return false;
    if (fault == FAULT_DIE)
        _exit(DEAD);
    fault = FAULT_NONE;
    errno = EIO;
    return true;
}

int fsync(int fd)
{
    (void)fd;
    return strike() ? -1 : 0;
}

int rename(const char *from, const char *to)
{
    return strike() ? -1 : (int)syscall(SYS_rename, from, to);
}

int link(const char *from, const char *to)
{
    return strike() ? -1 : (int)syscall(SYS_link, from, to);
}

int unlink(const char *path)
{
    /* Its failure is no failure of the publication; dying at it is a case of its own. */
    return fault == FAULT_DIE && strike() ? -1 : (int)syscall(SYS_unlink, path);
}

int ftruncate(int fd, off_t size)
{
    return strike() ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    return strike() ? -1 : syscall(SYS_write, fd, bytes, len);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    return strike() ? -1 : syscall(SYS_pwrite64, fd, bytes, len, at);
}

/* --- a small index; the round of its build is in all of its parts --- */

enum { POSTINGS_BYTES = 3 * MANIFEST_BLOCK + 1000, DOCUMENTS = 3 };

static char index_dir[128];

static int make_index_dir(void **state)
{
    int rc = scratch_make(state);
    snprintf(index_dir, sizeof index_dir, "%s/laws.idx", scratch_dir);
    return rc;
}

static const char *inside(const char *dir, const char *name)
{
    static char paths[4][PATH_ROOM];
    static unsigned turn;
    struct err e = {0};
    char *path = paths[turn++ % 4];
    assert_ok(path_join(dir, name, path, &e));
    return path;
}

static void write_lists(const struct generation_draft *d)
{
    struct err e = {0};
    struct lists *lists;
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(generation_draft_lists(d, lists, &e));
    lists_free(lists);
}

static void write_lexicon(const char *path)
{
    struct err e = {0};
    struct lists *lists;
    struct analyzer *analyzer;
    uint32_t ids[2];
    const struct lexicon_entry entries[] = {{STR("loi"), {0, 3, 0}}, {STR("law"), {0, 0, 2}}};
    assert_ok(lists_builtin(&lists, &e));
    assert_ok(analyzer_new(lists, &analyzer, &e));
    assert_ok(lexicon_write(path, entries, 2, ids, analyzer, &e));
    analyzer_free(analyzer);
    lists_free(lists);
}

static void write_tokens(const char *path, uint32_t round)
{
    struct err e = {0};
    struct tokens_writer *w;
    struct buf record = {0};
    tokens_encode(&(struct token_record){&round, 1, 0, NULL, 0, NULL, 0}, &record);
    uint32_t size = (uint32_t)record.len;
    assert_ok(tokens_writer_open(path, &w, &e));
    for (int i = 0; i < DOCUMENTS; i++)
        assert_ok(tokens_writer_append(w, buf_str(&record), &size, 1, &e));
    assert_ok(tokens_writer_finish(w, &e));
    buf_fini(&record);
}

static void write_documents(const char *path)
{
    struct err e = {0};
    struct documents_encoder *enc;
    struct documents_writer *w;
    assert_ok(documents_encoder_new(STR(""), &enc, &e));
    assert_ok(documents_writer_open(path, STR(""), &w, &e));
    for (int i = 0; i < DOCUMENTS; i++) {
        char id[16];
        struct buf record = {0};
        snprintf(id, sizeof id, "law-%d", i);
        struct document doc = {.id = str_of(id), .text = STR("The law.")};
        assert_ok(documents_encode(enc, &doc, &record, &e));
        uint32_t size = (uint32_t)record.len;
        assert_ok(documents_writer_append(w, buf_str(&record), &size, &doc.id, 1, &e));
        buf_fini(&record);
    }
    assert_ok(documents_writer_finish(w, &e));
    documents_encoder_free(enc);
}

static void write_columns(const char *path, uint32_t round)
{
    static const uint32_t title_order[DOCUMENTS];
    struct err e = {0};
    struct columns_writer *w;
    assert_ok(columns_writer_new(&w, &e));
    for (int i = 0; i < DOCUMENTS; i++)
        columns_writer_add(w, &(struct columns_row){.date = round});
    assert_ok(columns_writer_put(w, title_order, path, &e));
    columns_writer_free(w);
}

static void write_postings(const char *path, uint32_t round)
{
    char *bytes = malloc(POSTINGS_BYTES);
    assert_non_null(bytes);
    for (size_t i = 0; i < POSTINGS_BYTES; i++)
        bytes[i] = (char)(i % 251 + round);
    scratch_write(path, (struct str){bytes, POSTINGS_BYTES});
    free(bytes);
}

static struct generation_draft *make_draft(uint32_t round)
{
    struct err e = {0};
    struct generation_draft *d;
    assert_ok(generation_draft_new(index_dir, &d, &e));
    const char *dir = generation_draft_dir(d);
    write_lists(d);
    write_lexicon(inside(dir, "lexicon"));
    write_tokens(inside(dir, "tokens"), round);
    write_documents(inside(dir, "documents"));
    write_columns(inside(dir, "columns"), round);
    write_postings(inside(dir, "postings"), round);
    return d;
}

static struct manifest_stats stats_of(uint32_t round)
{
    return (struct manifest_stats){.documents = DOCUMENTS, .built_at = round};
}

static uint64_t publish(uint32_t round)
{
    struct err e = {0};
    struct generation_draft *d = make_draft(round);
    struct manifest_stats stats = stats_of(round);
    uint64_t number = 0;
    assert_ok(generation_draft_publish(d, &stats, &number, &e));
    return number;
}

/* The round of an open generation, which all parts must tell alike. */
static uint32_t round_of(const struct generation *g)
{
    uint32_t round = (uint32_t)generation_stats(g)->built_at, id = 0;
    struct token_view view;
    assert_int_equal(columns_date(generation_columns(g), 1), round);
    assert_true(tokens_view(generation_tokens(g), 1, &view) && tokens_decode(&view, &id));
    assert_int_equal(id, round);
    struct buf postings = scratch_read(generation_postings_path(g));
    assert_int_equal((unsigned char)postings.ptr[0], round);
    buf_fini(&postings);
    return round;
}

static uint32_t published_round(void)
{
    struct err e = {0};
    struct generation *g;
    assert_ok(generation_open(index_dir, true, &g, &e));
    uint32_t round = round_of(g);
    assert_int_equal(generation_number(g), generation_current(index_dir));
    generation_close(g);
    return round;
}

/* How many entries of the index directory begin so. */
static int count_entries(const char *prefix)
{
    int count = 0;
    DIR *dir = opendir(index_dir);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    closedir(dir);
    return count;
}

static void assert_refused(int code, const char *because)
{
    struct err e = {0};
    struct generation *g;
    int rc = generation_open(index_dir, true, &g, &e);
    assert_null(g);
    if (rc != code || !strstr(e.text, because))
        fail_msg("%d '%s' instead of %d '%s'", rc, e.text, code, because);
}

/* --- the tests --- */

static void an_index_is_published_and_opened(void **state)
{
    (void)state;
    assert_int_equal(generation_current(index_dir), 0);
    assert_refused(ERR_NOT_FOUND, "there is no index in");
    assert_int_equal(publish(1), 1);
    assert_int_equal(generation_current(index_dir), 1);
    assert_int_equal(published_round(), 1);
    assert_int_equal(publish(2), 2);
    assert_int_equal(published_round(), 2);
    assert_int_equal(count_entries(""), 2 + 3); /* . and .., current, lock, gen-00000002 */

    struct err e = {0};
    struct generation *g;
    assert_ok(generation_open(index_dir, false, &g, &e));
    assert_int_equal(lexicon_size(generation_lexicon(g)), 2);
    assert_int_equal(generation_part_bytes(g, "postings"), POSTINGS_BYTES);
    assert_true(generation_part_bytes(g, "manifest") > 0);
    assert_int_equal(generation_part_bytes(g, "none"), 0);
    generation_close(g);
    generation_close(NULL);
}

static void scratch_does_not_get_published(void **state)
{
    (void)state;
    struct err e = {0};
    struct generation_draft *d = make_draft(1);
    const char *dir = generation_draft_dir(d);
    assert_ok(dir_make(inside(dir, "run-1"), &e));
    scratch_write(inside(dir, "run-1/postlist.glass"), STR("x"));
    scratch_write(inside(dir, "streams"), STR("x"));
    scratch_write(inside(dir, "manifest"), STR("x")); /* the builder has no say in it */
    struct manifest_stats stats = stats_of(1);
    uint64_t number;
    assert_ok(generation_draft_publish(d, &stats, &number, &e));
    const char *published = inside(index_dir, "gen-00000001");
    assert_false(scratch_exists(inside(published, "run-1")));
    assert_false(scratch_exists(inside(published, "streams")));
    assert_int_equal(published_round(), 1);
}

static void one_builder_at_a_time(void **state)
{
    (void)state;
    struct err e = {0};
    struct generation_draft *first, *second;
    char pid[32];
    assert_ok(generation_draft_new(index_dir, &first, &e));
    assert_int_equal(generation_draft_new(index_dir, &second, &e), ERR_LOCKED);
    assert_null(second);
    snprintf(pid, sizeof pid, "(process %ld)", (long)getpid());
    assert_non_null(strstr(e.text, pid));
    assert_int_equal(count_entries("build-"), 1); /* the other's is untouched */
    generation_draft_discard(first);
    assert_int_equal(count_entries("build-"), 0);
    assert_ok(generation_draft_new(index_dir, &second, &e));
    generation_draft_discard(second);
    generation_draft_discard(NULL);
}

static void a_draft_without_a_part_is_not_published(void **state)
{
    (void)state;
    struct err e = {0};
    publish(1);
    for (size_t i = 0; i < GENERATION_PARTS; i++) {
        struct generation_draft *d = make_draft(2);
        struct manifest_stats stats = stats_of(2);
        uint64_t number;
        unlink(inside(generation_draft_dir(d), generation_parts[i]));
        assert_int_equal(generation_draft_publish(d, &stats, &number, &e), ERR_NOT_FOUND);
        assert_non_null(strstr(e.text, generation_parts[i]));
        assert_int_equal(published_round(), 1);
        assert_int_equal(count_entries("build-"), 0);
    }
}

static void a_generation_stays_while_it_is_read(void **state)
{
    (void)state;
    struct err e = {0};
    struct generation *first, *second;
    publish(1);
    assert_ok(generation_open(index_dir, true, &first, &e));
    publish(2);
    assert_ok(generation_open(index_dir, true, &second, &e));
    publish(3);
    assert_int_equal(count_entries("gen-"), 3);
    assert_int_equal(round_of(first), 1);
    assert_int_equal(round_of(second), 2);
    generation_close(first);
    assert_int_equal(publish(4), 4);
    assert_int_equal(count_entries("gen-"), 2); /* 2, and 4 itself */
    assert_int_equal(round_of(second), 2);
    generation_close(second);
    publish(5);
    assert_int_equal(count_entries("gen-"), 1);
}

/* What is in a generation's file, a block at a time: a bit changed, zeroed, cut off. */
static void check_blocks(const char *name)
{
    const char *path = inside(inside(index_dir, "gen-00000001"), name);
    struct buf whole = scratch_read(path);
    for (size_t at = 0, block = 0; at < whole.len; at += MANIFEST_BLOCK, block++) {
        size_t len = whole.len - at < MANIFEST_BLOCK ? whole.len - at : MANIFEST_BLOCK;
        char because[64];
        snprintf(because, sizeof because, "/%s is damaged in block %zu ", name, block);
        scratch_patch(path, at + len / 2, (char)(whole.ptr[at + len / 2] ^ 0x10));
        assert_refused(ERR_FORMAT, because);

        struct buf zeroed = {0};
        buf_add_str(&zeroed, buf_str(&whole));
        memset(zeroed.ptr + at, 0, len);
        scratch_write(path, buf_str(&zeroed));
        assert_refused(ERR_FORMAT, because);
        buf_fini(&zeroed);

        scratch_write(path, str_slice(buf_str(&whole), 0, at));
        snprintf(because, sizeof because, "/%s is longer or shorter than", name);
        assert_refused(ERR_FORMAT, because);
        scratch_write(path, buf_str(&whole));
    }
    buf_add(&whole, "x", 1);
    scratch_write(path, buf_str(&whole));
    assert_refused(ERR_FORMAT, name);
    whole.len--;
    assert_int_equal(unlink(path), 0);
    assert_refused(ERR_FORMAT, name);
    scratch_write(path, buf_str(&whole));
    buf_fini(&whole);
}

static void every_damaged_block_is_refused_by_name(void **state)
{
    (void)state;
    publish(1);
    for (size_t i = 0; i < GENERATION_PARTS; i++) {
        check_blocks(generation_parts[i]);
        assert_int_equal(published_round(), 1);
    }
}

static void every_damaged_byte_of_the_manifest_is_refused(void **state)
{
    (void)state;
    publish(1);
    const char *path = inside(inside(index_dir, "gen-00000001"), "manifest");
    struct buf whole = scratch_read(path);
    for (size_t at = 0; at < whole.len; at++) {
        scratch_patch(path, at, (char)(whole.ptr[at] ^ 1));
        assert_refused(ERR_FORMAT, "/manifest is damaged");
        scratch_patch(path, at, whole.ptr[at]);
    }
    scratch_write(path, STR(""));
    assert_refused(ERR_FORMAT, "/manifest is damaged");
    unlink(path);
    assert_refused(ERR_FORMAT, "/manifest");
    buf_fini(&whole);
    assert_int_equal(publish(2), 2); /* none of it keeps a new one from being built */
    assert_int_equal(published_round(), 2);
    assert_int_equal(count_entries("gen-"), 1);
}

static void a_pointer_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
#define HASH "0123456789abcdef0123456789abcdef"
    static const struct {
        const char *text, *because;
    } cases[] = {
        {"", "current is damaged"},
        {"\n", "current is damaged"},
        {"gen-00000001\n", "current is damaged"},
        {"gen-1 " HASH "\n", "current is damaged"},
        {"gen-00000000 " HASH "\n", "current is damaged"},
        {"gen-0000000x " HASH "\n", "current is damaged"},
        {"../gen-00000001 " HASH "\n", "current is damaged"},
        {"gen-00000001 " HASH, "current is damaged"},
        {"gen-00000001 " HASH "0\n", "current is damaged"},
        {"gen-99999999999999999999 " HASH "\n", "current is damaged"},
        {"gen-00000001 " HASH "\n", "gen-00000001/manifest is damaged"}, /* another manifest's hash */
        {"gen-00000007 " HASH "\n", "gen-00000007/manifest"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t number = publish(1);
        char name[256];
        const char *current = inside(index_dir, "current");
        scratch_write(current, str_of(cases[i].text));
        if (i >= sizeof cases / sizeof *cases - 2) {
            snprintf(name, sizeof name, "%s/gen-%08ju", index_dir, (uintmax_t)number);
            assert_int_equal(rename(name, inside(index_dir, "gen-00000001")), 0);
        }
        assert_refused(ERR_FORMAT, cases[i].because);
        assert_true(publish(2) > number); /* and does not keep a new one from being built */
        assert_int_equal(published_round(), 2);
        assert_int_equal(count_entries("gen-"), 1);
    }
    scratch_write(inside(index_dir, "current"), STR("gen-00000001 " HASH HASH HASH HASH "\n"));
    assert_refused(ERR_FORMAT, "current is damaged");
    assert_int_equal(generation_current(index_dir), 0);
}

static void a_newer_format_is_refused_as_such(void **state)
{
    (void)state;
    publish(1);
    const char *path = inside(inside(index_dir, "gen-00000001"), "manifest");
    struct buf manifest = scratch_read(path), pointer_text = {0};
    struct pointer pointer;
    size_t at = str_find(buf_str(&manifest), STR("\"format\": 3"));
    assert_true(at < manifest.len);
    manifest.ptr[at + strlen("\"format\": ")] = '4';
    scratch_write(path, buf_str(&manifest));
    pointer_init(&pointer, 1, buf_str(&manifest));
    pointer_print(&pointer, &pointer_text);
    scratch_write(inside(index_dir, "current"), buf_str(&pointer_text));
    assert_refused(ERR_VERSION, "is of format 4, and this program reads format 3");
    buf_fini(&manifest);
    buf_fini(&pointer_text);
    assert_int_equal(publish(2), 2);
    assert_int_equal(published_round(), 2);
}

static void parts_of_different_builds_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct generation_draft *d = make_draft(1);
    struct manifest_stats stats = stats_of(1);
    uint64_t number;
    stats.documents++;
    assert_ok(generation_draft_publish(d, &stats, &number, &e));
    assert_refused(ERR_FORMAT, "different numbers of documents");
}

/* Whatever call fails, the old generation is published still, and the next build works. */
static void a_failing_publication_is_undone(void **state)
{
    (void)state;
    struct err e = {0};
    uint32_t round = 1;
    for (int first = 0; first < 2; first++) { /* over an index, and where there is none yet */
        uint64_t published = 0;
        int failures = 0;
        for (int n = 0;; n++, failures++) {
            struct generation_draft *d = make_draft(round + 1);
            struct manifest_stats stats = stats_of(round + 1);
            uint64_t number;
            calls_before_fault = n;
            fault = FAULT_FAIL;
            int rc = generation_draft_publish(d, &stats, &number, &e);
            bool struck = fault == FAULT_NONE;
            fault = FAULT_NONE;
            if (!struck) {
                assert_int_equal(rc, 0);
                assert_true(number > published);
                published = number;
                round++;
                break;
            }
            if (rc != ERR_IO || !strstr(e.text, "Input/output error"))
                fail_msg("call %d: %d %s", n, rc, e.text);
            assert_int_equal(count_entries("build-"), 0);
            assert_int_equal(count_entries("current."), 0);
            assert_int_equal(count_entries("gen-"), first);
            if (first == 0)
                assert_int_equal(generation_current(index_dir), 0);
            else
                assert_int_equal(published_round(), round);
        }
        assert_true(failures >= 12);
        assert_int_equal(published_round(), round);
    }
}

/* A number that a reader may have seen does not come back for another generation. */
static void numbers_never_go_back(void **state)
{
    (void)state;
    struct err e = {0};
    uint64_t last = publish(1);
    for (int n = 0; n < 100; n++) {
        struct generation_draft *d = make_draft(2);
        struct manifest_stats stats = stats_of(2);
        uint64_t number = 0;
        calls_before_fault = n;
        fault = FAULT_FAIL;
        int rc = generation_draft_publish(d, &stats, &number, &e);
        fault = FAULT_NONE;
        if (rc == 0) {
            assert_true(number > last + 1); /* the ones that were undone after the rename */
            return;
        }
    }
    fail_msg("the publication never succeeds");
}

static int publish_in_child(uint32_t round, int calls)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct err e = {0};
        struct generation_draft *d = make_draft(round);
        struct manifest_stats stats = stats_of(round);
        uint64_t number;
        calls_before_fault = calls;
        fault = FAULT_DIE;
        _exit(generation_draft_publish(d, &stats, &number, &e) ? 1 : 0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Wherever the builder dies, exactly the old or the new generation is there; what it left goes. */
static void a_killed_builder_leaves_the_old_or_the_new(void **state)
{
    (void)state;
    int old = 0, new = 0;
    for (int n = 0;; n++) {
        publish(1);
        uint64_t before = generation_current(index_dir);
        int status = publish_in_child(2, n);
        assert_true(status == 0 || status == DEAD);
        uint32_t round = published_round();
        assert_true(round == 1 || round == 2);
        assert_int_equal(generation_current(index_dir) > before, round == 2);
        if (status == 0) {
            assert_int_equal(round, 2);
            break;
        }
        old += round == 1;
        new += round == 2;
        publish(3);
        assert_int_equal(published_round(), 3);
        assert_int_equal(count_entries(""), 2 + 3); /* nothing is left of it */
    }
    assert_true(old >= 12 && new >= 2);
}

/* A reader that opens all the time while another process publishes finds a whole generation each time. */
static void readers_and_a_builder_do_not_meet(void **state)
{
    (void)state;
    enum { ROUNDS = 50 };
    struct err e = {0};
    publish(1);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (uint32_t round = 2; round <= 1 + ROUNDS; round++)
            publish(round);
        _exit(0);
    }
    int status, opened = 0;
    uint64_t last = 0;
    struct generation *held = NULL; /* now and then one is kept open for a while */
    while (waitpid(child, &status, WNOHANG) == 0) {
        struct generation *g;
        assert_ok(generation_open(index_dir, opened % 2, &g, &e));
        assert_true(generation_number(g) >= last);
        last = generation_number(g);
        assert_int_equal(round_of(g), last);
        opened++;
        if (opened % 5) {
            generation_close(g);
            continue;
        }
        if (held)
            round_of(held);
        generation_close(held);
        held = g;
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    generation_close(held);
    assert_int_equal(published_round(), 1 + ROUNDS);
    publish(2);
    assert_int_equal(count_entries("gen-"), 1);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, make_index_dir, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(an_index_is_published_and_opened),
        test(scratch_does_not_get_published),
        test(one_builder_at_a_time),
        test(a_draft_without_a_part_is_not_published),
        test(a_generation_stays_while_it_is_read),
        test(every_damaged_block_is_refused_by_name),
        test(every_damaged_byte_of_the_manifest_is_refused),
        test(a_pointer_that_makes_no_sense_is_refused),
        test(a_newer_format_is_refused_as_such),
        test(parts_of_different_builds_are_refused),
        test(a_failing_publication_is_undone),
        test(numbers_never_go_back),
        test(a_killed_builder_leaves_the_old_or_the_new),
        test(readers_and_a_builder_do_not_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
