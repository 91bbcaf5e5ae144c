/* What the words of any bytes mean: keys, terms and compounds are well-formed and never empty. */
#include <stdint.h>
#include <stdlib.h>

#include "text/analyze.h"
#include "text/fold.h"
#include "text/stretches.h"
#include "text/unicode.h"
#include "text/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact)
        abort();
}

static void require_utf8(const char *bytes, size_t len, size_t max)
{
    struct str s = {bytes, len};
    require(len > 0 && len <= max);
    for (size_t at = 0; at < len;) {
        struct rune r = rune_at(s, at);
        require(r.code != 0);
        at += r.len;
    }
}

static void require_form(const struct lists *lists, struct analyzer *analyzer, struct str form)
{
    char out[TERM_MAX], again[TERM_MAX];
    require_utf8(out, fold_case(form, out), FOLD_MAX);
    require_utf8(out, fold_key(form, out), FOLD_MAX);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        size_t len = analyze_term(analyzer, (enum lang)lang, form, out);
        require_utf8(out, len, TERM_MAX);
        require(analyze_term(analyzer, (enum lang)lang, form, again) == len && memcmp(out, again, len) == 0);
        analyze_is_stop(lists, (enum lang)lang, form);
    }
}

/* Stretches cover the text, and all of its words begin in them. */
static void require_stretches(const struct lists *lists, struct str text, enum lang main)
{
    struct stretches stretches = {0};
    struct words words;
    struct word word;
    uint32_t at = 0, left = 0;
    require(stretches_find(lists, text, main, &stretches));
    words_init(&words, text, 0);
    for (uint32_t i = 0; i < stretches.count; i++) {
        const struct stretch *s = &stretches.list[i];
        require(s->end > at && (s->lang == LANG_FR || s->lang == LANG_EN));
        for (left = s->words; left > 0; left--)
            require(words_next(&words, &word) && word.start >= at && word.start < s->end);
        at = s->end;
    }
    require(stretches.count == 0 || (at == text.len && !words_next(&words, &word)));
    stretches_fini(&stretches);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lists *lists;
    static struct analyzer *analyzer;
    struct err e;
    require(analyzer || (lists_builtin(&lists, &e) == 0 && analyzer_new(lists, &analyzer, &e) == 0));

    struct str text = {(const char *)data, size}, parts[4];
    char kept[4][WORD_FORM_MAX], out[TERM_MAX];
    size_t count = 0;
    struct words words;
    struct word word;
    words_init(&words, text, 0);
    while (words_next(&words, &word)) {
        require_form(lists, analyzer, word.form);
        memcpy(kept[count], word.form.ptr, word.form.len);
        parts[count] = (struct str){kept[count], word.form.len};
        if (++count < 4)
            continue;
        size_t len = analyze_compound(analyzer, LANG_EN, parts, count, out);
        if (len)
            require_utf8(out, len, TERM_MAX);
        count = 0;
    }
    enum lang main;
    unsigned set = language_detect(text, &main);
    require_stretches(lists, text, LANG_FR);
    require_stretches(lists, text, LANG_EN);
    require(set == 0 ? main == LANG_NONE : (set & LANG_BIT(main)) != 0);
    return 0;
}
