#!/usr/bin/env bash
# kill -9 of the indexer at random moments. Each time the published generation must be, byte for byte, the
# one from before or a new whole one, and in the end the next build must work as if nothing had happened.
# RACINE_KILLS: how many times; RACINE_SEED: which moments.
set -euo pipefail
: "${RACINE_BIN:?}" "${RACINE_SOURCE:?}"
kills=${RACINE_KILLS:-10}
seed=${RACINE_SEED:-$$}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RANDOM=$seed
echo "seed $seed"

# Enough documents that a build takes a while: the corpus under several names.
for copy in $(seq 8); do
    mkdir "$work/copy$copy"
    cp -r "$RACINE_SOURCE/corpus/pages" "$work/copy$copy/"
    sed -i "s/\"id\": \"/\"id\": \"$copy-/" "$work/copy$copy/pages/records.jsonl"
done
mkdir "$work/pages"
mv "$work"/copy* "$work/pages/"

indexer=("$RACINE_BIN/racine-indexer" --quiet --index "$work/index" "$work/pages")

# Pointer, and a hash of every file of the generation that it names.
published() {
    local name
    name=$(sed -n 's/^\(gen-[0-9]*\).*/\1/p' "$work/index/current")
    cat "$work/index/current"
    (cd "$work/index/$name" && sha256sum lexicon postings tokens documents manifest)
}

# All parts of the published generation but its name and the time in its manifest: the same for every build
# of the same documents.
parts() {
    published | grep -E ' (lexicon|postings|tokens|documents|columns)$'
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

start=$(now_ms)
"${indexer[@]}"
took=$(($(now_ms) - start))
whole=$(parts)
old=$(published)
kept=0 replaced=0

for round in $(seq "$kills"); do
    # Up to a little after the end, so that all of publication is within reach.
    delay=$(((RANDOM * 32768 + RANDOM) % (took * 5 / 4 + 1)))
    # The program itself, not a function around it: the signal must hit the process that writes.
    "${indexer[@]}" &
    process=$!
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -9 "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
    new=$(published) || { echo "round $round, killed after $delay ms: no generation is published"; exit 1; }
    if [ "$new" = "$old" ]; then
        kept=$((kept + 1))
    elif [ "$(parts)" = "$whole" ]; then
        replaced=$((replaced + 1))
        old=$new
    else
        echo "round $round, killed after $delay ms: neither the old generation nor a whole new one"
        printf 'old:\n%s\nnew:\n%s\n' "$old" "$new"
        exit 1
    fi
done

"${indexer[@]}"
[ "$(parts)" = "$whole" ] || { echo "the build after the kills differs from the first"; exit 1; }
[ "$(published)" != "$old" ] || { echo "the build after the kills was not published"; exit 1; }
left=$(find "$work/index" -mindepth 1 -maxdepth 1 | wc -l)
[ "$left" = 3 ] || { echo "the next build left more than pointer, lock and generation:"; ls "$work/index"; exit 1; }
echo "$kills kills: $kept times the old generation, $replaced times a new one"
