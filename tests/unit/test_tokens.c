/* Token streams: what is encoded comes back, and bytes of any origin do no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "damage.h"
#include "index/tokens.h"

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void check_round_trip(const struct token_record *r)
{
    struct buf bytes = {0};
    struct token_view view;
    tokens_encode(r, &bytes);
    assert_false(buf_failed(&bytes));
    assert_true(tokens_parse(buf_str(&bytes), &view));
    assert_int_equal(view.count, r->count);
    assert_int_equal(view.title_count, r->title_count);
    uint32_t *ids = malloc((r->count + 1) * sizeof *ids); /* exact, so that ASan sees one too many */
    ids[r->count] = 0xabcdef;
    assert_true(tokens_decode(&view, ids));
    assert_int_equal(ids[r->count], 0xabcdef);
    assert_memory_equal(ids, r->ids, r->count * sizeof *ids);
    free(ids);

    struct token_zone zones[16];
    assert_int_equal(tokens_zones(&view, zones, 16), r->zone_count);
    if (r->zone_count) {
        assert_memory_equal(zones, r->zones, r->zone_count * sizeof *zones);
        assert_int_equal(tokens_zones(&view, zones, r->zone_count - 1), r->zone_count - 1);
    }
    for (uint32_t p = r->title_count; p < r->count; p++) {
        struct token_mark expected = {r->title_count, 0};
        for (uint32_t i = 0; i < r->mark_count && r->marks[i].position <= p; i++)
            expected = r->marks[i];
        struct token_mark found = tokens_seek(&view, p);
        assert_int_equal(found.position, expected.position);
        assert_int_equal(found.byte, expected.byte);
    }
    buf_fini(&bytes);
}

static void records_come_back(void **state)
{
    (void)state;
    static const uint32_t ids[] = {0,         1,          127, 128, 16383, 16384, 2097151, 2097152, 268435455,
                                   268435456, UINT32_MAX, 5,   6,   7,     8,     9,       10,      200};
    static const struct token_mark marks[] = {{2, 0}, {5, 40}, {9, 1000000}, {17, UINT32_MAX}};
    static const struct token_zone zones[] = {{2, 3}, {5, 1}, {10, 0}, {12, 6}};
    const struct token_record full = {ids, 18, 2, marks, 4, zones, 4};
    check_round_trip(&full);
    for (uint32_t n = 0; n <= 18; n++) { /* every length, so every way for the last codes to end */
        check_round_trip(&(struct token_record){ids, n, 0, NULL, 0, NULL, 0});
        check_round_trip(&(struct token_record){ids, n, n, NULL, 0, NULL, 0});
        check_round_trip(&(struct token_record){ids + 18 - n, n, n / 2, NULL, 0, NULL, 0});
    }
}

static void random_records_come_back(void **state)
{
    (void)state;
    uint32_t seed = 20240601;
    for (int round = 0; round < 300; round++) {
        uint32_t ids[500], count = next_random(&seed) % 500;
        for (uint32_t i = 0; i < count; i++)
            ids[i] = (next_random(&seed) << 8 | (next_random(&seed) & 0xff)) >> next_random(&seed) % 32;
        check_round_trip(&(struct token_record){ids, count, count / 3, NULL, 0, NULL, 0});
    }
}

/* The code is part of the contract: others search the codes as bytes. */
static void codes_are_as_described(void **state)
{
    (void)state;
    const uint32_t ids[] = {1, 128, 300};
    struct buf bytes = {0};
    struct token_view view;
    tokens_encode(&(struct token_record){ids, 3, 1, NULL, 0, NULL, 0}, &bytes);
    assert_true(tokens_parse(buf_str(&bytes), &view));
    assert_true(str_equal(view.codes, STR("\x81\x00\x81\x2c\x82")));
    buf_fini(&bytes);
}

static void damaged_records_are_refused(void **state)
{
    (void)state;
    uint32_t ids[64];
    struct token_view view;
    static const struct {
        struct str bytes;
        bool parses, decodes;
    } cases[] = {
        {STR("\x80\x80\x80\x80"), true, true}, /* nothing */
        {STR(""), false, false},
        {STR("\x80\x80\x80"), false, false},
        {STR("\x81\x80\x81\x80\x85"), true, true},                      /* one code */
        {STR("\x81\x80\x81\x80"), false, false},                        /* its byte is not there */
        {STR("\x82\x80\x81\x80\x85"), false, false},                    /* two in one byte */
        {STR("\x81\x82\x81\x80\x85"), false, false},                    /* a title longer than all */
        {STR("\x81\x80\x82\x80\x85\x85"), true, false},                 /* a code too many */
        {STR("\x81\x80\x81\x80\x05"), true, false},                     /* no last byte */
        {STR("\x81\x80\x86\x80\x00\x00\x00\x00\x00\x80"), true, false}, /* six bytes */
        {STR("\x81\x80\x85\x80\x7f\x7f\x7f\x7f\x8f"), true, true},      /* UINT32_MAX */
        {STR("\x81\x80\x85\x80\x7f\x7f\x7f\x7f\x90"), true, false},     /* one more than 32 bits */
        {STR("\x83\x80\x8a\x80\x81\x00\x00\x00\x00\x00\x00\x00\x81\x81"), true, false}, /* 8-byte code */
        {STR("\x7f\x7f\x7f\x7f\x90\x80\x80\x80"), false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool parses = tokens_parse(cases[i].bytes, &view);
        if (parses != cases[i].parses || (parses && tokens_decode(&view, ids) != cases[i].decodes))
            fail_msg("case %zu", i);
    }
}

static void damaged_marks_and_zones_end_early(void **state)
{
    (void)state;
    struct token_zone zones[4];
    /* five words, one of title; marks and zones that leave the record or 32 bits */
    static const struct {
        struct str marks, zones;
        struct token_mark at_4;
        uint32_t zone_count;
    } cases[] = {
        {STR(""), STR(""), {1, 0}, 0},
        {STR("\x82\x8a\x81\x8a"), STR("\x81\x82\x81\x81"), {3, 20}, 2},
        {STR("\x82\x8a\x81"), STR("\x81\x82\x81"), {2, 10}, 1},
        {STR("\x82\x8a\x89\x8a"), STR("\x81\x82\x81\x89"), {2, 10}, 1},
        {STR("\x82\x7f\x7f\x7f\x7f\x8f\x81\x81"), STR("\x7f\x7f\x7f\x7f\x8f\x81"), {2, UINT32_MAX}, 0},
        {STR("\x82\x7f\x7f\x7f\x7f\x90"), STR("\x86\x80"), {1, 0}, 0},
        {STR("\x80\x8a"), STR("\x85\x80"), {1, 0}, 1}, /* a mark in the title is none */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct token_view view = {
            .count = 5, .title_count = 1, .marks = cases[i].marks, .zones = cases[i].zones};
        struct token_mark mark = tokens_seek(&view, 4);
        if (mark.position != cases[i].at_4.position || mark.byte != cases[i].at_4.byte ||
            tokens_zones(&view, zones, 4) != cases[i].zone_count)
            fail_msg("case %zu: %u %u, %u zones", i, mark.position, mark.byte, tokens_zones(&view, zones, 4));
    }
}

/* Two ranges appended as the builder does, `count` documents in all, the nth holding n words. */
static void write_file(const char *path, uint32_t count)
{
    struct err e = {0};
    struct tokens_writer *w;
    assert_ok(tokens_writer_open(path, &w, &e));
    for (uint32_t from = 0; from < count; from += 100) {
        struct buf bytes = {0};
        uint32_t sizes[100], n = 0;
        for (; n < 100 && from + n < count; n++) {
            uint32_t ids[400];
            for (uint32_t i = 0; i < from + n; i++)
                ids[i] = i * 1000;
            size_t before = bytes.len;
            tokens_encode(&(struct token_record){ids, from + n, 0, NULL, 0, NULL, 0}, &bytes);
            sizes[n] = (uint32_t)(bytes.len - before);
        }
        assert_ok(tokens_writer_append(w, buf_str(&bytes), sizes, n, &e));
        buf_fini(&bytes);
    }
    assert_ok(tokens_writer_finish(w, &e));
}

static void a_file_gives_each_document_its_record(void **state)
{
    (void)state;
    struct err e = {0};
    struct tokens *t;
    struct token_view view;
    uint32_t ids[400];
    for (uint32_t count = 0; count <= 250; count += 125) {
        write_file(scratch_path("tokens"), count);
        assert_ok(tokens_open(scratch_path("tokens"), &t, &e));
        assert_int_equal(tokens_count(t), count);
        assert_false(tokens_view(t, 0, &view));
        assert_false(tokens_view(t, count + 1, &view));
        assert_false(tokens_view(t, UINT32_MAX, &view));
        for (uint32_t docid = 1; docid <= count; docid++) {
            assert_true(tokens_view(t, docid, &view));
            assert_int_equal(view.count, docid - 1);
            assert_true(tokens_decode(&view, ids));
            assert_true(docid < 2 || ids[docid - 2] == (docid - 2) * 1000);
        }
        tokens_close(t);
    }
    tokens_close(NULL);
}

static void an_unfinished_file_is_refused(void **state)
{
    (void)state;
    struct err e = {0};
    struct tokens_writer *w;
    struct tokens *t;
    uint32_t size = 4;
    assert_ok(tokens_writer_open(scratch_path("tokens"), &w, &e));
    assert_ok(tokens_writer_append(w, STR("\x80\x80\x80\x80"), &size, 1, &e));
    assert_int_equal(tokens_writer_append(w, STR("\x80"), &size, 1, &e), ERR_INTERNAL);
    tokens_writer_abort(w);
    assert_int_equal(tokens_open(scratch_path("tokens"), &t, &e), ERR_FORMAT);
    assert_null(t);
    assert_int_equal(tokens_open(scratch_path("none"), &t, &e), ERR_NOT_FOUND);
    tokens_writer_abort(NULL);
}

static int read_all(const char *path, struct err *e)
{
    struct tokens *t;
    struct token_view view;
    int rc = tokens_open(path, &t, e);
    if (rc)
        return rc;
    for (uint32_t docid = 1; docid <= tokens_count(t); docid++)
        if (tokens_view(t, docid, &view)) {
            uint32_t *ids = malloc(view.count * sizeof *ids + 1);
            struct token_zone zone;
            tokens_decode(&view, ids);
            tokens_seek(&view, view.count);
            tokens_zones(&view, &zone, 1);
            free(ids);
        }
    tokens_close(t);
    return 0;
}

static void damage_anywhere_does_no_harm(void **state)
{
    (void)state;
    const char *path = scratch_path("tokens");
    write_file(path, 20);
    damage_everywhere(path, read_all);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back),
        cmocka_unit_test(random_records_come_back),
        cmocka_unit_test(codes_are_as_described),
        cmocka_unit_test(damaged_records_are_refused),
        cmocka_unit_test(damaged_marks_and_zones_end_early),
        test(a_file_gives_each_document_its_record),
        test(an_unfinished_file_is_refused),
        test(damage_anywhere_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
