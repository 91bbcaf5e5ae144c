#!/usr/bin/env bash
# What is counted and sorted over a collection whose every answer is known: totals do not depend on the page,
# and counts are those of a scan with awk.
set -euo pipefail
source "$(dirname "$0")/support.bash"
cd "$work"
export LC_ALL=C.UTF-8

# number, language, date, type, site, tags, words. Words by what divides the number: "alpha" 2, "bravo" 3,
# "charlie" 5, "solo" 97; every fourth is French, every seventh without a date, every eleventh of a year only.
awk 'BEGIN {
    for (i = 1; i <= 600; i++) {
        words = "page"
        if (i % 2 == 0) words = words " alpha"
        if (i % 3 == 0) words = words " bravo"
        if (i % 5 == 0) words = words " charlie"
        if (i % 97 == 0) words = words " solo"
        date = i % 7 == 0 ? "" : i % 11 == 0 ? 2010 + i % 9 "" : sprintf("%d-%02d-%02d", 2010 + i % 9, 1 + i % 12, 1 + i % 28)
        type = i % 13 == 0 ? "" : i % 3 ? (i % 2 ? "Speech" : "speech") : "treaty"
        site = i % 17 == 0 ? "" : "s" i % 23 ".example"
        tags = i % 19 == 0 ? "" : "t" i % 15 (i % 2 ? ",t" i % 4 : "")
        printf "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", i, i % 4 ? "en" : "fr", date, type, site, tags, words
    }
}' >pages.tsv
awk -F '\t' '{
    gsub(/,/, "\",\"", $6)
    printf "{\"id\":\"p%d\",\"lang\":\"%s\",\"title\":\"Title %d\",\"text\":\"%s\"", $1, $2, ($1 * 7) % 600, $7
    if ($3 != "") printf ",\"date\":\"%s\"", $3
    if ($4 != "") printf ",\"type\":\"%s\"", $4
    if ($5 != "") printf ",\"url\":\"https://%s/p%d\"", $5, $1
    if ($6 != "") printf ",\"tags\":[\"%s\"]", $6
    print "}"
}' pages.tsv >pages.jsonl
build_index index pages.jsonl
start_daemon daemon --index index

# expect WHAT EXPECTED FOUND
expect() {
    [ "$2" = "$3" ] || fail "$1: expected"$'\n'"$2"$'\n'"found"$'\n'"$3"
}
rows() { sed -e '/^+OK/d' -e '/^\.$/d' -e 's/^\.\././'; } # of a reply
one() { printf '%s\n' "$1" | ask; }

# --- totals ---

# The total of a page: "about N" or "N".
total() { one "$1" | sed -n '1s/^+OK \([0-9,]*-[0-9,]*\|none left\) of \(about \)\?\([0-9,]*\).*/\2\3/p' | tr -d ,; }

for query in 'alpha bravo' 'alpha OR bravo' '"page alpha"' 'charlie' 'alpha lang:fr'; do
    exact=$(one "COUNT $query" | sed -n '1s/^+OK \([0-9]*\) document.*/\1/p')
    about=
    for page in 'limit=1' 'limit=10' 'limit=29' 'limit=30' 'limit=100' 'limit=1000' 'limit=10 offset=20' \
        'limit=10 offset=200' 'limit=1 offset=9999'; do
        got=$(total "SEARCH snippets=no $page $query")
        [ "$(total "SEARCH snippets=no total=exact $page $query")" = "$exact" ] || fail "total=exact $page $query"
        [ "$got" = "$exact" ] && continue
        [ -n "$about" ] || about=$got
        expect "total of $page $query" "$about" "$got"
    done
    case $about in '' | about*) ;; *) fail "an estimate that does not say so: $about" ;; esac
done
# Pages of a list that passes from all words to some: one number, and the passage told.
for page in 'limit=3' 'limit=10' 'limit=10 offset=30' 'limit=1000'; do
    expect "total of $page solo bravo" 2 "$(total "SEARCH $page solo bravo")"
done
one 'SEARCH limit=3 solo bravo' | grep -q '^+OK 1-3 of 2 with all words, then others with some, ' || fail 'the passage is not told'
one 'SEARCH format=tsv snippets=no limit=4 solo bravo' | rows | awk -F '\t' 'NR > 1 { print $NF }' >passage
expect 'words of hits' $'yes\nyes\nno\nno' "$(cat passage)"
one 'SEARCH format=json limit=3 solo bravo' | grep -q '"more":true' || fail 'there is more'
one 'SEARCH format=json limit=1000 solo bravo' | grep -q '"more":false' || fail 'there is no more'
one 'COUNT solo bravo' | grep -q '^+OK 2 documents with all words, ' || fail 'COUNT: all words'
one 'COUNT solo absent' | grep -q '^+OK 6 documents with some of the words, .*relaxed' || fail 'COUNT: some of the words'
one 'COUNT absent' | grep -q '^+OK 0 documents, 0 in French, 0 in English, ' || fail 'COUNT: none'

finish
