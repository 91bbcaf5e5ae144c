#!/usr/bin/env bash
# The results page and the search box in a real browser: tests/browser/ says what is asserted. What it needs
# is installed by `./check packages`: Chromium and node from Debian, and tests/browser/package-lock.json.
set -euo pipefail
cd "$RACINE_SOURCE/tests/browser"
[ -d node_modules ] || { echo "FAIL: npm ci has not been run in tests/browser (./check packages does it)"; exit 1; }
exec timeout 280 node --test --test-reporter=spec page.test.mjs
