/*
 * See language.h. CLD2 judges blocks: a long line is one by itself, short lines are gathered until there is
 * enough to judge. A block too short to be trusted says nothing, so it inherits from what surrounds it.
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
};

struct block {
    char bytes[BLOCK_BYTES_MAX]; /* valid UTF-8 */
    size_t len, letters;
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

static void block_judge(struct block *b, struct tally *tally)
{
    char code[8];
    if (b->letters >= BLOCK_LETTERS_MIN) {
        cld2_detect(b->bytes, (int)b->len, code);
        if (code[0])
            tally->letters[lang_parse(str_of(code))] += b->letters;
    }
    b->len = b->letters = 0;
}

/* Appends a line, invalid bytes as spaces; blocks that fill up are judged. */
static void block_add(struct block *b, struct str line, struct tally *tally)
{
    for (size_t at = 0; at < line.len;) {
        struct rune r = rune_at(line, at);
        if (b->len + r.len > sizeof b->bytes - 1)
            block_judge(b, tally);
        if (r.code)
            memcpy(b->bytes + b->len, line.ptr + at, r.len);
        else
            b->bytes[b->len] = ' ';
        b->len += r.len;
        b->letters += r.class == CHAR_LETTER || r.class == CHAR_LOGOGRAM ? r.len : 0;
        at += r.len;
    }
    b->bytes[b->len++] = '\n';
}

static size_t letters_of(struct str line)
{
    size_t letters = 0;
    for (size_t at = 0; at < line.len && letters < BLOCK_LETTERS_MIN;) {
        struct rune r = rune_at(line, at);
        letters += r.class == CHAR_LETTER || r.class == CHAR_LOGOGRAM ? r.len : 0;
        at += r.len;
    }
    return letters;
}

/* Judges the text block by block. */
static void tally_text(struct str text, struct tally *tally)
{
    struct block block = {.len = 0};
    for (size_t at = 0; at < text.len;) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        struct str line = str_slice(text, at, end);
        bool own = letters_of(line) >= BLOCK_LETTERS_MIN;
        if (own || block.letters >= BLOCK_LETTERS_ENOUGH || block.len + 1 >= BLOCK_BYTES_MAX)
            block_judge(&block, tally);
        block_add(&block, line, tally);
        if (own)
            block_judge(&block, tally);
        at = end + 1;
    }
    block_judge(&block, tally);
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
