/*
 * See title.h. A key is its words, WORD_END after each. A word is a number, NUMBER_FIRST + how many digits it
 * has, then these; or a run of letters, folded (fold.h). All that is neither parts words.
 */
#include "text/title.h"

#include "text/fold.h"
#include "text/unicode.h"

enum {
    WORD_END = 1, /* below whatever a word may go on with */
    NUMBER_FIRST = 2,
    NUMBER_DIGITS_MAX = 28,  /* longer numbers are not told apart by their lengths; still below any letter */
    NOTHING = 0xff,          /* in no UTF-8, so that it comes last */
    PIECE_MAX = FOLD_MAX / 3 /* folding may make a character three times as long */
};

static void add_number(struct str digits, struct buf *out)
{
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = str_slice(digits, 1, digits.len);
    buf_add_char(out,
                 (char)(NUMBER_FIRST + (digits.len < NUMBER_DIGITS_MAX ? digits.len : NUMBER_DIGITS_MAX)));
    buf_add_str(out, digits);
}

static void add_letters(struct str word, struct buf *out)
{
    while (word.len) {
        char folded[FOLD_MAX];
        size_t piece = utf8_cut(word, PIECE_MAX);
        if (piece == 0) /* no character is that long */
            break;
        buf_add(out, folded, fold_key(str_slice(word, 0, piece), folded));
        word = str_slice(word, piece, word.len);
    }
}

/* Where the word that begins at `at` ends: its digits, or its letters with their marks. */
static size_t word_end(struct str title, size_t at, bool digits)
{
    for (;;) {
        struct rune r = rune_at(title, at);
        bool in = digits ? r.class == CHAR_DIGIT
                         : r.class == CHAR_LETTER || r.class == CHAR_MARK || r.class == CHAR_LOGOGRAM;
        if (r.len == 0 || !in)
            return at;
        at += r.len;
    }
}

void title_key(struct str title, struct buf *out)
{
    size_t before = out->len;
    for (size_t at = 0; at < title.len && out->len - before < TITLE_KEY_MAX;) {
        struct rune r = rune_at(title, at);
        bool digits = r.class == CHAR_DIGIT;
        size_t end = word_end(title, at, digits);
        if (end == at) {
            at += r.len ? r.len : 1;
            continue;
        }
        struct str word = str_slice(title, at, end);
        if (digits)
            add_number(word, out);
        else
            add_letters(word, out);
        buf_add_char(out, WORD_END);
        at = end;
    }
    if (out->len == before)
        buf_add_char(out, (char)NOTHING);
    if (out->len - before > TITLE_KEY_MAX)
        out->len = before + TITLE_KEY_MAX;
}
