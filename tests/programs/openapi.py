"""Asks a running server what docs/openapi.json says can be asked, and checks that it answers as written there.

Schemas are read strictly here: a member that is not written there is an error, though clients are told to expect
new ones. Usage: openapi.py OPENAPI.JSON http://HOST:PORT
"""
import copy
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

import jsonschema

document = json.load(open(sys.argv[1], encoding='utf-8'))
base = sys.argv[2]
checked = 0


def close(schema):
    """No members but those that are written."""
    if isinstance(schema, dict):
        if 'properties' in schema:
            schema.setdefault('additionalProperties', False)
        for value in schema.values():
            close(value)
    elif isinstance(schema, list):
        for value in schema:
            close(value)


strict = copy.deepcopy(document['components'])
close(strict)


def ask(path, parameters, headers={}):
    url = base + path + ('?' + urllib.parse.urlencode(parameters) if parameters else '')
    request = urllib.request.Request(url, headers=headers)
    try:
        response = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        response = error
    return response.status, response.headers.get('Content-Type'), response.headers.get('ETag'), response.read()


def check(path, parameters, expected, headers={}):
    """The response has this status, and is as the operation says."""
    global checked
    status, kind, tag, body = ask(path, parameters, headers)
    where = f'{path} {parameters}: {status} {kind}'
    assert status == expected, f'{where} instead of {expected}: {body[:300]}'
    response = document['paths'][path]['get']['responses'].get(str(status))
    assert response, f'{where}: this status is not written'
    if 'content' not in response:
        assert not body, f'{where}: a body where none is written'
    else:
        assert kind in response['content'], f'{where}: this type is not written'
        if kind.endswith('json'):
            schema = dict(response['content'][kind]['schema'], components=strict)
            jsonschema.Draft202012Validator(schema).validate(json.loads(body))
    checked += 1
    return tag


def pairs(parameter, value):
    return [(parameter['name'], v) for v in (value if isinstance(value, list) else [value])]


for path, item in document['paths'].items():
    parameters = item['get']['parameters']
    responses = item['get']['responses']
    needed = [pair for p in parameters if p.get('required') for pair in pairs(p, p['example'])]
    tag = check(path, needed, 200)
    for p in parameters:
        others = [pair for pair in needed if pair[0] != p['name']]
        check(path, others + pairs(p, p['example']), 200)
        for value in p['schema'].get('enum', []):
            check(path, others + pairs(p, value), 200)
        if 'enum' in p['schema']:
            check(path, others + pairs(p, 'other'), 400)
        if 'maximum' in p['schema']:
            check(path, others + pairs(p, p['schema']['maximum']), 200)
            check(path, others + pairs(p, p['schema']['maximum'] + 1), 400)
        if p.get('required'):
            check(path, others, 400)
    if '304' in responses:
        check(path, needed, 304, {'If-None-Match': tag})
    if '404' in responses:
        check(path, [pair for pair in needed if pair[0] != 'id'] + [('id', 'no such page')], 404)
    if '400' in responses:
        check(path, needed + [('no-such-parameter', '1')], 400)

# Queries of many kinds, so that members that are not always there are seen.
for query in ['visa', 'visa énergie', 'zyxwvut', '"long séjour"', '(visa', 'lang:fr', 'vis*', '=Visa', '-visa énergie']:
    for match in ['best', 'any', 'all', 'phrase']:
        for path in ['/search', '/count', '/facets', '/trend', '/kwic', '/explain']:
            # A filter has no words to be shown in a concordance, unless it is read as a phrase.
            alone = path == '/kwic' and query == 'lang:fr' and match != 'phrase'
            check(path, [('q', query), ('match', match)], 400 if alone else 200)

print(f'{checked} responses are as docs/openapi.json says')
