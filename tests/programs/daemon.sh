#!/usr/bin/env bash
# racine-searchd as those who run it meet it: command line, start and refusal to start, order of pipelined
# answers, the end under load, reloading, systemd.
set -euo pipefail
source "$(dirname "$0")/support.bash"
cd "$work"

# expect STATUS TEXT ARGUMENT...: runs the daemon to its end; TEXT must be in what it prints.
expect() {
    local wanted=$1 text=$2 got=0
    shift 2
    timeout 30 "$RACINE_BIN/racine-searchd" --http none "$@" >out 2>err || got=$?
    [ "$got" = "$wanted" ] || fail "exit status $got instead of $wanted: $* ($(head -n 2 err))"
    grep -qF -- "$text" out err || fail "\"$text\" was not said: $* ($(cat err))"
}

build_index index

# --- the command line

expect 0 'Usage: racine-searchd' --help
for option in --index --listen --unix --workers --connections --deadline --log-format; do
    grep -q -- "$option" out || fail "--help does not tell of $option"
done
expect 0 'racine-searchd ' --version
expect 64 '--index is missing'
expect 64 'did you mean --workers?' --index index --worker 3
expect 64 'choose one of plain|journal|json' --index index --log-format xml
expect 64 'no arguments beside options' index
for address in 7700 127.0.0.1 127.0.0.1:x 127.0.0.1:65536 ::1:7700 ''; do
    expect 64 'not an address' --index index --listen "$address"
done
expect 64 'nowhere to listen' --index index --listen none
expect 64 'not an address of this machine' --index index --listen 192.0.2.1:7700
expect 64 'not a path for a socket' --index index --listen none --unix "$(printf '%0200d' 0)"
touch file
expect 64 'it is no socket' --index index --listen none --unix file
expect 0 'generation 1, 67 documents' --index index --check

# --- no index, or one that cannot be used

cp -r index truncated
truncate -s -1 truncated/gen-00000001/documents
cp -r index damaged
printf 'X' | dd of=damaged/gen-00000001/tokens bs=1 seek=10000 conv=notrunc status=none
cp -r index newer
cat >stamp.c <<'SOURCE'
/* Prints the hash that a pointer has of the manifest on standard input. */
#include <stdio.h>
#include <xxhash.h>
int main(void)
{
    static char bytes[1 << 20];
    XXH128_hash_t hash = XXH3_128bits(bytes, fread(bytes, 1, sizeof bytes, stdin));
    printf("%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}
SOURCE
cc -o stamp stamp.c -lxxhash
sed -i 's/"format": 3,/"format": 4,/' newer/gen-00000001/manifest
printf 'gen-00000001 %s\n' "$(./stamp <newer/gen-00000001/manifest)" >newer/current
mkdir empty

for how in --check --listen=127.0.0.1:0; do
    expect 66 'nowhere' --index nowhere $how
    [ "$(wc -l <err)" = 2 ] || fail "a missing index is not told in two lines"
    expect 66 'empty' --index empty $how
    expect 65 'documents' --index truncated $how
    expect 65 'tokens' --index damaged $how
    expect 78 'format 3' --index newer $how
    [ "$(wc -l <err)" = 2 ] || fail "a newer index is not told in two lines"
done

# --- answering

start_daemon first --index index --unix socket
first=$daemon
printf 'PING' | nc -N -U socket | grep '^+OK pong$' >/dev/null || fail "no answer on the Unix socket"
printf 'l’énergie' | ask | grep '\*\*énergie\*\*' >/dev/null || fail "no answer to a last line without an end"

# requests NAME COUNT: queries that tell in their answers which they are.
requests() {
    seq -f "SEARCH format=json limit=1 -- visa énergie $1 %.0f" "$2"
}
# in_order NAME COUNT FILE: so many whole answers from the first on, each in its place.
in_order() {
    sed -n 's/^{"query":"visa énergie '"$1"' \([0-9]*\)".*/\1/p' "$3" >"$3.order"
    seq "$2" | cmp -s - "$3.order" || fail "$3: not $2 answers in order"
    [ "$(grep -c '^\.$' "$3")" = "$2" ] || fail "$3: not $2 whole answers"
}

requests one 2000 | ask >one
in_order one 2000 one
askers=()
for name in a b c d; do
    requests $name 2000 | ask >$name &
    askers+=($!)
done
wait "${askers[@]}"
for name in a b c d; do in_order $name 2000 $name; done

# --- an address in use, and one that may not be had

expect 69 "127.0.0.1:$port is in use by another program" --index index --listen "127.0.0.1:$port"
[ "$(wc -l <err)" = 2 ] || fail "an address in use is not told in two lines"
expect 69 'socket is in use' --index index --listen none --unix socket
[ -S socket ] || fail "a second daemon removed the socket of the first"
if [ "$(id -u)" != 0 ]; then
    expect 77 'no permission' --index index --listen none --unix /racine.socket
elif setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$RACINE_BIN/racine-searchd"; then
    chmod 755 "$work"
    got=0
    setpriv --reuid=65534 --regid=65534 --clear-groups "$RACINE_BIN/racine-searchd" --index index \
        --listen none --http none --unix /racine.socket 2>err || got=$?
    [ "$got" = 77 ] && grep -q 'no permission' err || fail "a forbidden socket ended with $got: $(cat err)"
else
    echo "not run, for others cannot run the daemon from here: a forbidden socket"
fi

# --- reloading, with a good index and with a damaged one

kill -HUP "$first"
await logged first.log 'generation 1 answers from now on'
# A new file takes the old one's name; the one that is being read stays as it was.
cp index/gen-00000001/tokens spoilt
printf 'X' | dd of=spoilt bs=1 seek=10000 conv=notrunc status=none
mv index/gen-00000001/tokens whole
mv spoilt index/gen-00000001/tokens
kill -HUP "$first"
await logged first.log 'the new index is refused, the old one stays'
printf 'visa\n' | ask | grep '^+OK 1-.*generation 1$' >/dev/null || fail "no answer after a refused index"
mv whole index/gen-00000001/tokens

# --- the end, and a socket that a killed daemon left

start_daemon killed --index index --unix left
kill -9 "$daemon"
wait "$daemon" 2>/dev/null || true
[ -S left ] || fail "a killed daemon removed its socket"
start_daemon heir --index index --unix left
printf 'PING' | nc -N -U left | grep '^+OK pong$' >/dev/null || fail "no answer on a socket inherited"
stop_daemon "$daemon"

stop_daemon "$first"
[ "$status" = 0 ] || fail "stopped with $status"
[ ! -e socket ] || fail "the socket was left behind"
logged first.log 'stopping' || fail "the end is not logged"

# Under load: what was taken is answered, whole and in order, and the connection ends without a reset.
start_daemon loaded --index index
askers=()
for name in w x y z; do
    requests $name 20000 | ask >$name 2>$name.err &
    askers+=($!)
done
some_came() { [ "$(wc -l <w)" -gt 300 ]; }
await some_came
stop_daemon "$daemon"
[ "$status" = 0 ] || fail "stopped under load with $status"
wait "${askers[@]}" || true
for name in w x y z; do
    [ ! -s $name.err ] || fail "$name: $(cat $name.err)"
    answers=$(grep -c '^\.$' $name)
    in_order $name "$answers" $name
    [ "$(tail -n 1 $name)" = . ] || fail "$name ends in the middle of an answer"
done
echo "stopped after $answers of 20000 answers"

# While a client does nothing, and while another has asked and not read.
start_daemon idle --index index
exec 5<>"/dev/tcp/127.0.0.1/$port" 6<>"/dev/tcp/127.0.0.1/$port"
requests lazy 100 >&6
stop_daemon "$daemon"
[ "$status" = 0 ] || fail "stopped with $status while clients were idle"
cat <&6 >lazy
in_order lazy 100 lazy
exec 5>&- 6>&-

# --- few descriptors: those who come too late are told so, the others are served

(
    ulimit -n 64
    exec "$RACINE_BIN/racine-searchd" --index index --listen 127.0.0.1:0 --http none --workers 1 2>few.log
) &
daemon=$!
started+=("$daemon")
await logged few.log 'listening on'
port=$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' few.log)
logged few.log 'connections at most, for the system grants 64 descriptors' || fail "nothing of descriptors"
exec 5<>"/dev/tcp/127.0.0.1/$port"
held=()
for ((i = 0; i < 100; i++)); do
    exec {fd}<>"/dev/tcp/127.0.0.1/$port"
    held+=("$fd")
done
read -r -t 20 line <&"${held[99]}" || true
[[ $line == '-BUSY '* ]] || fail "the hundredth connection was told \"$line\""
printf 'PING\n' >&5
read -r -t 20 line <&5 || true
[ "$line" = '+OK pong' ] || fail "a connection from before was told \"$line\""
for fd in "${held[@]}"; do exec {fd}>&-; done
pong() { printf 'PING\n' | ask | grep '^+OK pong$' >/dev/null; }
await pong
exec 5>&-
stop_daemon "$daemon"

# --- systemd: readiness, sockets that were opened for us, the formats of the log

nc -lkuU notify >notified 2>/dev/null &
started+=($!)
await test -S notify
NOTIFY_SOCKET=$work/notify start_daemon notifying --index index --log-format json
await grep -q 'READY=1' notified
stop_daemon "$daemon"
await grep -q 'STOPPING=1' notified
grep -q '^{"level":6,"program":"racine-searchd","message":"listening on ' notifying.log || fail "log as JSON"

if command -v systemd-socket-activate >/dev/null; then
    systemd-socket-activate -l "$work/passed" "$RACINE_BIN/racine-searchd" --index index \
        --log-format journal 2>activated.log &
    daemon=$!
    started+=("$daemon")
    await test -S passed
    printf 'visa\n' | nc -N -U passed | grep '^+OK 1-' >/dev/null || fail "no answer on a socket passed by systemd"
    grep -q '^<6>listening on unix socket passed as descriptor 3' activated.log || fail "$(cat activated.log)"
    ! grep -q '127.0.0.1' activated.log || fail "a passed socket and the default address"
    stop_daemon "$daemon"
    [ "$status" = 0 ] || fail "stopped with $status under systemd-socket-activate"
    [ -S passed ] || fail "the socket of another was removed"
else
    echo "not run, for there is no systemd-socket-activate: socket activation"
fi
finish
