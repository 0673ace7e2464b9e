"""Downloads what both our distributions need at run time, as pinned, so that tests install without an index."""

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WORK = Path(".work").resolve()
OURS = {"motiad", "motia-desktop"}
PINNED = re.compile(r"^([\w.-]+)==(?:.*\\\n)*.*$", re.MULTILINE)
"""One package of a lock, with its hashes."""


def needed() -> set[str]:
    """Return what ours need on this machine, and what that needs in turn; it is installed in this environment."""
    found: set[str] = set()
    ahead = direct("pyproject.toml") | direct("daemon/pyproject.toml")
    while ahead := ahead - OURS - found:
        found |= ahead
        ahead = {other for name in ahead for other in names(requires(name) or [])}
    return found


def direct(project: str) -> set[str]:
    """Return what a project names as its dependencies."""
    return names(tomllib.loads(Path(project).read_text())["project"]["dependencies"])


def names(lines: list[str]) -> set[str]:
    """Return the names of the requirements that hold here."""
    wanted = map(Requirement, lines)
    return {canonicalize_name(one.name) for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})}


def main() -> None:
    """Work in the repository's folder: what two locks pin goes to .work/wheels, each file by its hash."""
    shutil.rmtree(WORK / "wheels", ignore_errors=True)
    pinned = {block[1]: block[0] for block in PINNED.finditer(Path("requirements.lock").read_text())}
    lock = WORK / "wheels.lock"
    lock.write_text(
        "\n".join([*(pinned[name] for name in sorted(needed())), Path("packaging/setup/pipx.lock").read_text()])
    )
    fetch = "-m pip download -qq --disable-pip-version-check --no-deps --require-hashes --only-binary :all:"
    subprocess.run([sys.executable, *fetch.split(), "-r", lock, "-d", WORK / "wheels"], check=True)


main()
