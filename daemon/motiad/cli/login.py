"""`motiad login` and `logout`: the API key, into and out of the keyring."""

import asyncio
import sys

import typer
from pydantic_core import to_json

from motiad import app, config
from motiad.cli import options
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


def login(
    context: typer.Context,
    cloud: options.Cloud = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Keep an API key in the keyring; it is read from a prompt or standard input, never from an argument."""
    paths = options.paths(context, base_dir)
    target = config.load(paths, {"cloud": cloud}).cloud
    key = typer.prompt("API key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    if not (key := key.strip()):
        raise MotiadError(ErrorCode.USAGE, "No API key was given.", hint="Type it at the prompt, or pipe it in.")
    asyncio.run(app.store_api_key(target, key))
    _tell(target, f"The API key for {target} is in the keyring.", as_json=as_json)


def logout(
    context: typer.Context,
    cloud: options.Cloud = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Take the API key out of the keyring."""
    paths = options.paths(context, base_dir)
    target = config.load(paths, {"cloud": cloud}).cloud
    asyncio.run(app.forget_api_key(target))
    _tell(target, f"The API key for {target} is gone from the keyring.", as_json=as_json)


def _tell(target: str, sentence: str, *, as_json: bool) -> None:
    typer.echo(to_json({"success": True, "cloud": target}) if as_json else sentence)
