"""`motiad`: one file a command."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad.cli import build, clean, deploy, deployments, doctor, exits, local_cloud, login, sample, serve
from motiad.cli.options import BaseDir
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.errors import MotiadError

app = typer.Typer(
    name="motiad",
    no_args_is_help=True,
    epilog=exits.EPILOG,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cloud = typer.Typer(help="The official CLI's spelling: `motiad cloud deploy`.", no_args_is_help=True)
app.command("serve")(serve.serve)
app.command("deploy")(deploy.deploy)
app.command("build")(build.build)
app.command("watch")(deployments.watch)
app.command("status")(deployments.status)
app.command("list")(deployments.list_)
app.command("logs")(deployments.logs)
app.command("cancel")(deployments.cancel)
app.command("retry")(deployments.retry)
app.command("login")(login.login)
app.command("logout")(login.logout)
app.command("local-cloud")(local_cloud.local_cloud)
app.command("demo")(sample.demo)
app.command("sample")(sample.sample)
app.command("doctor")(doctor.doctor)
app.command("clean")(clean.clean)
cloud.command("deploy")(deploy.deploy)
app.add_typer(cloud, name="cloud")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("motiad"))
        raise typer.Exit


@app.callback()
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


def _tell(error: MotiadError, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(error.response().wire()))
        return
    typer.echo(f"motiad: {error.message}", err=True)
    if error.hint:
        typer.echo(f"  {error.hint}", err=True)


def main() -> None:
    """Run the command line of this process."""
    Path.cwd()  # a deleted working folder is said at once, not somewhere inside
    sys.exit(run(sys.argv[1:]))
