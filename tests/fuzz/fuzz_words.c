/* Words of any bytes: ranges rise and stay inside, forms are well-formed, `restart` keeps its promise. */
#include <stdint.h>
#include <stdlib.h>

#include "text/unicode.h"
#include "text/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact)
        abort();
}

static void require_form(struct str form)
{
    require(form.len > 0 && form.len <= WORD_FORM_MAX);
    for (size_t at = 0; at < form.len;) {
        struct rune r = rune_at(form, at);
        require(r.code != 0 && r.class != CHAR_INVISIBLE);
        at += r.len;
    }
}

static void require_same(const struct word *a, const struct word *b)
{
    require(a->start == b->start && a->end == b->end && str_equal(a->form, b->form));
}

/* The next few words of both are the same: enough to see a difference, few enough to stay linear. */
static void require_same_next(struct words a, struct words b)
{
    for (int i = 0; i < 8; i++) {
        struct word x, y;
        bool more = words_next(&a, &x);
        require(more == words_next(&b, &y));
        if (!more)
            return;
        require_same(&x, &y);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct words words, before;
    struct word word;
    uint32_t end = 0;
    words_init(&words, text, 0);
    for (before = words; words_next(&words, &word); before = words) {
        require(word.start >= end && word.start < word.end && word.end <= size);
        end = word.end;
        require_form(word.form);
        if (word.restart) {
            struct words again;
            words_init(&again, text, word.start);
            require_same_next(before, again);
        }
        struct word same;
        require(words_next(&before, &same));
        require_same(&word, &same);
    }
    require(!words_next(&words, &word));
    return 0;
}
