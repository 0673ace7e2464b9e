"""A small run of `daemon.py`: an idle motiad stays small; its time is for a quiet machine to judge."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_idle_daemon_is_small_and_does_nothing():
    script = Path(__file__).parent / "daemon.py"
    command = [sys.executable, str(script), "--repeat", "1", "--idle", "3"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode in (0, 1) and not run.stderr, run.stderr
    print(run.stdout)
    rows = {line[:34].strip(): line[34:].split() for line in run.stdout.splitlines()}
    memory = next(cells for what, cells in rows.items() if what.startswith("resident, the same"))
    assert float(memory[4]) <= 1.3
    processor = rows["processor in 3 s idle"]
    assert float(processor[0]) <= 20, "milliseconds"
