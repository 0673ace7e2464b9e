import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize("program", ["motia-desktop", "motia-tray"])
def test_without_a_display_a_program_says_so(program: str, tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if "DISPLAY" not in key and key != "QT_QPA_PLATFORM"}
    ran = subprocess.run(
        [Path(sys.executable).with_name(program), "--base-dir", str(tmp_path)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"{program}: there is no display here.")
    assert len(ran.stderr.splitlines()) == 1
