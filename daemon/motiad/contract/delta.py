"""The stream's extension for our own clients: what changed, instead of the whole item (`docs/stream-extension.md`)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from motiad.contract.wire import WireModel

VERSION = 1
ROW_FIELDS = ("build", "upload", "resources")
LOG_FIELDS = ("buildLogs", "uploadLogs", "deployLogs")

Count = Annotated[int, Field(ge=0, le=2**53)]


class Held(WireModel):
    """What a client that comes back still has of a deployment's logs."""

    attempt: Count
    lines: dict[str, Count] = Field(default_factory=dict)
    """Of each log, how many lines there had been when the client last heard of it, left out ones included."""


class Extensions(WireModel):
    """What a client can take beyond the official protocol; official clients never send it."""

    deltas: int = 0
    """The version it knows; any but `VERSION` means whole items."""
    deflate: bool = False
    """Whether messages may come as binary frames, one running raw deflate stream a connection."""
    resume: dict[str, Held] = Field(default_factory=dict)
    """By deployment."""


class LogChange(WireModel):
    """How a log goes on: the client keeps lines `omitted` to `after`, adds `add`, and shows `notice` first, if any."""

    omitted: Count
    """Lines left out at the head."""
    notice: str | None = None
    """The line that says so; it is part of the item, but no line of the log."""
    after: Count
    """How many lines of the log come before `add`."""
    add: tuple[str, ...] = ()


class Delta(WireModel):
    """One step from a state of an item to a later one."""

    base: int | None = None
    """Timestamp of the message it builds on; without one it starts from nothing but the logs the client holds."""
    fields: dict[str, Any] = Field(default_factory=dict)
    """Members of the item that have a new value."""
    gone: tuple[str, ...] = ()
    """Members that are no longer there."""
    rows: dict[str, dict[int, dict[str, Any]]] = Field(default_factory=dict)
    """By array and index, the row's members that have a new value."""
    logs: dict[str, LogChange] = Field(default_factory=dict)
    hash: str
    """`item_hash` of the result."""


def item_hash(item: Mapping[str, Any]) -> str:
    """Return the first 16 hex digits of the SHA-256 of an item as canonical JSON.

    Members sorted, no spaces, UTF-8. `outputs` stays out of it: programs write the same fraction differently.
    """
    plain = {name: value for name, value in item.items() if name != "outputs"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
