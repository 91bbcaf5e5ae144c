#!/usr/bin/env bash
# The index is rebuilt again and again while queries run: none fails, none is answered from two generations,
# and neither descriptors nor memory grow. Every build says in each document which one it is, so that what is
# found can be compared with the generation that the answer names.
# RACINE_SWAPS: how many rebuilds.
set -euo pipefail
source "$(dirname "$0")/support.bash"
cd "$work"
swaps=${RACINE_SWAPS:-5}
documents=200
# In a build with the address sanitizer, freed memory must not be kept for long where memory is measured.
export ASAN_OPTIONS=quarantine_size_mb=8${ASAN_OPTIONS:+:$ASAN_OPTIONS}

# The pages of build N: all of them hold "édition" and the number of the build, in title and text.
build() { # N
    seq -f '{"id":"page-%.0f","lang":"fr","title":"édition numéro'"$1"'","text":"L’édition numéro'"$1"' de la page."}' \
        $documents >pages.jsonl
    build_index index pages.jsonl
}

descriptors() { ls "/proc/$daemon/fd" | wc -l; }
resident_kb() { awk '/^VmRSS/ { print $2 }' "/proc/$daemon/status"; }
answers_from() { # GENERATION
    printf 'COUNT édition\n' | ask | grep "generation $1\$" >/dev/null
}

build 1
start_daemon daemon --index index

# Asks until told to stop; the pipelined batches overlap the changes.
ask_on() { # NAME
    until [ -e stop ]; do
        for ((i = 0; i < 200; i++)); do
            echo 'SEARCH format=json limit=20 édition'
        done | ask || echo "-ERR the connection failed"
    done >"$1"
}
askers=()
for name in one two three; do
    ask_on $name &
    askers+=($!)
done

for ((swap = 2; swap <= swaps + 1; swap++)); do
    build $swap
    await answers_from $swap || finish
    # After a first round everything that is opened once has been opened.
    if [ $swap = 2 ]; then
        descriptors_before=$(descriptors)
        resident_before=$(resident_kb)
    fi
done
touch stop
wait "${askers[@]}"
await answers_from $((swaps + 1))
at_most_before() { [ "$(descriptors)" -le "$descriptors_before" ]; }
await at_most_before
resident_after=$(resident_kb)

# Every hit of an answer is of the build that the answer's generation is: builds and generations both count
# from 1.
awk -v swaps="$swaps" -v hits=20 '
    /^[+]OK/ || /^[.]$/ { next }
    /^{/ {
        answers++
        if (!match($0, /"generation":[0-9]+/)) { print "no generation: " $0; bad++; next }
        generation = substr($0, RSTART + 13, RLENGTH - 13)
        seen[generation]++
        rest = $0
        found = 0
        while (match(rest, /"title":"édition numéro[0-9]+"/)) {
            title = substr(rest, RSTART, RLENGTH)
            rest = substr(rest, RSTART + RLENGTH)
            gsub(/[^0-9]/, "", title)
            found++
            if (title != generation) { print "generation " generation " answers from build " title; bad++ }
        }
        if (found != hits) { print found " hits instead of " hits; bad++ }
        next
    }
    { print "failed: " $0; bad++ }
    END {
        for (generation in seen) generations++
        printf "%d answers from %d generations\n", answers, generations
        exit bad > 0 || generations < 2 || answers < 200
    }' one two three || fail "answers while the index changed"

echo "descriptors $descriptors_before, then $(descriptors); resident $resident_before KB, then $resident_after KB"
# Memory settles within what the allocator keeps; a leak of one generation a swap would be more in 50 rounds.
[ "$resident_after" -le $((resident_before + 4096 + resident_before / 4)) ] || fail "memory grew"
[ "$(ls -d index/gen-* | wc -l)" -le 2 ] || fail "superseded generations were kept: $(ls index)"
! grep -q refused daemon.log || fail "a generation was refused"
stop_daemon "$daemon"
[ "$status" = 0 ] || fail "stopped with $status"
finish
