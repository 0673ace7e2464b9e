"""Why a step cannot be built, said so that a person finds the place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motiad.contract.codes import ErrorCode
from motiad.deployments.sanitise import one_line, sanitise
from motiad.errors import MotiadError


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where; `line` and `column` count from 1."""

    file: str
    """Relative to the project, with forward slashes."""
    text: str
    line: int | None = None
    column: int | None = None
    frame: str | None = None
    """The lines around the place, with a mark under it."""
    hint: str | None = None

    @property
    def place(self) -> str:
        """`src/a.step.ts:3:9`, as far as known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def headline(self) -> str:
        """Place and text on one line."""
        return one_line(f"{self.place}: {self.text}")

    def __str__(self) -> str:
        parts = (self.headline, sanitise(self.frame) if self.frame else None, self.hint)
        return "\n".join(part for part in parts if part)


def code_frame(path: Path, line: int, column: int | None) -> str | None:
    """Return the lines around a place in a file, or None when the file does not have it. Blocks on file reading."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    if not 1 <= line <= len(lines):
        return None
    first = max(1, line - 2)
    width = len(str(line))
    shown = [f"  {number:>{width}} │ {lines[number - 1][:200]}" for number in range(first, line + 1)]
    if column is not None and column <= 200:
        shown.append(f"  {'':>{width}} ╵ {' ' * (column - 1)}^")
    return "\n".join(shown)


def build_failed(problems: Mapping[str, Sequence[Problem]]) -> MotiadError:
    """Return the error that ends a build; `problems` are those of each step, by its path."""
    problems = dict(sorted(problems.items()))
    first = next(iter(problems.values()))[0]
    others = len(problems) - 1
    rest = f" ({others} other {'step' if others == 1 else 'steps'} cannot be built either)" if others else ""
    return MotiadError(
        ErrorCode.BUILD_FAILED,
        f"{first.headline}{rest}",
        hint=first.hint or "Correct the project and deploy again.",
        details={"problems": [_wire(step, problem) for step, each in problems.items() for problem in each]},
    )


def _wire(step: str, problem: Problem) -> dict[str, Any]:
    wire = {
        "step": step,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": one_line(problem.text),
    }
    return {name: value for name, value in wire.items() if value is not None}
