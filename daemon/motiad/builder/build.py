"""Builds a project: the builder's front door."""

import asyncio
import errno
import shutil
import tempfile
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motiad.builder.ahead import begun
from motiad.builder.children import GRACE, Children
from motiad.builder.discovery import Found
from motiad.builder.env_check import check_names, missing_names, missing_warning
from motiad.builder.kept_bundles import forget_bundles
from motiad.builder.output_folder import cleared
from motiad.builder.packages import expire
from motiad.builder.project import read_project
from motiad.builder.reading import LOAD_TIMEOUT
from motiad.builder.workshop import BUNDLES, PACKAGES, Workshop, open_workshop
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

if TYPE_CHECKING:
    from motiad.builder.session import Session
    from motiad.contract.check import CheckProblem, ProjectCheck
    from motiad.deployments.events import Emit
    from motiad.deployments.ports import Build

CHECK_SECONDS = 20.0
"""How long `MotiaBuilder.check` may take: a person waits for it, and a client gives up after 30 s."""


class MotiaBuilder:
    """Implements `deployments.ports.Builder` with the project's esbuild, Node, Python and uv.

    `environ` is the daemon's environment, of which children see an allow-listed part; `cache` keeps installed packages.
    """

    def __init__(
        self, environ: Mapping[str, str], cache: Path, *, load_timeout: float = LOAD_TIMEOUT, grace: float = GRACE
    ) -> None:
        self._environ = environ
        self._cache = cache
        self._load_timeout = load_timeout
        self._grace = grace

    async def build(
        self, project: Path, output: Path, emit: "Emit", env_names: Collection[str] | None = None
    ) -> "Build":
        """Build every step and router of `project` into `output`; see `deployments.ports.Builder`."""
        try:
            if env_names is not None:
                check_names(env_names)
            project = await asyncio.to_thread(project.resolve)
            found = await asyncio.to_thread(read_project, project)
            if env_names is not None:
                missing = await asyncio.to_thread(missing_names, project, env_names)
                if warning := missing_warning(missing):
                    found = replace(found, warnings=(f"Warning: {warning}", *found.warnings))
            output = await asyncio.to_thread(cleared, output)
            async with self._opened(project, found, output) as workshop, begun(workshop, found, bundle=True) as ahead:
                session = await asyncio.to_thread(_session)
                return await session(workshop, found, ahead, emit).run()
        except OSError as error:
            raise _file_error(error) from error

    async def check(
        self, project: Path, env_names: Collection[str], *, seconds: float = CHECK_SECONDS
    ) -> "ProjectCheck":
        """Return what would be deployed and what stands in the way, within `seconds`; nothing is built.

        What a build would refuse is among the problems, never raised.
        """
        from motiad.builder.check import check_found, refused  # with it comes what a build imports late

        problems: tuple[CheckProblem, ...] = ()
        found, survey = Found((), (), ()), None
        try:
            async with asyncio.timeout(seconds):
                project = await asyncio.to_thread(project.resolve)
                found = await asyncio.to_thread(read_project, project)
                async with (
                    self._opened(project, found, None) as workshop,
                    begun(workshop, found, bundle=False) as ahead,
                ):
                    session = await asyncio.to_thread(_session)
                    survey = await session(workshop, found, ahead, lambda _: None).survey()
        except MotiadError as error:
            problems = (refused(error),)
        except OSError as error:  # TimeoutError is one; asyncio's says nothing
            if not isinstance(error, TimeoutError):
                problems = (refused(_file_error(error)),)
        checked = await check_found(project, found, env_names, survey)
        return checked.model_copy(update={"problems": (*problems, *checked.problems)})

    @asynccontextmanager
    async def _opened(self, project: Path, found: Found, output: Path | None) -> AsyncIterator[Workshop]:
        """Give the tools for `found`, with children and a folder to work in that are gone afterwards.

        Without an `output` the bundles, if any are made, are gone with it.
        """
        work = await asyncio.to_thread(self._scratch)
        try:
            async with Children(self._grace) as children:
                yield await open_workshop(
                    project,
                    found,
                    environ=self._environ,
                    cache=self._cache,
                    work=work,
                    output=output or work / "out",
                    children=children,
                    load_timeout=self._load_timeout,
                )
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)

    def _scratch(self) -> Path:
        """Make a folder to work in. Blocks on file system calls."""
        drafts = self._cache / "work"
        drafts.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=drafts))


def _session() -> "type[Session]":
    """Import what needs every model, which esbuild need not wait for. Blocks."""
    from motiad.builder import session

    return session.Session


def refresh(cache: Path) -> None:
    """Let the next build resolve and bundle everything anew. Blocks on file system calls."""
    expire(cache / PACKAGES)
    forget_bundles(cache / BUNDLES)


def _file_error(error: OSError) -> MotiadError:
    """Return what a full disk, or a file that cannot be read or written, means for the person."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return MotiadError(
            ErrorCode.STORAGE_FULL, "There is no room left for the build's files.", hint="Make room on the disk."
        )
    place = f"{error.filename}: " if error.filename else ""
    return MotiadError(
        ErrorCode.BUILD_FAILED,
        f"{place}{error.strerror or error}",
        hint="Check that the file is there and that you may use it.",
    )
