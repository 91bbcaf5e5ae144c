#!/usr/bin/env bash
# Every conversation of tests/transcripts/ and of the documents, with a daemon on an index of the corpus.
set -euo pipefail
source "$(dirname "$0")/support.bash"

build_index "$work/index"
start_daemon daemon --index "$work/index"

run() { # NAME FILE
    local line
    while IFS= read -r line; do
        case $line in
        '>\ '*) printf '%b' "${line#>\\ }" ;;
        '> '*) printf '%s\n' "${line#> }" ;;
        esac
    done <"$2" >"$work/sent"
    ask <"$work/sent" >"$work/said"
    awk -f "$RACINE_SOURCE/tests/transcripts/compare.awk" "$work/said" "$2" >"$work/difference" ||
        fail "$1: $(cat "$work/difference")"
}

count=0
for file in "$RACINE_SOURCE"/tests/transcripts/*.txt; do
    run "${file##*/}" "$file"
    count=$((count + 1))
done

# Each block of a document is a conversation of its own.
for document in protocol.md query.md query.fr.md; do
    rm -f "$work"/block*.txt
    awk -v dir="$work" '
        /^```transcript$/ { block++; inside = 1; next }
        /^```$/           { inside = 0 }
        inside            { print > (dir "/block" block ".txt") }' "$RACINE_SOURCE/docs/$document"
    for file in "$work"/block*.txt; do
        run "docs/$document, ${file##*/}" "$file"
        count=$((count + 1))
    done
done
echo "$count conversations"
[ "$count" -ge 15 ] || fail "there are more conversations than that"
finish
