/* Snippets: which passage is shown and which bytes are marked, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "searchd/search/snippet.h"
#include "text/fold.h"
#include "text/words.h"

enum { FORMS_MAX = 512, QUERY_MAX = 8 };

/* A document as the indexer would number it: a form's number is its place in a list. */
struct source {
    char forms[FORMS_MAX][FOLD_MAX];
    uint32_t form_count;
    uint32_t *ids;
    struct token_mark *marks;
    struct token_record record;
    struct buf bytes;
    struct token_view view;
};

static uint32_t number_of(struct source *s, struct str form)
{
    char folded[FOLD_MAX + 1] = {0};
    fold_case(form, folded);
    uint32_t i = 0;
    while (i < s->form_count && strcmp(s->forms[i], folded) != 0)
        i++;
    assert_true(i < FORMS_MAX);
    if (i == s->form_count)
        strcpy(s->forms[s->form_count++], folded);
    return i;
}

static void cut(struct source *s, struct str text, bool title)
{
    struct words words;
    struct word word;
    uint32_t since = 0;
    words_init(&words, text, 0);
    while (words_next(&words, &word)) {
        if (!title && word.restart && ++since >= TOKENS_MARK_EVERY) {
            s->marks[s->record.mark_count++] = (struct token_mark){s->record.count, word.start};
            since = 0;
        }
        s->ids[s->record.count++] = number_of(s, word.form);
        s->record.title_count += title;
    }
}

static void source_init(struct source *s, struct str title, struct str text)
{
    memset(s, 0, sizeof *s);
    s->ids = calloc(title.len + text.len + 1, sizeof *s->ids);
    s->marks = calloc(text.len + 1, sizeof *s->marks);
    assert_true(s->ids && s->marks);
    cut(s, title, true);
    cut(s, text, false);
    s->record.ids = s->ids;
    s->record.marks = s->marks;
    tokens_encode(&s->record, &s->bytes);
    assert_true(tokens_parse(buf_str(&s->bytes), &s->view));
}

static void source_fini(struct source *s)
{
    free(s->ids);
    free(s->marks);
    buf_fini(&s->bytes);
}

/* Makes marks of a query: words, each weighing 1; "a phrase" in quotation marks; title:word. */
static void query_init(struct source *s, const char *query, struct arena *arena, struct plan_marks *out)
{
    struct match_accept words[QUERY_MAX], phrase[QUERY_MAX];
    static uint32_t ids[QUERY_MAX];
    uint32_t count = 0, length = 0, first = 0, n = 0;
    struct err e = {0};
    memset(out, 0, sizeof *out);
    out->phrases = arena_array(arena, QUERY_MAX, sizeof *out->phrases);
    for (const char *at = query; *at;) {
        size_t len = strcspn(at, " \"");
        bool title = strncmp(at, "title:", 6) == 0;
        if (len > 0) {
            ids[n] = number_of(s, title ? (struct str){at + 6, len - 6} : (struct str){at, len});
            out->weights[n] = 1;
            out->title_only |= (uint64_t)title << n;
            if (length)
                phrase[length - 1] = (struct match_accept){{&ids[n], 1}, length - 1, 1};
            else
                words[count++] = (struct match_accept){{&ids[n], 1}, n, 1};
            length += length > 0;
            n++;
        }
        at += len;
        if (*at == '"' && length == 0) {
            length = 1;
            first = n;
        } else if (*at == '"') {
            struct match_phrase *p;
            assert_int_equal(match_phrase_new(phrase, length - 1, length - 1, false, arena, &p, &e), 0);
            out->phrases[out->phrase_count++] = (struct plan_phrase){p, first};
            length = 0;
        }
        at += *at != 0;
    }
    assert_int_equal(match_words_new(words, count, arena, &out->words, &e), 0);
}

static void add_marked(struct buf *out, struct str text, const struct span *marks, uint32_t count)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        assert_true(marks[i].start >= at && marks[i].end > marks[i].start && marks[i].end <= text.len);
        buf_add(out, text.ptr + at, marks[i].start - at);
        buf_add_char(out, '[');
        buf_add(out, text.ptr + marks[i].start, marks[i].end - marks[i].start);
        buf_add_char(out, ']');
        at = marks[i].end;
    }
    buf_add_str(out, str_slice(text, at, text.len));
}

/* The title, | and the passage, with [marks]. */
static struct str snippet_of(const char *query, struct str title, struct str text, struct buf *out)
{
    struct arena arena = {0};
    struct source s;
    struct plan_marks marks;
    const struct plan_marks *list[] = {&marks};
    struct snippet made;
    struct err e = {0};
    source_init(&s, title, text);
    query_init(&s, query, &arena, &marks);
    struct snippet_source source = {
        title, text, {.view = &s.view, .ids = s.ids, .marks = list, .mark_count = 1}};
    assert_int_equal(snippet_make(&source, true, &arena, &made, &e), 0);
    buf_clear(out);
    add_marked(out, title, made.title_marks, made.title_mark_count);
    buf_add_char(out, '|');
    add_marked(out, made.passage, made.marks, made.mark_count);
    buf_add_char(out, 0);
    assert_false(buf_failed(out));
    arena_fini(&arena);
    source_fini(&s);
    return (struct str){out->ptr, out->len - 1};
}

static const struct {
    const char *query, *title, *text, *snippet;
} cases[] = {
    {"chat", "Le chat", "Un chat dort.", "Le [chat]|Un [chat] dort."},
    {"absent", "Titre", "Un chat dort.", "Titre|Un chat dort."},
    {"absent", "Titre", "", "Titre|"},
    {"titre", "Titre", "", "[Titre]|"},
    {"absent", "", "…!?", "|…!?"},
    {"title:chat", "Le chat", "Un chat dort.", "Le [chat]|Un chat dort."},
    /* accents, elision, hyphens, decomposed letters, invisible ones: the bytes of the text */
    {"énergie", "", "D’où vient l’énergie ?", "|D’où vient l’[énergie] ?"},
    {"énergie", "", "L'ÉNERGIE, toujours", "|L'[ÉNERGIE], toujours"},
    {"énergie", "", "une e\u0301nergie", "|une [e\u0301nergie]"},
    {"énergie", "", "une éner\u00adgie", "|une [éner\u00adgie]"},
    {"-parole", "", "Le porte-parole parle", "|Le porte-[parole] parle"},
    {"110000", "", "Ils sont 110 000 ici", "|Ils sont [110 000] ici"},
    /* phrases: where they stand, not their words elsewhere */
    {"\"énergie solaire\"", "", "Solaire énergie. L’énergie solaire.",
     "|Solaire énergie. L’[énergie solaire]."},
    {"\"to be\" question", "", "To be, be to. A question to be.", "|[To be], be to. A [question] [to be]."},
    {"\"b c\"", "a b", "c b c", "a b|c [b c]"},
    /* a mark goes on over a space, a hyphen, an apostrophe, and not over more */
    {"\"b c\"", "", "a b, c. b  c. b\u00a0c", "|a [b], [c]. [b] [c]. [b\u00a0c]"},
    {"\"porte -parole\"", "Le porte-parole", "", "Le [porte-parole]|"},
    {"\"l' énergie\"", "", "Pour l’énergie", "|Pour [l’énergie]"},
    /* an acronym's last dot is its own */
    {"onu", "L’O.N.U. vote", "L’O.N.U. vote, l’ONU.", "L’[O.N.U.] vote|L’[O.N.U.] vote, l’[ONU]."},
    /* a title that the text begins with again is no passage, if there is more */
    {"chat", "Le chat", "Le chat\nUn chat dort.", "Le [chat]|Un [chat] dort."},
    {"chat", "Le chat", "Le chat\nRien d'autre.", "Le [chat]|Rien d'autre."},
    {"chat", "Le chat", "Le chat", "Le [chat]|Le [chat]"},
    {"chat", "Le chat | Site", "Le chat\nUn chat dort.", "Le [chat] | Site|Un [chat] dort."},
    {"chat", "Le chat", "Le chat dort.\nUn chat dort.", "Le [chat]|Le [chat] dort. Un [chat] dort."},
    {"absent", "", "\nUn chat dort.", "|Un chat dort."},
    /* one line */
    {"b", "", "a\nb\r\n\r\nc\td", "|a [b] c d"},
    {"b", "", "  a \x01\x7f b \xc2\x85 c \u2028 d  ", "|a [b] c d"},
    {"b", "", "\n\n«\u00a0b\u00a0»\n", "|«\u00a0[b]\u00a0»"},
};

static void test_exact_bytes(void **state)
{
    struct buf out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snippet_of(cases[i].query, str_of(cases[i].title), str_of(cases[i].text), &out);
        assert_string_equal(out.ptr, cases[i].snippet);
    }
    buf_fini(&out);
}

/* A text of sentences of ten words, w0 … w9, with a few words of its own. */
static void add_sentences(struct buf *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        buf_add_str(b, STR("W0 w1 w2 w3 w4 w5 w6 w7 w8 w9. "));
}

static uint32_t count_words(struct str text)
{
    struct words words;
    struct word word;
    uint32_t count = 0;
    words_init(&words, text, 0);
    while (words_next(&words, &word))
        count++;
    return count;
}

static void test_sentences(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    add_sentences(&text, 30);
    buf_add_str(&text, STR("Ici, le mot cherché paraît. "));
    add_sentences(&text, 30);
    snippet_of("cherché", STR(""), buf_str(&text), &out);
    /* Begins with the sentence of the hit, ends with a sentence: nothing is cut. */
    assert_memory_equal(out.ptr, "|Ici, le mot [cherché] paraît. W0",
                        strlen("|Ici, le mot [cherché] paraît. W0"));
    assert_true(str_ends(str_of(out.ptr), STR("w8 w9.")));
    assert_true(count_words(str_of(out.ptr)) <= SNIPPET_WORDS);
    buf_fini(&text);
    buf_fini(&out);
}

static void test_cuts(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "%s ", i == 50 ? "cherché" : "mot");
    snippet_of("cherché", STR(""), buf_str(&text), &out);
    assert_memory_equal(out.ptr, "|…mot mot mot mot mot mot [cherché] mot", 41);
    assert_true(str_ends(str_of(out.ptr), STR("mot…")));
    assert_int_equal(count_words(str_of(out.ptr)), SNIPPET_WORDS);

    /* Near the end of the text the window reaches back. */
    buf_clear(&text);
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "%s ", i == 98 ? "cherché" : "mot");
    snippet_of("cherché", STR(""), buf_str(&text), &out);
    assert_int_equal(count_words(str_of(out.ptr)), SNIPPET_WORDS);
    assert_true(str_ends(str_of(out.ptr), STR("mot [cherché] mot")));

    /* Without a hit, the beginning. */
    snippet_of("absent", STR(""), buf_str(&text), &out);
    assert_memory_equal(out.ptr, "|mot mot", 8);
    assert_true(str_ends(str_of(out.ptr), STR("mot…")));
    buf_fini(&text);
    buf_fini(&out);
}

/* Different words weigh more than many of the same; hits at both ends of the window are shown. */
static void test_densest(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    buf_add_str(&text, STR("un un un un. "));
    add_sentences(&text, 20);
    buf_add_str(&text, STR("un deux. "));
    add_sentences(&text, 20);
    buf_add_str(&text, STR("deux deux un. "));
    add_sentences(&text, 3);
    buf_add_str(&text, STR("trois. "));
    add_sentences(&text, 20);
    snippet_of("un deux", STR(""), buf_str(&text), &out);
    assert_non_null(strstr(out.ptr, "[deux] [deux] [un]. W0"));
    snippet_of("un deux trois", STR(""), buf_str(&text), &out);
    assert_non_null(strstr(out.ptr, "[un]. W0"));
    assert_non_null(strstr(out.ptr, "[trois]"));
    buf_fini(&text);
    buf_fini(&out);
}

static void test_far_apart(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    /* The first and the last word of a window of exactly SNIPPET_WORDS, and one more. */
    for (uint32_t span = SNIPPET_WORDS; span <= SNIPPET_WORDS + 1; span++) {
        buf_clear(&text);
        add_sentences(&text, 10);
        for (uint32_t i = 0; i < span; i++)
            buf_printf(&text, "%s ", i == 0 ? "premier" : i + 1 == span ? "dernier" : "mot");
        add_sentences(&text, 10);
        snippet_of("premier dernier", STR(""), buf_str(&text), &out);
        assert_non_null(strstr(out.ptr, "[premier]"));
        assert_int_equal(strstr(out.ptr, "[dernier]") != NULL, span == SNIPPET_WORDS);
    }
    buf_fini(&text);
    buf_fini(&out);
}

static void test_long_documents(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    add_sentences(&text, 200000);
    size_t at = text.len;
    buf_add_str(&text, STR("Ici, le mot cherché paraît. "));
    add_sentences(&text, 1000);
    assert_true(at > 6000000);
    snippet_of("cherché", STR(""), buf_str(&text), &out);
    assert_memory_equal(out.ptr, "|Ici, le mot [cherché] paraît. W0",
                        strlen("|Ici, le mot [cherché] paraît. W0"));
    /* More hits than are looked at. */
    snippet_of("w3", STR(""), buf_str(&text), &out);
    assert_memory_equal(out.ptr, "|W0 w1 w2 [w3] w4", 17);
    buf_fini(&text);
    buf_fini(&out);
}

static void test_long_words(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    /* A word longer than a snippet may be, alone, before and after the hit. */
    for (int i = 0; i < 3000; i++)
        buf_add_str(&text, STR("é"));
    struct str word = buf_str(&text);
    snippet_of("absent", STR(""), word, &out);
    assert_true(out.len < SNIPPET_BYTES_MAX + 16);
    assert_true(str_ends(str_of(out.ptr), STR("é…")));

    struct buf both = {0};
    buf_printf(&both, "%.*s cherché %.*s", (int)word.len, word.ptr, (int)word.len, word.ptr);
    snippet_of("cherché", STR(""), buf_str(&both), &out);
    assert_string_equal(out.ptr, "|…[cherché]…");
    buf_fini(&both);

    /* A hit too long to be shown whole is marked as far as it goes. */
    char form[FOLD_MAX];
    struct words words;
    struct word first;
    words_init(&words, word, 0);
    assert_true(words_next(&words, &first));
    snprintf(form, sizeof form, "%.*s", (int)first.form.len, first.form.ptr);
    snippet_of(form, STR(""), word, &out);
    assert_memory_equal(out.ptr, "|[é", strlen("|[é"));
    assert_true(str_ends(str_of(out.ptr), STR("é]…")));
    buf_fini(&text);
    buf_fini(&out);
}

/* A text that is not what the token stream was made of (a damaged index): no crash, marks inside. */
static void test_other_text(void **state)
{
    struct arena arena = {0};
    struct source s;
    struct plan_marks marks;
    const struct plan_marks *list[] = {&marks};
    struct snippet made;
    struct err e = {0};
    struct buf text = {0}, other = {0};
    (void)state;
    add_sentences(&text, 50);
    buf_add_str(&text, STR("cherché"));
    source_init(&s, STR("un titre cherché"), buf_str(&text));
    query_init(&s, "cherché", &arena, &marks);
    for (size_t len = 0; len < text.len; len += 97) {
        struct str titles[] = {STR("un"), STR("un titre cherché")};
        struct snippet_source source = {titles[len % 2],
                                        {text.ptr, len},
                                        {.view = &s.view, .ids = s.ids, .marks = list, .mark_count = 1}};
        assert_int_equal(snippet_make(&source, true, &arena, &made, &e), 0);
        buf_clear(&other);
        add_marked(&other, source.title, made.title_marks, made.title_mark_count);
        add_marked(&other, made.passage, made.marks, made.mark_count);
    }
    buf_fini(&text);
    buf_fini(&other);
    source_fini(&s);
    arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_bytes), cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_cuts),        cmocka_unit_test(test_densest),
        cmocka_unit_test(test_far_apart),   cmocka_unit_test(test_long_documents),
        cmocka_unit_test(test_long_words),  cmocka_unit_test(test_other_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
