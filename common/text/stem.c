/* See stem.h. Stemming needs the accents, so they go last; ligatures are opened first (voeux, vœux). */
#include "text/stem.h"

#include <libstemmer.h>

#include "text/fold.h"
#include "text/spelling.h"

int stemmers_init(struct stemmers *s, const struct lists *lists, struct err *e)
{
    *s = (struct stemmers){.lists = lists};
    s->of[LANG_FR] = sb_stemmer_new("french", "UTF_8");
    s->of[LANG_EN] = sb_stemmer_new("english", "UTF_8");
    if (s->of[LANG_FR] && s->of[LANG_EN])
        return 0;
    stemmers_fini(s);
    return err_memory(e);
}

void stemmers_fini(struct stemmers *s)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (s->of[lang])
            sb_stemmer_delete(s->of[lang]);
}

/* Copies the word with œ and æ as two letters, which need no more bytes than one. */
static size_t open_ligatures(struct str word, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < word.len; i++) {
        struct str rest = str_slice(word, i, word.len);
        bool oe = str_starts(rest, STR("œ")), ae = str_starts(rest, STR("æ"));
        if (oe || ae) {
            out[len++] = oe ? 'o' : 'a';
            out[len++] = 'e';
            i++;
        } else {
            out[len++] = word.ptr[i];
        }
    }
    return len;
}

static bool is_stemmed(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
            return false;
    return true;
}

size_t stem_word(struct stemmers *s, enum lang lang, struct str word, char out[TERM_MAX])
{
    char opened[FOLD_MAX];
    if (!s->of[lang] || word.len > sizeof opened || !is_stemmed(word))
        return fold_key(word, out);
    bool whole;
    size_t len = open_ligatures(word, opened);
    len = spelling_rewrite(s->lists, lang, opened, len, sizeof opened, &whole);
    size_t key_len = fold_key((struct str){opened, len}, out);
    if (whole)
        return key_len;
    const sb_symbol *stem = sb_stemmer_stem(s->of[lang], (const sb_symbol *)opened, (int)len);
    int stem_len = stem ? sb_stemmer_length(s->of[lang]) : 0; /* NULL: it had no memory */
    if (stem_len == 0)
        return key_len;
    return fold_key((struct str){(const char *)stem, (size_t)stem_len}, out);
}
