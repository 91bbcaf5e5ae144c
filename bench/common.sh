# shellcheck shell=bash
# Shared by the scripts of bench/; sourced, never run.
# RACINE_BIN is the folder of the built programs; those of the benchmarks stand in ../bench beside it.

here=$(dirname "$(readlink -f "$0")")
bin=$(readlink -m "${RACINE_BIN:-$here/../build/bin}")
# shellcheck disable=SC2034 # used by the scripts
tools=$(dirname "$bin")/bench
work=
daemon=

die()
{
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

clean_up()
{
    stop_daemon
    [ -z "$work" ] || rm -rf "$work"
}

# A folder for this run, removed at its end however it ends.
make_work()
{
    trap clean_up EXIT
    trap 'exit 130' INT TERM HUP
    work=$(mktemp -d "${TMPDIR:-/tmp}/racine-bench-XXXXXX")
}

# Ends unless every program named is built.
need()
{
    for program; do
        [ -x "$program" ] || die "$program is not there; configure with -DRACINE_BENCH=ON and build," \
            "or name the folder of the programs in RACINE_BIN"
    done
}

# What the figures depend on.
print_machine()
{
    local cache=$bin/../CMakeCache.txt build=unknown
    [ ! -r "$cache" ] || build=$(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$cache")
    printf 'machine\t%s cores, %s\n' "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
    printf 'load\t%s before this run\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
    printf 'build\t%s\n' "$build"
}

# The collection as plain JSON Lines.
read_collection()
{
    case $1 in
    *.zst) zstdcat -- "$1" ;;
    *) cat -- "$1" ;;
    esac
}

# The figure NAME of a file of "name TAB value" lines.
figure()
{
    awk -F '\t' -v name="$2" '$1 == name { print $2 }' "$1"
}

# The figure NAME of each of the files, and of these the median.
median()
{
    local name=$1
    shift
    for file; do
        figure "$file" "$name"
    done | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# True once a daemon answers on $port.
answers()
{
    { exec 9<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
    local line=
    printf 'PING\nQUIT\n' >&9
    read -r -t 2 line <&9 || true
    exec 9>&-
    case $line in
    +OK*) return 0 ;;
    *) return 1 ;;
    esac
}

# Starts racine-searchd on INDEX and a free port, told in $port; waits until it answers. Other arguments
# are options of the daemon. A port that somebody takes meanwhile ends the daemon: another is tried.
start_daemon()
{
    local index=$1 tries=0
    shift
    while [ $((tries += 1)) -le 5 ]; do
        port=$((20000 + RANDOM % 12000))
        "$bin/racine-searchd" --index "$index" --listen "127.0.0.1:$port" --http none --cache 0 "$@" 2>"$work/daemon.log" &
        daemon=$!
        for ((i = 0; i < 600; i++)); do
            kill -0 "$daemon" 2>/dev/null || break
            ! answers || return 0
            sleep 0.05
        done
        stop_daemon
    done
    cat "$work/daemon.log" >&2
    die "racine-searchd does not answer"
}

# Processor time that the daemon has used, in microseconds.
daemon_cpu_us()
{
    local tick
    tick=$(getconf CLK_TCK)
    awk -v tick="$tick" '{ printf "%d", ($14 + $15) * 1e6 / tick }' "/proc/$daemon/stat"
}

stop_daemon()
{
    [ -n "$daemon" ] || return 0
    kill "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
    daemon=
}

# Indexes sources into DIR, keeping quiet about it unless it fails. Documents left out (status 3) are told.
make_index()
{
    local index=$1 status=0
    shift
    "$bin/racine-indexer" --index "$index" "$@" >"$work/indexer.log" 2>&1 || status=$?
    case $status in
    0) ;;
    3) sed -n 's/^documents  *\(.* seen\)/left out: \1/p' "$work/indexer.log" >&2 ;;
    *)
        cat "$work/indexer.log" >&2
        die "racine-indexer ended with $status"
        ;;
    esac
}
