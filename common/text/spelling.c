/*
 * See spelling.h. A word that the lists know is settled by them; only others come under the rules, and what
 * they make of it is looked up once more.
 */
#include "text/spelling.h"

#include "text/fold.h"

/* --- the lists --- */

/* Puts `to` in place of word[at, at + gone); the old length if there is no room. */
static size_t replace(char *word, size_t len, size_t cap, size_t at, size_t gone, struct str to)
{
    if (len - gone + to.len > cap)
        return len;
    memmove(word + at + to.len, word + at + gone, len - at - gone);
    memcpy(word + at, to.ptr, to.len);
    return len - gone + to.len;
}

/* True if the lists have a fact about the whole word, which is then obeyed. */
static bool take_word(const struct lists *lists, enum lang lang, char *word, size_t *len, size_t cap,
                      bool *whole)
{
    char key[FOLD_MAX];
    struct str looked_up = {key, fold_key((struct str){word, *len}, key)};
    const struct list_fact *fact = lists_find(lists, lang, LIST_WORD, looked_up);
    if (!fact)
        return false;
    if (fact->to.len) {
        *len = replace(word, *len, cap, 0, *len, fact->to);
        looked_up.len = fold_key((struct str){word, *len}, key);
        fact = lists_find(lists, lang, LIST_WORD, looked_up);
    }
    *whole = fact && !fact->to.len;
    return true;
}

static size_t take_parts(const struct lists *lists, enum lang lang, char *word, size_t len, size_t cap)
{
    struct list_facts parts = lists_of(lists, lang, LIST_PART);
    for (size_t i = 0; i < parts.count; i++) {
        const struct list_fact *fact = &parts.first[i];
        struct str now = {word, len};
        size_t at = fact->at_end && len >= fact->key.len ? len - fact->key.len : str_find(now, fact->key);
        if (len < fact->key.len || at == len || (fact->at_start && at != 0) ||
            !str_starts(str_slice(now, at, len), fact->key))
            continue;
        len = replace(word, len, cap, at, fact->key.len, fact->to);
    }
    return len;
}

/* --- the rules of English --- */

/* What follows the s of -is- and -ys- in the inflections of a verb in -ise or -yse. */
static const char *const is_ends[] = {
    "e", "es", "ed", "er", "ers", "ing", "ings", "able", "ation", "ations", "ational", "ationally",
};
static const char *const ys_ends[] = {"e", "es", "ed", "er", "ers", "ing", "is"};

static bool is_in(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(word, str_of(list[i])))
            return true;
    return false;
}

#define IS_IN(word, list) is_in(word, list, sizeof(list) / sizeof *(list))

static bool is_vowel(char c)
{
    return c && strchr("aeiouy", c) != NULL;
}

static bool has_vowel(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_vowel(s.ptr[i]))
            return true;
    return false;
}

static bool keeps_s(const struct lists *lists, struct str word)
{
    struct list_facts starts = lists_of(lists, LANG_EN, LIST_KEEP_S);
    for (size_t i = 0; i < starts.count; i++)
        if (str_starts(word, starts.first[i].key))
            return true;
    return false;
}

/* organise, privatisation: a consonant and a vowel before -is-, so that wise, noise and rise stay. */
static bool takes_z(struct str word, size_t s)
{
    if (s < 2)
        return false;
    struct str before = str_slice(word, 0, s - 1), after = str_slice(word, s + 1, word.len);
    if (word.ptr[s - 1] == 'y')
        return before.len >= 2 && before.ptr[before.len - 1] == 'l' && IS_IN(after, ys_ends);
    return word.ptr[s - 1] == 'i' && before.len >= 3 && !is_vowel(before.ptr[before.len - 1]) &&
           has_vowel(before) && IS_IN(after, is_ends);
}

/* analysis and analyses are analyze too: the first, now analyzis, ends as the verb. One byte less. */
static size_t end_as_verb(char *word, size_t len)
{
    if (!str_ends((struct str){word, len}, STR("zis")))
        return 0;
    word[len - 2] = 'e';
    return 1;
}

static size_t put_z(const struct lists *lists, char *word, size_t len)
{
    for (size_t s = len; s-- > 0;)
        if (word[s] == 's' && takes_z((struct str){word, len}, s)) {
            if (keeps_s(lists, (struct str){word, len}))
                return len;
            word[s] = 'z';
            return len - end_as_verb(word, len);
        }
    return len;
}

/* --- the rule of French --- */

/* Shorter words in -s are too often none of the plural: plus, sous, avis. */
enum { PLURAL_BYTES_MIN = 5, PLURAL_ER_BYTES_MIN = 6 };

/* élus, numéros, amis, conflits, dangers, commissions: plurals whose s Snowball leaves, or takes for part of
 * a verb's ending. Words in -ais and -ois are mostly no plurals (anglais, chinois). */
static size_t drop_plural(const char *word, size_t len)
{
    if (len < PLURAL_BYTES_MIN || word[len - 1] != 's')
        return len;
    struct str singular = {word, len - 1};
    char last = word[len - 2];
    bool plural =
        last == 'u' || last == 'o' || str_ends(singular, STR("it")) || str_ends(singular, STR("ion"));
    plural |= last == 'i' && word[len - 3] != 'a' && word[len - 3] != 'o';
    plural |= len >= PLURAL_ER_BYTES_MIN && str_ends(singular, STR("er"));
    return plural ? len - 1 : len;
}

/* --- all together --- */

size_t spelling_rewrite(const struct lists *lists, enum lang lang, char *word, size_t len, size_t cap,
                        bool *whole)
{
    char typed[FOLD_MAX];
    size_t typed_len = len;
    *whole = false;
    if (take_word(lists, lang, word, &len, cap, whole))
        return len;
    memcpy(typed, word, len);
    len = take_parts(lists, lang, word, len, cap);
    if (lang == LANG_EN)
        len = put_z(lists, word, len);
    else if (lang == LANG_FR)
        len = drop_plural(word, len);
    if (!str_equal((struct str){word, len}, (struct str){typed, typed_len}))
        take_word(lists, lang, word, &len, cap, whole);
    return len;
}
