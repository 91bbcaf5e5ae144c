#!/usr/bin/env bash
# What queries find equals what a slow scan over the documents finds: a sample of random queries on the corpus
# in the tree. tests/oracle/full asks more of them of a collection.
set -euo pipefail
. "$RACINE_SOURCE/tests/programs/support.bash"

build_index "$work/index"
"$RACINE_BIN/../tests/oracle" --queries 600 "$work/index" || fail "the engine and the oracle differ"
finish
