#!/usr/bin/env bash
# racine as its users meet it: formats, exit status, standard input, batches, colours, and a daemon that is
# not there or is something else.
set -euo pipefail
source "$(dirname "$0")/support.bash"
cd "$work"

build_index index
start_daemon daemon --index index --unix socket
server=127.0.0.1:$port

racine() { "$RACINE_BIN/racine" --server "$server" "$@"; }

# expect STATUS TEXT ARGUMENT...: TEXT must be in what it prints.
expect() {
    local wanted=$1 text=$2 got=0
    shift 2
    racine "$@" >out 2>err </dev/null || got=$?
    [ "$got" = "$wanted" ] || fail "exit status $got instead of $wanted: $* ($(cat err))"
    grep -qF -- "$text" out err || fail "\"$text\" was not said: $* ($(cat err))"
}

# --- one query

expect 0 '**énergie**' "l'énergie"
expect 0 'in French' securite energetique
! grep -q $'\033' out || fail "colours, and not on a terminal"
expect 1 'none found' zyxwvut
expect 0 '"query":"énergie -nucléaire"' --json 'énergie -nucléaire'
[ "$(wc -l <out)" = 1 ] || fail "--json does not print one line"
expect 0 $'rank\tscore\tlang' --tsv --limit 2 visa
[ "$(wc -l <out)" = 3 ] || fail "--tsv --limit 2 does not print three lines"
expect 0 '3. ' --limit 1 --offset 2 visa
expect 1 'none found' --match phrase visa énergie
expect 0 '"query":"-- visa"' --json -- -- visa
expect 0 '"query":"visa b"' --json --match any "visa
b"
expect 2 'the query is empty' ''
expect 2 'the most is 1000' --limit 1001 visa
expect 2 'did you mean --json?' --jsn visa
expect 2 'exclude one another' --json --tsv visa
expect 2 '--batch takes its queries from the file' --batch queries visa
expect 0 'Usage: racine' --help
expect 0 'racine ' --version
server=unix:socket expect 0 '**énergie**' énergie

# --- colours: on a terminal, and not with NO_COLOR; never any of a document's own

expect 0 $'\033[1;33m' --color always énergie
if command -v script >/dev/null; then
    on_terminal() { # VARIABLE=VALUE
        script -qec "env TERM=xterm $1 '$RACINE_BIN/racine' --server $server énergie" /dev/null </dev/null \
            >screen # whole, for a reader that stops early would end script(1)
    }
    on_terminal A=b; grep -q $'\033\[1;33m' screen || fail "no colours on a terminal"
    on_terminal NO_COLOR=1; ! grep -q $'\033' screen || fail "colours in spite of NO_COLOR"
else
    echo "not run, for there is no script(1): colours on a terminal"
fi
printf '%s\n' '{"id":"a\u001b[2J\tb","lang":"en","title":"hostile \u001b]0;x\u0007","text":"hostile\u001b[31m words\u009b1m"}' >hostile.jsonl
build_index hostile hostile.jsonl
quiet_server=$server
start_daemon hostile --index hostile
server=127.0.0.1:$port
for format in --color=never --tsv; do
    expect 0 hostile $format hostile
    ! LC_ALL=C grep -q $'[\001-\010\013-\037\177]' out || fail "$format: control characters of a document"
done
printf 'q\thostile\n' >one
expect 0 'q Q0 a_[2J_b 1 ' --batch one
stop_daemon "$daemon"
server=$quiet_server

# --- standard input

printf 'visa\n\nzyxwvut\n' | racine >out || fail "lines with a match ended with $?"
grep -q '^visa: 1-' out && grep -q '^zyxwvut: none found' out || fail "lines of standard input: $(cat out)"
got=0
echo zyxwvut | racine >out || got=$?
[ $got = 1 ] || fail "lines without a match ended with $got"
printf 'visa\nénergie\n' | racine --tsv --limit 2 >out
[ "$(grep -c '^rank' out)" = 1 ] && [ "$(wc -l <out)" = 5 ] || fail "--tsv of two lines: $(cat out)"
{ for ((i = 0; i < 300; i++)); do echo visa; done; } | racine --json 2>err | head -n 1 >out || true
[ ! -s err ] || fail "a reader that stops is complained of: $(cat err)"

# --- batches

cp "$RACINE_SOURCE/corpus/queries.tsv" queries
racine --batch queries --top 3 >run || fail "a batch ended with $?"
awk 'NF != 6 || $2 != "Q0" || $6 != "racine" || $5 !~ /^[0-9.]+$/ { bad++ }
     $1 != last { rank = 0; last = $1 }
     { rank++ } $4 != rank { bad++ }
     END { exit bad > 0 }' run || fail "a batch is not in the format of TREC"
diff <(cut -f1 queries) <(cut -d' ' -f1 run | uniq) >/dev/null || fail "a batch is not in the order of its lines"
racine --batch queries --top 3 --window 1 | cmp -s - run || fail "a window of one changes the answers"
racine --batch - --top 3 <queries | cmp -s - run || fail "a batch from standard input is another one"

# The ranking is the one of every other door.
head -n 20 queries | while IFS=$'\t' read -r qid query; do
    racine --tsv --limit 3 -- "$query" | awk -F '\t' -v qid="$qid" 'NR > 1 { print qid, $5, $1 }'
done >singly
head -n 20 queries | racine --batch - --top 3 | awk '{ print $1, $3, $4 }' | cmp -s - singly ||
    fail "a batch ranks otherwise than one query does"

# More than any buffer holds, so that a client that only wrote would wait for ever.
for ((i = 0; i < 20; i++)); do sed "s/^/$i-/" queries; done >many
racine --batch many --top 100 --format json >out || fail "a large batch ended with $?"
[ "$(wc -l <out)" = "$(wc -l <many)" ] || fail "a large batch has $(wc -l <out) answers"
expect 0 $'qid\trank\tscore' --batch queries --top 1 --format tsv
printf 'no tab here\nq1\tvisa\nq2\t\nq3\tvisa\n' >wrong
expect 2 'wrong, line 1: no tab' --batch wrong --top 1
grep -q '^q1 Q0' out && grep -q '^q3 Q0' out || fail "good lines beside wrong ones are not answered"
expect 2 'nowhere' --batch nowhere

# --- explanations

expect 0 'fr  securite  variant  secur ' --explain la securite
expect 0 $'lang\tword\trole' --explain --tsv securite
expect 0 '"role":"stop word"' --explain --json la securite
expect 0 'all_words' --explain --id html/fr/long-stay-visas.html visa de long sejour
expect 2 'there is no document "nowhere"' --explain --id nowhere visa
expect 2 'goes with --explain' --id nowhere visa
expect 2 'exclude one another' --explain --batch one
expect 1 'did you mean: terrorisme' terorisme
expect 0 '# by ' --similar html/fr/long-stay-visas.html
expect 0 '"hits":[{"id":' --similar --json --lang en html/fr/long-stay-visas.html
expect 2 'there is no document "nowhere"' --similar nowhere
expect 0 'visa de long séjour' --suggest --limit 1 visa de long s
expect 0 '"kind":"word"' --suggest --json secu
expect 2 'exclude one another' --explain --suggest one

# --- nobody there, or somebody else

stop_daemon "${started[0]}"
expect 2 "nothing answers at $server" visa
expect 2 'start it with racine-searchd' visa
expect 2 "nothing answers at $server" --batch one
server=unix:nowhere expect 2 'nothing answers at unix:nowhere' visa
server=7700x expect 2 'not an address' visa
server=host.invalid:7700 expect 2 'is the host' visa

other() { # ANSWER: something else listens at other.socket
    rm -f other.socket
    printf '%b' "$1" | nc -lU other.socket >/dev/null 2>&1 &
    started+=($!)
    await test -S other.socket
}
other 'HTTP/1.1 400 Bad Request\r\n\r\n'
server=unix:other.socket expect 2 'what answers at unix:other.socket is not racine-searchd' visa
other 'SSH-2.0-x\r\n'
server=unix:other.socket expect 2 'is not racine-searchd' --batch one
other ''
server=unix:other.socket expect 2 'unix:other.socket does not answer' --timeout 200ms visa
finish
