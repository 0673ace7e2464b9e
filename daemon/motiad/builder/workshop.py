"""The tools of one build, found and set up before its first step."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from motiad import __version__
from motiad.builder.children import Children
from motiad.builder.discovery import Found
from motiad.builder.environment import child_environment, config_environment
from motiad.builder.esbuild import Bundler
from motiad.builder.esbuild_options import read_options
from motiad.builder.kept_bundles import KeptBundles
from motiad.builder.memory_limit import memory_limit
from motiad.builder.node_bundles import NodeBundles
from motiad.builder.node_steps import NodeConfigs
from motiad.builder.packages import Packages, Target
from motiad.builder.python_bundles import PythonBundles
from motiad.builder.python_steps import PythonConfigs
from motiad.builder.reading import Reader
from motiad.builder.requirements import read_requirements
from motiad.builder.toolchain import find_esbuild, find_node, find_python, find_uv

PACKAGES, BUNDLES = "packages", "bundles"
"""What a builder's cache folder holds: installed requirement sets, and the bundles of earlier builds."""


@dataclass(frozen=True)
class NodeTools:
    """What builds Node steps."""

    configs: NodeConfigs
    bundles: NodeBundles
    kept: KeptBundles


@dataclass(frozen=True)
class PythonTools:
    """What builds Python steps."""

    configs: PythonConfigs
    bundles: PythonBundles
    packages: Packages | None


@dataclass(frozen=True)
class Workshop:
    """One build's tools and folders; a language the project does not use has none."""

    project: Path
    work: Path
    output: Path
    node: NodeTools | None
    python: PythonTools | None
    said: tuple[str, ...]
    """Lines for the log: which tools, which options."""


async def open_workshop(
    project: Path,
    found: Found,
    *,
    environ: Mapping[str, str],
    cache: Path,
    work: Path,
    output: Path,
    children: Children,
    load_timeout: float,
) -> Workshop:
    """Find the tools `found` needs. Raises `MotiadError` (*_MISSING, ENV_FILE_INVALID, VALIDATION_FAILED)."""
    reading_env = await asyncio.to_thread(config_environment, project, environ)
    reader = Reader(project, children, reading_env, load_timeout, await asyncio.to_thread(memory_limit))
    env = child_environment(environ)
    node: NodeTools | None = None
    python: PythonTools | None = None
    said: list[str] = []

    if any(found.of("node")):
        esbuild, runtime = await find_esbuild(project, environ), await find_node(environ)
        options, ignored = await asyncio.to_thread(read_options, project)
        bundler = Bundler(esbuild, project, children, env)
        settings = [__version__, runtime, esbuild, options, sorted(env.items()), sorted(reading_env.items())]
        kept = KeptBundles(cache / BUNDLES, project, settings)
        await asyncio.to_thread(kept.recall, [source.path for sources in found.of("node") for source in sources])
        node = NodeTools(
            NodeConfigs(runtime, bundler, reader, options, kept),
            NodeBundles(bundler, options, work / "node", output, kept),
            kept,
        )
        said.append(f"Node.js {runtime.version} ({runtime.path}), esbuild {esbuild.version} ({esbuild.path})")
        said += [f"The esbuild option {name} is ignored: motiad decides where output goes" for name in ignored]

    if any(found.of("python")):
        interpreter = await find_python(environ)
        requirements = await asyncio.to_thread(read_requirements, project)
        said.append(f"Python {interpreter.version} ({interpreter.path})")
        target = Target.of(environ)
        packages: Packages | None = None
        if requirements.lines:
            uv = await find_uv(environ)
            said.append(f"uv {uv.version} ({uv.path})")
            packages = Packages(uv, cache / PACKAGES, children, env, requirements.options)
        python = PythonTools(
            PythonConfigs(interpreter, reader, requirements, packages, target, environ),
            PythonBundles(project, interpreter, requirements, packages, target, work, output),
            packages,
        )
    return Workshop(project, work, output, node, python, tuple(said))
