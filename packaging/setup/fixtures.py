"""Prepares what tests build: the sample project, and the caches of npm and uv, so that no test asks a registry."""

import asyncio
import os
import shutil
from pathlib import Path

from motiad.builder.sample import prepare_sample, warm_python_packages

WORK = Path(".work").resolve()
TEMPLATE = WORK / "npm/official/node_modules/motia/dist/create/templates/python"


async def main() -> None:
    """Work in the repository's folder; what is fetched stays in caches of the tests' own."""
    caches = {"UV_CACHE_DIR": str(WORK / "cache/uv"), "npm_config_cache": str(WORK / "cache/npm")}
    environ = {**os.environ, **caches}
    shutil.rmtree(WORK / "sample", ignore_errors=True)
    await prepare_sample(WORK / "sample", environ)
    await warm_python_packages(TEMPLATE, environ)


asyncio.run(main())
