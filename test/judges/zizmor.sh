#!/usr/bin/env bash
# zizmor, offline and pedantic, over every workflow and action. Last line: `judge: N passed, N failed`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
passed=0 failed=0
for file in .github/workflows/*.yml templates/*/.github/workflows/*.yml action.yml actions/*/action.yml; do
  if "$1" --offline --persona pedantic --no-progress --quiet --color never "$file"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done
printf 'judge: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
