/* The manifest: printed the same every time, read back, refused when it or a file is not as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index/manifest.h"
#include "scratch.h"

static const struct manifest_stats stats = {
    .documents = 3,
    .documents_in = {1, 2, 1},
    .average_length = {0, 123.456789012345678, 1e-3},
    .words = UINT64_C(12345678901),
    .text_bytes = 99,
    .built_at = 1700000000,
};

static void write_zeros(const char *name, size_t size)
{
    char *bytes = calloc(1, size + 1);
    assert_non_null(bytes);
    scratch_write(scratch_path(name), (struct str){bytes, size});
    free(bytes);
}

/* Files of these sizes: none, one, a block, a byte more. */
static void make(struct manifest *m)
{
    struct err e = {0};
    *m = (struct manifest){.stats = stats};
    write_zeros("a", 0);
    write_zeros("b", 1);
    write_zeros("c", MANIFEST_BLOCK);
    write_zeros("d", MANIFEST_BLOCK + 1);
    write_zeros("e", 40 * MANIFEST_BLOCK);
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < 5; i++)
        assert_ok(manifest_add_file(m, scratch_dir, names[i], &e));
}

static void it_comes_back(void **state)
{
    (void)state;
    struct err e = {0};
    struct manifest m, again;
    struct buf text = {0}, text_again = {0};
    static const size_t blocks[] = {0, 1, 1, 2, 40};
    make(&m);
    assert_ok(manifest_print(&m, &text, &e));
    assert_ok(manifest_parse(buf_str(&text), "manifest", &again, &e));
    assert_ok(manifest_print(&again, &text_again, &e));
    assert_true(str_equal(buf_str(&text), buf_str(&text_again)));
    assert_memory_equal(&again.stats, &stats, sizeof stats);
    assert_int_equal(again.file_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(m.files[i].block_count, blocks[i]);
        assert_int_equal(again.files[i].block_count, blocks[i]);
        assert_int_equal(again.files[i].size, m.files[i].size);
        assert_string_equal(again.files[i].name, m.files[i].name);
    }
    assert_ok(manifest_verify(&again, scratch_dir, &e));
    manifest_fini(&m);
    manifest_fini(&again);
    manifest_fini(&again);
    buf_fini(&text);
    buf_fini(&text_again);
}

static void it_records_the_settings(void **state)
{
    (void)state;
    struct err e = {0};
    struct manifest m = {.stats = stats};
    struct buf text = {0};
    assert_ok(manifest_print(&m, &text, &e));
    static const char *const words[] = {"\"format\": 3",           "\"bm25_k1\": 0.9",
                                        "\"bm25_b\": 0.4",         "\"title_weight\": 2.0",
                                        "\"heading_weight\": 1.5", "\"impact_max\": 127"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(buf_str(&text), str_of(words[i])) == text.len)
            fail_msg("no %s in %.*s", words[i], (int)text.len, text.ptr);
    buf_fini(&text);
}

static void numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct manifest m = {.stats = stats};
    struct buf text = {0};
    m.stats.average_length[LANG_FR] = 0.0 / 0.0;
    assert_int_not_equal(manifest_print(&m, &text, &e), 0);
    buf_fini(&text);
}

static void too_many_blocks_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct buf text = {0};
    struct manifest m = {.stats = stats, .file_count = 1};
    size_t count = MANIFEST_MAX_BYTES / 16; /* their digits alone fill it, the rest is over */
    m.files[0] = (struct manifest_file){"a", count * MANIFEST_BLOCK, calloc(count, 8), count};
    assert_non_null(m.files[0].hashes);
    assert_int_equal(manifest_print(&m, &text, &e), ERR_LIMIT);
    buf_clear(&text);
    m.files[0].block_count = count - 100;
    m.files[0].size = (count - 100) * MANIFEST_BLOCK;
    assert_ok(manifest_print(&m, &text, &e));
    buf_fini(&text);
    manifest_fini(&m);
}

static void every_changed_block_is_named(void **state)
{
    (void)state;
    struct err e = {0};
    struct manifest m;
    char expected[64];
    make(&m);
    const char *path = scratch_path("e");
    struct buf whole = scratch_read(path);
    for (size_t block = 0; block < 40; block++) {
        char *byte = whole.ptr + block * MANIFEST_BLOCK + (block * 1601) % MANIFEST_BLOCK;
        *byte = 4;
        scratch_write(path, buf_str(&whole));
        assert_int_equal(manifest_verify(&m, scratch_dir, &e), ERR_FORMAT);
        snprintf(expected, sizeof expected, "/e is damaged in block %zu ", block);
        assert_non_null(strstr(e.text, expected));
        *byte = 0;
    }
    scratch_write(path, str_slice(buf_str(&whole), 0, whole.len - MANIFEST_BLOCK));
    assert_int_equal(manifest_verify(&m, scratch_dir, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "bytes instead of"));
    buf_add(&whole, "x", 1);
    scratch_write(path, buf_str(&whole));
    assert_int_equal(manifest_verify(&m, scratch_dir, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "block 40"));
    unlink(path);
    assert_int_equal(manifest_verify(&m, scratch_dir, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "/e is missing"));
    buf_fini(&whole);
    manifest_fini(&m);
}

static void files_are_limited(void **state)
{
    (void)state;
    struct err e = {0};
    struct manifest m = {0};
    char name[2] = "a";
    for (int i = 0; i < MANIFEST_FILES_MAX; i++, name[0]++) {
        write_zeros(name, 1);
        assert_ok(manifest_add_file(&m, scratch_dir, name, &e));
    }
    write_zeros(name, 1);
    assert_int_equal(manifest_add_file(&m, scratch_dir, name, &e), ERR_LIMIT);
    manifest_fini(&m);
    assert_int_equal(manifest_add_file(&m, scratch_dir, "none", &e), ERR_NOT_FOUND);
    manifest_fini(&m);
}

#define LANGUAGES                                                                                            \
    "\"languages\": {\"und\": {\"documents\": 0, \"average_length\": 0},"                                    \
    "\"fr\": {\"documents\": 1, \"average_length\": 2.5}, \"en\": {\"documents\": 0, \"average_length\": "   \
    "0}}"
#define STATS "\"stats\": {\"documents\": 1, \"words\": 2, \"text_bytes\": 3, \"built_at\": 4, " LANGUAGES "}"
#define HEAD "{\"format\": 3, \"block_bytes\": 65536, " STATS ", "
#define ONE_FILE(name, size, hashes)                                                                         \
    HEAD "\"files\": [{\"name\": \"" name "\", \"size\": " size ", \"hashes\": \"" hashes "\"}]}"

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int code;
    } cases[] = {
        {HEAD "\"files\": []}", 0},
        {ONE_FILE("a", "1", "0123456789abcdef"), 0},
        {ONE_FILE("a", "0", ""), 0},
        {"", ERR_FORMAT},
        {"{", ERR_FORMAT},
        {"[]", ERR_FORMAT},
        {"{}", ERR_FORMAT},
        {"{\"format\": 3}", ERR_FORMAT},
        {"{\"format\": 3, \"format\": 3}", ERR_FORMAT},
        {"{\"format\": 0}", ERR_FORMAT},
        {"{\"format\": -1}", ERR_FORMAT},
        {"{\"format\": \"1\"}", ERR_FORMAT},
        {"{\"format\": 4}", ERR_VERSION},
        {"{\"format\": 4, \"files\": 7}", ERR_VERSION},
        {"{\"format\": 3, \"block_bytes\": 4096, " STATS ", \"files\": []}", ERR_FORMAT},
        {"{\"format\": 3, \"block_bytes\": 65536, \"files\": []}", ERR_FORMAT},
        {"{\"format\": 3, \"block_bytes\": 65536, \"stats\": [], \"files\": []}", ERR_FORMAT},
        {HEAD "\"files\": {}}", ERR_FORMAT},
        {HEAD "\"files\": [1,2,3,4,5,6,7,8,9]}", ERR_FORMAT},
        {HEAD "\"files\": [1]}", ERR_FORMAT},
        {ONE_FILE("", "1", "0123456789abcdef"), ERR_FORMAT},
        {ONE_FILE("../a", "1", "0123456789abcdef"), ERR_FORMAT},
        {ONE_FILE("a\\u0000b", "1", "0123456789abcdef"), ERR_FORMAT},
        {ONE_FILE("abcdefghijklmnopqrstuvwxyzabcdef", "1", "0123456789abcdef"), ERR_FORMAT},
        {ONE_FILE("a", "-1", ""), ERR_FORMAT},
        {ONE_FILE("a", "1.5", "0123456789abcdef"), ERR_FORMAT},
        {ONE_FILE("a", "1", ""), ERR_FORMAT},
        {ONE_FILE("a", "1", "0123456789abcde"), ERR_FORMAT},
        {ONE_FILE("a", "1", "0123456789abcdeg"), ERR_FORMAT},
        {ONE_FILE("a", "1", "0123456789ABCDEF"), ERR_FORMAT},
        {ONE_FILE("a", "65537", "0123456789abcdef"), ERR_FORMAT},
        {ONE_FILE("a", "9223372036854775807", "0123456789abcdef"), ERR_FORMAT},
        {HEAD "\"files\": [{\"name\": \"a\", \"size\": 0, \"hashes\": \"\"},"
              "{\"name\": \"a\", \"size\": 0, \"hashes\": \"\"}]}",
         ERR_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct manifest m;
        struct err e = {0};
        int rc = manifest_parse(str_of(cases[i].text), "INDEX/manifest", &m, &e);
        if (rc != cases[i].code || (rc && !strstr(e.text, "INDEX/manifest")))
            fail_msg("case %zu: %d %s", i, rc, e.text);
        manifest_fini(&m);
    }
}

static void statistics_must_make_sense(void **state)
{
    (void)state;
    struct err e = {0};
    struct manifest m = {.stats = stats};
    struct buf text = {0};
    assert_ok(manifest_print(&m, &text, &e));
    static const struct {
        const char *is, *becomes;
    } cases[] = {
        {"\"documents\": 2", "\"documents\": 4"}, /* in a language, of 3 in all */
        {"\"documents\": 3", "\"documents\": 4294967295"},
        {"\"documents\": 3", "\"documents\": null"},
        {"\"words\": 12345678901", "\"words\": -1"},
        {"\"average_length\": 0.0", "\"average_length\": -1"},
        {"\"average_length\": 0.0", "\"average_length\": \"\""},
        {"\"built_at\"", "\"built\""},
        {"\"und\"", "\"xx\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf changed = {0};
        struct str is = str_of(cases[i].is);
        size_t at = str_find(buf_str(&text), is);
        assert_true(at < text.len);
        buf_add(&changed, text.ptr, at);
        buf_add_str(&changed, str_of(cases[i].becomes));
        buf_add_str(&changed, str_slice(buf_str(&text), at + is.len, text.len));
        if (manifest_parse(buf_str(&changed), "manifest", &m, &e) != ERR_FORMAT)
            fail_msg("case %zu", i);
        buf_fini(&changed);
    }
    buf_fini(&text);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(it_comes_back),
        test(it_records_the_settings),
        test(numbers_that_are_none_are_refused),
        test(too_many_blocks_are_refused),
        test(every_changed_block_is_named),
        test(files_are_limited),
        test(nonsense_is_refused),
        test(statistics_must_make_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
