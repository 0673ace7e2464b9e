#!/usr/bin/env bash
# Deploys the sample project to the local cloud: in the window where there is a display, else in the terminal.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/setup/steps.sh
. packaging/setup/system.sh

base="$PWD/.work/demo"
if has_display; then
    if .venv/bin/python -c 'import PySide6.QtWidgets' 2>/dev/null; then
        exec .venv/bin/motia-desktop --base-dir "$base" --demo
    fi
    say "Qt cannot be loaded here; going on in the terminal"
fi
exec .venv/bin/motiad --base-dir "$base" demo
