/* See stop.h. The lists are in byte order: accented letters come last. */
#include "text/stop.h"

#include "text/sorted.h"

static const char *const french[] = {
    "ai",       "aie",    "aient",  "aies",    "ait",    "au",      "aura",     "aurai",  "auraient",
    "aurais",   "aurait", "auras",  "aurez",   "auriez", "aurions", "aurons",   "auront", "aux",
    "avaient",  "avais",  "avait",  "avec",    "avez",   "aviez",   "avions",   "avons",  "ayant",
    "ayez",     "ayons",  "c",      "ce",      "ceci",   "cela",    "celle",    "celles", "celui",
    "ces",      "cet",    "cette",  "ceux",    "ci",     "d",       "dans",     "de",     "des",
    "du",       "elle",   "elles",  "en",      "es",     "et",      "eu",       "eue",    "eues",
    "eurent",   "eus",    "eusse",  "eussent", "eusses", "eussiez", "eussions", "eut",    "eux",
    "eûmes",    "eût",    "eûtes",  "furent",  "fus",    "fusse",   "fussent",  "fusses", "fussiez",
    "fussions", "fut",    "fûmes",  "fût",     "fûtes",  "ici",     "il",       "ils",    "j",
    "je",       "l",      "la",     "le",      "les",    "leur",    "leurs",    "lui",    "m",
    "ma",       "mais",   "me",     "mes",     "moi",    "mon",     "même",     "mêmes",  "n",
    "ne",       "nos",    "notre",  "nous",    "on",     "ont",     "ou",       "où",     "par",
    "pas",      "pour",   "qu",     "que",     "quel",   "quelle",  "quelles",  "quels",  "qui",
    "s",        "sa",     "sans",   "se",      "sera",   "serai",   "seraient", "serais", "serait",
    "seras",    "serez",  "seriez", "serions", "serons", "seront",  "ses",      "si",     "soi",
    "soient",   "sois",   "soit",   "sont",    "soyez",  "soyons",  "suis",     "sur",    "t",
    "ta",       "te",     "tes",    "toi",     "ton",    "tu",      "un",       "une",    "vos",
    "votre",    "vous",   "y",      "à",       "ça",     "étaient", "étais",    "était",  "étant",
    "étiez",    "étions", "êtes",
};

static const char *const english[] = {
    "a",          "about",    "above",      "after",     "again",  "against",  "ain't",   "all",
    "am",         "an",       "and",        "any",       "are",    "aren't",   "as",      "at",
    "be",         "because",  "been",       "before",    "being",  "below",    "between", "both",
    "but",        "by",       "can't",      "cannot",    "could",  "couldn't", "did",     "didn't",
    "do",         "does",     "doesn't",    "doing",     "don't",  "down",     "during",  "each",
    "few",        "for",      "from",       "further",   "had",    "hadn't",   "has",     "hasn't",
    "have",       "haven't",  "having",     "he",        "he'd",   "he'll",    "her",     "here",
    "hers",       "herself",  "him",        "himself",   "his",    "how",      "i",       "i'd",
    "i'll",       "i'm",      "i've",       "if",        "in",     "into",     "is",      "isn't",
    "it",         "it'd",     "it'll",      "its",       "itself", "me",       "more",    "most",
    "mustn't",    "my",       "myself",     "no",        "nor",    "not",      "of",      "off",
    "on",         "once",     "only",       "or",        "other",  "ought",    "our",     "ours",
    "ourselves",  "out",      "over",       "own",       "s",      "same",     "shan't",  "she",
    "she'd",      "she'll",   "should",     "shouldn't", "so",     "some",     "such",    "t",
    "than",       "that",     "that'd",     "that'll",   "the",    "their",    "theirs",  "them",
    "themselves", "then",     "there",      "these",     "they",   "they'd",   "they'll", "they're",
    "they've",    "this",     "those",      "through",   "to",     "too",      "under",   "until",
    "up",         "us",       "very",       "was",       "wasn't", "we",       "we'd",    "we'll",
    "we're",      "we've",    "were",       "weren't",   "what",   "when",     "where",   "which",
    "while",      "who",      "who'd",      "who'll",    "whom",   "why",      "with",    "won't",
    "would",      "wouldn't", "you",        "you'd",     "you'll", "you're",   "you've",  "your",
    "yours",      "yourself", "yourselves",
};

const char *const *stop_words(enum lang lang, size_t *count)
{
    switch (lang) {
    case LANG_FR:
        *count = sizeof french / sizeof *french;
        return french;
    case LANG_EN:
        *count = sizeof english / sizeof *english;
        return english;
    default:
        *count = 0;
        return NULL;
    }
}

bool stop_has(enum lang lang, struct str word)
{
    size_t count;
    const char *const *words = stop_words(lang, &count);
    return sorted_find(words, count, sizeof *words, word) != NULL;
}
