"""Options that several commands share, each spelled once."""

from pathlib import Path
from typing import Annotated

import typer

from motiad.paths import Paths
from motiad.paths import base_dir as chosen_base_dir

BaseDir = Annotated[
    Path | None,
    typer.Option("--base-dir", metavar="DIR", help="Keep everything under this folder.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="S", min=0.001, help="Stop waiting after S seconds.")
]
Project = Annotated[
    Path | None,
    typer.Option("--project", metavar="DIR", help="The project's folder; the working folder if left out."),
]
Cloud = Annotated[
    str | None,
    typer.Option("--cloud", metavar="local|motia|URL", help="Where to deploy.", show_default=False),
]
Refresh = Annotated[
    bool, typer.Option("--refresh", help="Resolve requirements and bundle every step anew, whatever is kept.")
]
DeploymentId = Annotated[str, typer.Argument(metavar="ID", help="The deployment's id.")]


def paths(context: typer.Context, own: Path | None) -> Paths:
    """Return the folders to work in: `--base-dir` after the command, before it, or from the environment."""
    chosen = chosen_base_dir(own or context.obj)
    found = Paths.under(chosen)
    if chosen is None and found.base is not None:
        typer.echo(f"motiad: There is no home to write to here: {found.base} is used.", err=True)
    return found


def project_folder(chosen: Path | None) -> Path:
    """Return the absolute path of the project that was named, or of the working folder."""
    return (chosen or Path.cwd()).expanduser().resolve()
