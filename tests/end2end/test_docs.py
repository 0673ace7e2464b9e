"""Every command the documentation shows is run here, as it stands there, or is named with the test that runs it."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from motiad.contract.codes import ErrorCode, ExitCode
from motiad.localcloud import LocalCloud

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = {
    "make demo": "make itself: CI runs `make test`, and test_demo.py what `make demo` ends in",
    "motiad deploy --project DIR": "DIR is the reader's; docs/deploying.md runs the same in the project's folder",
    "npm install ": "tests/contract: set-up installs what the pages name; a test asks no registry",
    "motiad local-cloud --port 4000": "test_official_cli.py: the official CLI deploys to it",
    "motiad service install": "test_service.py: under a systemd user manager of its own",
    "loginctl enable-linger": "systemd's own commands, for a session of the reader's",
    "make package": "packaging/smoke.sh tries what it builds; it takes minutes",
    "pipx install ": "test_wheels.py and packaging/smoke.sh: the same installers, with an index of files alone",
}
"""Blocks that begin with these are not run here, and why."""


def blocks(page: Path) -> list[str]:
    """Return the page's shell blocks that are run here."""
    found = SHELL.findall(page.read_text())
    return [block for block in found if not block.startswith(tuple(ELSEWHERE))]


def test_every_page_has_its_place():
    linked = re.findall(r"\]\((docs/[\w-]+\.md)\)", (ROOT / "README.md").read_text())
    assert sorted(set(linked)) == [str(page.relative_to(ROOT)) for page in PAGES if page.parent != ROOT]


@pytest.mark.node
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
async def test_commands_work_as_they_are_shown(page, motiad, sample, tmp_path):
    cloud = LocalCloud(tmp_path / "cloud", step_delay=0.01)
    await cloud.start()
    environ = {
        **motiad.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MOTIAD_BASE_DIR": str(motiad.base),
        "MOTIA_API_KEY": "a-key-of-the-docs",
        "MOTIACLOUD_API_BASE_URL": cloud.url,
        "MOTIACLOUD_API_WS_URL": cloud.ws_url,
    }
    try:
        for block in blocks(page):
            ended = await run(block, sample, environ)
            assert ended.returncode == 0, f"{page.name}:\n{block}\n{ended.stdout}{ended.stderr}"
    finally:
        await cloud.stop()


async def run(block: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a block as a reader would who stops at the first command that fails; a prompt is answered with a key."""
    return await asyncio.to_thread(
        subprocess.run,
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder,
        env=environ,
        input="a-key-of-the-docs\n",
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_every_error_code_is_explained_once():
    explained = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "troubleshooting.md").read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(ErrorCode)


def test_every_exit_code_is_in_the_table():
    codes = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "ci.md").read_text(), re.MULTILINE)
    assert [int(code) for code in codes] == sorted(ExitCode)
