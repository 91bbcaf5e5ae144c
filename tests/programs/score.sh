#!/usr/bin/env bash
# bench/score.awk against a case small enough to be worked out by hand.
set -euo pipefail
: "${RACINE_SOURCE:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# c is not in the ranking, d3 is judged and not relevant, d4 comes past the tenth place, d6 past the hundredth.
printf '%s\t%s\t%s\n' a d1 2 a d2 1 a d3 0 b d4 1 b d6 1 c d5 1 d d7 3 d d8 1 >"$work/qrels"
{
    printf '%s Q0 %s %s %s racine\n' a d9 1 9.5 a d1 2 9 a d3 3 8 a d2 4 7 a d1 5 6
    printf '%s Q0 %s %s %s racine\n' b d4 11 2 b d6 101 1 d d7 1 5 d d8 2 4 e d1 1 1
} >"$work/run"

# nDCG@10   a: (2/log2 3 + 1/log2 5) / (2 + 1/log2 3) = 1.692536 / 2.630930 = 0.643322; b, c: 0; d: 1
# R@100     a: 2/2; b: 1/2; c: 0; d: 1
# MRR@10    a: 1/2; b, c: 0; d: 1
# MAP@100   a: (1/2 + 2/4) / 2 = 1/2; b: 1/11 / 2 = 0.045455; c: 0; d: 1
printf '%s\t%s\n' queries 4 ndcg10 0.4108 recall100 0.6250 mrr10 0.3750 map100 0.3864 >"$work/expected"
awk -f "$RACINE_SOURCE/bench/score.awk" "$work/qrels" "$work/run" >"$work/score"
diff "$work/expected" "$work/score"

# An empty ranking scores nothing, and no judgements are an error.
printf '' >"$work/empty"
awk -f "$RACINE_SOURCE/bench/score.awk" "$work/qrels" "$work/empty" >"$work/score"
printf '%s\t%s\n' queries 4 ndcg10 0.0000 recall100 0.0000 mrr10 0.0000 map100 0.0000 | diff - "$work/score"
if awk -f "$RACINE_SOURCE/bench/score.awk" "$work/empty" "$work/empty" 2>"$work/log"; then
    exit 1
fi
grep -q 'no judgements' "$work/log"
