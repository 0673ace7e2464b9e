"""A terminal: coloured lines, and a bar below them."""

from contextlib import AbstractContextManager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text


class Terminal:
    """Implements `display.Screen`."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._bar = Progress(
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.file.isatty() or self._console.is_dumb_terminal,  # FORCE_COLOR asks for no bar
        )
        self._task = self._bar.add_task("", total=100)

    def live(self) -> AbstractContextManager[object]:
        """Return the context in which the bar is there."""
        return self._bar

    def say(self, line: str, style: str) -> None:
        """Print a line above the bar."""
        self._console.print(Text(line, style=style))

    def going_on(self, percent: float, what: str) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=percent, description=what)
