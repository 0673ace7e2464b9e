"""What a build begins before it can tell anything: configs are read, and meanwhile the first steps are bundled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from motiad.builder.discovery import Found
from motiad.builder.python_steps import PythonReadings
from motiad.builder.reading import Readings
from motiad.builder.workshop import Workshop


@dataclass(frozen=True)
class Ahead:
    """The readings under way; a language the project does not use has none."""

    node: asyncio.Task[Readings] | None
    python: asyncio.Task[PythonReadings] | None


@asynccontextmanager
async def begun(shop: Workshop, found: Found, *, bundle: bool) -> AsyncIterator[Ahead]:
    """Begin with what was found, bundles included if they are wanted; what still runs at the end is cancelled."""
    begun: list[asyncio.Task[Any]] = []
    node: asyncio.Task[Readings] | None = None
    python: asyncio.Task[PythonReadings] | None = None
    if shop.node:
        steps, streams = found.of("node")
        node = asyncio.create_task(shop.node.configs.read([*steps, *streams], shop.work))
        if bundle:
            shop.node.bundles.begin([step.path for step in steps])
        begun += [node, *shop.node.bundles.ahead.values()]
    if shop.python:
        steps, streams = found.of("python")
        python = asyncio.create_task(shop.python.configs.read([*steps, *streams], shop.work))
        begun.append(python)
    try:
        yield Ahead(node, python)
    finally:
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
