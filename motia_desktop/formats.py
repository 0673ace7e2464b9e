"""Sizes, durations and moments as people read them."""

from datetime import UTC, datetime
from html import escape

from PySide6.QtCore import QCoreApplication, QDate, QLocale


def size(count: int | None) -> str:
    """Return bytes as `812 B`, `3.4 KB`, `12 MB` (powers of 1000, as file managers show them)."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in ("KB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            break
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def duration(millis: int | None) -> str:
    """Return milliseconds as `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`."""
    if millis is None:
        return ""
    seconds = max(millis, 0) / 1000
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def whole_seconds(millis: int) -> str:
    """Return a duration that is still growing: no tenths that would flicker."""
    return duration(max(millis, 0) // 1000 * 1000).replace(".0 s", " s")


def ago(then: int | None, now: int) -> str:
    """Return how long ago a moment was (both in milliseconds since the epoch)."""
    if then is None:
        return ""
    seconds = max(now - then, 0) // 1000
    if seconds < 60:
        return QCoreApplication.translate("Formats", "just now")
    if seconds < 3600:
        return QCoreApplication.translate("Formats", "{0} min ago").format(seconds // 60)
    if seconds < 86400:
        return QCoreApplication.translate("Formats", "{0} h ago").format(seconds // 3600)
    if seconds < 7 * 86400:
        days = seconds // 86400
        if days == 1:
            return QCoreApplication.translate("Formats", "yesterday")
        return QCoreApplication.translate("Formats", "{0} days ago").format(days)
    return _day(_local(then))


def moment(then: int) -> str:
    """Return a moment in the person's own time zone and language."""
    local = _local(then)
    return f"{_day(local)}, {local:%H:%M}"


def stamp(then: int, shape: str) -> str:
    """Return a moment in the person's own time zone, in a shape (of `strftime`) that is the same in every language."""
    return _local(then).strftime(shape)


def _local(then: int) -> datetime:
    return datetime.fromtimestamp(then / 1000, UTC).astimezone()


def _day(local: datetime) -> str:
    shape = QCoreApplication.translate("Formats", "dd MMM yyyy")
    return QLocale().toString(QDate(local.year, local.month, local.day), shape)


def plain(text: str) -> str:
    """Return text for a place of Qt's that guesses at markup (tool tips): shown as written, never read as HTML."""
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>' if text else ""


def unmarked(text: str) -> str:
    """Return text for a place outside of Qt (a panel's tool tips) where nobody knows whether markup is read."""
    return text.replace("<", "‹").replace(">", "›")


def menu_text(text: str) -> str:
    """Return text for a menu, where a single `&` would make a shortcut."""
    return text.replace("&", "&&")
