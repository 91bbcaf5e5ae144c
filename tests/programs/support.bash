# For the tests of whole programs that need a daemon; to be sourced. Makes $work, a folder of the test's own,
# and at the end stops whatever it started and removes that.
: "${RACINE_BIN:?}" "${RACINE_SOURCE:?}"

work=$(mktemp -d)
started=()
failures=0

clean_up() {
    local pid
    for pid in "${started[@]}"; do
        kill -9 "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT

fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}

# Ends the test with the right status.
finish() {
    [ "$failures" = 0 ] || { echo "$failures failures"; exit 1; }
    exit 0
}

# await COMMAND...: until it succeeds; a failure of the test after 30 s.
await() {
    local end=$((SECONDS + 30))
    until "$@"; do
        if [ $SECONDS -ge $end ]; then
            fail "waited in vain: $*"
            tail -n 5 "$work"/*.log 2>/dev/null || true
            return 1
        fi
        sleep 0.02
    done
}

logged() { # FILE TEXT
    grep -qF -- "$2" "$1"
}

ended() { # PID
    ! kill -0 "$1" 2>/dev/null
}

build_index() { # DIR [SOURCE]
    "$RACINE_BIN/racine-indexer" --quiet --index "$1" "${2:-$RACINE_SOURCE/corpus/pages}"
}

# start_daemon NAME ARGUMENT...: on a free port, with its log in $work/NAME.log; sets $daemon and $port, and
# with --http 127.0.0.1:0 $http. It has long deadlines, for the machine may be slow and no test asserts a time.
start_daemon() {
    local log=$work/$1.log
    shift
    : >"$log"
    "$RACINE_BIN/racine-searchd" --listen 127.0.0.1:0 --http none --deadline 20s "$@" 2>"$log" &
    daemon=$!
    started+=("$daemon")
    await logged "$log" 'listening on 127.0.0.1:' || finish
    port=$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\) (line).*/\1/p' "$log")
    # shellcheck disable=SC2034 # used by the scripts
    http=$(sed -n 's/.*listening on \(127.0.0.1:[0-9]*\) (http).*/\1/p' "$log")
}

# stop_daemon PID: with SIGTERM; sets $status.
stop_daemon() {
    status=0
    kill -TERM "$1"
    wait "$1" || status=$?
}

# Sends standard input to the daemon, closes the sending side, prints what comes back.
ask() { # [PORT]
    nc -N -w 30 127.0.0.1 "${1:-$port}"
}
