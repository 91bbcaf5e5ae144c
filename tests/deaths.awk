# 200 requests that a service might die of, or be long about: one a line, as they go to the daemon. All are to
# be answered, or refused with the reason. Words are frequent ones of French and English, so that they weigh
# on any collection. Run with LC_ALL=C awk -f deaths.awk; tests/programs/deaths.sh and bench/deaths use it.

function ask(request) { print request }

function times(text, n,    out) {
    for (out = ""; n > 0; n--)
        out = out text
    return out
}

# n words: text, taken in turn from a list.
function words(n, joint,    i, out) {
    for (i = 0; i < n; i++)
        out = out (i ? joint : "") little[i % little_count + 1]
    return out
}

function depth(    i, n, list) {
    n = split("1 15 16 17 63 64 500 2000", list)
    for (i = 1; i <= n; i++) {
        ask(times("(", list[i]) "de" times(")", list[i]))
        ask(times("(de OR ", list[i] < 500 ? list[i] : 500) "la" times(")", list[i] < 500 ? list[i] : 500))
    }
    ask(times("(", 4000))
    ask(times(")", 4000))
    ask(times("()", 2000))
    ask(times("NOT ", 1000) "de")
    ask(times("-", 4000) "de")
    ask(times("-(", 1000) "de" times(")", 1000))
    ask(times("title:(", 500) "de" times(")", 500))
    ask(times("\"", 4001))
    ask(times("« ", 1300))
    ask(times("lang:", 800))
}

function lengths() {
    ask(words(64, " "))
    ask(words(65, " "))
    ask(words(1300, " "))
    ask("SEARCH match=any " words(1300, " "))
    ask("SEARCH match=all " words(64, " "))
    ask("COUNT match=any " words(64, " "))
    ask("EXPLAIN " words(64, " "))
    ask(times("a", 4083))
    ask(times("é", 2000))
    ask(times("a-", 2000))
    ask(times("a'", 2000))
    ask(times("1,", 2000))
    ask(times("1 000 ", 650))
    ask(times("A.", 2000))
    ask(times("de ", 4000))
    ask(times("x", 70000))
    ask("GET " times("x", 4000))
    ask("EXPLAIN id=" times("x", 3000) " de")
    ask("SEARCH limit=1000 offset=10000 match=any " words(20, " "))
    ask("SEARCH limit=1000 format=json match=any " words(20, " "))
    ask("SEARCH limit=1000 offset=10000 -zzz")
    ask("SEARCH limit=1001 de")
    ask("SEARCH limit=99999999999999999999 de")
    ask("SEARCH offset=-1 de")
    ask(times("SEARCH ", 500))
}

function patterns(    i, n, list) {
    n = split("co* re* pr* *es *nt *on *ti* *re* *er* *en* *an* 11* *00* de* la* th*", list)
    for (i = 1; i <= n; i++)
        ask(list[i])
    ask("* ** *** ****")
    ask("*a* *e* *i*")
    ask("e*")
    ask(times("co* ", 64))
    ask(times("*es* ", 64))
    ask("SEARCH match=any " times("*es* ", 64))
    ask("COUNT match=any co* re* pr* *es *nt *on *ti* *re*")
    ask("\"" times("*es ", 64) "\"")
    ask("\"de* la* le*\"")
    ask("\"*re* *re* *re* *re* *re* *re* *re* *re*\"")
    ask("-*es -*nt -*on")
    ask("title:*es title:*nt")
    ask("*" times("a", 4000) "*")
    ask(times("*", 4090))
    ask("SEARCH strict=yes *es*")
    ask("(*es* OR *nt*) AND (*on* OR *re*) NOT (co* OR pr*)")
    ask("EXPLAIN *re* *es*")
}

function phrases() {
    ask("\"" words(2, " ") "\"")
    ask("\"" words(64, " ") "\"")
    ask("\"" words(65, " ") "\"")
    ask("\"" words(1000, " ") "\"")
    ask("SEARCH match=phrase " words(1000, " "))
    ask("SEARCH match=phrase " times("de ", 64))
    ask("\"" times("de ", 64) "\"")
    ask("\"" times("de la ", 32) "\"")
    ask(times("\"de la\" ", 32))
    ask("\"de la\" OR " times("\"of the\" OR ", 30) "\"in the\"")
    ask("COUNT \"de la\" OR \"of the\" OR \"in the\" OR \"et les\"")
    ask("\"the of and to\" \"and to the of\"")
    ask("-\"de la\" -\"of the\"")
    ask("title:\"" words(60, " ") "\"")
    ask("\"l'" times("d'", 60) "a\"")
    ask("\"" times("a-", 60) "a\"")
    ask("=\"" times("De ", 60) "\"")
    ask(times("=de ", 64))
    ask("\"de la")
    ask("COUNT \"la de les du\"")
}

function nears(    i, n, list) {
    n = split("1 2 5 10 50 100", list)
    for (i = 1; i <= n; i++) {
        ask("the NEAR/" list[i] " of")
        ask("COUNT de NEAR/" list[i] " la")
    }
    ask("de NEAR/0 la")
    ask("de NEAR/101 la")
    ask("de NEAR/99999999999999999999 la")
    ask("de NEAR/-1 la")
    ask("de " times("NEAR/100 la ", 31))
    ask("de " times("NEAR/100 de ", 31))
    ask("the " times("NEAR/100 of NEAR/100 the ", 15))
    ask("\"of the\" NEAR/100 \"in the\" NEAR/100 \"to the\"")
    ask("*es* NEAR/100 *re* NEAR/100 *nt*")
    ask(times("*es NEAR/5 ", 63) "*es")
    ask("(de NEAR/100 la) OR (the NEAR/100 of) OR (le NEAR/100 du)")
    ask("-(de NEAR/100 la)")
    ask("de NEAR")
    ask(times("NEAR ", 800))
    ask("title:(de NEAR/100 la NEAR/100 les)")
    ask("=de NEAR/100 =la NEAR/100 =les")
}

function littles() {
    ask("de")
    ask("the")
    ask("COUNT the")
    ask(words(8, " "))
    ask("SEARCH match=any " words(16, " "))
    ask("SEARCH match=all " words(16, " "))
    ask("COUNT match=any " words(16, " "))
    ask("SEARCH limit=1000 snippets=yes the of and to")
    ask("LE DE LA LES THE OF AND TO")
    ask("l' d' qu' n' s'")
    ask("to be or not to be")
    ask("SEARCH format=json limit=1000 de la")
}

function booleans() {
    ask(words(60, " OR "))
    ask(words(60, " AND "))
    ask(words(60, " NOT "))
    ask(words(60, " -"))
    ask("-" words(60, " -"))
    ask("NOT (" words(60, " OR ") ")")
    ask("NOT (" words(60, " AND ") ")")
    ask("(" words(10, " OR ") ") AND (" words(10, " OR ") ") AND (" words(10, " OR ") ")")
    ask("NOT (de OR NOT (la OR NOT (le OR NOT (the OR NOT (of OR NOT (and))))))")
    ask("NOT NOT NOT NOT NOT NOT zzz")
    ask("-zzz OR -yyy OR -xxx")
    ask("COUNT -zzz")
    ask(times("OR ", 1300))
    ask(times("AND NOT ", 500))
    ask("de " times("OR de ", 63))
    ask("lang:fr lang:en lang:und -lang:fr")
    ask(times("lang:fr OR ", 300) "lang:en")
    ask(times("site:a.example OR ", 200) "site:b.example")
    ask(times("tag:x ", 600))
    ask("url:http OR url:h OR id:x OR pair:y")
}

function dates() {
    ask("date:..9999")
    ask("date:0001..")
    ask("date:0001..9999")
    ask("COUNT date:0001-01-01..9999-12-31")
    ask(times("date:1000..3000 ", 200))
    ask(times("date:1900-02..2100-03 OR ", 150) "date:1")
    ask("-date:0001..9999")
    ask("date:99999999999999")
    ask("date:2019-02-30 date:2019-13 date:..")
    ask("the date:1900-01-02..2100-12-30")
    ask("SEARCH limit=1000 date:1900-01-02..2100-12-30 sort:date")
    ask("SEARCH limit=1000 offset=10000 de sort:title")
}

function bytes() {
    ask("\377\376\375")
    ask(times("\377", 4000))
    ask("caf\303")
    ask("\300\257\300\257")
    ask("\355\240\200\355\260\200")
    ask("\364\220\200\200")
    ask("\001\002\003 de \033[31m \177")
    ask(times("\001", 4000))
    ask("e" times("\314\201", 2000))
    ask(times("e\314\201\314\201\314\201 ", 500))
    ask(times("\342\200\213", 1300))
    ask(times("\302\255", 2000) "de")
    ask(times("\360\237\230\200", 1000))
    ask(times("\343\201\202", 1300))
    ask(times("\357\267\272", 1300))
    ask("\342\200\256 edoc \342\200\254 de")
    ask(times("\357\254\203", 1300))
    ask(times("\302\240", 2000))
    ask("\342\200\250 de \342\200\251")
    ask("\357\273\277SEARCH de")
    ask(times("\316\220", 2000))
    ask(times("\341\204\200\341\205\241", 600))
}

function answers() {
    ask("FACETS the")
    ask("FACETS -zzz")
    ask("FACETS " times("*es* ", 64))
    ask("TREND -zzz")
    ask("TREND by=day de")
    ask("KWIC limit=1000 the")
    ask("KWIC *es*")
    ask("KWIC \"de la\" OR \"of the\" OR the")
    ask("KWIC limit=1000 the NEAR/100 of")
    ask("SUGGEST a")
    ask("SUGGEST de la ")
    ask("SUGGEST " times("a", 4000))
    ask("SUGGEST " words(64, " ") " c")
    ask("SIMILAR zzz")
    ask("STATS")
    ask("HELP")
}

BEGIN {
    little_count = split("de la le les des et du en un une the of and to in a for is on by", little, " ")
    depth()
    lengths()
    patterns()
    phrases()
    nears()
    littles()
    booleans()
    dates()
    bytes()
    answers()
}
