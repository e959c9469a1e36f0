#!/usr/bin/env bash
# actionlint over every workflow. It does not know `$/` yet (runner ≥ 2.336): that one message is left out.
# Last line: `judge: N passed, N failed`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
passed=0 failed=0
for file in .github/workflows/*.yml templates/*/.github/workflows/*.yml; do
  if "$1" -no-color -shellcheck= -pyflakes= -ignore 'specifying action "\$/actions/[a-z-]+" in invalid format' "$file"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done
# It must see a mistake.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
printf 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n' >"$bad/bad.yml"
if "$1" -no-color "$bad/bad.yml" >/dev/null; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
printf 'judge: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
