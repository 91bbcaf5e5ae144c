/*
 * docs/text.md: its examples hold. A fenced block with a name is a table, what is analysed and what comes of
 * it, with two blanks or more between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "text/analyze.h"
#include "text/date.h"
#include "text/fold.h"
#include "text/words.h"

#define DOCUMENT TESTS_DIR "/../docs/text.md"

static struct lists *lists;
static struct analyzer *analyzer;

static int setup(void **state)
{
    struct err e = {0};
    (void)state;
    return lists_builtin(&lists, &e) || analyzer_new(lists, &analyzer, &e);
}

static int teardown(void **state)
{
    (void)state;
    analyzer_free(analyzer);
    lists_free(lists);
    return 0;
}

/* --- what comes of a text --- */

static void do_words(struct str text, struct buf *out)
{
    struct words words;
    struct word word;
    words_init(&words, text, 0);
    while (words_next(&words, &word)) {
        if (out->len)
            buf_add_str(out, STR(" · "));
        buf_add_str(out, word.form);
    }
}

static void do_key(struct str text, struct buf *out)
{
    char key[FOLD_MAX];
    buf_add(out, key, fold_key(text, key));
}

/* Takes the language off the front of a text. */
static enum lang take_lang(struct str *text)
{
    size_t blank = str_find(*text, STR(" "));
    assert_true(blank < text->len);
    enum lang lang = lang_parse(str_slice(*text, 0, blank));
    *text = str_trim(str_slice(*text, blank, text->len));
    return lang;
}

static void do_stop(struct str text, struct buf *out)
{
    enum lang lang = take_lang(&text);
    buf_add_str(out, analyze_is_stop(lists, lang, text) ? STR("stop") : STR("word"));
}

static void do_term(struct str text, struct buf *out)
{
    char term[TERM_MAX];
    enum lang lang = take_lang(&text);
    buf_add(out, term, analyze_term(analyzer, lang, text, term));
}

static void do_compound(struct str text, struct buf *out)
{
    char term[TERM_MAX], kept[4][WORD_FORM_MAX];
    struct str forms[4];
    size_t count = 0;
    enum lang lang = take_lang(&text);
    struct words words;
    struct word word;
    words_init(&words, text, 0);
    for (; count < 4 && words_next(&words, &word); count++) {
        memcpy(kept[count], word.form.ptr, word.form.len);
        forms[count] = (struct str){kept[count], word.form.len};
    }
    buf_add(out, term, analyze_compound(analyzer, lang, forms, count, term));
}

static void do_date(struct str text, struct buf *out)
{
    char printed[16];
    date_print(date_parse(text), printed);
    buf_add_str(out, str_of(printed));
}

static const struct kind {
    const char *name;
    void (*run)(struct str text, struct buf *out);
} kinds[] = {{"words", do_words}, {"keys", do_key},           {"stops", do_stop},
             {"terms", do_term},  {"compounds", do_compound}, {"dates", do_date}};

/* --- the document --- */

static const struct kind *kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

/* Where the result begins: after two blanks, or the last one. */
static char *result_of(char *line)
{
    char *gap = strstr(line, "  ");
    if (!gap)
        gap = strrchr(line, ' ');
    return gap;
}

static void check_row(const struct kind *kind, char *line, int number)
{
    struct buf out = {0};
    char *gap = result_of(line);
    if (!gap)
        fail_msg("text.md:%d: no result", number);
    struct str expected = str_trim(str_of(gap));
    *gap = 0;
    kind->run((struct str){line, table_unescape(line, strlen(line))}, &out);
    if (!str_equal(buf_str(&out), expected))
        fail_msg("text.md:%d: %.*s", number, (int)out.len, out.ptr);
    buf_fini(&out);
}

static void examples_hold(void **state)
{
    (void)state;
    char line[1024];
    const struct kind *kind = NULL;
    int rows = 0;
    FILE *file = fopen(DOCUMENT, "r");
    assert_non_null(file);
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "```", 3) == 0) {
            kind = kind_of(line + 3);
            if (line[3] && !kind)
                fail_msg("text.md:%d: no test of %s", number, line + 3);
        } else if (kind && line[0]) {
            check_row(kind, line, number);
            rows++;
        }
    }
    fclose(file);
    assert_true(rows > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(examples_hold)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
