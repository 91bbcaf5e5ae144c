#!/usr/bin/env bash
# Every example of docs/query.md and docs/query.fr.md finds as many pages of the corpus as it says, and is well
# formed. A block marked `query` has a line for each: the query, two blanks or more, how many, what it is about.
set -euo pipefail
source "$(dirname "$0")/support.bash"

build_index "$work/index"
start_daemon daemon --index "$work/index"

# examples FILE: query TAB count of each.
examples() {
    awk '/^```query$/ { inside = 1; next } /^```/ { inside = 0 }
         inside && NF { n = split($0, part, /  +/); print part[1] "\t" (n > 1 ? part[2] : "") }' "$1"
}

# Each query is asked strictly, and answered in a status line, a line of names, a line of values and the end.
for name in query.md query.fr.md; do
    examples "$RACINE_SOURCE/docs/$name" >"$work/examples"
    [ "$(wc -l <"$work/examples")" -ge 50 ] || fail "$name has fewer than 50 examples"
    cut -f 1 "$work/examples" | sed 's/^/COUNT strict=yes format=tsv -- /' | ask |
        awk '/^\+OK/ { rows = 0; answer = "?" }
             /^-/    { answer = $0 }
             rows++ == 2 { answer = $1 }
             /^\.$/  { print answer; rows = 3 }' >"$work/answers"
    cut -f 2 "$work/examples" | paste "$work/answers" - "$work/examples" >"$work/both"
    while IFS=$'\t' read -r answer expected query _; do
        [ "$answer" = "$expected" ] || fail "docs/$name: $query finds $answer, not $expected"
    done <"$work/both"
    echo "$name: $(wc -l <"$work/examples") examples"
done
finish
