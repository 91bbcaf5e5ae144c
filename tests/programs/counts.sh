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

# --- facets ---

# The rows that FACETS is to give for the pages whose numbers a divides.
scan_facets() { # DIVISOR
    awk -F '\t' -v OFS='\t' -v divisor="$1" '
        function add(facet, value) { if (value == "") { none[facet]++; return } count[facet, value]++ }
        {
            key = tolower($4)
            if (key != "" && !(key in spelling)) spelling[key] = $4 # the first page says how a value is shown
            if ($1 % divisor) next
            add("lang", $2); add("type", spelling[key]); add("site", $5)
            add("year", substr($3, 1, 4)); add("month", length($3) > 4 ? substr($3, 1, 7) : "")
            split("", had); n = split($6, tags, ",")
            if (n == 0) none["tag"]++
            for (i = 1; i <= n; i++) if (!(tags[i] in had)) { had[tags[i]]; count["tag", tags[i]]++ }
        }
        END {
            split("lang type tag site year month", facets, " ")
            for (f = 1; f <= 6; f++) {
                for (key in count) { split(key, part, SUBSEP); if (part[1] == facets[f]) print f, facets[f], "value", part[2], count[key] }
                print f, facets[f], "~none", "", none[facets[f]] + 0
            }
        }' pages.tsv | LC_ALL=C sort -t $'\t' -k1,1n -k3,3r -k5,5nr -k4,4 | cut -f 2-
}
for divisor in 1 6 10; do
    case $divisor in 1) query=page ;; 6) query='alpha bravo' ;; 10) query='alpha charlie' ;; esac
    one "FACETS format=tsv per_facet=1000 $query" | rows | sed -e 1d -e '/\tothers\t/d' -e 's/\tnone\t/\t~none\t/' >found
    scan_facets $divisor >scanned
    for kind in value '~none'; do
        diff <(grep -F $'\t'"$kind"$'\t' scanned) <(grep -F $'\t'"$kind"$'\t' found) >differs ||
            fail "facets of $query, $kind"$'\n'"$(head -n 10 differs)"
    done
done
# Listed and other values are all values; of tags the others are pages that have one of them, not a sum.
for limit in 1 3 12; do
    one "FACETS format=tsv facets=tag,site per_facet=$limit page" | rows >found
    listed=$(awk -F '\t' '$1 == "tag" && $2 == "value" { print $3 }' found | tr '\n' ' ')
    expected=$(awk -F '\t' -v listed=" $listed" '{
        n = split($6, tags, ","); other = 0
        for (i = 1; i <= n; i++) if (!index(listed, " " tags[i] " ")) { other = 1; different[tags[i]] }
        documents += other
    } END { for (t in different) n_different++; print n_different + 0 "\t" documents + 0 }' pages.tsv)
    expect "other tags than $limit" "$expected" "$(awk -F '\t' '$1 == "tag" && $2 == "others" { print $3 "\t" $4 }' found)"
    expect "sites add up, $limit" 600 "$(awk -F '\t' '$1 == "site" { sum += $4 } END { print sum }' found)"
done
one 'SEARCH facets=lang limit=1 format=json alpha' | grep -q '"facets":{"lang":{"values":\[{"value":"en","documents":150},{"value":"fr","documents":150}\]' ||
    fail 'facets beside hits'
one 'FACETS facets=lang,colour alpha' | grep -q '^-ERR USAGE facets=lang,colour' || fail 'an unknown facet'
one 'FACETS per_facet=1001 alpha' | grep -q '^-ERR LIMIT per_facet=1001: the most is 1000' || fail 'too many values'

# --- trends ---

scan_trend() { # DIVISOR LENGTH_OF_PERIOD
    awk -F '\t' -v divisor="$1" -v length_of="$2" '
        length($3) >= length_of { p = substr($3, 1, length_of); of[p]++; if ($1 % divisor == 0) n[p]++ }
        END { for (p in of) printf "%s\t%d\t%d\n", p, n[p], of[p] }' pages.tsv | LC_ALL=C sort
}
for by in year:4 month:7 day:10; do
    query='alpha bravo'
    [ $by != day:10 ] || query+=' date:2012..2015' # more days than a trend has rows
    one "TREND format=tsv by=${by%:*} $query" | rows | sed 1d >found
    awk -F '\t' '$3 > 0 { print $1 "\t" $2 "\t" $3 }' found >found.some
    first=$(head -n 1 found.some | cut -f 1) last=$(tail -n 1 found.some | cut -f 1)
    scan_trend 6 "${by#*:}" | awk -F '\t' -v first="$first" -v last="$last" '$1 >= first && $1 <= last' >scanned
    cmp scanned found.some >/dev/null || fail "trend by ${by%:*}"$'\n'"$(diff scanned found.some | head -n 10)"
    awk -F '\t' '{ rate = $3 ? 1000 * $2 / $3 : 0; if (rate - $4 > 1e-6 || $4 - rate > 1e-6) print }' found >wrong
    [ ! -s wrong ] || fail "rates by ${by%:*}: $(head -n 3 wrong)"
    # The first and the last row have documents, and between them no period is left out.
    awk -F '\t' '{ n[NR] = $2 } END { exit !(n[1] && n[NR]) }' found || fail "trend by ${by%:*} is wider than its documents"
done
days=$(($(date -ud "$last" +%s) / 86400 - $(date -ud "$first" +%s) / 86400 + 1))
expect 'a row a day' "$days" "$(wc -l <found)"
without=$(awk -F '\t' '$1 % 6 == 0 && $3 == ""' pages.tsv | wc -l)
vague=$(awk -F '\t' '$1 % 6 == 0 && length($3) == 4' pages.tsv | wc -l)
one 'TREND by=month format=json alpha bravo' | grep -q "\"by\":\"month\",\"without_date\":$without,\"without_period\":$vague," ||
    fail "$without pages have no date, $vague no month"
one 'TREND by=month alpha bravo' | grep -q "^# with a date that does not tell the month: $vague\$" || fail 'said in text'
one 'TREND by=day date:2010..2018 page' | grep -q '^-ERR LIMIT from 2010-.* a trend has 3[0-9]* rows, and the most is 2000' || fail 'too many rows'
one 'TREND absent' | head -n 1 | grep -q '^+OK 0 documents' || fail 'a trend of nothing'

# --- order ---

ids() { rows | sed 1d | cut -f 5; }
for page in 'limit=1000' 'limit=7 offset=0' 'limit=7 offset=95' 'limit=10 offset=99'; do
    limit=${page#limit=} offset=0
    case $page in *offset=*) offset=${page#*offset=} limit=${limit%% *} ;; esac
    cut_page() { tail -n +$((offset + 1)) | head -n "$limit"; }
    dated() { awk -F '\t' '$1 % 6 == 0 { d = $3 == "" ? 0 : substr(($3 "-00-00"), 1, 10); gsub(/-/, "", d); print (d == 0) "\t" d "\t" $1 }' pages.tsv; }
    dated | LC_ALL=C sort -t $'\t' -k1,1n -k2,2nr -k3,3n | cut -f 3 | sed 's/^/p/' | cut_page >scanned
    one "SEARCH snippets=no format=tsv sort=date $page alpha bravo" | ids >found
    cmp scanned found >/dev/null || fail "newest first, $page: $(diff scanned found | head -n 4)"
    dated | LC_ALL=C sort -t $'\t' -k1,1n -k2,2n -k3,3n | cut -f 3 | sed 's/^/p/' | cut_page >scanned
    one "SEARCH snippets=no format=tsv $page alpha bravo sort:-date" | ids >found
    cmp scanned found >/dev/null || fail "oldest first, $page: $(diff scanned found | head -n 4)"
    awk '$1 % 6 == 0 { print ($1 * 7) % 600 "\t" $1 }' pages.tsv | sort -k1,1n -k2,2n | cut -f 2 | sed 's/^/p/' | cut_page >scanned
    one "SEARCH snippets=no format=tsv sort=title $page alpha bravo" | ids >found
    cmp scanned found >/dev/null || fail "by title, $page: $(diff scanned found | head -n 4)"
done
one 'SEARCH sort=relevance limit=1 format=tsv alpha bravo sort:title' | ids >found
one 'SEARCH limit=1 format=tsv alpha bravo' | ids >scanned
cmp scanned found >/dev/null || fail 'the option sort= overrules the query'
one 'SEARCH sort=title limit=3 solo absent' | head -n 1 | grep -q '^+OK 1-3 of 6, .*relaxed' || fail 'a sorted list of documents with some words'

finish
