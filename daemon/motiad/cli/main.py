"""`motiad`: one file a command."""

import gc
import os
import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from pydantic_core import to_json

from motiad.cli import exits
from motiad.cli.options import BaseDir
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.errors import MotiadError

COMMANDS = {
    "serve": "serve:serve",
    "deploy": "deploy:deploy",
    "build": "build:build",
    "watch": "deployments:watch",
    "status": "deployments:status",
    "list": "deployments:list_",
    "logs": "deployments:logs",
    "cancel": "deployments:cancel",
    "retry": "deployments:retry",
    "redeploy": "redeploy:redeploy",
    "login": "login:login",
    "logout": "login:logout",
    "local-cloud": "local_cloud:local_cloud",
    "demo": "sample:demo",
    "sample": "sample:sample",
    "doctor": "doctor:doctor",
    "clean": "clean:clean",
    "completion": "completion:completion",
}
"""Each command's module in `motiad.cli`, and its function there."""


ALLOCATIONS = 50_000
"""Between two looks for garbage: at Python's 700, a tenth of a start goes into looking at modules that stay."""


class Group(NamedTuple):
    """Commands under a word of their own."""

    help: str
    commands: Mapping[str, str]


GROUPS = {
    "service": Group(
        "motiad from login on: a systemd user unit, or a launchd agent.",
        {"install": "service:install", "status": "service:status", "uninstall": "service:uninstall"},
    ),
    "cloud": Group("The official CLI's spelling: `motiad cloud deploy`.", {"deploy": "deploy:deploy"}),
}


def make_app(words: Collection[str]) -> typer.Typer:
    """Return the command line, with those commands alone that are among the words: importing all takes a second.

    Without any command among them it has all, for its help and for telling what there is.
    """
    wanted = [name for name in COMMANDS if name in words]
    groups = [name for name in GROUPS if name in words]
    if not wanted and not groups:
        wanted, groups = list(COMMANDS), list(GROUPS)
    app = typer.Typer(
        name="motiad",
        no_args_is_help=True,
        epilog=exits.EPILOG,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(common)
    for name in wanted:
        app.command(name)(_function(COMMANDS[name]))
    for name in groups:
        group = typer.Typer(help=GROUPS[name].help, no_args_is_help=True)
        for own, place in GROUPS[name].commands.items():
            group.command(own)(_function(place))
        app.add_typer(group, name=name)
    return app


def _function(place: str) -> Callable[..., Any]:
    module, _, function = place.partition(":")
    command: Callable[..., Any] = getattr(import_module(f"motiad.cli.{module}"), function)
    return command


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("motiad"))
        raise typer.Exit


def common(
    context: typer.Context,
    base_dir: BaseDir = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Deploy Motia projects, and watch it happen."""
    context.obj = base_dir


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; only bugs raise."""
    as_json = "--json" in arguments
    try:
        _check_working_folder()
        app = make_app(arguments or completed_words(os.environ))
        return int(app(arguments, standalone_mode=False, prog_name="motiad") or 0)
    except MotiadError as error:
        _tell(error, as_json)
        return exits.for_error(error.code)
    except typer.TyperException as error:
        if not error.format_message():  # a command group alone: its help has been shown
            return ExitCode.USAGE
        hint = "`motiad --help` lists the commands, `motiad COMMAND --help` a command's options."
        _tell(MotiadError(ErrorCode.USAGE, error.format_message(), hint=hint), as_json)
        return ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.CANCELLED
    except OSError as error:
        if not (error.filename and error.strerror):
            raise
        hint = "Look whether it is there, and whether you may read and write it."
        _tell(MotiadError(ErrorCode.USAGE, f"{error.filename}: {error.strerror.lower()}.", hint=hint), as_json)
        return ExitCode.USAGE


def completed_words(environ: Mapping[str, str]) -> list[str]:
    """Return the words on the line that a shell asks to complete, if it does."""
    return (environ.get("COMP_WORDS") or environ.get("_TYPER_COMPLETE_ARGS") or "").split()


def _check_working_folder() -> None:
    try:
        Path.cwd()
    except OSError:
        raise MotiadError(
            ErrorCode.USAGE, "The working folder is gone.", hint="Change into a folder that exists, and try again."
        ) from None


def _tell(error: MotiadError, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(error.response().wire()))
        return
    typer.echo(f"motiad: {error.message}", err=True)
    if error.hint:
        typer.echo(f"  {error.hint}", err=True)


def main() -> None:
    """Run the command line of this process."""
    gc.set_threshold(ALLOCATIONS, 20, 20)
    sys.exit(run(sys.argv[1:]))
