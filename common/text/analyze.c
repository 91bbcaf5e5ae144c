/* See analyze.h. Here the marks that a form carries (words.h) are understood; stem.c sees bare words. */
#include "text/analyze.h"

#include <stdlib.h>

#include "text/fold.h"
#include "text/stem.h"
#include "text/words.h"

_Static_assert((int)TERM_MAX >= (int)FOLD_MAX, "a term is a folded key");

/* Compounds of more parts are phrases. */
enum { COMPOUND_PARTS_MAX = 4 };

struct analyzer {
    struct stemmers stemmers;
};

int analyzer_new(const struct lists *lists, struct analyzer **out, struct err *e)
{
    struct analyzer *a = malloc(sizeof *a);
    if (!a)
        return err_memory(e);
    int code = stemmers_init(&a->stemmers, lists, e);
    if (code) {
        free(a);
        return code;
    }
    *out = a;
    return 0;
}

void analyzer_free(struct analyzer *a)
{
    if (!a)
        return;
    stemmers_fini(&a->stemmers);
    free(a);
}

/* Without the joining hyphen. */
static struct str bare(struct str form)
{
    return form.len > 1 && form.ptr[0] == '-' ? str_slice(form, 1, form.len) : form;
}

/* True if `word`, which is `lower` in small letters, is written as another word than that. */
static bool is_other_in_capitals(const struct lists *lists, enum lang lang, struct str word, struct str lower)
{
    return fold_is_capitals(word) && lists_find(lists, lang, LIST_CAPITALS, lower);
}

size_t analyze_term(struct analyzer *a, enum lang lang, struct str form, char out[TERM_MAX])
{
    char folded[FOLD_MAX];
    struct str word = bare(form);
    struct str lower = {folded, fold_case(word, folded)};
    if (!is_other_in_capitals(a->stemmers.lists, lang, word, lower))
        return stem_word(&a->stemmers, lang, lower, out);

    /* UN, EU, US, IT; what does not fold to ASCII has no capitals here. */
    size_t len = fold_key(lower, out);
    for (size_t i = 0; i < len; i++)
        if (out[i] >= 'a' && out[i] <= 'z')
            out[i] = (char)(out[i] - 32);
    return len;
}

size_t analyze_compound(struct analyzer *a, enum lang lang, const struct str *forms, size_t count,
                        char out[TERM_MAX])
{
    char solid[WORD_FORM_MAX];
    size_t len = 0;
    if (count == 0 || count > COMPOUND_PARTS_MAX)
        return 0;
    for (size_t i = 0; i < count; i++) {
        struct str part = bare(forms[i]);
        if (part.len > sizeof solid - len)
            return 0;
        memcpy(solid + len, part.ptr, part.len);
        len += part.len;
    }
    return len ? analyze_term(a, lang, (struct str){solid, len}, out) : 0;
}

bool analyze_is_stop(const struct lists *lists, enum lang lang, struct str form)
{
    char folded[FOLD_MAX];
    struct str word = bare(form);
    if (word.len && word.ptr[word.len - 1] == '\'')
        return true;
    struct str lower = {folded, fold_case(word, folded)};
    return lists_find(lists, lang, LIST_STOP, lower) && !is_other_in_capitals(lists, lang, word, lower);
}
