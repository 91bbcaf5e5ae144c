#!/usr/bin/env bash
# The session of docs/analyst.md: every command is run, in order and in one folder, and prints what stands there
# but for times, scores and the number of the generation.
set -euo pipefail
source "$(dirname "$0")/support.bash"

build_index "$work/index"
start_daemon daemon --index "$work/index"

# As in the document, whichever port the daemon has here.
nc() { command nc -N -w 30 127.0.0.1 "$port"; }
racine() { "$RACINE_BIN/racine" --server "127.0.0.1:$port" "$@"; }

steady() {
    sed -E 's/[0-9.]+ ms/N ms/; s/generation [0-9]+/generation N/; s/([0-9]{4}(-[0-9]{2}){0,2})  [0-9]+\.[0-9]+/\1  SCORE/'
}

# A command is a line of a block marked `console` that begins with $; what follows is its output.
awk -v dir="$work" '
    /^```console$/ { inside = 1; next }
    /^```/         { inside = 0 }
    inside && /^\$ / {
        name = sprintf("%s/step%02d", dir, ++steps)
        print substr($0, 3) >(name ".command")
        printf "" >(name ".expected")
        next
    }
    inside { print >(name ".expected") }' "$RACINE_SOURCE/docs/analyst.md"
cd "$work"
count=0
for command in step*.command; do
    count=$((count + 1))
    eval "$(cat "$command")" 2>&1 | steady >said || true
    steady <"${command%.command}.expected" >expected
    cmp -s said expected || fail "$(cat "$command"): $(diff expected said)"
done
echo "$count commands"
[ "$count" -ge 10 ] || fail "there are more commands than that"
finish
