/* spill.h: what comes back is what was put in; a file that lost its end is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

#include "indexer/spill.h"

static uint32_t ids[] = {5, 0, 7, 5};
static struct token_mark marks[] = {{2, 10}};
static struct token_zone zones[] = {{1, 1}, {3, 1}};
static struct compound compounds[] = {{1, 9}};
static struct lang_run runs[] = {{2, LANG_EN}, {4, LANG_FR}};

static const struct digest digest = {.ids = ids,
                                     .marks = marks,
                                     .zones = zones,
                                     .compounds = compounds,
                                     .runs = runs,
                                     .count = 4,
                                     .title_count = 1,
                                     .mark_count = 1,
                                     .zone_count = 2,
                                     .compound_count = 1,
                                     .run_count = 2,
                                     .length = {1, 2.5f, 3},
                                     .langs = LANG_BIT(LANG_FR) | LANG_BIT(LANG_EN),
                                     .lang = LANG_FR};

static uint64_t offsets[2];
static uint32_t sizes[2];

/* Writes a document with everything and one with nothing but an id. */
static void write_two(const char *path)
{
    struct str tags[] = {STR("a"), STR(""), STR("é")};
    struct field extra[] = {{STR("author"), STR("X")}, {STR("n"), STR("")}};
    const struct document full = {.id = STR("id"),
                                  .url = STR("http://x/"),
                                  .title = STR("title"),
                                  .text = STR("text\n"),
                                  .lang_tag = STR("fr-CA"),
                                  .type = STR("speech"),
                                  .pair = STR("pair"),
                                  .alternate = STR("other"),
                                  .tags = tags,
                                  .tag_count = 3,
                                  .extra = extra,
                                  .extra_count = 2,
                                  .date = 20190625};
    const struct document bare = {.id = STR("bare")};
    const struct digest none = {.langs = LANG_BIT(LANG_NONE)};
    struct file_writer *w;
    struct err e = {0};
    assert_ok(file_writer_open(path, &w, &e));
    assert_ok(spill_add(w, &full, &digest, STR("-"), 7, &offsets[0], &sizes[0], &e));
    assert_ok(spill_add(w, &bare, &none, STR("x"), 0, &offsets[1], &sizes[1], &e));
    assert_ok(file_writer_finish(w, false, &e));
}

static void records_come_back(void **state)
{
    (void)state;
    const char *path = scratch_path("spill");
    struct buf bytes = {0};
    struct arena arena = {0};
    struct spill_record r;
    struct err e = {0};
    write_two(path);
    int fd = open(path, O_RDONLY);

    assert_ok(spill_get(fd, path, offsets[1], sizes[1], &bytes, &arena, &r, &e));
    assert_true(str_equal(r.doc.id, STR("bare")));
    assert_int_equal(r.doc.text.len + r.doc.tag_count + r.doc.extra_count + r.digest.count, 0);

    assert_ok(spill_get(fd, path, offsets[0], sizes[0], &bytes, &arena, &r, &e));
    assert_true(str_equal(r.doc.url, STR("http://x/")));
    assert_true(str_equal(r.doc.text, STR("text\n")));
    assert_true(str_equal(r.doc.alternate, STR("other")));
    assert_true(str_equal(r.source, STR("-")));
    assert_int_equal(r.line, 7);
    assert_int_equal(r.doc.date, 20190625);
    assert_int_equal(r.doc.langs, digest.langs);
    assert_int_equal(r.doc.tag_count, 3);
    assert_true(str_equal(r.doc.tags[2], STR("é")));
    assert_true(str_equal(r.doc.extra[0].name, STR("author")));
    assert_true(str_equal(r.doc.extra[1].name, STR("n")));
    assert_memory_equal(r.digest.ids, ids, sizeof ids);
    assert_memory_equal(r.digest.marks, marks, sizeof marks);
    assert_memory_equal(r.digest.zones, zones, sizeof zones);
    assert_memory_equal(r.digest.compounds, compounds, sizeof compounds);
    assert_int_equal(r.digest.run_count, 2);
    assert_memory_equal(r.digest.runs, runs, sizeof runs);
    assert_memory_equal(r.digest.length, digest.length, sizeof digest.length);
    close(fd);
    buf_fini(&bytes);
    arena_fini(&arena);
}

static void a_lost_end_is_noticed(void **state)
{
    (void)state;
    const char *path = scratch_path("spill");
    struct buf bytes = {0};
    struct arena arena = {0};
    struct spill_record r;
    struct err e = {0};
    write_two(path);
    assert_int_equal(truncate(path, (off_t)(offsets[1] + sizes[1] - 1)), 0);
    int fd = open(path, O_RDONLY);
    assert_int_equal(spill_get(fd, path, offsets[1], sizes[1], &bytes, &arena, &r, &e), ERR_FORMAT);
    /* A record that is said to be shorter than it is. */
    for (uint32_t size = 0; size < sizes[0]; size++)
        assert_int_equal(spill_get(fd, path, offsets[0], size, &bytes, &arena, &r, &e), ERR_FORMAT);
    close(fd);
    buf_fini(&bytes);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back),
        cmocka_unit_test(a_lost_end_is_noticed),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
