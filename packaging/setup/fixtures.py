"""Prepares what tests build: the sample project, and uv's cache, so that no test asks a registry."""

import asyncio
import os
from pathlib import Path

from motiad.builder.sample import prepare_sample, warm_python_packages

WORK = Path(".work").resolve()
TEMPLATE = WORK / "npm/official/node_modules/motia/dist/create/templates/python"


async def main() -> None:
    """Work in the repository's folder."""
    await prepare_sample(WORK / "sample", os.environ)
    await warm_python_packages(TEMPLATE, os.environ)


asyncio.run(main())
