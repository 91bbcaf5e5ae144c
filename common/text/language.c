/*
 * See language.h. Blocks are judged: a long line is one by itself, short lines are gathered until there is
 * enough to judge. A block too short to be trusted says nothing, so it inherits from what surrounds it.
 *
 * Most blocks give themselves away by little words that only one language has; only the others are CLD2's,
 * which is fifty times slower.
 */
#include "text/language.h"

#include <strings.h>

#include "cld2-c/cld2_c.h"
#include "text/unicode.h"

enum {
    BLOCK_BYTES_MAX = 2048,        /* longer lines are several blocks */
    BLOCK_LETTERS_MIN = 100,       /* fewer cannot be judged */
    BLOCK_LETTERS_ENOUGH = 200,    /* short lines are gathered up to this */
    LANGUAGE_LETTERS_MIN = 200,    /* to be one of several languages of a text */
    LANGUAGE_PERCENT_MIN = 20,     /* likewise */
    DETECT_BYTES_MAX = 256 * 1024, /* what follows is taken to be like what went before */
    TELLTALES_MIN = 3,             /* different ones that give a language away, */
    TELLTALE_SHARE = 12,           /* if one word in so many is one, */
    TELLTALE_LEAD = 10             /* and they are so many times the other language's */
};

/* What a text shows at a glance. */
struct signs {
    size_t letters, words;          /* letters in bytes */
    size_t telltales[LANG_COUNT];   /* words that are */
    uint32_t different[LANG_COUNT]; /* a bit for each telltale */
};

/* A stretch of the text. */
struct block {
    size_t start, end;
    struct signs signs;
};

/* Bytes of letters judged so far to be in each language. */
struct tally {
    size_t letters[LANG_COUNT]; /* LANG_NONE: reliably other languages */
};

const char *lang_code(enum lang lang)
{
    return lang == LANG_FR ? "fr" : lang == LANG_EN ? "en" : "und";
}

enum lang lang_parse(struct str tag)
{
    static const struct {
        const char *subtag;
        enum lang lang;
    } known[] = {{"fr", LANG_FR}, {"fra", LANG_FR}, {"fre", LANG_FR}, {"en", LANG_EN}, {"eng", LANG_EN}};
    size_t len = 0;
    while (len < tag.len && tag.ptr[len] != '-' && tag.ptr[len] != '_')
        len++;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].subtag) == len && strncasecmp(known[i].subtag, tag.ptr, len) == 0)
            return known[i].lang;
    return LANG_NONE;
}

/* --- telltales --- */

enum { TELLTALE_BYTES = 8, TELLTALES_A_LETTER = 4 };

/* Little words of one of the two that its neighbours (Spanish, Italian, Catalan, Dutch, Danish …) do not
 * share, or not three of them. By first letter; ASCII only. */
static const struct telltale {
    char word[TELLTALE_BYTES];
    uint8_t lang, bit;
} telltales[26][TELLTALES_A_LETTER] = {
    ['a' - 'a'] = {{"au", LANG_FR, 0}, {"aux", LANG_FR, 1}, {"avec", LANG_FR, 2}, {"and", LANG_EN, 0}},
    ['b' - 'a'] = {{"by", LANG_EN, 1}, {"been", LANG_EN, 2}},
    ['c' - 'a'] = {{"ce", LANG_FR, 3}, {"ces", LANG_FR, 4}, {"cette", LANG_FR, 5}},
    ['d' - 'a'] = {{"dans", LANG_FR, 6}, {"des", LANG_FR, 7}, {"du", LANG_FR, 8}},
    ['e' - 'a'] = {{"est", LANG_FR, 9}, {"et", LANG_FR, 10}, {"elle", LANG_FR, 11}},
    ['f' - 'a'] = {{"from", LANG_EN, 3}, {"for", LANG_EN, 4}},
    ['h' - 'a'] = {{"have", LANG_EN, 5}, {"has", LANG_EN, 6}},
    ['i' - 'a'] = {{"it", LANG_EN, 7}, {"ils", LANG_FR, 12}},
    ['l' - 'a'] = {{"les", LANG_FR, 13}, {"leur", LANG_FR, 14}},
    ['n' - 'a'] = {{"nous", LANG_FR, 15}, {"not", LANG_EN, 8}},
    ['o' - 'a'] = {{"of", LANG_EN, 9}, {"ou", LANG_FR, 16}},
    ['p' - 'a'] = {{"pour", LANG_FR, 17}, {"par", LANG_FR, 18}},
    ['q' - 'a'] = {{"qui", LANG_FR, 19}},
    ['s' - 'a'] = {{"sont", LANG_FR, 20}, {"sur", LANG_FR, 21}, {"shall", LANG_EN, 10}},
    ['t' - 'a'] = {{"the", LANG_EN, 11}, {"that", LANG_EN, 12}, {"this", LANG_EN, 13}, {"to", LANG_EN, 14}},
    ['u' - 'a'] = {{"une", LANG_FR, 22}},
    ['v' - 'a'] = {{"vous", LANG_FR, 23}},
    ['w' -
        'a'] = {{"with", LANG_EN, 15}, {"which", LANG_EN, 16}, {"was", LANG_EN, 17}, {"will", LANG_EN, 18}},
};

/* `word` is in small letters, filled up with zeros. */
static void look_at_word(const char word[TELLTALE_BYTES], struct signs *signs)
{
    const struct telltale *t = telltales[word[0] - 'a'];
    for (int i = 0; i < TELLTALES_A_LETTER && t[i].word[0]; i++)
        if (memcmp(t[i].word, word, TELLTALE_BYTES) == 0) {
            signs->telltales[t[i].lang]++;
            signs->different[t[i].lang] |= 1u << t[i].bit;
        }
}

/* The bytes of what is, roughly, a letter past ASCII: not U+0080–U+00BF, nor U+2000–U+206F. 0 for others. */
static size_t high_letter(struct str text, size_t at)
{
    unsigned char lead = (unsigned char)text.ptr[at];
    bool punctuation = lead == 0xE2 && at + 1 < text.len && (text.ptr[at + 1] & 0xFE) == 0x80;
    return lead < 0xC3 || punctuation ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static void look_at(struct str text, struct signs *signs)
{
    *signs = (struct signs){0};
    for (size_t at = 0; at < text.len;) {
        char word[TELLTALE_BYTES] = {0};
        size_t start = at, len = 0;
        bool plain = true;
        for (size_t high; at < text.len;) {
            unsigned char c = (unsigned char)(text.ptr[at] | 0x20);
            if (c >= 'a' && c <= 'z') {
                if (len < TELLTALE_BYTES)
                    word[len] = (char)c;
                len++;
                at++;
            } else if ((unsigned char)text.ptr[at] >= 0x80 && (high = high_letter(text, at)) > 0) {
                plain = false;
                at += high;
            } else {
                break;
            }
        }
        if (at > text.len)
            at = text.len; /* a character cut off */
        signs->letters += at - start;
        signs->words += at > start;
        if (plain && len > 1 && len < TELLTALE_BYTES)
            look_at_word(word, signs);
        at += at < text.len;
    }
}

/* The language that the telltales are enough for, or LANG_NONE. */
static enum lang given_away(const struct signs *signs)
{
    enum lang lang = signs->telltales[LANG_FR] > signs->telltales[LANG_EN] ? LANG_FR : LANG_EN;
    enum lang other = lang == LANG_FR ? LANG_EN : LANG_FR;
    size_t count = signs->telltales[lang];
    bool clear = __builtin_popcount(signs->different[lang]) >= TELLTALES_MIN &&
                 count * TELLTALE_SHARE >= signs->words && count >= TELLTALE_LEAD * signs->telltales[other];
    return clear ? lang : LANG_NONE;
}

/* --- blocks --- */

static void ask_cld2(struct str text, size_t letters, struct tally *tally)
{
    char bytes[BLOCK_BYTES_MAX], code[8];
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        struct rune r = rune_at(text, at);
        if (r.code)
            memcpy(bytes + len, text.ptr + at, r.len);
        else
            bytes[len] = ' ';
        len += r.len;
        at += r.len;
    }
    cld2_detect(bytes, (int)len, code);
    if (code[0])
        tally->letters[lang_parse(str_of(code))] += letters;
}

/* Judges the block and begins a new one at its end. */
static void block_judge(struct str text, struct block *b, struct tally *tally)
{
    if (b->signs.letters >= BLOCK_LETTERS_MIN) {
        enum lang lang = given_away(&b->signs);
        if (lang != LANG_NONE)
            tally->letters[lang] += b->signs.letters;
        else
            ask_cld2(str_slice(text, b->start, b->end), b->signs.letters, tally);
    }
    *b = (struct block){.start = b->end, .end = b->end};
}

static void signs_add(struct signs *to, const struct signs *from)
{
    to->letters += from->letters;
    to->words += from->words;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        to->telltales[lang] += from->telltales[lang];
        to->different[lang] |= from->different[lang];
    }
}

/* Judges the text block by block. */
static void tally_text(struct str text, struct tally *tally)
{
    struct block block = {.start = 0};
    struct signs signs;
    while (block.end < text.len) {
        struct str rest = str_slice(text, block.end, text.len);
        const char *newline = memchr(rest.ptr, '\n', rest.len < BLOCK_BYTES_MAX ? rest.len : BLOCK_BYTES_MAX);
        size_t len = newline ? (size_t)(newline - rest.ptr) + 1 : utf8_cut(rest, BLOCK_BYTES_MAX);
        if (len == 0)
            len = rest.len < BLOCK_BYTES_MAX ? rest.len : BLOCK_BYTES_MAX; /* no UTF-8 at all */
        look_at(str_slice(rest, 0, len), &signs);
        bool own = signs.letters >= BLOCK_LETTERS_MIN;
        if (own || block.signs.letters >= BLOCK_LETTERS_ENOUGH ||
            block.end - block.start + len > BLOCK_BYTES_MAX)
            block_judge(text, &block, tally);
        block.end += len;
        signs_add(&block.signs, &signs);
        if (own)
            block_judge(text, &block, tally);
    }
    block_judge(text, &block, tally);
}

unsigned language_detect(struct str text, enum lang *main)
{
    struct tally tally = {{0}};
    text.len = utf8_cut(text, DETECT_BYTES_MAX);
    tally_text(text, &tally);

    size_t total = 0, most = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        total += tally.letters[lang];
        most = tally.letters[lang] > most ? tally.letters[lang] : most;
    }
    unsigned set = 0;
    *main = LANG_NONE;
    for (int lang = LANG_FR; lang < LANG_COUNT; lang++) {
        size_t letters = tally.letters[lang];
        bool substantial = letters >= LANGUAGE_LETTERS_MIN && letters * 100 >= total * LANGUAGE_PERCENT_MIN;
        if (letters == 0 || (letters < most && !substantial))
            continue;
        set |= LANG_BIT(lang);
        if (letters > tally.letters[*main] || *main == LANG_NONE)
            *main = (enum lang)lang;
    }
    return set;
}
