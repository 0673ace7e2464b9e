#!/usr/bin/env bash
# Runs the tests. A test may skip only for what set-up could not install here, and never in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/setup/steps.sh
if [ -n "${CI:-}" ] || ! [ -s .work/missing ]; then
    export MOTIA_TEST_REQUIRE_ALL=1
fi
exec .venv/bin/pytest "$@"
