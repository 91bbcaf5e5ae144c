/* See words.h. French has a narrow no-break space before its colons and in its numbers. */
#include "searchd/page/words.h"

#include <stdio.h>

static const struct page_words english = {
    .search = "Search",
    .skip = "Skip to the results",
    .language_of_page = "Language of this page",
    .other_language = "Français",
    .welcome = "Search the pages in French and in English.",
    .hints = {"Accents and capitals may be left out.",
              "Quotation marks keep words together: <q>\"right of asylum\"</q>.",
              "A minus leaves pages out: <q>visa -student</q>."},
    .about = "about ",
    .result = "result",
    .results = "results",
    .in = {[LANG_NONE] = "in another language", [LANG_FR] = "in French", [LANG_EN] = "in English"},
    .with = {[LANG_NONE] = "", [LANG_FR] = "French", [LANG_EN] = "English"},
    .none = "No page was found for",
    .advice = {"Check the spelling.", "Try other words, or fewer.", "Try the word of the other language."},
    .unnarrow = "Search everything, without filters",
    .relaxed = "No page has all of these words. These have some of them.",
    .some = "These have some of the words",
    .partial = "The search was cut short: there may be more.",
    .suggestion = "Did you mean",
    .failed = "This search could not be answered.",
    .back = "Back to the search page",
    .sorted = "Sorted by",
    .relevance = "relevance",
    .newest = "newest first",
    .oldest = "oldest first",
    .title = "title",
    .narrow = "Narrow",
    .language = "Language",
    .type = "Type",
    .year = "Year",
    .every = "All",
    .languages = {[LANG_NONE] = "Other", [LANG_FR] = "French", [LANG_EN] = "English"},
    .untyped = "Without type",
    .others = "others",
    .chart = "Results by year",
    .table = "As a table",
    .also = {[LANG_NONE] = "Translation:", [LANG_FR] = "Also in French:", [LANG_EN] = "Also in English:"},
    .pages = "Pages of results",
    .page = "Page",
    .previous = "Previous",
    .next = "Next",
    .foot = "Searched with Racine",
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
               "October", "November", "December"},
    .thousands = ",",
};

static const struct page_words french = {
    .search = "Rechercher",
    .skip = "Aller aux résultats",
    .language_of_page = "Langue de cette page",
    .other_language = "English",
    .welcome = "Recherchez dans les pages en français et en anglais.",
    .hints = {"Les accents et les majuscules sont facultatifs.",
              "Les guillemets gardent les mots ensemble\u202f: <q>\"droit d’asile\"</q>.",
              "Un signe moins écarte des pages\u202f: <q>visa -étudiant</q>."},
    .about = "environ ",
    .result = "résultat",
    .results = "résultats",
    .in = {[LANG_NONE] = "dans une autre langue", [LANG_FR] = "en français", [LANG_EN] = "en anglais"},
    .with = {[LANG_NONE] = "", [LANG_FR] = "français", [LANG_EN] = "anglais"},
    .none = "Aucune page n’a été trouvée pour",
    .advice = {"Vérifiez l’orthographe.", "Essayez d’autres mots, ou moins de mots.",
               "Essayez le mot de l’autre langue."},
    .unnarrow = "Chercher partout, sans filtre",
    .relaxed = "Aucune page n’a tous ces mots. Celles-ci en ont une partie.",
    .some = "Celles-ci n’ont qu’une partie des mots",
    .partial = "La recherche a été écourtée\u202f: il peut y avoir d’autres résultats.",
    .suggestion = "Vouliez-vous dire",
    .failed = "Cette recherche n’a pas abouti.",
    .back = "Retour à la page de recherche",
    .sorted = "Tri par",
    .relevance = "pertinence",
    .newest = "date, les plus récents d’abord",
    .oldest = "date, les plus anciens d’abord",
    .title = "titre",
    .narrow = "Affiner",
    .language = "Langue",
    .type = "Type",
    .year = "Année",
    .every = "Tout",
    .languages = {[LANG_NONE] = "Autre", [LANG_FR] = "Français", [LANG_EN] = "Anglais"},
    .untyped = "Sans type",
    .others = "autres",
    .chart = "Résultats par année",
    .table = "En tableau",
    .also = {[LANG_NONE] = "Traduction\u202f:",
             [LANG_FR] = "Aussi en français\u202f:",
             [LANG_EN] = "Aussi en anglais\u202f:"},
    .pages = "Pages de résultats",
    .page = "Page",
    .previous = "Précédente",
    .next = "Suivante",
    .foot = "Recherche par Racine",
    .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
               "octobre", "novembre", "décembre"},
    .thousands = "\u202f",
};

const struct page_words *page_words(enum lang lang)
{
    return lang == LANG_FR ? &french : &english;
}

void page_add_number(const struct page_words *w, uint64_t number, struct buf *out)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_add_str(out, str_of(w->thousands));
        buf_add_char(out, digits[i]);
    }
}

void page_add_date(const struct page_words *w, enum lang lang, date_num date, struct buf *out)
{
    unsigned year = date / 10000, month = date / 100 % 100, day = date % 100;
    if (day)
        buf_printf(out, "%u%s ", day, lang == LANG_FR && day == 1 ? "er" : "");
    if (month >= 1 && month <= 12)
        buf_printf(out, "%s ", w->months[month - 1]);
    if (year)
        buf_printf(out, "%u", year);
}
