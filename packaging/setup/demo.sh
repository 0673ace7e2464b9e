#!/usr/bin/env bash
# Deploys the sample project to the local cloud: in the window where there is a display, else in the terminal.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/setup/steps.sh
. packaging/setup/system.sh

if has_display && .venv/bin/python -c 'import PySide6.QtWidgets' 2>/dev/null; then
    exec .venv/bin/motia-desktop --demo
fi
exec .venv/bin/motiad --base-dir .work/demo demo
