"""The command lines of `motia-desktop` and `motia-tray` (`interfaces.md`)."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import motia_desktop
from motiad.paths import Paths

BASE_DIR_VARIABLE = "MOTIAD_BASE_DIR"


@dataclass(frozen=True)
class Options:
    """What the window was asked to do when it was started."""

    paths: Paths
    project: Path | None = None
    demo: bool = False
    deployment_id: str | None = None
    then: Literal["open", "log", "again"] = "open"
    """What is wanted of the deployment."""


def window_options(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Options:
    """Read the command line of `motia-desktop`; ends the process with 2 and a sentence when it is wrong."""
    parser = _parser("motia-desktop", "Deploy Motia projects and watch it happen.")
    parser.add_argument("deployment_id", metavar="DEPLOYMENT_ID", nargs="?", help="the deployment to show")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--log", dest="then", action="store_const", const="log", help="go to the deployment's log")
    how.add_argument("--again", dest="then", action="store_const", const="again", help="deploy the same project again")
    parser.set_defaults(then="open")
    parser.add_argument("--project", metavar="DIR", type=Path, help="the project to deploy")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="deploy the sample project to the local cloud at once, in a base-dir of its own unless one is given",
    )
    read = parser.parse_args(arguments)
    project: Path | None = read.project.expanduser().absolute() if read.project else None
    if project is not None and not project.is_dir():
        parser.error(f"there is no folder {project}")
    if read.then != "open" and not read.deployment_id:
        parser.error(f"--{read.then} needs a DEPLOYMENT_ID")
    base = _base_dir(read.base_dir, environ)
    if base is None and read.demo:
        base = Paths.under(None).state / "demo"
    return Options(Paths.under(base), project, read.demo, read.deployment_id, read.then)


def tray_options(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Paths:
    """Read the command line of `motia-tray`."""
    read = _parser("motia-tray", "Tell when a deployment ends.").parse_args(arguments)
    return Paths.under(_base_dir(read.base_dir, environ))


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        sys.stdout.write(f"{parser.prog} {motia_desktop.__version__}\n")
        parser.exit()


def _parser(program: str, what: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(program, description=what)
    parser.add_argument("--base-dir", metavar="DIR", type=Path, help="keep everything under this folder")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the program's version and exit")
    return parser


def _base_dir(given: Path | None, environ: Mapping[str, str]) -> Path | None:
    chosen = given or environ.get(BASE_DIR_VARIABLE)
    return Path(chosen).expanduser().absolute() if chosen else None
