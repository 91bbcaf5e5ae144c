/* See spelling.h. */
#include "text/spelling.h"

/* Words in -our that lose their u, wherever they stand in a word: colour, discoloured, watercolours. */
static const char *const our[] = {
    "arbour",    "ardour",    "armour",  "behaviour", "candour", "clamour", "colour", "demeanour",
    "endeavour", "favour",    "fervour", "flavour",   "glamour", "harbour", "honour", "humour",
    "labour",    "neighbour", "odour",   "parlour",   "rancour", "rigour",  "rumour", "saviour",
    "savour",    "splendour", "succour", "tumour",    "valour",  "vapour",  "vigour",
};

/* What follows the s of -is- and -ys- in the inflections of a verb in -ise or -yse. */
static const char *const is_ends[] = {
    "e", "es", "ed", "er", "ers", "ing", "ings", "able", "ation", "ations", "ational", "ationally",
};
static const char *const ys_ends[] = {"e", "es", "ed", "er", "ers", "ing", "is"};

/* What stands before -ise in words of another origin, which never have a z. */
static const char *const never_z[] = {
    "adv",    "advert", "appr",      "ar",       "chast",   "circumc", "compr", "comprom", "conc",   "dem",
    "desp",   "dev",    "disfranch", "enfranch", "enterpr", "exc",     "exerc", "expert",  "franch", "impr",
    "improv", "inc",    "likew",     "merchand", "otherw",  "parad",   "pract", "prec",    "prem",   "prom",
    "rep",    "rev",    "superv",    "surm",     "surpr",   "telev",   "treat", "upr",
};

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

/* organise, privatisation: a consonant and a vowel before -is-, so that wise, noise and rise stay. */
static bool takes_z(struct str word, size_t s)
{
    if (s < 2)
        return false;
    struct str before = str_slice(word, 0, s - 1), after = str_slice(word, s + 1, word.len);
    if (word.ptr[s - 1] == 'y')
        return before.len >= 2 && before.ptr[before.len - 1] == 'l' && IS_IN(after, ys_ends);
    return word.ptr[s - 1] == 'i' && before.len >= 3 && !is_vowel(before.ptr[before.len - 1]) &&
           has_vowel(before) && IS_IN(after, is_ends) && !IS_IN(before, never_z);
}

/* analysis and analyses are analyze too: the first, now analyzis, ends as the verb. One byte less. */
static size_t end_as_verb(char *word, size_t len)
{
    if (!str_ends((struct str){word, len}, STR("zis")))
        return 0;
    word[len - 2] = 'e';
    return 1;
}

/* Drops the u of a word of the list; returns how many bytes went. */
static size_t drop_u(char *word, size_t len)
{
    if (str_find((struct str){word, len}, STR("our")) == len)
        return 0;
    for (size_t i = 0; i < sizeof our / sizeof *our; i++) {
        struct str stem = str_of(our[i]);
        size_t end = str_find((struct str){word, len}, stem) + stem.len;
        if (end > len)
            continue;
        memmove(word + end - 2, word + end - 1, len - end + 1);
        return 1;
    }
    return 0;
}

size_t spelling_rewrite(char *word, size_t len)
{
    len -= drop_u(word, len);
    for (size_t s = len; s-- > 0;)
        if (word[s] == 's' && takes_z((struct str){word, len}, s)) {
            word[s] = 'z';
            return len - end_as_verb(word, len);
        }
    return len;
}
