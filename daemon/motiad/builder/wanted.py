"""Which steps of a project are to be built: asked for before it is known."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from motiad.builder.steps import Step


class Wanted:
    """The steps to build, by path; known once every config has been read and checked."""

    def __init__(self) -> None:
        self._known = asyncio.Event()
        self._steps: dict[str, Step] = {}

    @property
    def known(self) -> bool:
        """Tell whether `tell` was called."""
        return self._known.is_set()

    def tell(self, steps: Iterable[Step]) -> None:
        """Let everybody who waits go on."""
        self._steps = {step.path: step for step in steps}
        self._known.set()

    async def steps(self) -> Mapping[str, Step]:
        """Return the steps when they are known."""
        await self._known.wait()
        return self._steps

    def possible(self, paths: Sequence[str]) -> Sequence[str]:
        """Return those of the paths that are wanted, as far as is known now."""
        return [path for path in paths if path in self._steps] if self.known else paths
