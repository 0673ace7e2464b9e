#!/usr/bin/env bash
# Runs the tests. A test may skip only for what set-up could not install here, and never in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/setup/steps.sh
if [ -n "${CI:-}" ] || ! [ -s .work/missing ]; then
    export MOTIA_TEST_REQUIRE_ALL=1
fi
if [ $# -gt 0 ]; then
    exec .venv/bin/pytest "$@"
fi

# Two halves at once: the one that waits for daemons, networks and deadlines leaves the processor to the other.
waiting="tests/end2end tests/packaging tests/parity tests/reliability tests/security"
# shellcheck disable=SC2086
.venv/bin/pytest $waiting >.work/waiting.log 2>&1 &
half=$!
trap 'kill $half 2>/dev/null || true' EXIT
status=0
# shellcheck disable=SC2046,SC2086
.venv/bin/pytest $(printf -- '--ignore=%s ' $waiting) || status=$?
wait $half || status=$?
cat .work/waiting.log
exit $status
