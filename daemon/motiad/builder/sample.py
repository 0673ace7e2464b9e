"""Prepares the sample project that ships with motiad: a copy to work in, with its packages installed."""

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from motiad.builder.children import Children, Finished
from motiad.builder.environment import child_environment
from motiad.builder.packages import Packages, Target
from motiad.builder.requirements import read_requirements
from motiad.builder.toolchain import NODE_HINT, find_node, find_python, find_uv
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import resource

INSTALL_TIMEOUT = 600.0
"""Seconds npm may take."""

_MARKER = Path("node_modules", ".motiad-installed")
_LOCKS = frozenset({"package-lock.json", "requirements.txt"})
_UNSHIPPED = frozenset({"node_modules", "python_modules", "dist", "__pycache__"})


async def prepare_sample(target: Path, environ: Mapping[str, str]) -> Path:
    """Copy the sample project to `target`, install its packages there, and return `target`.

    A second call changes nothing, so that a person can try things in the copy; a newer motiad brings the files up to
    date, and installs again only when the locks changed. Raises `MotiadError` (NODE_MISSING, UV_MISSING, BUILD_FAILED).
    """
    source = resource("sample")
    marker = target / _MARKER
    files, packages = await asyncio.to_thread(_fingerprints, source)
    before = await asyncio.to_thread(_marked, marker)
    if before == [files, packages]:
        return target
    await asyncio.to_thread(_copy, source, target)
    if before[-1] != packages:
        await find_node(environ)
        await _install_node_packages(target, environ)
        await warm_python_packages(target, environ)
    await asyncio.to_thread(marker.write_text, f"{files}\n{packages}\n", "utf-8")
    return target


async def warm_python_packages(project: Path, environ: Mapping[str, str]) -> None:
    """Have uv fetch what a project's requirements need, so that a build finds it in uv's cache, even offline.

    Raises `MotiadError` (UV_MISSING, BUILD_FAILED).
    """
    requirements = await asyncio.to_thread(read_requirements, project)
    if not requirements.lines:
        return
    uv, python = await find_uv(environ), await find_python(environ)
    scratch = await asyncio.to_thread(tempfile.mkdtemp)
    try:
        async with Children() as children:
            packages = Packages(uv, Path(scratch), children, child_environment(environ), requirements.options)
            await packages.for_reading(requirements, python)
            await packages.for_target(requirements.lines, python, Target.of(environ))
    finally:
        await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)


async def _install_node_packages(target: Path, environ: Mapping[str, str]) -> None:
    npm = await asyncio.to_thread(shutil.which, "npm", path=environ.get("PATH"))
    if npm is None:
        raise MotiadError(ErrorCode.NODE_MISSING, "npm was not found on the PATH.", hint=NODE_HINT)
    # esbuild's binary comes as a platform package: no install script is needed, so none is run.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    async with Children() as children:
        ended = await children.run(command, cwd=target, env=child_environment(environ), timeout=INSTALL_TIMEOUT)
    if ended.timed_out or ended.returncode:
        raise _npm_failed(ended)


def _npm_failed(ended: Finished) -> MotiadError:
    said = " ".join(line for line in ended.stderr.splitlines() if line.startswith("npm error"))
    reason = f"it did not end within {INSTALL_TIMEOUT:.0f} seconds" if ended.timed_out else said or "it said nothing"
    return MotiadError(
        ErrorCode.BUILD_FAILED,
        f"npm ci failed for the sample project: {reason}",
        hint="Check the connection to the npm registry, then try again.",
    )


def _copy(source: Path, target: Path) -> None:
    for file in _files(source):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _files(folder: Path) -> list[Path]:
    """Return the shipped files; a checkout may hold packages somebody installed there, which are not shipped."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in found if not _UNSHIPPED & set(file.relative_to(folder).parts))


def _fingerprints(source: Path) -> tuple[str, str]:
    """Return what tells one shipped sample from another, and one set of its packages from another."""
    whole, packages = hashlib.sha256(), hashlib.sha256()
    for file in _files(source):
        content = file.read_bytes()
        whole.update(b"%s\0%d\0%s" % (file.relative_to(source).as_posix().encode(), len(content), content))
        if file.name in _LOCKS:
            packages.update(content)
    return whole.hexdigest(), packages.hexdigest()


def _marked(marker: Path) -> list[str]:
    return marker.read_text("utf-8").split() if marker.is_file() else [""]
