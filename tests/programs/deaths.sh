#!/usr/bin/env bash
# Requests that a service might die of (tests/deaths.awk): each is answered, or refused with a reason, the
# daemon lives on and answers as before, and its memory does not grow from round to round. How long they take is
# measured by bench/deaths.
set -euo pipefail
. "$RACINE_SOURCE/tests/programs/support.bash"

rounds=5
growth_kb=$((32 << 10)) # after the first round: a leak of 40 KB a request is more

# Freed memory that the address sanitizer keeps back is no leak.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=4

resident_kb() {
    awk '$1 == "VmRSS:" { print $2 }' "/proc/$daemon/status"
}

# Of replies on standard input: how many there are, and those that are neither an answer nor a refusal.
check_replies() {
    awk -v file="$1" '
        !inside { inside = 1; if (!/^\+OK / && !/^-ERR (USAGE|QUERY|LIMIT|NOT-FOUND|DEADLINE) ./) wrong = $0 }
        wrong != "" { print "request " count + 1 " of deaths.awk: " wrong; wrong = "" }
        /^\.$/ { inside = 0; count++ }
        END { print count + 0 >file; if (inside) print "the last reply has no end" }'
}

LC_ALL=C awk -f "$RACINE_SOURCE/tests/deaths.awk" >"$work/requests"
requests=$(wc -l <"$work/requests")
[ "$requests" -ge 200 ] || fail "there are $requests requests"
build_index "$work/index"
start_daemon deaths --index "$work/index"

printf 'visas\n' | ask | tail -n +2 >"$work/before"
for round in $(seq $rounds); do
    ask <"$work/requests" | check_replies "$work/count" >"$work/wrong"
    [ "$(cat "$work/count")" = "$requests" ] || fail "round $round: $(cat "$work/count") replies of $requests"
    [ ! -s "$work/wrong" ] || fail "round $round: $(cat "$work/wrong")"
    [ "$round" != 1 ] || first=$(resident_kb)
done
grown=$(($(resident_kb) - first))
[ "$grown" -le "$growth_kb" ] || fail "memory grew by $grown KB in $((rounds - 1)) rounds"
printf 'visas\n' | ask | tail -n +2 >"$work/after"
cmp -s "$work/before" "$work/after" || fail "an answer is another one now"
echo "$requests requests, $rounds rounds: memory grew by $grown KB"
stop_daemon "$daemon"
[ "$status" = 0 ] || fail "the daemon ended with status $status"
finish
