/*
 * See boilerplate.h. Lines are compared by their words, folded: so capitals, accents, arrows, colons and
 * kinds of apostrophes and spaces do not matter.
 */
#include "indexer/readers/boilerplate.h"

#include "text/fold.h"
#include "text/words.h"

enum { LINE_BYTES_MAX = 96, WORDS_MAX = 12 };

/* As folded words with a space between. */
static const char *const lines[] = {
    /* to the top, and elsewhere on the page */
    "top of the page", "top of page", "top", "back to top", "back to the top", "back to top of page",
    "return to top", "go to top", "skip to content", "skip to main content", "skip to navigation",
    "haut de page", "haut de la page", "retour en haut", "retour en haut de page", "retour haut de page",
    "retour en haut de la page", "remonter", "remonter en haut de page", "aller au contenu",
    "aller au contenu principal", "passer au contenu", "aller a la navigation",
    /* links that say nothing */
    "click here", "read more", "more", "see more", "learn more", "find out more", "read the full text",
    "cliquez ici", "cliquer ici", "lire la suite", "lire plus", "en savoir plus", "voir plus", "suite",
    /* print, send, share */
    "print", "print this page", "print page", "printer friendly version", "send to a friend", "share",
    "share this page", "share this", "share on facebook", "share on twitter", "share on linkedin",
    "share by email", "imprimer", "imprimer cette page", "imprimer la page", "version imprimable",
    "version a imprimer", "envoyer a un ami", "envoyer par courriel", "partager", "partager cette page",
    "partager sur facebook", "partager sur twitter", "partager sur linkedin", "partager par courriel",
    /* moving about */
    "home", "back", "back to home", "previous", "next", "previous page", "next page", "site map", "sitemap",
    "accueil", "retour", "retour a l accueil", "precedent", "suivant", "page precedente", "page suivante",
    "plan du site"};

static const struct {
    const char *words;
    enum boilerplate kind;
} date_lines[] = {{"online", BOILERPLATE_PUBLISHED},
                  {"put online", BOILERPLATE_PUBLISHED},
                  {"put online on", BOILERPLATE_PUBLISHED},
                  {"published", BOILERPLATE_PUBLISHED},
                  {"published on", BOILERPLATE_PUBLISHED},
                  {"posted", BOILERPLATE_PUBLISHED},
                  {"posted on", BOILERPLATE_PUBLISHED},
                  {"date published", BOILERPLATE_PUBLISHED},
                  {"publication date", BOILERPLATE_PUBLISHED},
                  {"mise en ligne", BOILERPLATE_PUBLISHED},
                  {"mise en ligne le", BOILERPLATE_PUBLISHED},
                  {"mis en ligne", BOILERPLATE_PUBLISHED},
                  {"mis en ligne le", BOILERPLATE_PUBLISHED},
                  {"publie le", BOILERPLATE_PUBLISHED},
                  {"publiee le", BOILERPLATE_PUBLISHED},
                  {"date de publication", BOILERPLATE_PUBLISHED},
                  {"updated", BOILERPLATE_UPDATED},
                  {"updated on", BOILERPLATE_UPDATED},
                  {"last updated", BOILERPLATE_UPDATED},
                  {"last updated on", BOILERPLATE_UPDATED},
                  {"last modified", BOILERPLATE_UPDATED},
                  {"date modified", BOILERPLATE_UPDATED},
                  {"mis a jour le", BOILERPLATE_UPDATED},
                  {"mise a jour", BOILERPLATE_UPDATED},
                  {"mise a jour le", BOILERPLATE_UPDATED},
                  {"derniere mise a jour", BOILERPLATE_UPDATED},
                  {"derniere mise a jour le", BOILERPLATE_UPDATED},
                  {"modifie le", BOILERPLATE_UPDATED},
                  {"date de modification", BOILERPLATE_UPDATED}};

static bool is_listed(struct str key)
{
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (str_equal(key, str_of(lines[i])))
            return true;
    return false;
}

/* Without colons and spaces of any kind at its front, and a full stop at its end. */
static struct str date_part(struct str s)
{
    s = str_trim(s);
    for (;;) {
        size_t skip = str_starts(s, STR(":"))              ? 1
                      : str_starts(s, STR("\xC2\xA0"))     ? 2
                      : str_starts(s, STR("\xE2\x80\xAF")) ? 3
                                                           : 0;
        if (!skip)
            break;
        s = str_trim(str_slice(s, skip, s.len));
    }
    return str_ends(s, STR(".")) ? str_trim(str_slice(s, 0, s.len - 1)) : s;
}

/* Whether `key` begins a date line, and `rest`, what follows it, is the date. */
static enum boilerplate date_line(struct str key, struct str rest, date_num *date)
{
    for (size_t i = 0; i < sizeof date_lines / sizeof *date_lines; i++) {
        if (!str_equal(key, str_of(date_lines[i].words)))
            continue;
        date_num found = date_parse(date_part(rest));
        if (!found)
            return BOILERPLATE_NONE;
        *date = found;
        return date_lines[i].kind;
    }
    return BOILERPLATE_NONE;
}

enum boilerplate boilerplate_of(struct str line, date_num *date)
{
    char key[WORDS_MAX * (FOLD_MAX + 1)];
    size_t len = 0;
    struct words words;
    struct word word;
    line = str_trim(line);
    if (line.len == 0 || line.len > LINE_BYTES_MAX)
        return BOILERPLATE_NONE;
    words_init(&words, line, 0);
    for (int count = 0; words_next(&words, &word); count++) {
        char folded[FOLD_MAX];
        size_t folded_len = fold_key(word.form, folded);
        if (count == WORDS_MAX)
            return BOILERPLATE_NONE;
        if (len)
            key[len++] = ' ';
        memcpy(key + len, folded, folded_len);
        len += folded_len;
        enum boilerplate kind = date_line((struct str){key, len}, str_slice(line, word.end, line.len), date);
        if (kind != BOILERPLATE_NONE)
            return kind;
    }
    return is_listed((struct str){key, len}) ? BOILERPLATE_LINE : BOILERPLATE_NONE;
}
