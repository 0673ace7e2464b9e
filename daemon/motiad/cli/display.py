"""How a deployment looks while it happens: lines, with a bar below them on a terminal, or JSON."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

import typer
from pydantic_core import to_json
from rich.filesize import decimal

if TYPE_CHECKING:
    from motiad.contract.deployment import DeploymentData

_GOOD, _BAD = "✓", "✗"


class Display(Protocol):
    """Shows each state of one deployment."""

    def live(self) -> AbstractContextManager[object]:
        """Return the context in which states are shown."""
        ...

    def show(self, data: "DeploymentData") -> None:
        """Show a state."""
        ...


def make_display(*, as_json: bool) -> Display:
    """Return the display that fits where the output goes."""
    if as_json:
        return JsonDisplay()
    if not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        return LineDisplay(Pipe())
    from motiad.cli.terminal import Terminal  # here: it takes longer to import than a small build takes

    return LineDisplay(Terminal())


class JsonDisplay:
    """One `DeploymentData` object a line."""

    def live(self) -> AbstractContextManager[object]:
        """Return a context that does nothing."""
        return nullcontext()

    def show(self, data: "DeploymentData") -> None:
        """Write the state."""
        typer.echo(to_json(data.wire()))


class Screen(Protocol):
    """Where lines go."""

    def live(self) -> AbstractContextManager[object]:
        """Return the context in which it shows what is going on."""
        ...

    def say(self, line: str, style: str) -> None:
        """Write a line."""
        ...

    def going_on(self, percent: float, what: str) -> None:
        """Show what is going on now, and how far everything is."""
        ...


class Pipe:
    """A file or another program: lines, and nothing else."""

    def live(self) -> AbstractContextManager[object]:
        """Return a context that does nothing."""
        return nullcontext()

    def say(self, line: str, style: str) -> None:  # noqa: ARG002
        """Write a line."""
        typer.echo(line)

    def going_on(self, percent: float, what: str) -> None:
        """Do nothing."""


class LineDisplay:
    """A line for everything that is finished."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._said: set[tuple[int, str]] = set()
        self._seen: set[tuple[object, ...]] = set()

    def live(self) -> AbstractContextManager[object]:
        """Return the context in which the screen shows what is going on."""
        return self._screen.live()

    def show(self, data: "DeploymentData") -> None:
        """Print what is new in this state."""
        if data.status == "idle" and data.queue_position:
            self._say(data, data.message)
        phases = data.phases or {}
        if "build" in phases:
            self._say(data, "Build", style="bold")
            for step in data.build:
                if step.status != "building" and self._new(data, "build", step.package_path, step.status):
                    self._row(data, step.package_path, step.status == "built", step.size, step.error_message)
        if "upload" in phases:
            self._say(data, "Upload", style="bold")
            for bundle in data.upload:
                if bundle.status != "uploading" and self._new(data, "upload", bundle.package_path, bundle.status):
                    self._row(data, bundle.package_path, bundle.status == "uploaded", bundle.size, bundle.error_message)
        if "deploy" in phases:
            self._say(data, "Deploy", style="bold")
            for resource in data.resources or ():
                if resource.status in ("completed", "failed"):
                    name = f"{resource.kind} {resource.name} ({resource.step_name})"
                    self._row(data, name, resource.status == "completed", None, None)
        self._screen.going_on(data.progress, data.message)
        if data.terminal:
            self._end(data)

    def _new(self, data: "DeploymentData", *what: str) -> bool:
        """Tell whether this was not asked yet: each state has every row, and most were shown before."""
        key = (data.attempt, *what)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _row(self, data: "DeploymentData", name: str, good: bool, size: int | None, error: str | None) -> None:
        mark = _GOOD if good else _BAD
        self._say(data, f"  {mark} {name}{f'  {decimal(size)}' if size else ''}", style="" if good else "red")
        if error:
            self._say(data, "\n".join(f"      {line}" for line in error.splitlines()), style="red")

    def _end(self, data: "DeploymentData") -> None:
        seconds = ((data.completed_at or 0) - (data.started_at or 0)) / 1000
        if data.status == "failed":
            self._say(data, f"{_BAD} {data.message} after {seconds:.1f} s: {data.error}", style="bold red")
            return
        self._say(data, f"{_GOOD} {data.message} in {seconds:.1f} s", style="bold green")
        for label, value in (data.outputs or {}).items():
            self._say(data, f"  {label}: {value}")

    def _say(self, data: "DeploymentData", line: str, style: str = "") -> None:
        if (data.attempt, line) not in self._said:
            self._said.add((data.attempt, line))
            self._screen.say(line, style)
