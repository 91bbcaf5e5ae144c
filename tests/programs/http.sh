#!/usr/bin/env bash
# HTTP as programs meet it: the API's description, sockets of every kind, Prometheus and OpenSearch, the end.
set -euo pipefail
source "$(dirname "$0")/support.bash"
cd "$work"

build_index index
start_daemon http --index index --http 127.0.0.1:0 --http-unix http.socket --http-hosts search.example.org

get() { curl -sS -f "$@"; }

# --- the API is as it is described

python3 "$RACINE_SOURCE/tests/programs/openapi.py" "$RACINE_SOURCE/docs/openapi.json" "http://$http" ||
    fail "docs/openapi.json is out of step"

# --- the same answers through every door

get -G "http://$http/search" --data-urlencode "q=l'énergie" | grep '<mark>' >/dev/null &&
    fail "JSON has < where it should be escaped"
get -G "http://$http/search" --data-urlencode "q=l'énergie" -d format=tsv >tcp.tsv
get --unix-socket http.socket -G "http://localhost/search" --data-urlencode "q=l'énergie" -d format=tsv >unix.tsv
printf "SEARCH format=tsv l'énergie\n" | ask | sed '1d;$d' >line.tsv
cmp -s tcp.tsv unix.tsv || fail "the Unix socket answers otherwise"
cmp -s tcp.tsv line.tsv || fail "the line protocol answers otherwise"
get --compressed "http://$http/search?q=visa&per_page=10" | grep '^{"query":"visa"' >/dev/null || fail "compressed"
get -H 'Host: search.example.org' "http://$http/healthz" >/dev/null || fail "a listed host is refused"
[ "$(curl -s -o out -w '%{http_code}' -H 'Host: evil.example' "http://$http/healthz")" = 421 ] ||
    fail "any host is taken"

# --- others read what is for them

get "http://$http/opensearch.xml?lang=fr" >opensearch.xml
python3 - opensearch.xml "$http" <<'PYTHON' || fail "opensearch.xml"
import sys, xml.etree.ElementTree as xml
space = '{http://a9.com/-/spec/opensearch/1.1/}'
root = xml.parse(sys.argv[1]).getroot()
assert root.tag == space + 'OpenSearchDescription'
assert len(root.findtext(space + 'ShortName')) <= 16 and len(root.findtext(space + 'Description')) <= 1024
urls = {url.get('type'): url.get('template') for url in root.findall(space + 'Url')}
assert set(urls) == {'text/html', 'application/json', 'application/x-suggestions+json'}
assert all(url.startswith('http://' + sys.argv[2] + '/') and '{searchTerms}' in url for url in urls.values())
PYTHON
get "http://$http/metrics" >metrics
python3 - metrics <<'PYTHON' || fail "metrics"
import re, sys
kinds, seen = {}, set()
for line in open(sys.argv[1]).read().split('\n')[:-1]:
    described = re.fullmatch(r'# (HELP|TYPE) (racine_[a-z_]+) (.+)', line)
    if described:
        if described[1] == 'TYPE':
            assert described[2] not in kinds and described[3] in ('counter', 'gauge'), line
            kinds[described[2]] = described[3]
        continue
    sample = re.fullmatch(r'(racine_[a-z_]+)(\{[a-z]+="[^"\\\n]*"\})? ([0-9]+)', line)
    assert sample and sample[1] in kinds, line
    assert (kinds[sample[1]] == 'counter') == sample[1].endswith('_total'), line
    assert (sample[1], sample[2]) not in seen, line
    seen.add((sample[1], sample[2]))
assert len(seen) > 20
PYTHON
! command -v promtool >/dev/null || promtool check metrics <metrics || fail "promtool finds fault with /metrics"

# --- a new index changes what is kept

tag=$(get -D - -o out "http://$http/search?q=visa" | sed -n 's/^ETag: \(.*\)\r$/\1/p')
[ "$(curl -s -o out -w '%{http_code}' -H "If-None-Match: $tag" "http://$http/search?q=visa")" = 304 ] || fail "no 304"
build_index index
await logged http.log 'generation 2 answers from now on'
new_generation() { get "http://$http/search?q=visa" | grep '"generation":2,' >/dev/null; }
await new_generation
[ "$(curl -s -o out -w '%{http_code}' -H "If-None-Match: $tag" "http://$http/search?q=visa")" = 200 ] ||
    fail "304 for an answer of an index that is gone"

# --- the end: what has arrived is answered

stop_daemon "$daemon"
[ "$status" = 0 ] || fail "stopped with $status"
[ ! -e http.socket ] || fail "the socket was left behind"

# --- sockets that systemd passes, told apart by their names or their order

if command -v systemd-socket-activate >/dev/null; then
    for names in '--fdname=web-http:line' '--fdname=line:http' ''; do
        rm -f one two
        # shellcheck disable=SC2086 # no name is no argument
        systemd-socket-activate -l "$work/one" -l "$work/two" $names "$RACINE_BIN/racine-searchd" --index index \
            2>activated.log &
        activated=$!
        started+=("$activated")
        await test -S two
        web=two line=one
        [ "$names" != '--fdname=web-http:line' ] || web=one line=two
        get --unix-socket $web "http://localhost/healthz" >/dev/null || fail "no HTTP at $web with '$names'"
        printf 'PING\n' | nc -N -U $line | grep '^+OK pong$' >/dev/null || fail "no line protocol at $line"
        stop_daemon "$activated"
    done
else
    echo "not run, for there is no systemd-socket-activate: sockets passed with names"
fi

# --- an address in use, and one that is none

for address in 7780 127.0.0.1:x; do
    "$RACINE_BIN/racine-searchd" --index index --listen none --http $address 2>err && fail "--http $address"
    grep -q -- "--http $address: not an address" err || fail "--http $address: $(cat err)"
done
finish
