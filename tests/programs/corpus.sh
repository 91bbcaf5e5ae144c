#!/usr/bin/env bash
# Every judged query over corpus/ has a right page among its first three, as a visitor would get it: the
# built programs, the default ranking, through the socket.
set -euo pipefail
. "$(dirname "$0")/support.bash"

build_index "$work/index"
start_daemon searchd --index "$work/index"
"$RACINE_BIN/racine" --server "127.0.0.1:$port" --batch "$RACINE_SOURCE/corpus/queries.tsv" \
    --top 3 --format trec >"$work/run"

awk -F '\t' '
    FILENAME ~ /qrels/   { right[$1, $2] = 1; next }
    FILENAME ~ /queries/ { query[$1] = $2; order[++queries] = $1; next }
    { split($0, part, " "); listed[part[1]] = listed[part[1]] " " part[3]
      if ((part[1], part[3]) in right) found[part[1]] = 1 }
    END {
        for (i = 1; i <= queries; i++)
            if (!(order[i] in found)) {
                printf "%s \"%s\": none of%s is right\n", order[i], query[order[i]], listed[order[i]]
                missed++
            }
        printf "%d of %d queries have a right page in the first three\n", queries - missed, queries
        exit missed > 0 || queries < 60
    }' "$RACINE_SOURCE/corpus/qrels.tsv" "$RACINE_SOURCE/corpus/queries.tsv" "$work/run"
