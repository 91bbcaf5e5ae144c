#!/usr/bin/env bash
# racine-indexer as a user meets it: what it publishes, what it says, and its exit status, for good sources
# and for every kind of bad one.
set -euo pipefail
: "${RACINE_BIN:?}" "${RACINE_SOURCE:?}"
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
cd "$work"
failures=0

fail() {
    echo "FAIL: $*"
    sed 's/^/    /' out err 2>/dev/null | head -30
    failures=$((failures + 1))
}

# expect STATUS TEXT ARGUMENT...: runs the indexer with our index; TEXT must be in what it prints.
expect() {
    local status=$1 text=$2 got=0
    shift 2
    "$RACINE_BIN/racine-indexer" "$@" >out 2>err || got=$?
    [ "$got" = "$status" ] || fail "exit status $got instead of $status: $*"
    [ -z "$text" ] || grep -qF -- "$text" out err || fail "\"$text\" was not said: $*"
}

# reported REASON COUNT: the report has so many lines with the reason.
reported() {
    local count
    count=$(grep -c "\"reason\":\"$1\"" report || true)
    [ "$count" = "$2" ] || fail "$count lines with the reason $1 in the report instead of $2"
}

# The published generation, by its pointer.
generation() {
    sed -n 's/^\(gen-[0-9]*\).*/\1/p' index/current
}

record() { # ID TITLE TEXT
    printf '{"id": "%s", "lang": "en", "title": "%s", "text": "%s"}\n' "$1" "$2" "$3"
}

# --- the command line

expect 0 'Usage: racine-indexer' --help
grep -q -- '--max-document' out || fail "--help does not list the options"
expect 0 'racine-indexer ' --version
expect 64 'no index named' pages
expect 64 'nothing named to index' --index index
expect 64 'did you mean --memory?' --index index --memry 1G -
expect 64 'out of range' --index index --memory 1K -
expect 64 'choose one of' --index index --format pdf -
[ ! -e index ] || fail "a wrong command line made an index"

# --- lists of the site

mkdir lists
record a b c >record.jsonl
printf '# ours\nstop selon\nspeling = spelling\n' >lists/ours.en
expect 0 'Published generation 1' --index listed --lexicon-dir lists record.jsonl
grep -qx 'speling = spelling' listed/gen-00000001/lists || fail "the index does not keep the list of the site"
expect 0 'Published generation 2' --index listed record.jsonl
grep -qx 'speling = spelling' listed/gen-00000002/lists && fail "the list of the site outlived its option"
printf 'stop selon\nhalt here\n' >lists/ours.fr
expect 64 'lists/ours.fr, line 2: halt is nothing that can be said of a word' --index listed --lexicon-dir lists record.jsonl
expect 66 'nowhere' --index index --lexicon-dir nowhere record.jsonl
[ ! -e index ] || fail "a missing directory of lists made an index"

# --- sources

expect 66 'nowhere' --index index nowhere
[ ! -e index ] || fail "a missing source made an index"
expect 0 'Published generation 1' --index index --report report "$RACINE_SOURCE/corpus/pages"
grep -q '67 seen, 67 indexed, 0 skipped' out || fail "the corpus has 67 pages"
tail -n 1 report | grep '"status":"published","seen":67,"indexed":67' >/dev/null || fail "no last line in the report"
[ -e index/gen-00000001/manifest ] || fail "no generation 1"

expect 0 'Published generation 2' --index index "$RACINE_SOURCE/corpus/pages"
[ "$(generation)" = gen-00000002 ] || fail "generation 2 is not published"
[ ! -e index/gen-00000001 ] || fail "generation 1 is still there though nobody reads it"

expect 0 '' --quiet --index index "$RACINE_SOURCE/corpus/pages"
[ ! -s out ] && [ ! -s err ] || fail "--quiet is not quiet"

record a 'One page' 'Its text.' >one.jsonl
expect 0 '1 indexed' --index stdin --format jsonl - <one.jsonl
printf '# Title\n\nText of the page.\n' | expect 0 '1 indexed' --index stdin --format markdown -
printf '<title>Title</title><p>Text of the page.' | expect 0 '1 indexed' --index stdin --format html -
printf 'Title\n\nText of the page.\n' | expect 0 '1 indexed' --index stdin --format text -
expect 0 '1 indexed' --index stdin one.jsonl

# --- nothing to index, and what cannot be

before=$(cat index/current)
expect 65 'nothing to index' --index index - </dev/null
mkdir empty
expect 65 'nothing to index' --index index empty
expect 65 'nothing to index' --index fresh empty
[ ! -e fresh/current ] || fail "an empty index was published"
[ "$(cat index/current)" = "$before" ] || fail "an empty build replaced the index"

# hostile: a page of every kind that is to be skipped, and one that is not.
mkdir hostile
record good 'A good page' 'It is indexed whatever stands beside it.' >hostile/good.jsonl
record bad 'Broken' 'text' | head -c 30 >>hostile/good.jsonl
printf '\n{"title": "No id", "text": "text"}\n' >>hostile/good.jsonl
printf '{"id": "unknown-date", "title": "A page", "text": "text", "date": "someday"}\n' >>hostile/good.jsonl
printf '{"id": "utf-8", "title": "caf\xe9", "text": "text"}\n' >>hostile/good.jsonl
printf 'A title\n\ncaf\xe9 au lait\n' >hostile/latin1.txt
printf 'A title\n\nnul \0 byte\n' >hostile/nul.txt
: >hostile/empty.txt
printf 'GIF89a' >hostile/picture.gif
ln -s ../hostile hostile/loop
mkfifo hostile/pipe.txt
expect 3 'skipped' --index hostile.idx --report report hostile
grep -q 'Published generation 1' out || fail "the good page was not published"
reported malformed 1
reported no-id 1
reported encoding 1 # of JSON; a page may be in an older one
reported binary 1
reported empty 1
reported format 1 # a picture among pages is ignored, not left out
reported loop 1
reported not-a-file 1
reported field 2 # a date that is none, an encoding that was guessed
[ "$(tail -n 1 report | grep -c '"status":"published".*"indexed":3,"skipped":7,"warnings":2')" = 1 ] ||
    fail "the report does not add up: $(tail -n 1 report)"
if [ "$(id -u)" != 0 ]; then
    cp one.jsonl hostile/secret.jsonl
    chmod 0 hostile/secret.jsonl
    expect 3 '' --index hostile.idx --report report hostile
    reported unreadable 1
fi

# A page that asks to be left out is, and nobody misses it.
mkdir private
record good 'A good page' 'It is indexed.' >private/good.jsonl
printf '<meta name=robots content=noindex><title>Private</title>' >private/page.html
expect 0 'asks not to be indexed' --index private.idx --report report private
reported noindex 1

expect 64 'no reader' --index named.idx hostile/picture.gif
[ ! -e named.idx ] || fail "a slip in the name of a source made an index"
expect 78 '--strict' --strict --index hostile.idx hostile
[ ! -e hostile.idx/gen-00000003 ] || fail "--strict published with skips"

# A line of 50 MB is passed over; its neighbours are not.
{
    record before 'Before' 'text'
    printf '{"id": "long", "title": "Long", "text": "'
    head -c 50000000 /dev/zero | tr '\0' 'x'
    printf '"}\n'
    record after 'After' 'text'
} >long.jsonl
expect 3 '2 indexed, 1 skipped' --index long.idx --report report - <long.jsonl
reported too-large 1
grep -q '"line":2,"status":"skipped","reason":"too-large"' report || fail "line 2 is not named: $(head -n 1 report)"
expect 0 '3 indexed' --index long.idx --max-document 64M - <long.jsonl

# At the limit and one past it.
record limit 'T' "$(head -c 2000 /dev/zero | tr '\0' 'y')" >limit.jsonl
length=$(($(wc -c <limit.jsonl) - 1))
expect 0 '' --index limit.idx --max-document $length limit.jsonl
expect 65 '' --index limit.idx --max-document $((length - 1)) limit.jsonl

# Of two documents with one id the later counts.
{ record twice 'First' 'text'; record other 'Other' 'text'; record twice 'Second' 'text'; } >twice.jsonl
expect 3 '2 indexed, 1 skipped' --index twice.idx --report report twice.jsonl
grep -q '"line":1,"id":"twice","status":"skipped","reason":"duplicate"' report ||
    fail "the replaced document is not named: $(head -n 1 report)"

# More distinct words than fit in the memory allowed.
{ printf '{"id": "words", "title": "Many words", "text": "'; seq -f 'w%.0f' 1000000 1600000 | tr '\n' ' '; printf '"}\n'; } >words.jsonl
expect 71 '--memory' --index words.idx --memory 64M --workers 4 words.jsonl
expect 0 '1 indexed' --index words.idx words.jsonl

# --- guards

for i in 1 2 3 4 5 6 7 8 9 10; do record "page-$i" "Page $i" 'text'; done >ten.jsonl
expect 0 '' --index guard.idx ten.jsonl
head -n 7 ten.jsonl >seven.jsonl
head -n 6 ten.jsonl >six.jsonl
expect 78 'holds 10 documents and would be left with 6' --index guard.idx six.jsonl
[ "$(cat guard.idx/gen-*/manifest | grep -c .)" -gt 0 ] || fail "the refused build took the index away"
expect 0 '6 indexed' --force --index guard.idx six.jsonl
expect 0 '10 indexed' --index guard.idx ten.jsonl
expect 0 '7 indexed' --index guard.idx seven.jsonl

# --- an index that cannot be written, or not now

expect 73 'occupied' --index one.jsonl/occupied one.jsonl
expect 73 'one.jsonl' --index one.jsonl one.jsonl
expect 73 'missing' --index index --report missing/report one.jsonl
before=$(cat index/current)
(
    flock 9
    expect 75 'another build' --index index "$RACINE_SOURCE/corpus/pages"
    [ "$failures" = 0 ] || exit 1
) 9>>index/lock || failures=$((failures + 1))
[ "$(cat index/current)" = "$before" ] || fail "a locked index was changed"
if [ -e /dev/full ]; then
    expect 74 '' --index full.idx --report /dev/full hostile
fi

# A file that may not grow stands for a disk that is full, at every stage of a build that writes.
for blocks in 1 8 64 200; do
    (
        trap '' XFSZ
        ulimit -f $blocks
        expect 74 'cannot write' --index index "$RACINE_SOURCE/corpus/pages"
        [ "$failures" = 0 ] || exit 1
    ) || failures=$((failures + 1))
    grep -q 'as it was before' err || fail "no second line that says what to do"
    [ "$(cat index/current)" = "$before" ] || fail "a build that could not write changed the index"
    compgen -G 'index/build-*' >/dev/null && fail "a build that could not write left something"
done

# --- stopped by a signal

# stop SIGNAL STATUS: the sources keep the indexer waiting on a pipe that stays open.
stop() {
    local signal=$1 status=$2 got=0
    mkfifo pipe
    "$RACINE_BIN/racine-indexer" --index index - <pipe >out 2>err &
    local indexer=$!
    exec 8>pipe
    cat one.jsonl >&8
    for _ in $(seq 200); do
        compgen -G 'index/build-*' >/dev/null && break
        sleep 0.02
    done
    kill -s "$signal" "$indexer"
    wait "$indexer" || got=$?
    exec 8>&-
    rm pipe
    [ "$got" = "$status" ] || fail "exit status $got instead of $status after SIG$signal"
    compgen -G 'index/build-*' >/dev/null && fail "SIG$signal left a build directory"
    [ "$(cat index/current)" = "$before" ] || fail "SIG$signal changed the index"
}
stop TERM 143
# A shell has background jobs ignore SIGINT; so that is sent to a build started by a program that does not.
if command -v python3 >/dev/null; then
    status=$(RACINE="$RACINE_BIN/racine-indexer" python3 - <<'END'
import os, signal, subprocess, time
signal.signal(signal.SIGINT, signal.default_int_handler)
build = subprocess.Popen([os.environ["RACINE"], "--quiet", "--index", "index", "-"], stdin=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
for _ in range(200):
    if any(name.startswith("build-") for name in os.listdir("index")):
        break
    time.sleep(0.02)
build.send_signal(signal.SIGINT)
print(build.wait(10))
END
    )
    [ "$status" = 130 ] || fail "exit status $status instead of 130 after SIGINT"
fi

# --- the same documents give the same bytes, however many workers

export SOURCE_DATE_EPOCH=1700000000
expect 0 '' --index w1.idx --workers 1 "$RACINE_SOURCE/corpus/pages"
expect 0 '' --index w4.idx --workers 4 "$RACINE_SOURCE/corpus/pages"
for part in manifest lexicon postings tokens documents; do
    cmp "w1.idx/gen-00000001/$part" "w4.idx/gen-00000001/$part" || fail "$part differs with 4 workers"
done

# --- a closed standard output is no failure of the build

expect_pipe() {
    "$RACINE_BIN/racine-indexer" --index pipe.idx one.jsonl 2>err | true
    [ "${PIPESTATUS[0]}" = 0 ] || fail "a closed standard output failed the build"
}
expect_pipe

[ "$failures" = 0 ] || exit 1
echo "racine-indexer: all as expected"
