"""`motiad completion`: the script by which a shell completes commands and options."""

from enum import StrEnum
from typing import Annotated

import typer
from typer.completion import get_completion_script  # type: ignore[attr-defined]


class Shell(StrEnum):
    """A shell that can be taught."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def completion(
    shell: Annotated[Shell, typer.Argument(help="Which shell's script to print.")],
) -> None:
    """Print a completion script: `eval "$(motiad completion bash)"` in the shell's start file."""
    script = get_completion_script(prog_name="motiad", complete_var="_MOTIAD_COMPLETE", shell=shell.value)
    typer.echo(script)
