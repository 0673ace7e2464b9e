"""What a deployment needs, and whether it is there."""

import asyncio
import socket
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path

import aiohttp

from motiad.builder import toolchain
from motiad.builder.discovery import Found, discover
from motiad.client import find
from motiad.cloud import CloudSessions, resolve
from motiad.config import Settings
from motiad.contract.deployment import Language
from motiad.contract.doctor import Check
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.secrets import Vault

CLOUD_SECONDS = 5.0
_WORDS: Mapping[Language, str] = {"node": "TypeScript or JavaScript", "python": "Python"}


async def checks(paths: Paths, settings: Settings, project: Path, environ: Mapping[str, str]) -> Sequence[Check]:
    """Look at everything side by side; never raises for something that is missing.

    A tool that the project's steps do not need may be: in a folder without steps that is a warning.
    """
    found = await asyncio.to_thread(discover, project)
    return await asyncio.gather(
        _tool("Node", toolchain.find_node(environ), "node", found),
        _tool("esbuild", toolchain.find_esbuild(project, environ), "node", found),
        _tool("Python", toolchain.find_python(environ), "python", found),
        _tool("uv", toolchain.find_uv(environ), "python", found),
        _keyring(),
        _port(paths, settings),
        _cloud(settings, environ),
    )


async def _tool(name: str, search: Awaitable[toolchain.Tool], language: Language, project: Found) -> Check:
    try:
        tool = await search
    except MotiadError as error:
        if any(project.of(language)):
            return Check(name=name, status="missing", found=error.message, hint=error.hint)
        if project.steps:
            return Check(name=name, status="ok", found=f"not needed: the project has no {_WORDS[language]} steps")
        needed = f"Projects with {_WORDS[language]} steps need it."
        return Check(name=name, status="warning", found=error.message, hint=f"{needed} {error.hint}")
    return Check(name=name, status="ok", found=f"{tool.version} ({tool.path})")


async def _keyring() -> Check:
    vault = await Vault.open()
    try:
        if vault.kind == "keyring":
            return Check(name="keyring", status="ok", found="the system's keyring")
        return Check(
            name="keyring",
            status="warning",
            found=f"none: {vault.reason}",
            hint="Secrets are kept in memory only; in CI set MOTIA_API_KEY.",
        )
    finally:
        await vault.close()


async def _port(paths: Paths, settings: Settings) -> Check:
    running = await find(paths)
    if running is not None:
        return Check(name="port", status="ok", found=f"motiad {running.version} answers on {running.url}")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", settings.port)) != 0:
            return Check(name="port", status="ok", found=f"{settings.port} is free")
    return Check(
        name="port",
        status="warning",
        found=f"{settings.port} is taken by another program",
        hint="motiad takes the next free one; Motia Cloud's page lets you choose the port.",
    )


async def _cloud(settings: Settings, environ: Mapping[str, str]) -> Check:
    if settings.cloud == "local":
        return Check(name="cloud", status="ok", found="the local cloud, inside motiad")
    try:
        address = resolve(settings.cloud, environ)
        async with (
            CloudSessions() as sessions,
            asyncio.timeout(CLOUD_SECONDS),
            sessions.anywhere.head(address.api_url, allow_redirects=False),
        ):
            return Check(name="cloud", status="ok", found=f"{address.host} answers")
    except MotiadError as error:
        return Check(name="cloud", status="warning", found=error.message, hint=error.hint)
    except (aiohttp.ClientError, OSError):  # TimeoutError is one
        return Check(
            name="cloud",
            status="warning",
            found=f"{address.host} does not answer",
            hint="Check your network and proxy settings; `--cloud local` needs neither.",
        )
