import subprocess
import sys
from pathlib import Path

from motia_desktop.tray.lock import tray_lock, tray_runs
from motiad.paths import Paths

HOLD = """
import sys
from pathlib import Path
from motia_desktop.tray.lock import tray_lock
from motiad.paths import Paths
lock = tray_lock(Paths.under(Path(sys.argv[1])))
print(lock.tryLock(0), flush=True)
sys.stdin.read()
"""


def test_a_tray_that_runs_is_known_and_a_killed_one_is_not(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    assert not tray_runs(paths)
    tray = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with tray:
        assert tray.stdout is not None
        assert tray.stdout.readline() == "True\n"
        assert tray_runs(paths)
        assert not tray_lock(paths).tryLock(0)
        tray.kill()
    assert not tray_runs(paths)
    assert tray_lock(paths).tryLock(0)
