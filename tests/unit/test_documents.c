/* Stored documents: fields and text come back whole; damage is told and does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "damage.h"
#include "index/documents.h"

static struct str tags[] = {{"energy", 6}, {"", 0}, {"\xc3\xa9nergie", 8}};
static struct field extra[] = {{{"author", 6}, {"A. Nonymous", 11}}, {{"empty", 5}, {"", 0}}};

static const struct document full = {
    .id = {"speech-1", 8},
    .url = {"https://diplomatie.example/speech-1", 35},
    .title = {"On energy", 9},
    .text = {"First paragraph.\nSecond one, with a NUL: \0.", 43},
    .lang_tag = {"en-GB", 5},
    .type = {"speech", 6},
    .pair = {"p1", 2},
    .alternate = {"speech-1-fr", 11},
    .tags = tags,
    .tag_count = 3,
    .extra = extra,
    .extra_count = 2,
    .date = 20190625,
    .langs = LANG_BIT(LANG_EN) | LANG_BIT(LANG_FR),
    .lang = LANG_EN,
};
static const struct document least = {.id = {"x", 1}};

/* A document as the columns beside the file tell of it. */
static void add_columns(struct columns_writer *w, const struct document *doc)
{
    const struct columns_row row = {
        .date = doc->date, .langs = (uint8_t)doc->langs, .lang = (uint8_t)doc->lang};
    columns_writer_add(w, &row);
}

static void write_columns(struct columns_writer *w, uint32_t count)
{
    struct err e = {0};
    uint32_t *title_order = calloc(count + 1, sizeof *title_order);
    assert_non_null(title_order);
    assert_ok(columns_writer_put(w, title_order, scratch_path("columns"), &e));
    columns_writer_free(w);
    free(title_order);
}

/* Writes `full`, `least`, then documents named doc-3 … doc-COUNT. */
static void write_file(const char *path, struct str dictionary, uint32_t count)
{
    struct err e = {0};
    struct documents_encoder *enc;
    struct documents_writer *w;
    struct columns_writer *columns;
    assert_ok(columns_writer_new(&columns, &e));
    assert_ok(documents_encoder_new(dictionary, &enc, &e));
    assert_ok(documents_writer_open(path, dictionary, &w, &e));
    for (uint32_t docid = 1; docid <= count; docid++) {
        char id[32], text[64];
        struct buf record = {0};
        struct document doc = docid == 1 ? full : least;
        if (docid > 2) {
            snprintf(id, sizeof id, "doc-%u", docid);
            snprintf(text, sizeof text, "The text of the document number %u.\n", docid);
            doc.id = str_of(id);
            doc.text = str_of(text);
        }
        assert_ok(documents_encode(enc, &doc, &record, &e));
        uint32_t size = (uint32_t)record.len;
        add_columns(columns, &doc);
        assert_ok(documents_writer_append(w, buf_str(&record), &size, &doc.id, 1, &e));
        buf_fini(&record);
    }
    write_columns(columns, count);
    assert_ok(documents_writer_finish(w, &e));
    documents_encoder_free(enc);
}

static void assert_str(struct str a, struct str b)
{
    if (!str_equal(a, b))
        fail_msg("'%.*s' instead of '%.*s'", (int)a.len, a.ptr ? a.ptr : "", (int)b.len, b.ptr ? b.ptr : "");
}

static void assert_document(const struct document *a, const struct document *b, bool with_text)
{
    assert_str(a->id, b->id);
    assert_str(a->url, b->url);
    assert_str(a->title, b->title);
    assert_str(a->text, with_text ? b->text : STR(""));
    assert_str(a->lang_tag, b->lang_tag);
    assert_str(a->type, b->type);
    assert_str(a->pair, b->pair);
    assert_str(a->alternate, b->alternate);
    assert_int_equal(a->tag_count, b->tag_count);
    for (size_t i = 0; i < a->tag_count; i++)
        assert_str(a->tags[i], b->tags[i]);
    assert_int_equal(a->extra_count, b->extra_count);
    for (size_t i = 0; i < a->extra_count; i++) {
        assert_str(a->extra[i].name, b->extra[i].name);
        assert_str(a->extra[i].value, b->extra[i].value);
    }
    assert_int_equal(a->date, b->date);
    assert_int_equal(a->langs, b->langs);
    assert_int_equal(a->lang, b->lang);
}

struct opened {
    struct documents *documents;
    struct columns *columns;
    struct documents_decoder *decoder;
    struct arena arena;
};

static void open_file(struct opened *o, const char *path)
{
    struct err e = {0};
    *o = (struct opened){0};
    assert_ok(documents_open(path, &o->documents, &e));
    assert_ok(columns_open(scratch_path("columns"), &o->columns, &e));
    assert_ok(documents_decoder_new(o->documents, o->columns, &o->decoder, &e));
}

static void close_file(struct opened *o)
{
    arena_fini(&o->arena);
    documents_decoder_free(o->decoder);
    columns_close(o->columns);
    documents_close(o->documents);
}

static void documents_come_back(void **state)
{
    (void)state;
    struct err e = {0};
    struct opened o;
    struct document doc;
    write_file(scratch_path("documents"), STR(""), 2);
    open_file(&o, scratch_path("documents"));
    assert_int_equal(documents_count(o.documents), 2);
    for (int with_text = 0; with_text < 2; with_text++) {
        assert_ok(documents_get(o.decoder, 1, with_text, &o.arena, &doc, &e));
        assert_document(&doc, &full, with_text);
        assert_ok(documents_get(o.decoder, 2, with_text, &o.arena, &doc, &e));
        assert_document(&doc, &least, with_text);
    }
    static const uint32_t absent[] = {0, 3, UINT32_MAX};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(documents_get(o.decoder, absent[i], true, &o.arena, &doc, &e), ERR_NOT_FOUND);
    close_file(&o);
}

/* At 16 KB a text still shares its frame with the fields; one byte more, and it has its own. */
static void texts_of_any_length_come_back(void **state)
{
    static const size_t lengths[] = {1, 16 * 1024, 16 * 1024 + 1, 1 << 20};
    (void)state;
    struct err e = {0};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct documents_encoder *enc;
        struct documents_writer *w;
        struct opened o;
        struct document written = full, doc;
        struct buf record = {0};
        char *text = malloc(lengths[i]);
        assert_non_null(text);
        for (size_t at = 0; at < lengths[i]; at++)
            text[at] = (char)('a' + at * at % 26);
        written.text = (struct str){text, lengths[i]};
        assert_ok(documents_encoder_new(STR(""), &enc, &e));
        assert_ok(documents_encode(enc, &written, &record, &e));
        assert_int_equal(record.ptr[0] == '\x80', lengths[i] <= 16 * 1024);
        uint32_t size = (uint32_t)record.len;
        struct columns_writer *columns;
        assert_ok(columns_writer_new(&columns, &e));
        add_columns(columns, &written);
        write_columns(columns, 1);
        assert_ok(documents_writer_open(scratch_path("documents"), STR(""), &w, &e));
        assert_ok(documents_writer_append(w, buf_str(&record), &size, &written.id, 1, &e));
        assert_ok(documents_writer_finish(w, &e));
        open_file(&o, scratch_path("documents"));
        for (int with_text = 0; with_text < 2; with_text++) {
            assert_ok(documents_get(o.decoder, 1, with_text, &o.arena, &doc, &e));
            assert_document(&doc, &written, with_text);
        }
        close_file(&o);
        documents_encoder_free(enc);
        buf_fini(&record);
        free(text);
    }
}

static void ids_are_told_without_their_records(void **state)
{
    (void)state;
    struct err e = {0};
    struct opened o;
    struct str id;
    char expected[32];
    write_file(scratch_path("documents"), STR(""), 20);
    open_file(&o, scratch_path("documents"));
    for (uint32_t docid = 1; docid <= 20; docid++) {
        snprintf(expected, sizeof expected, "doc-%u", docid);
        assert_ok(documents_id(o.documents, docid, &o.arena, &id, &e));
        assert_str(id, docid == 1 ? full.id : docid == 2 ? least.id : str_of(expected));
    }
    assert_int_equal(documents_id(o.documents, 0, &o.arena, &id, &e), ERR_NOT_FOUND);
    assert_int_equal(documents_id(o.documents, 21, &o.arena, &id, &e), ERR_NOT_FOUND);
    close_file(&o);
}

static void ids_are_found(void **state)
{
    (void)state;
    struct opened o;
    char id[32];
    for (uint32_t count = 0; count <= 1000; count += count < 10 ? 1 : 990) {
        write_file(scratch_path("documents"), STR(""), count);
        open_file(&o, scratch_path("documents"));
        for (uint32_t docid = 3; docid <= count; docid++) {
            snprintf(id, sizeof id, "doc-%u", docid);
            assert_int_equal(documents_find(o.decoder, str_of(id)), docid);
        }
        assert_int_equal(documents_find(o.decoder, full.id), count >= 1 ? 1 : 0);
        assert_int_equal(documents_find(o.decoder, STR("doc-1")), 0);
        assert_int_equal(documents_find(o.decoder, STR("")), 0);
        close_file(&o);
    }
}

/* Texts that resemble one another as pages of a site do. */
static void make_samples(struct buf *out, size_t *sizes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        size_t before = out->len;
        buf_printf(out,
                   "The ministry of foreign affairs of the republic published communiqu\xc3\xa9 number %u "
                   "today, %u years after the treaty on solar energy of the year %u was signed.\n",
                   i * 7919, i % 60, 1950 + i % 70);
        sizes[i] = out->len - before;
    }
}

static void a_dictionary_is_trained_and_pays(void **state)
{
    (void)state;
    enum { SAMPLES = 3000 };
    struct err e = {0};
    struct buf samples = {0}, dictionary = {0}, again = {0}, plain = {0}, small = {0};
    static size_t sizes[SAMPLES];
    make_samples(&samples, sizes, SAMPLES);
    assert_ok(documents_train(buf_str(&samples), sizes, SAMPLES, &dictionary, &e));
    assert_true(dictionary.len > 0 && dictionary.len <= 256 * 1024);
    assert_ok(documents_train(buf_str(&samples), sizes, SAMPLES, &again, &e));
    assert_true(str_equal(buf_str(&dictionary), buf_str(&again)));

    struct documents_encoder *enc;
    struct document doc = {.id = {"x", 1}, .text = str_slice(buf_str(&samples), 0, sizes[0])};
    assert_ok(documents_encoder_new(STR(""), &enc, &e));
    assert_ok(documents_encode(enc, &doc, &plain, &e));
    documents_encoder_free(enc);
    assert_ok(documents_encoder_new(buf_str(&dictionary), &enc, &e));
    assert_ok(documents_encode(enc, &doc, &small, &e));
    documents_encoder_free(enc);
    assert_true(small.len < plain.len / 2);

    struct opened o;
    write_file(scratch_path("documents"), buf_str(&dictionary), 50);
    open_file(&o, scratch_path("documents"));
    assert_ok(documents_get(o.decoder, 1, true, &o.arena, &doc, &e));
    assert_document(&doc, &full, true);
    assert_int_equal(documents_find(o.decoder, STR("doc-50")), 50);
    close_file(&o);
    struct buf *bufs[] = {&samples, &dictionary, &again, &plain, &small};
    for (size_t i = 0; i < 5; i++)
        buf_fini(bufs[i]);
}

static void too_little_gives_an_empty_dictionary(void **state)
{
    (void)state;
    struct err e = {0};
    struct buf samples = {0}, dictionary = {0};
    static size_t sizes[4];
    make_samples(&samples, sizes, 4);
    for (uint32_t count = 0; count <= 4; count++) {
        assert_ok(documents_train(buf_str(&samples), sizes, count, &dictionary, &e));
        assert_int_equal(dictionary.len, 0);
    }
    buf_fini(&samples);
    buf_fini(&dictionary);
}

static void large_documents_meet_the_limit(void **state)
{
    (void)state;
    enum { LIMIT = 256 << 20 };
    struct err e = {0};
    struct buf out = {0};
    struct documents_encoder *enc;
    char *text = calloc(1, LIMIT + 1);
    assert_non_null(text);
    assert_ok(documents_encoder_new(STR(""), &enc, &e));
    struct document doc = {.id = {"x", 1}, .text = {text, LIMIT}};
    assert_ok(documents_encode(enc, &doc, &out, &e));
    doc.text.len++;
    assert_int_equal(documents_encode(enc, &doc, &out, &e), ERR_LIMIT);
    doc.text.len = 0;
    doc.title = (struct str){text, LIMIT};
    assert_int_equal(documents_encode(enc, &doc, &out, &e), ERR_LIMIT);
    documents_encoder_free(enc);
    buf_fini(&out);
    free(text);
}

static int read_all(const char *path, struct err *e)
{
    struct opened o = {0};
    struct document doc;
    int rc = documents_open(path, &o.documents, e);
    if (rc)
        return rc;
    char columns[256]; /* `path` is one of scratch_path()'s, which come again */
    snprintf(columns, sizeof columns, "%s/columns", scratch_dir);
    assert_int_equal(columns_open(columns, &o.columns, e), 0);
    assert_int_equal(documents_decoder_new(o.documents, o.columns, &o.decoder, e), 0);
    uint32_t count = documents_count(o.documents);
    for (uint32_t docid = 1; docid <= count; docid++) {
        rc = documents_get(o.decoder, docid, true, &o.arena, &doc, e);
        assert_true(rc == 0 || rc == ERR_FORMAT);
        arena_reset(&o.arena);
    }
    documents_find(o.decoder, STR("doc-3"));
    close_file(&o);
    return 0;
}

static void damage_anywhere_does_no_harm(void **state)
{
    (void)state;
    const char *path = scratch_path("documents");
    write_file(path, STR(""), 4);
    damage_everywhere(path, read_all);
}

static void a_writer_can_be_given_up(void **state)
{
    (void)state;
    struct err e = {0};
    struct documents_writer *w;
    struct documents *d;
    uint32_t size = 2;
    struct str id = STR("x");
    assert_int_equal(documents_writer_open(scratch_path("no/such"), STR(""), &w, &e), ERR_NOT_FOUND);
    assert_null(w);
    assert_ok(documents_writer_open(scratch_path("documents"), STR("dictionary"), &w, &e));
    assert_int_equal(documents_writer_append(w, STR("abc"), &size, &id, 1, &e), ERR_INTERNAL);
    documents_writer_abort(w);
    assert_int_equal(documents_open(scratch_path("documents"), &d, &e), ERR_FORMAT);
    assert_int_equal(documents_open(scratch_path("none"), &d, &e), ERR_NOT_FOUND);
    documents_writer_abort(NULL);
    documents_encoder_free(NULL);
    documents_decoder_free(NULL);
    documents_close(NULL);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        test(documents_come_back),
        test(texts_of_any_length_come_back),
        test(ids_are_told_without_their_records),
        test(ids_are_found),
        test(a_dictionary_is_trained_and_pays),
        test(too_little_gives_an_empty_dictionary),
        test(large_documents_meet_the_limit),
        test(damage_anywhere_does_no_harm),
        test(a_writer_can_be_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
