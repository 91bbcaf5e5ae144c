/* See usual.h. */
#include "searchd/query/usual.h"

#include "text/fold.h"

/* Spellings under one key are few; a damaged or hostile index may say otherwise. */
enum { SPELLINGS_MAX = 1024 };

/* Headlines are in capitals: a word is usually written so only if it is, so many times out of one more. */
enum { CAPITALS_SHARE = 4 };

struct str usual_bare(struct str form)
{
    return form.len > 1 && form.ptr[0] == '-' ? str_slice(form, 1, form.len) : form;
}

struct usual usual_spelling(const struct lexicon *lex, enum lang lang, struct lexicon_ids same_key)
{
    struct usual usual = {.id = LEXICON_NONE};
    uint64_t most = 0;
    for (uint32_t i = 0; i < same_key.count && i < SPELLINGS_MAX; i++) {
        struct str form = lexicon_form(lex, same_key.ids[i]);
        uint32_t count = lexicon_count(lex, lang, same_key.ids[i]);
        if (!count || str_ends(form, STR("'")))
            continue;
        usual.count += count;
        uint64_t weight = fold_is_capitals(form) ? count : (uint64_t)count * CAPITALS_SHARE;
        if (weight <= most)
            continue;
        most = weight;
        usual.id = same_key.ids[i];
        usual.spelling = usual_bare(form);
    }
    return usual;
}
