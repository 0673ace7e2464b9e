import asyncio
import sys
from pathlib import Path

import pytest

from motia_desktop.backend.child import run_child
from motia_desktop.backend.sample import prepare_sample
from motiad.errors import MotiadError

pytestmark = pytest.mark.qt


async def test_output_errors_and_code(tmp_path: Path) -> None:
    script = "import os, sys; print(os.getcwd()); print('bad', file=sys.stderr); sys.exit(3)"
    ended = await run_child(sys.executable, ["-c", script], seconds=20, folder=tmp_path)
    assert (ended.code, ended.output.strip(), ended.errors.strip()) == (3, str(tmp_path), "bad")


async def test_a_program_that_is_not_there() -> None:
    assert (await run_child("no-such-program-anywhere", [], seconds=5)).code is None


async def test_too_long_is_killed_and_nothing_waits_meanwhile() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.02)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    waiting = run_child(sys.executable, ["-c", "import time; time.sleep(300)"], seconds=0.5)
    ended = await asyncio.wait_for(waiting, 60)
    ticking.cancel()
    assert ended.code is None
    assert ticks >= 2


async def test_a_cancelled_wait_kills_the_child(tmp_path: Path) -> None:
    script = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(300)"
    waiting = asyncio.ensure_future(run_child(sys.executable, ["-c", script], seconds=200))
    async with asyncio.timeout(60):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            await asyncio.sleep(0.02)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    pid = (tmp_path / "pid").read_text()
    assert not Path(f"/proc/{pid}").exists()


async def test_a_sample_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MotiadError, match=r"The sample project could not be made ready: .+") as failed:
        await prepare_sample(tmp_path / "file" / "sample")
    assert "Traceback" not in failed.value.message
