"""What is different between two deployments: times, sizes, steps, names of variables."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

from motia_desktop.formats import duration, size
from motia_desktop.models.bundle_sizes import bundle_bytes, phase_millis, step_count
from motia_desktop.models.step_rows import StepRow, rows_of
from motia_desktop.wording import PHASE_NAMES, PHASES, elapsed, environment, state
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import DeploymentOrigin

translate = QCoreApplication.translate

Kind = Literal["heading", "added", "removed", "changed", "same"]


class ComparedRow(NamedTuple):
    """One line of the comparison."""

    kind: Kind
    what: str
    before: str = ""
    after: str = ""
    change: str = ""


class Side(NamedTuple):
    """One of the two deployments; where it came from is for its owner and may be unknown."""

    data: DeploymentData
    origin: DeploymentOrigin | None


def compare(before: Side, after: Side) -> list[ComparedRow]:
    """Return every line, alike ones too; the older deployment goes first."""
    groups = (
        (translate("Comparison", "Deployment"), _facts(before, after)),
        (translate("Comparison", "Time"), _times(before.data, after.data)),
        (translate("Comparison", "Steps and bundles"), _steps(before.data, after.data)),
        (translate("Comparison", "Environment variables (names)"), _names(before, after)),
    )
    rows: list[ComparedRow] = []
    for heading, members in groups:
        found = list(members)
        if found:
            rows += [ComparedRow("heading", heading), *found]
    return rows


def different(rows: Sequence[ComparedRow]) -> list[ComparedRow]:
    """Return the rows that differ, under those headings that have any."""
    kept: list[ComparedRow] = []
    for row in rows:
        if row.kind == "heading" and kept and kept[-1].kind == "heading":
            kept.pop()
        if row.kind != "same":
            kept.append(row)
    if kept and kept[-1].kind == "heading":
        kept.pop()
    return kept


def _facts(before: Side, after: Side) -> Iterator[ComparedRow]:
    one, two = before.data, after.data
    yield _texts(translate("Comparison", "Status"), state(one), state(two))
    yield _texts(translate("Comparison", "Version"), one.version or "", two.version or "")
    yield _texts(translate("Comparison", "Environment"), environment(one) or "", environment(two) or "")
    if before.origin and after.origin:
        yield _texts(translate("Comparison", "Folder"), before.origin.path, after.origin.path)
        yield _texts(translate("Comparison", "Cloud"), before.origin.cloud, after.origin.cloud)
    yield _texts(translate("Comparison", "Number of steps"), str(step_count(one) or ""), str(step_count(two) or ""))
    yield _sizes(translate("Comparison", "All bundles"), bundle_bytes(one), bundle_bytes(two))


def _times(before: DeploymentData, after: DeploymentData) -> Iterator[ComparedRow]:
    for phase in PHASES:
        yield _durations(PHASE_NAMES[phase], phase_millis(before, phase), phase_millis(after, phase))
    yield _durations(translate("Comparison", "Altogether"), _whole(before), _whole(after))


def _steps(before: DeploymentData, after: DeploymentData) -> Iterator[ComparedRow]:
    old = {row.path: row for row in rows_of(before)}
    new = {row.path: row for row in rows_of(after)}
    for path in dict.fromkeys([*new, *old]):
        if path not in old:
            yield ComparedRow("added", path, "", _cell(new[path]), translate("Comparison", "added"))
        elif path not in new:
            yield ComparedRow("removed", path, _cell(old[path]), "", translate("Comparison", "removed"))
        else:
            one, two = old[path], new[path]
            row = _sizes(path, one.size, two.size)
            yield row._replace(before=_cell(one), after=_cell(two))


def _names(before: Side, after: Side) -> Iterator[ComparedRow]:
    if before.origin is None or after.origin is None:
        return
    old, new = set(before.origin.env_names), set(after.origin.env_names)
    given = translate("Comparison", "given")
    for name in sorted(old | new):
        if name not in old:
            yield ComparedRow("added", name, "", given, translate("Comparison", "added"))
        elif name not in new:
            yield ComparedRow("removed", name, given, "", translate("Comparison", "removed"))
        else:
            yield ComparedRow("same", name, given, given)


def _texts(what: str, one: str, two: str) -> ComparedRow:
    return ComparedRow("same" if one == two else "changed", what, one, two)


def _sizes(what: str, one: int | None, two: int | None) -> ComparedRow:
    kind: Kind = "same" if one == two else "changed"
    change = "" if one is None or two is None or one == two else _signed(two - one, size(abs(two - one)))
    return ComparedRow(kind, what, size(one), size(two), change)


def _durations(what: str, one: int | None, two: int | None) -> ComparedRow:
    before, after = duration(one), duration(two)
    kind: Kind = "same" if before == after else "changed"
    change = "" if one is None or two is None or kind == "same" else _signed(two - one, duration(abs(two - one)))
    return ComparedRow(kind, what, before, after, change)


def _signed(delta: int, words: str) -> str:
    return f"{'+' if delta > 0 else '−'}{words}"


def _cell(row: StepRow) -> str:
    return " · ".join(part for part in (size(row.size), duration(row.built_in)) if part)


def _whole(data: DeploymentData) -> int | None:
    return elapsed(data, data.completed_at) if data.completed_at else None
