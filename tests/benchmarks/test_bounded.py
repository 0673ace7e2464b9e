"""A small run of `bounded.py`: stuck subscribers cost neither memory nor the others' time."""

import json
import subprocess
import sys
from pathlib import Path


def test_stuck_subscribers():
    arguments = ["--healthy", "45", "--stuck", "15", "--updates", "60", "--rate", "30"]
    script = [sys.executable, str(Path(__file__).parent / "bounded.py"), *arguments]
    run = subprocess.run(script, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    figures = json.loads(run.stdout)
    print(figures)
    assert figures["published"] == 60
    assert figures["healthy_with_the_final_state"] == figures["healthy"]
    assert figures["p99_ms"] < 1000
    assert figures["memory_grew_mb"] < 20  # keeping every update for each stuck one would be 56 MB
