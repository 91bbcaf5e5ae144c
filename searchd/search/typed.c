/* See typed.h. */
#include "searchd/search/typed.h"

#include "text/words.h"

/* The last word of the text, with the words that hyphens join it to. */
struct chain {
    uint32_t start, end;
    uint32_t parts;
    bool elided;
    char key[FOLD_MAX], previous[FOLD_MAX]; /* folded: the chain, and the word before it */
    char spelt[FOLD_MAX];                   /* the last part, its case folded */
    size_t key_len, previous_len, spelt_len;
};

static bool is_clitic(struct str form)
{
    return form.ptr[form.len - 1] == '\'';
}

static void add_part(struct chain *chain, struct str form)
{
    char key[FOLD_MAX];
    size_t len = fold_key(form, key);
    if (len > sizeof chain->key - chain->key_len)
        len = sizeof chain->key - chain->key_len;
    memcpy(chain->key + chain->key_len, key, len);
    chain->key_len += len;
    chain->spelt_len = fold_case(form, chain->spelt);
    chain->parts++;
}

static void begin(struct chain *chain, const struct word *word, struct str before)
{
    *chain = (struct chain){.start = word->start};
    if (before.len) {
        chain->previous_len = fold_key(before, chain->previous);
        chain->elided = is_clitic(before);
    }
}

static struct chain last_chain(struct str text)
{
    struct chain chain = {0};
    char before[WORD_FORM_MAX + 8];
    size_t before_len = 0;
    struct words words;
    struct word word;
    words_init(&words, text, 0);
    while (words_next(&words, &word)) {
        if (word.form.ptr[0] != '-' || chain.parts == TYPED_PARTS_MAX)
            begin(&chain, &word, (struct str){before, before_len});
        chain.end = word.end;
        if (!is_clitic(word.form))
            add_part(&chain, word.form);
        memcpy(before, word.form.ptr, word.form.len);
        before_len = word.form.len;
    }
    return chain;
}

static bool parts_pieces(char c)
{
    return c == ' ' || c == '\t' || c == '(' || c == ')' || c == '"';
}

static size_t piece_start(struct str text, size_t at)
{
    while (at && !parts_pieces(text.ptr[at - 1]))
        at--;
    return at;
}

/* The last piece before the word, and the text before that. */
static struct str last_piece(struct str text, struct str *rest)
{
    text = str_trim(text);
    size_t start = piece_start(text, text.len);
    *rest = str_slice(text, 0, start);
    return str_slice(text, start, text.len);
}

static bool is_one_of(struct str piece, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (str_equal(piece, str_of(names[i])))
            return true;
    return false;
}

/* What documents have to match beside the word: after OR or NOT nothing has to. */
static struct str context_of(struct str before)
{
    static const char *const alternatives[] = {"OR", "OU", "NOT", "SAUF", NULL};
    static const char *const conjunctions[] = {"AND", "ET", NULL};
    struct str rest, piece = last_piece(before, &rest);
    if (is_one_of(piece, alternatives) || str_ends(piece, STR("-")))
        return (struct str){NULL, 0};
    return str_trim(is_one_of(piece, conjunctions) ? rest : before);
}

/* `head`: what stands before the word in its piece. A title is made of words like any text; the values of
 * other fields are not. */
static bool is_value(struct str head)
{
    static const char *const fields[] = {
        "lang:", "date:", "site:", "type:", "tag:", "url:", "id:", "pair:", "sort:", NULL};
    if (head.len && head.ptr[0] == '-')
        head = str_slice(head, 1, head.len);
    for (size_t i = 0; fields[i]; i++)
        if (str_starts(head, str_of(fields[i])))
            return true;
    return false;
}

void typed_read(struct str text, struct typed *out)
{
    struct chain chain = last_chain(text);
    struct str after = str_slice(text, chain.end, text.len);
    size_t piece = piece_start(text, chain.start);
    struct str head = str_slice(text, piece, chain.start);
    memset(out, 0, sizeof *out);
    out->compound = str_equal(after, STR("-"));
    if (is_value(head) || (after.len && !out->compound))
        return;
    bool title = str_ends(head, STR("title:"));
    out->before = str_slice(text, 0, chain.start);
    out->context = context_of(title ? str_slice(text, 0, piece) : out->before);
    out->compound |= chain.parts > 1;
    out->elided = chain.elided;
    memcpy(out->key, chain.key, chain.key_len);
    out->key_len = chain.key_len;
    memcpy(out->spelt, chain.spelt, chain.spelt_len);
    out->spelt_len = chain.spelt_len;
    memcpy(out->previous, chain.previous, chain.previous_len);
    out->previous_len = chain.previous_len;
}
