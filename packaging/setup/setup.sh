#!/usr/bin/env bash
# Prepares this checkout: `setup.sh demo` for what the demo needs, `setup.sh test` for what the tests need as well.
# Everything goes into .venv and .work; only Debian's packages go elsewhere, and only as root.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in steps system python node; do
    # shellcheck source=/dev/null
    . "packaging/setup/$part.sh"
done

download_wheels() {
    say "downloading wheels into .work/wheels"
    .venv/bin/python packaging/setup/wheels.py
}

purpose=${1:?demo or test}
mkdir -p .work
find_python
prepare_system "$purpose"
prepare_python
prepare_node
if [ "$purpose" = test ]; then
    for lock in tests/*/package-lock.json tests/*/*/package-lock.json; do
        [ -f "$lock" ] && prepare_npm "$(dirname "$lock")"
    done
    { [ -d .work/sample/node_modules ] && [ -d .work/cache ]; } || forget fixtures
    sources=$(find resources/sample -type f ! -path '*/node_modules/*' -exec cksum {} + | sort)
    once fixtures "$sources $(cat packaging/setup/fixtures.py)" .venv/bin/python packaging/setup/fixtures.py
    [ -d .work/wheels ] || forget wheels
    pins=$(cat requirements.lock pyproject.toml daemon/pyproject.toml packaging/setup/pipx.lock packaging/setup/wheels.py)
    once wheels "$("$python" -VV) $pins" download_wheels
fi
