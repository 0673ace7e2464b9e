"""Reach the daemon from a command: what there is to know about it goes to standard error."""

from contextlib import AbstractAsyncContextManager

import typer

from motiad.client import Attached
from motiad.client import attach as attach_to
from motiad.paths import Paths

__all__ = ["Attached", "attach"]


def attach(paths: Paths, *, start: bool = False) -> AbstractAsyncContextManager[Attached]:
    """Connect to the daemon of this installation, starting one in the background if `start` allows it."""
    return attach_to(paths, start=start, say=lambda sentence: typer.echo(f"motiad: {sentence}", err=True))
