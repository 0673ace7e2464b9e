import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from motiad.builder.children import Children

from .conftest import eventually

ENV = {"PATH": os.environ["PATH"]}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_says_how_a_child_ended(children: Children, tmp_path: Path) -> None:
    script = "import sys; print(sys.stdin.read()); print('oh', file=sys.stderr); sys.exit(3)"
    ended = await children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=120, stdin="given")
    assert (ended.returncode, ended.stdout, ended.stderr, ended.timed_out) == (3, "given\n", "oh\n", False)


async def test_a_child_has_nothing_to_read_unless_given(children: Children, tmp_path: Path) -> None:
    script = "import sys; print(repr(sys.stdin.read()))"
    ended = await children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=120)
    assert ended.stdout == "''\n"


async def test_children_run_in_a_group_of_their_own(children: Children, tmp_path: Path) -> None:
    script = "import os; print(os.getpgrp())"
    first, second = [
        await children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=120) for _ in range(2)
    ]
    assert first.stdout == second.stdout
    assert int(first.stdout) != os.getpgrp()


async def test_a_child_that_takes_too_long_is_ended(children: Children, tmp_path: Path) -> None:
    script = "import time; print('so far', flush=True); time.sleep(60)"
    ended = await children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=3)
    assert ended.timed_out
    assert ended.stdout == "so far\n"


async def test_cancelling_ends_even_a_stubborn_child(children: Children, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    script += f"open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    task = asyncio.create_task(children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=60))
    while not (note.exists() and note.read_text()):
        await asyncio.sleep(0.02)
    pid = int(note.read_text())
    task.cancel()
    started = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not alive(pid)
    assert time.monotonic() - started > 0.4


async def test_a_grandchild_left_behind_ends_with_the_group(tmp_path: Path) -> None:
    script = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
    script += " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid)"
    async with Children() as children:
        ended = await children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=120)
        assert alive(int(ended.stdout))
    await eventually(lambda: not alive(int(ended.stdout)))


async def test_nothing_outlives_a_killed_daemon(tmp_path: Path) -> None:
    daemon = f"""
import asyncio, sys
from pathlib import Path
from motiad.builder.children import Children

async def main():
    async with Children() as children:
        script = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
        await children.run([sys.executable, "-c", script], cwd=Path({str(tmp_path)!r}), env={{}}, timeout=60)

asyncio.run(main())
"""
    process = subprocess.Popen([sys.executable, "-c", daemon])
    note = tmp_path / "pid"
    deadline = time.monotonic() + 60
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    pid = int(note.read_text())
    assert alive(pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while alive(pid):
        assert time.monotonic() < deadline, "the child outlived its daemon"
        await asyncio.sleep(0.02)


async def test_output_is_bounded(children: Children, tmp_path: Path) -> None:
    script = "import sys; sys.stdout.write(('x' * 1023 + chr(10)) * 6_000)"
    ended = await children.run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, timeout=120)
    assert ended.returncode == 0
    assert len(ended.stdout) == 4 * 1024 * 1024
