"""The builder, imported when it is first needed: an idle daemon does without it."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from motiad.contract.check import ProjectCheck
from motiad.deployments.events import Emit
from motiad.deployments.ports import Build

if TYPE_CHECKING:
    from motiad.builder import MotiaBuilder


class LateBuilder:
    """Implements `deployments.ports.Builder`."""

    def __init__(self, environ: Mapping[str, str], cache: Path) -> None:
        # Without a home uv would keep its cache in the working folder.
        self._environ = environ if environ.get("HOME") else {"UV_CACHE_DIR": str(cache / "uv"), **environ}
        self._cache = cache

    async def build(self, project: Path, output: Path, emit: Emit, env_names: Collection[str] | None = None) -> Build:
        """Build every step and router of `project` into `output`."""
        return await (await asyncio.to_thread(self._builder)).build(project, output, emit, env_names)

    async def check(self, project: Path, env_names: Collection[str]) -> ProjectCheck:
        """Look at a folder, given the names of a deployment's variables; ends within half a minute."""
        return await (await asyncio.to_thread(self._builder)).check(project, env_names)

    def _builder(self) -> "MotiaBuilder":
        from motiad.builder import MotiaBuilder

        return MotiaBuilder(self._environ, self._cache)
