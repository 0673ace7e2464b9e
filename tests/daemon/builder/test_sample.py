import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from motiad.builder.sample import prepare_sample
from motiad.errors import MotiadError
from motiad.paths import resource

pytestmark = pytest.mark.node


@pytest.fixture
def sample(prepared_sample: Path, tmp_path: Path) -> Path:
    copy = tmp_path.resolve() / "sample"
    shutil.copytree(resource("sample"), copy)
    (copy / "node_modules").symlink_to(prepared_sample / "node_modules")
    return copy


async def test_builds_the_sample(sample: Path, build: Any) -> None:
    built = await build(sample)
    languages = [Path(path).suffix for path in build.told.steps]
    assert len(languages) >= 8
    assert set(languages) == {".ts", ".js", ".py"}
    assert {kind for _, kind in build.told.steps.values()} == {"api", "event", "cron"}
    assert set(build.told.built) == set(build.told.steps)
    assert built.manifest.streams == {"orders": {"name": "orders", "storageType": "default"}}
    assert built.manifest.routers == {"node": "router-node.zip", "python": "router-python.zip"}
    assert [bundle.path for bundle in built.bundles[-2:]] == ["router-node.zip", "router-python.zip"]
    assert all(bundle.size == bundle.file.stat().st_size for bundle in built.bundles)
    mail = build.told.entries("node/src/notifications/send-confirmation.step.zip")
    assert "src/notifications/templates/confirmation.html" in mail
    report = build.told.entries("python/src/reports/sales_report_step.zip")
    assert {"src/services/sales.py", "humanize/__init__.py", "requirements.txt"} <= set(report)


BLOCKING = """
import asyncio, os, sys
from pathlib import Path
from blockbuster import blockbuster_ctx
from motiad.builder import MotiaBuilder
from motiad.errors import MotiadError

async def main():
    project, output, cache = map(Path, sys.argv[1:])
    builder = MotiaBuilder({**os.environ, "UV_OFFLINE": "1"}, cache)
    try:
        with blockbuster_ctx():
            return len((await builder.build(project, output, lambda _: None)).bundles)
    except MotiadError as error:
        return error.code

print(asyncio.run(main()), flush=True)
os._exit(0)  # Debian's Python 3.11.2 crashes when it takes down the types that were patched
"""


@pytest.mark.parametrize("broken", [False, True])
def test_nothing_blocks_the_event_loop(sample: Path, tmp_path: Path, broken: bool) -> None:
    """In a process of its own: here, PySide's import hook would be what blocks."""
    if broken:
        (sample / "src" / "a.step.ts").write_text("export const config = {")
        (sample / "src" / "b_step.py").write_text("raise ValueError")
    command = [sys.executable, "-c", BLOCKING, sample, tmp_path / "out", tmp_path / "cache"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == ("BUILD_FAILED" if broken else "12")


async def test_the_same_sources_give_the_same_bytes(sample: Path, build: Any) -> None:
    first = {bundle.path: bundle.file.read_bytes() for bundle in (await build(sample)).bundles}
    moved = sample.rename(sample.with_name("elsewhere"))
    for path in moved.rglob("src/**/*"):
        path.touch()
    assert {bundle.path: bundle.file.read_bytes() for bundle in (await build(moved)).bundles} == first


async def test_a_prepared_sample_needs_nothing_more(prepared_sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "sample"
    shutil.copytree(prepared_sample, target, symlinks=True)
    (target / "src" / "services" / "sales.py").write_text("tried out")
    without_tools = {"PATH": str(tmp_path)}
    assert await prepare_sample(target, without_tools) == target
    assert (target / "src" / "services" / "sales.py").read_text() == "tried out"


async def test_a_newer_sample_replaces_its_files_and_keeps_its_packages(prepared_sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "sample"
    shutil.copytree(prepared_sample, target, symlinks=True)
    marker = target / "node_modules" / ".motiad-installed"
    marker.write_text("older " + marker.read_text().split()[1])
    (target / ".env").write_text("MINE=1")
    (target / "src" / "services" / "sales.py").write_text("older")
    await prepare_sample(target, {"PATH": str(tmp_path)})
    assert (target / ".env").read_text() == "MINE=1"
    shipped = resource("sample") / "src" / "services" / "sales.py"
    assert (target / "src" / "services" / "sales.py").read_text() == shipped.read_text()
    assert marker.read_text() == (prepared_sample / "node_modules" / ".motiad-installed").read_text()


async def test_preparing_needs_node(tmp_path: Path) -> None:
    with pytest.raises(MotiadError) as caught:
        await prepare_sample(tmp_path / "sample", {"PATH": str(tmp_path)})
    assert caught.value.code == "NODE_MISSING"


async def test_says_why_packages_could_not_be_installed(tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code ECONNREFUSED' >&2\nexit 1\n")
    npm.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    with pytest.raises(MotiadError, match="npm ci failed for the sample project: npm error code ECONNREFUSED"):
        await prepare_sample(tmp_path / "sample", {"PATH": path})


def test_the_shipped_lock_names_no_host() -> None:
    text = (resource("sample") / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert "http" not in text
