"""Checks cron expressions as node-cron reads them: five or six fields, names of months and days allowed.

Like node-cron it takes ranges that run over the end (`22-2`, `sat-mon`), and no step without a range (`5/15`).
"""

from collections.abc import Sequence


def _names(names: Sequence[str], first: int) -> dict[str, int]:
    """Number names, long and short: `monday` and `mon`."""
    numbered = enumerate((name.lower() for name in names), first)
    return {short: number for number, name in numbered for short in (name, name[:3])}


_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ENGLISH_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = _names(_ENGLISH_MONTHS, 1)
_DAYS = _names(_ENGLISH_DAYS, 0)
_NO_NAMES: dict[str, int] = {}
_FIELDS = (
    ("second", 0, 59, _NO_NAMES),
    ("minute", 0, 59, _NO_NAMES),
    ("hour", 0, 23, _NO_NAMES),
    ("day of month", 1, 31, _NO_NAMES),
    ("month", 1, 12, _MONTHS),
    ("day of week", 0, 7, _DAYS),
)


def cron_error(expression: str) -> str | None:
    """Return what is wrong with an expression, or None."""
    parts = expression.split()
    if len(parts) not in (5, 6):
        return f"it has {len(parts)} fields, five or six are needed"
    for (name, low, high, names), part in zip(_FIELDS[-len(parts) :], parts, strict=True):
        for item in part.split(","):
            if not _valid(item, low, high, names):
                return f"{part} is not a {name} ({low}-{high})"
    return None


def _valid(item: str, low: int, high: int, names: dict[str, int]) -> bool:
    span, slash, step = item.partition("/")
    if slash and not (step.isdecimal() and int(step) > 0):
        return False
    if span == "*":
        return True
    numbers = [names.get(end.lower(), int(end) if end.isdecimal() else -1) for end in span.split("-")]
    if slash and len(numbers) == 1:
        return False
    return len(numbers) <= 2 and all(low <= number <= high for number in numbers)
